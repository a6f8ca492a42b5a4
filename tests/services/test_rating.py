"""The yearly rating round over a real data file."""

from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected, UserError
from desktop.domain.merits import Appraisal, Award, Discipline, DutyGroup, ScientificKind, ScientificWork
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import emulation, rating
from desktop.services.due import due_list
from desktop.services.progress import run
from desktop.services.sample.figures import SAMPLE_DAY
from desktop.services.sample.fill import fill
from desktop.services.sample.generate import generate
from desktop.services.workspace import Workspace
from tests.services.small_unit import DAY, departments, leading, person, unit

REGULATION = date(2026, 10, 1)


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Danh sách") as session:
        (noi,) = departments(session, "Khoa Nội")
        director = leading(session, "Giám đốc", 5)
        deputy = leading(session, "Phó Giám đốc", 4)
        ward_head = leading(session, "Trưởng khoa", 3)
        person(session, "VC01", "Trần Văn An", "nam", department=noi, post=director)
        person(session, "VC02", "Lê Thị Bình", department=noi, post=deputy)
        person(session, "VC03", "Vũ Thị Cúc", department=noi, post=ward_head)
        for n in range(4, 10):
            person(session, f"VC{n:02}", f"Đỗ Thị Hoa {n}", department=noi, title="V.08.05.12")
        person(session, "VC10", "Bùi Văn Tân", "nam", department=noi, since=PartialDate("2026-08-01"))
        person(session, "HD01", "Ngô Văn Lái", "nam", department=noi, contract="HD111_HTPV", title=None)
        person(session, "VC11", "Hồ Thị Hưu", department=noi, status="NGHI_HUU")
    yield made
    made.close()


@pytest.fixture
def opened(workspace):
    return rating.begin(workspace, 2026, "12/QC-BV", REGULATION)


def rows(workspace, uid):
    return {row.staff_code: row for row in rating.view(workspace, uid).rows}


def rate(workspace, uid, **ratings):
    known = rows(workspace, uid)
    rating.rate(workspace, uid, {known[code].uid: {"rating": made} for code, made in ratings.items()})


def test_a_round_takes_in_those_of_the_headcount_each_in_a_group(workspace, opened):
    found = rows(workspace, opened)
    assert set(found) == {f"VC{n:02}" for n in range(1, 11)}
    assert [found[code].group for code in ("VC01", "VC02", "VC03", "VC04")] == [
        DutyGroup.HEAD,
        DutyGroup.DEPUTY,
        DutyGroup.MANAGER,
        DutyGroup.PROFESSIONAL,
    ]
    assert found["VC04"].unit_group == "Điều dưỡng"


def test_who_worked_less_than_six_months_stands_as_not_rated_with_the_reason(workspace, opened):
    found = rows(workspace, opened)["VC10"]
    assert (found.months, found.rating) == (5, "KXL")
    assert "5 tháng" in found.not_rated_reason


def test_leave_takes_months_away_and_the_rest_is_rated(workspace):
    with workspace.database.write("Thai sản") as session:
        member = next(m for m in session.query(StaffMember) if m.staff_code == "VC05")
        member.statuses[0].ends_on = PartialDate("2026-01-31")
        session.add(
            EmploymentStatus(
                staff=member, status="THAI_SAN", starts_on=PartialDate("2026-02-01"), ends_on=PartialDate("2026-06-30")
            )
        )
        session.add(EmploymentStatus(staff=member, status="DANG_LAM", starts_on=PartialDate("2026-07-01")))
    found = rows(workspace, rating.begin(workspace, 2026))["VC05"]
    assert (found.months, found.rating) == (7, None)


def test_without_a_regulation_in_time_2026_is_judged_and_points_make_nothing(workspace):
    uid = rating.begin(workspace, 2026)
    assert rating.view(workspace, uid).rule == "nd90"
    known = rows(workspace, uid)
    rating.rate(workspace, uid, {known["VC04"].uid: {"general_points": "30", "result_points": "65"}})
    assert rows(workspace, uid)["VC04"].rating is None


