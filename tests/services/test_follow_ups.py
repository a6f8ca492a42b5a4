"""What acts leave to be done elsewhere, the list of it, and the register of decisions."""

from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected, UserError
from desktop.domain.mentoring import MentoringKind
from desktop.domain.organisation import Decision, Post
from desktop.domain.party import CaseState, PartyCase
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.succession import SuccessionEntry
from desktop.domain.system import Role
from desktop.domain.training import Enrolment, EnrolmentState
from desktop.excel.writer import as_text
from desktop.services import acts, decisions, follow_ups, records
from desktop.services.decisions import Filter
from desktop.services.due import due_list
from desktop.services.workspace import Workspace
from desktop.storage.history import operations
from tests.services.acts_unit import PAPER, TODAY, Hospital


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    hospital = Hospital.founded(tmp_path_factory.mktemp("acts") / "unit.canbo")
    yield hospital
    hospital.workspace.close()


@pytest.fixture
def unit(founded, tmp_path):
    hospital = founded.copied(tmp_path / "unit.canbo")
    yield hospital
    hospital.workspace.close()


def left(unit, name=None, **options):
    """What is still to be done about somebody: by code, the day it is due."""
    uid = unit.uids[name] if name else None
    return {item.code: item.due_on for item in follow_ups.open_for(unit.workspace, uid, **options)}


def test_full_time_study_of_a_doctor_reaches_every_room(unit):
    guided = unit.helps("An", "Bình")
    unit.helps("Cúc", "An", MentoringKind.ROTATION)
    unit.helps("An", "Cúc", MentoringKind.SYMPATHISER)

    done = unit.do("study", "An", effective_on="01/12/2026", kind="DT_CKI", returns_on="30/11/2028")

    # 60 working days from the day after: 1/1, and the days of Tết from 5 to 10 February 2027, are off.
    assert left(unit, "An") == {
        "mentor": date(2026, 12, 1),
        "mentee": date(2026, 12, 1),
        "party_mentor": date(2026, 12, 1),
        "party_transfer": transfer(unit, date(2026, 12, 1)),
        "practice_list": working(unit, date(2026, 12, 1), 10),
        "allowance_stop": date(2027, 3, 1),
        "commitment": date(2026, 12, 1),
        "cme": date(2026, 12, 31),
    }
    items = {item.code: item for item in follow_ups.open_for(unit.workspace, act_uid=done.decision_uid)}
    assert (items["mentor"].target.entity, items["mentor"].target.uid) == ("MentoringAssignment", guided)
    assert (items["mentor"].room, items["commitment"].room) == ("mentoring", "training")
    assert items["party_transfer"].basis == "294-QĐ/TW, điểm 6.3.1"
    assert items["party_transfer"].act == "Cử đi học tập trung, 12/QĐ-BV"
    assert "chính thức" in items["party_transfer"].title
    assert len(done.follow_ups) == len(items)


def transfer(unit, start):
    return working(unit, start, 60)


def working(unit, day, count):
    """So many days later as a clerk counts them on the calendar."""
    number = day.toordinal()
    while count:
        number += 1
        count -= unit.workspace.policy.is_working(date.fromordinal(number))
    return date.fromordinal(number)


def test_a_short_course_changes_little(unit):
    unit.do("study", "An", effective_on="01/12/2026", kind="BD_CM", returns_on="31/01/2027")

    found = {item.code: item.title for item in follow_ups.open_for(unit.workspace, unit.uids["An"])}

    assert set(found) == {"party_transfer", "practice_list"}
    assert "tạm thời" in found["party_transfer"]


def test_leaving_in_debt_of_a_commitment(unit):
    with unit.workspace.database.write("Học") as session:
        who = records.get(session, StaffMember, unit.uids["An"])
        Enrolment(
            staff=who,
            kind="DT_CKI",
            state=EnrolmentState.SERVING,
            starts_on=PartialDate("2022-09-01"),
            ended_on=PartialDate("2024-08-31"),
        )
        post = records.get(session, Post, unit.uids["Trưởng khoa"])
        SuccessionEntry(staff=who, planned_post=post, term="2025-2030")
    unit.helps("An", "Bình")

    unit.do("leave", "An", effective_on="01/12/2026", manner="resigned")

    assert set(left(unit, "An")) == {
        *("mentor", "party_transfer", "practice_list", "payback", "succession"),
        *("handover", "pay", "insurance", "settle"),
    }


