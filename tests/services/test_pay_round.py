"""A round of raises over a real data file: who, why, the draft, and the rows when the decision is entered."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected, UserError
from desktop.domain.merits import Appraisal, Award, Discipline
from desktop.domain.organisation import Decision
from desktop.domain.staff import EmploymentStatus, PayBasis, RaiseKind, SalaryStep, StaffMember
from desktop.domain.training import Enrolment, EnrolmentState
from desktop.services import pay_export, pay_round
from desktop.services.due import due_list
from desktop.services.progress import run
from tests.services.small_unit import departments, partial, pay, person, unit

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
PAPER = {"number": "215/QĐ-BV", "issued_on": "20/12/2026", "signer": "Trần Văn Ký"}


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Nhân sự") as session:
        (ward,) = departments(session, "Khoa Nội")
        due = person(session, "VC01", "Nguyễn Thị An", department=ward)
        pay(due, "A1", 3, Decimal("3.00"), "2023-12-01", percent=Decimal(100))
        warned = person(session, "VC02", "Trần Văn Bình", "nam", department=ward)
        pay(warned, "A1", 3, Decimal("3.00"), "2023-06-01")
        session.add(Discipline(staff=warned, form="CC", decided_on=PartialDate("2025-03-10")))
        top = person(session, "VC03", "Lê Thị Cúc", department=ward)
        pay(
            top,
            "A1",
            9,
            Decimal("4.98"),
            "2025-11-15",
            over_frame_percent=Decimal(5),
            over_frame_from=partial("2025-11-15"),
        )
        merit = person(session, "VC04", "Phạm Văn Dũng", "nam", department=ward)
        pay(merit, "A1", 2, Decimal("2.67"), "2024-09-01")
        session.add(Award(staff=merit, year=2025, form="CSTDBT"))
        retires = person(session, "VC05", "Hoàng Văn Em", "nam", "1965-08-10", department=ward)
        pay(retires, "A1", 6, Decimal("3.99"), "2024-11-01")
        later = person(session, "VC06", "Đỗ Thị Giang", department=ward)
        pay(later, "A1", 3, Decimal("3.00"), "2025-01-01")
        gone = person(session, "VC07", "Vũ Thị Hoa", status="NGHI_HUU", department=ward)
        pay(gone, "A1", 3, Decimal("3.00"), "2023-12-01")
        lost = person(session, "VC08", "Bùi Văn Ích", "nam", department=ward)
        pay(lost, "A1", None, Decimal("3.10"), "2020-01-01")
        person(session, "VC09", "Ngô Thị Kim", department=ward)
        flat = person(session, "VC10", "Đinh Thị Lan", department=ward)
        pay(flat, "A1", 3, Decimal("3.00"), "2020-01-01", basis=PayBasis.POSITION, amount=12_000_000)
    yield made
    made.close()


def lines(found):
    return [(c.staff_code, c.kind, c.draft.starts_on) for c in found.candidates]


def draft_of(found, code, kind=None):
    return next(c.draft for c in found.candidates if c.staff_code == code and kind in (None, c.kind))


def steps_of(workspace, code):
    with workspace.database.read() as session:
        rows = session.query(SalaryStep).join(SalaryStep.staff).filter(StaffMember.staff_code == code)
        return sorted(
            (r.starts_on.iso, r.ends_on and r.ends_on.iso, r.step, r.coefficient, r.over_frame_percent, r.raise_kind)
            for r in rows
        )


def test_who_stands_in_the_round_and_why(workspace):
    found = pay_round.round_of(workspace, FIRST, LAST)
    assert lines(found) == [
        ("VC01", RaiseKind.REGULAR, date(2026, 12, 1)),
        ("VC02", RaiseKind.REGULAR, date(2026, 12, 1)),
        ("VC03", RaiseKind.OVER_FRAME, date(2026, 11, 15)),
        ("VC04", RaiseKind.EARLY_MERIT, date(2026, 12, 1)),
        ("VC05", RaiseKind.EARLY_RETIREMENT, date(2026, 12, 1)),  # not from before the notice
    ]
    why = {c.staff_code: c.why for c in found.candidates}
    assert why["VC01"] == "Đủ 36 tháng từ 01/12/2023"
    assert why["VC02"] == ("Đủ 36 tháng từ 01/06/2023; lùi 6 tháng: Cảnh cáo ngày 10/03/2025: kéo dài 6 tháng")
    assert why["VC03"] == "Đủ 12 tháng từ 15/11/2025"
    assert why["VC04"].startswith("Trước thời hạn 9 tháng: Chiến sĩ thi đua cấp bộ, tỉnh năm 2025")
    assert {c.staff_code for c in found.candidates if c.is_proposed} == {"VC01", "VC02", "VC03"}
    assert {(u.staff_code, u.why) for u in found.unknown} == {
        ("VC08", "hệ số không thuộc bậc nào của bảng lương"),
        ("VC09", "chưa có diễn biến lương"),
    }
    assert (found.quota.people, found.quota.most, found.quota.left) == (8, 0, 0)


def test_the_due_list_says_the_same_days(workspace):
    regular = {
        c.staff_code: c.due_on
        for c in pay_round.round_of(workspace, FIRST, LAST).candidates
        if c.kind in (RaiseKind.REGULAR, RaiseKind.OVER_FRAME)
    }
    due = {i.staff_code: i.due_on for i in due_list(workspace, (LAST - workspace.today).days, ["salary.next_step"])}
    assert due == regular
    (warned,) = [i for i in due_list(workspace, 60, ["salary"]) if i.staff_code == "VC02"]
    assert "lùi 6 tháng: Cảnh cáo ngày 10/03/2025" in warned.subject


def test_time_away_ratings_and_overlong_study_put_the_rise_off(workspace):
    with workspace.database.write("Nghỉ, đánh giá, đi học") as session:
        who = session.query(StaffMember).filter_by(staff_code="VC01").one()
        session.add(Appraisal(staff=who, year=2024, rating="KHT"))
        session.add(
            EmploymentStatus(
                staff=who, status="KHONG_LUONG", starts_on=partial("2025-01-01"), ends_on=partial("2025-02-28")
            )
        )
        session.add(
            Enrolment(
                staff=who,
                kind="DT_CKI",
                starts_on=partial("2023-01"),
                planned_end_on=partial("2025-06-30"),
                ended_on=partial("2025-07-31"),
                state=EnrolmentState.COMPLETED,
            )
        )
    found = pay_round.round_of(workspace, FIRST, date(2027, 12, 31))
    (mine,) = [c for c in found.candidates if c.staff_code == "VC01"]
    assert mine.due_on == date(2027, 9, 1)  # six, two and one months
    assert "lùi 9 tháng" in mine.why


def test_a_round_of_no_days_is_refused(workspace):
    with pytest.raises(UserError, match="trước ngày đầu"):
        pay_round.round_of(workspace, LAST, FIRST)


def test_the_decision_makes_rows_of_pay_in_one_undo_step(workspace):
    found = pay_round.round_of(workspace, FIRST, LAST)
    drafts = [c.draft for c in found.candidates if c.is_proposed]

    done = pay_round.enter(workspace, PAPER, drafts)

    assert (done.people, done.notes) == (3, ())
    assert steps_of(workspace, "VC01") == [
        ("2023-12-01", "2026-11-30", 3, Decimal("3.00"), None, None),
        ("2026-12-01", None, 4, Decimal("3.33"), None, RaiseKind.REGULAR),
    ]
    assert steps_of(workspace, "VC03")[1] == (
        "2026-11-15", None, 9, Decimal("4.98"), Decimal("6.0"), RaiseKind.OVER_FRAME,
    )  # fmt: skip
    with workspace.database.read() as session:
        row = session.query(SalaryStep).filter_by(raise_kind=RaiseKind.OVER_FRAME).one()
        assert row.over_frame_from.iso == "2025-11-15"  # since the first percent
        (paper,) = session.query(Decision).all()
        assert (paper.number, paper.issued_on, paper.signer) == ("215/QĐ-BV", date(2026, 12, 20), "Trần Văn Ký")
        made = session.query(SalaryStep).filter_by(decision=paper).all()
        assert {r.counted_from.iso for r in made} == {"2026-12-01", "2026-11-15"}
    assert [c for c in pay_round.round_of(workspace, FIRST, LAST).candidates if c.is_proposed] == []

    assert workspace.database.undo() == "Nâng lương theo quyết định 215/QĐ-BV: 3 người"
    assert steps_of(workspace, "VC01") == [("2023-12-01", None, 3, Decimal("3.00"), None, None)]
    assert len(pay_round.round_of(workspace, FIRST, LAST).candidates) == 5


def test_a_second_list_under_the_same_paper_points_at_the_same_decision(workspace):
    found = pay_round.round_of(workspace, FIRST, LAST)
    pay_round.enter(workspace, PAPER, [draft_of(found, "VC01")])
    pay_round.enter(workspace, PAPER, [draft_of(found, "VC02")])
    with workspace.database.read() as session:
        assert session.query(Decision).count() == 1


def test_a_draft_is_entered_as_the_clerk_amended_it(workspace):
    draft = draft_of(pay_round.round_of(workspace, FIRST, LAST), "VC01")
    assert pay_round.draft_texts(workspace, draft)["starts_on"] == "01/12/2026"
    amended = pay_round.amended(workspace, draft, {"step": "5", "coefficient": "3,66", "counted_from": "1/6/2026"})
    pay_round.enter(workspace, PAPER, [amended])
    assert steps_of(workspace, "VC01")[1][2:4] == (5, Decimal("3.66"))
    with pytest.raises(Rejected) as refused:
        pay_round.amended(workspace, draft, {"starts_on": "12/2026", "coefficient": "ba"})
    assert [p.field for p in refused.value.problems] == ["coefficient"]
    with pytest.raises(Rejected, match="đủ ngày"):
        pay_round.amended(workspace, draft, {"starts_on": "12/2026"})


@pytest.mark.parametrize(
    ("paper", "pick", "message"),
    [
        ({}, ["VC01"], "số quyết định"),
        ({"number": "1/QĐ", "issued_on": ""}, ["VC01"], "ngày ký"),
        (PAPER, [], "Chưa chọn ai"),
        (PAPER, ["VC01", "VC01"], "hai lần"),
    ],
)
def test_what_cannot_be_entered_is_said_and_nothing_is_written(workspace, paper, pick, message):
    found = pay_round.round_of(workspace, FIRST, LAST)
    with pytest.raises(Rejected, match=message):
        pay_round.enter(workspace, paper, [draft_of(found, code) for code in pick])
    assert len(steps_of(workspace, "VC01")) == 1


def test_a_row_that_came_meanwhile_stops_the_list_as_a_whole(workspace):
    found = pay_round.round_of(workspace, FIRST, LAST)
    with workspace.database.write("Chuyển chức danh") as session:
        who = session.query(StaffMember).filter_by(staff_code="VC01").one()
        pay(who, "A2.1", 1, Decimal("4.40"), "2026-12-05")
    with pytest.raises(Rejected, match=r"Nguyễn Thị An đã có diễn biến lương từ ngày 05/12/2026"):
        pay_round.enter(workspace, PAPER, [draft_of(found, "VC02"), draft_of(found, "VC01")])
    assert len(steps_of(workspace, "VC02")) == 1


def test_more_early_rises_than_the_share_allows_are_kept_and_told(workspace):
    found = pay_round.round_of(workspace, FIRST, LAST)
    done = pay_round.enter(workspace, PAPER, [draft_of(found, "VC04", RaiseKind.EARLY_MERIT)])
    assert done.notes == (
        "Năm 2026 có 1 người nâng lương trước thời hạn do thành tích, quá 10% danh sách trả lương (0 người).",
    )
    again = pay_round.round_of(workspace, FIRST, LAST)
    assert (again.quota.used, again.quota.left) == (1, -1)


def test_the_lists_as_workbooks(workspace, tmp_path):
    found = pay_round.round_of(workspace, FIRST, LAST)
    chosen = {c.key: c.draft for c in found.candidates if c.staff_code != "VC05"}
    path = run(pay_export.export_round(workspace, found, chosen, tmp_path / "nang luong.xlsx"))
    book = load_workbook(path)
    steps, over = (["|".join(str(v) for v in row if v is not None) for row in sheet.values] for sheet in book)
    assert any("DANH SÁCH ĐỀ NGHỊ NÂNG BẬC LƯƠNG" in line for line in steps)
    assert any("Đợt nâng lương từ ngày 01/10/2026 đến ngày 31/12/2026" in line for line in steps)
    assert sum("Nguyễn Thị An" in line for line in steps) == 1
    assert any("Nâng bậc trước thời hạn do thành tích (1 người)" in line for line in steps)
    assert not any("Hoàng Văn Em" in line for line in steps + over)
    (line,) = [line for line in over if "Lê Thị Cúc" in line]
    assert "|4.98|5.0|2025-11-15 00:00:00|6.0|2026-11-15 00:00:00|" in line


def test_who_may_not_take_lists_out_writes_no_file(workspace, tmp_path):
    found = pay_round.round_of(workspace, FIRST, LAST)
    rights = workspace.rights
    workspace.database.rights = type(rights)(may_export=False)
    with pytest.raises(UserError, match="không có quyền xuất"):
        pay_export.export_round(workspace, found, {}, tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()