def test_points_make_the_rating_and_a_typed_one_stands(workspace, opened):
    known = rows(workspace, opened)
    rating.rate(
        workspace,
        opened,
        {
            known["VC04"].uid: {"general_points": "28,5", "result_points": "63"},
            known["VC05"].uid: {"general_points": "30", "result_points": "65", "rating": "Hoàn thành nhiệm vụ"},
        },
    )
    found = rows(workspace, opened)
    assert (found["VC04"].rating, found["VC05"].rating) == ("HTXS", "HT")


def test_points_that_cannot_be_are_refused_for_all_and_nothing_is_written(workspace, opened):
    known = rows(workspace, opened)
    with pytest.raises(Rejected) as refused:
        rating.rate(
            workspace,
            opened,
            {
                known["VC04"].uid: {"general_points": "31", "result_points": "60"},
                known["VC05"].uid: {"general_points": "20", "result_points": "x"},
                known["VC06"].uid: {"rating": "HTT"},
            },
        )
    assert [p.field.rpartition(":")[2] for p in refused.value.problems] == ["general_points", "result_points"]
    assert {row.rating for row in rows(workspace, opened).values()} == {None, "KXL"}


def test_too_many_of_the_best_are_told_with_the_base_and_can_still_be_decided(workspace, opened):
    everybody = {f"VC{n:02}": "HTT" for n in range(1, 10)}
    rate(workspace, opened, **{**everybody, "VC04": "HTXS", "VC05": "HTXS"})
    shown = rating.view(workspace, opened)
    nurses = next(share for share in shown.shares if share.group == "Điều dưỡng")
    assert (nurses.base, nurses.cap, nurses.best, nurses.over) == (4, 0, 2, 2)
    told = rating.close(workspace, opened, "99/QĐ-BV", date(2026, 12, 10), "Trần Văn Ký")
    assert [problem.code for problem in told] == ["rating.share"]
    with workspace.database.read() as session:
        found = [a for a in session.query(Appraisal) if a.staff.staff_code == "VC04"]
        assert [(a.decided_on, a.decision.number, a.year) for a in found] == [(date(2026, 12, 10), "99/QĐ-BV", 2026)]


def test_the_head_above_the_unit_is_told(workspace, opened):
    rate(workspace, opened, VC01="HTXS")
    rating.save_head(workspace, opened, {"unit_rating": "HTT"}, rating.head(workspace, opened))
    assert [p.code for p in rows(workspace, opened)["VC01"].problems] == ["rating.head_above_unit"]


def test_a_round_with_somebody_waiting_is_not_closed_and_a_closed_one_not_changed(workspace, opened):
    with pytest.raises(UserError, match="Còn 9 người chưa xếp loại"):
        rating.close(workspace, opened, "99/QĐ-BV", date(2026, 12, 10))
    rate(workspace, opened, **{f"VC{n:02}": "HTT" for n in range(1, 10)})
    rating.close(workspace, opened, "99/QĐ-BV", date(2026, 12, 10))
    with pytest.raises(UserError, match="đã chốt"):
        rate(workspace, opened, VC01="HT")
    rating.reopen(workspace, opened)
    rate(workspace, opened, VC01="HT")
    assert rows(workspace, opened)["VC01"].rating == "HT"


def test_closing_is_one_step_of_undo(workspace, opened):
    rate(workspace, opened, **{f"VC{n:02}": "HTT" for n in range(1, 10)})
    rating.close(workspace, opened, "99/QĐ-BV", date(2026, 12, 10))
    workspace.database.undo()
    assert not rating.view(workspace, opened).is_closed
    with workspace.database.read() as session:
        assert {a.decided_on for a in session.query(Appraisal)} == {None}


def test_a_year_has_one_round_and_none_before_its_time(workspace, opened):
    with pytest.raises(UserError, match="đã có đợt"):
        rating.begin(workspace, 2026)
    with pytest.raises(UserError, match="chưa đến"):
        rating.begin(workspace, 2027)
    assert rating.rounds(workspace) == [(opened, 2026, False)]


def test_workers_under_contract_come_in_when_the_head_says_so_and_go_out_again(workspace, opened):
    with workspace.database.read() as session:
        driver = next(str(m.uid) for m in session.query(StaffMember) if m.staff_code == "HD01")
    assert rating.add_people(workspace, opened, [driver]) == 1
    assert rating.add_people(workspace, opened, [driver]) == 0
    found = rows(workspace, opened)["HD01"]
    assert found.group is DutyGroup.SUPPORT
    rating.drop_people(workspace, opened, [found.uid])
    assert "HD01" not in rows(workspace, opened)