CASES = [
    (
        "maternity",
        "Bình",
        {"returns_on": "01/06/2027"},
        {"insurance", "allowance_stop", "insurance_claim", "cover", "return"},
    ),
    ("maternity", "Cúc", {"returns_on": "01/06/2027"}, {"insurance", "insurance_claim", "cover", "return"}),
    ("sick", "Bình", {"returns_on": "01/01/2027"}, {"insurance", "return"}),
    ("unpaid", "Cúc", {}, {"pay", "insurance"}),
    (
        "second_out",
        "An",
        {"place": "Sở", "returns_on": "30/11/2027"},
        {"party_transfer", "practice_list", "allowance_stop", "return"},
    ),
    ("move", "Bình", {"department": "Khoa Nội"}, {"handover", "practice_list"}),
    ("appoint", "An", {"post": "Trưởng khoa"}, {"post_allowance", "party_post"}),
    ("appoint", "Bình", {"post": "Trưởng khoa"}, {"post_allowance"}),
    ("title", "Bình", {"title": "V.08.05.11"}, {"placing"}),
    ("retire", "Cúc", {}, {"handover", "pay", "pension", "insurance"}),
    ("leave", "An", {"manner": "died"}, {"practice_list", "pay", "insurance"}),
    (
        "leave",
        "An",
        {"manner": "transfer"},
        {"party_transfer", "practice_list", "handover", "pay", "insurance", "file"},
    ),
]