def test_a_rating_that_stood_in_the_record_before_is_taken_over(workspace):
    with workspace.database.write("Đánh giá đã có") as session:
        member = next(m for m in session.query(StaffMember) if m.staff_code == "VC04")
        session.add(Appraisal(staff=member, year=2026, rating="HTT"))
    uid = rating.begin(workspace, 2026)
    assert rows(workspace, uid)["VC04"].rating == "HTT"
    with workspace.database.read() as session:
        assert sum(a.staff.staff_code == "VC04" for a in session.query(Appraisal)) == 1


def test_titles_are_proposed_with_reasons_and_entered_under_one_decision(workspace, opened):
    rate(workspace, opened, **{f"VC{n:02}": "HTT" for n in range(1, 10)}, VC10="KXL")
    with workspace.database.write("Thành tích") as session:
        people = {m.staff_code: m for m in session.query(StaffMember)}
        session.add(
            ScientificWork(
                staff=people["VC06"],
                kind=ScientificKind.INITIATIVE,
                name="Sáng kiến",
                accepted_on=PartialDate("2026-09"),
            )
        )
        session.add(Discipline(staff=people["VC07"], form="KT", decided_on=PartialDate("2026-03-01")))
    found = emulation.propose_titles(workspace, opened)
    assert [(p.staff_code, p.title) for p in found][:1] == [("VC06", "CSTDCS")]
    assert "sáng kiến" in found[0].reason
    assert "VC07" not in {p.staff_code for p in found}
    assert len(found) == 9
    assert emulation.enter_titles(workspace, 2026, found, "5/QĐ-TĐKT", DAY) == 9
    assert emulation.propose_titles(workspace, opened) == []
    with workspace.database.read() as session:
        awards = list(session.query(Award))
        assert {award.decision.number for award in awards} == {"5/QĐ-TĐKT"}
    workspace.database.undo()
    assert len(emulation.propose_titles(workspace, opened)) == 9


def test_the_days_of_the_round_stand_with_what_was_done(workspace, opened):
    before = rating.head(workspace, opened)
    rating.save_head(workspace, opened, {"unit_rated_on": "10/12/2026", "unit_rating": "HTT"}, before)
    first = rating.view(workspace, opened).clocks[0]
    assert (first.due_on, first.done_on) == (date(2026, 12, 15), date(2026, 12, 10))


def test_the_days_of_a_round_stand_in_the_list_of_what_is_due_until_done(workspace, opened):
    def due():
        return {(item.subject, item.due_on, item.name) for item in due_list(workspace, rules=["rating"])}

    assert due() == {
        ("Xếp loại đơn vị năm 2026", date(2026, 12, 15), "Toàn đơn vị"),
        ("Xếp loại cá nhân năm 2026", date(2026, 12, 15), "Toàn đơn vị"),
    }
    rating.save_head(
        workspace, opened, {"unit_rated_on": "10/12/2026", "met_on": "11/12/2026"}, rating.head(workspace, opened)
    )
    assert due() == {("Cập nhật kết quả vào cơ sở dữ liệu năm 2026", date(2026, 12, 16), "Toàn đơn vị")}


def test_the_rounds_of_a_made_up_unit_open(tmp_path):
    made = Workspace.create(tmp_path / "made.canbo", None, today=SAMPLE_DAY)
    try:
        run(fill(made.database, generate(staff=40)))
        held = rating.rounds(made)
        assert [year for _uid, year, _closed in held] == [2025, 2024]
        assert all(rating.view(made, uid).is_closed for uid, _year, _closed in held)
    finally:
        made.close()


def test_a_regulation_entered_later_decides_under_which_decree_the_round_is(workspace):
    uid = rating.begin(workspace, 2026)
    rating.save_head(
        workspace, uid, {"regulation_no": "1/QC", "regulation_on": "01/10/2026"}, rating.head(workspace, uid)
    )
    assert rating.view(workspace, uid).rule == "nd233"
    rating.save_head(workspace, uid, {"regulation_on": "01/12/2026"}, rating.head(workspace, uid))
    assert rating.view(workspace, uid).rule == "nd90"
    workspace.database.undo()
    assert rating.view(workspace, uid).rule == "nd233"