@pytest.mark.parametrize(("key", "name", "typed", "expected"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_what_follows_from_an_act(unit, key, name, typed, expected):
    unit.do(key, name, effective_on="01/12/2026", **typed)

    assert set(left(unit, name)) == expected


def test_somebody_on_the_way_into_the_party_is_taken_along(unit):
    with unit.workspace.database.write("Đảng") as session:
        who = records.get(session, StaffMember, unit.uids["Bình"])
        PartyCase(staff=who, state=CaseState.SYMPATHISER, list_resolution_on=date(2026, 3, 1))

    unit.do("leave", "Bình", effective_on="01/12/2026", manner="transfer")

    assert "party_case" in left(unit, "Bình")


def test_the_papers_of_ten_years_ago_leave_nothing_behind(unit):
    unit.do("maternity", "Cúc", effective_on="01/04/2015", returns_on="01/10/2015", decision=None)

    assert left(unit, "Cúc") == {}


def test_marked_done_it_is_off_both_lists_and_undo_brings_it_back(unit):
    unit.do("maternity", "Cúc", effective_on="01/12/2026", returns_on="01/06/2027")
    cover = next(i for i in follow_ups.open_for(unit.workspace) if i.code == "cover")
    due = {item.target.uid: item for item in due_list(unit.workspace, 30, ["follow_up"])}
    assert (
        due[cover.uid].subject
        == "Bố trí người thay Nguyễn Văn Cúc (được ký hợp đồng dưới 12 tháng) (Phòng Tổ chức cán bộ)"
    )
    assert due[cover.uid].basis == "NĐ 235/2026/NĐ-CP, Điều 6: hợp đồng dưới 12 tháng thay người nghỉ"

    follow_ups.mark(unit.workspace, cover.uid, True, "Đã ký với chị Hoa")

    assert "cover" not in left(unit, "Cúc")
    assert cover.uid not in {item.target.uid for item in due_list(unit.workspace, 30, ["follow_up"])}
    (done,) = [i for i in follow_ups.open_for(unit.workspace, with_done=True) if i.is_done]
    assert (done.done_on, done.note, done.level) == (TODAY, "Đã ký với chị Hoa", None)
    unit.workspace.database.undo()
    assert "cover" in left(unit, "Cúc")
    follow_ups.mark(unit.workspace, [cover.uid], True)
    follow_ups.mark(unit.workspace, [cover.uid], False)
    assert "cover" in left(unit, "Cúc")
    with pytest.raises(UserError):
        follow_ups.mark(unit.workspace, cover.uid, True, on=date(2026, 12, 24))


def test_what_follows_a_leaving_stays_due_though_the_person_is_gone(unit):
    unit.do("leave", "An", effective_on="01/11/2026", manner="transfer")

    found = {item.subject.split(" ")[0] for item in due_list(unit.workspace, 400, ["follow_up"])}

    assert {"Làm", "Báo", "Bàn", "Thôi"} <= found


def test_a_clerk_adds_one_of_their_own(unit):
    uid = follow_ups.add(unit.workspace, unit.uids["An"], {"title": "Trả máy tính", "due_on": "30/11/2026"})

    (item,) = follow_ups.open_for(unit.workspace)
    assert (item.uid, item.code, item.title, item.target.uid) == (uid, "own", "Trả máy tính", unit.uids["An"])
    with pytest.raises(Rejected):
        follow_ups.add(unit.workspace, unit.uids["An"], {"due_on": "30/11/2026"})


def test_matters_of_the_party_are_written_for_those_who_may_see_them(unit):
    unit.helps("An", "Cúc", MentoringKind.SYMPATHISER)
    clerk = Workspace.on(unit.workspace.database.file, today=TODAY, user="lan", rights=Rights.of(Role.HR_CLERK))

    acts.carry_out(clerk, unit.request("leave", "An", effective_on="01/12/2026", manner="transfer"))

    seen = {item.code for item in follow_ups.open_for(clerk)}
    assert {code for code in left(unit) if code.startswith("party")} == {"party_mentor", "party_transfer"}
    assert seen == {code for code in left(unit) if not code.startswith("party")}
    assert not any(i.subject.startswith("Làm thủ tục") for i in due_list(clerk, 400, ["follow_up"]))


# --- the register -----------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(unit):
    """Four decisions: a streamlining of two, an appointment, a leave without its number, and an old move."""
    each = {"An": {"reason": "Dôi dư"}, "Bình": {"reason": "Sắp xếp"}}
    unit.do(
        "appoint",
        "An",
        effective_on="01/12/2025",
        decision={**PAPER, "number": "05/QĐ-SYT", "issued_on": "20/11/2025"},
        post="Trưởng khoa",
    )
    unit.do("maternity", "Cúc", effective_on="01/12/2026", decision={"issued_on": "10/11/2026"})
    unit.do(
        "move",
        "Cúc",
        effective_on="01/02/2014",
        decision={"number": "9/QĐ", "issued_on": "20/01/2014", "signer": "Lê Ký"},
        department="Khoa Nội",
    )
    unit.do("streamline", "An", "Bình", effective_on="01/01/2027", each=each)
    return unit


def numbers(unit, **wanted):
    return [line.number for line in decisions.register(unit.workspace, Filter(**wanted))]


def test_the_register_lists_and_filters(filed):
    assert numbers(filed) == ["12/QĐ-BV", "", "05/QĐ-SYT", "9/QĐ"]
    assert numbers(filed, kind="Bổ nhiệm") == ["05/QĐ-SYT"]
    assert numbers(filed, year=2026) == ["12/QĐ-BV", ""]
    assert numbers(filed, text="tinh gian binh") == ["12/QĐ-BV"]
    assert numbers(filed, staff_uid=filed.uids["An"]) == ["12/QĐ-BV", "05/QĐ-SYT"]
    assert numbers(filed, incomplete=True) == [""]
    assert decisions.kinds(filed.workspace) == [
        "Bổ nhiệm",
        "Điều động trong đơn vị",
        "Nghỉ thai sản",
        "Tinh giản biên chế",
    ]
    assert decisions.years(filed.workspace) == [2026, 2025, 2014]
    (line,) = decisions.register(filed.workspace, Filter(kind="Tinh giản biên chế"))
    assert (line.people, line.names, line.rows, line.missing) == (2, ("Nguyễn Văn An", "Nguyễn Văn Bình"), 2, ())
    (bare,) = decisions.register(filed.workspace, Filter(incomplete=True))
    assert bare.missing == ("Số quyết định", "Người ký")


def test_a_decision_tells_whom_it_is_about_what_it_made_and_what_is_left(filed):
    (line,) = decisions.register(filed.workspace, Filter(kind="Tinh giản biên chế"))

    found = decisions.details(filed.workspace, line.uid)

    assert [(p.name, p.reason) for p in found.people] == [("Nguyễn Văn An", "Dôi dư"), ("Nguyễn Văn Bình", "Sắp xếp")]
    assert [(row.entity, row.name, row.text, row.starts) for row in found.rows] == [
        ("EmploymentStatus", "Nguyễn Văn An", "Tinh giản biên chế; Lý do: Dôi dư", "01/01/2027"),
        ("EmploymentStatus", "Nguyễn Văn Bình", "Tinh giản biên chế; Lý do: Sắp xếp", "01/01/2027"),
    ]
    assert {item.name for item in found.follow_ups} == {"Nguyễn Văn An", "Nguyễn Văn Bình"}


def test_a_decision_that_only_ends_a_post_still_names_its_person(filed):
    done = filed.do(
        "relieve",
        "An",
        decision={**PAPER, "number": "30/QĐ"},
        effective_on="01/12/2026",
        manner="removed",
        reason="Vi phạm",
    )

    found = decisions.details(filed.workspace, done.decision_uid)

    assert ([(p.name, p.reason) for p in found.people], found.rows) == ([("Nguyễn Văn An", "Vi phạm")], ())


def test_what_a_paper_lacked_is_filled_in_later(filed):
    (bare,) = decisions.register(filed.workspace, Filter(incomplete=True))

    records.save(filed.workspace, Decision, bare.uid, {"number": "44/QĐ-BV", "signer": "Trần Văn Ký"})

    assert numbers(filed, incomplete=True) == []


def test_the_register_as_a_workbook(filed, tmp_path):
    assert decisions.export(filed.workspace, Filter(year=2026), tmp_path / "so.xlsx") == 2

    text = as_text(tmp_path / "so.xlsx")
    assert "Nguyễn Văn An, Nguyễn Văn Bình" in text
    assert "Số quyết định, Người ký" in text
    assert next(iter(operations(filed.workspace.database, limit=1))).kind == "export"
    viewer = Workspace.on(filed.workspace.database.file, today=TODAY, user="xem", rights=Rights.of(Role.LEADER))
    with pytest.raises(UserError):
        decisions.export(viewer, Filter(), tmp_path / "khong.xlsx")
    assert not (tmp_path / "khong.xlsx").exists()
