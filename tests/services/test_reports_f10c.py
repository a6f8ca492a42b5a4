"""F10c: what came of a year's training, by kinds in sections; turns and people are both counted."""

from datetime import date

import pytest

from desktop.domain.training import Enrolment, EnrolmentState, LineState, PlanState, TrainingLine, TrainingPlan
from desktop.services import reporting
from desktop.services.progress import run
from tests.services.small_unit import body_text, departments, found, leading, partial, person, unit

_E = EnrolmentState


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    yield made
    made.close()


def built(workspace, **more):
    return run(reporting.build(workspace, "F10c", **more))


def plan(session, *lines, year=2026, revision=0, state=PlanState.APPROVED):
    made = TrainingPlan(year=year, revision=revision, state=state)
    session.add(made)
    for kind, count, *line_state in lines:
        TrainingLine(plan=made, kind=kind, headcount=count, state=(line_state or [LineState.PLANNED])[0])
    return made


def sent(session, member, kind, starts_on="2026-03-02", state=_E.STUDYING, **more):
    made = Enrolment(
        staff=member, kind=kind, starts_on=partial(starts_on), state=state, **{"decision_no": "1/QĐ", **more}
    )
    session.add(made)
    return made


def lines(report, *labels):
    """The lines of the table with these labels, without their number."""
    split = [line.split(" | ", 2) for line in body_text(report.sheets[0]).split("\n")]
    return [line[1:] for line in split if line[1] in labels]


def test_nothing_happened(workspace):
    report = built(workspace)
    text = body_text(report.sheets[0]).split("\n")

    assert text[0].startswith("A | Đào tạo trình độ chuyên môn | 0 | 0 | 0")
    assert text[1] == "1 | Trung cấp" + " | 0" * 14 + " | 0,0" * 4
    assert text[-1] == "TỔNG CỘNG | " + " | 0" * 14 + " | 0,0" * 4
    assert report.rows == 31
    assert found(report) == [("plan.missing", "")]


def test_a_small_year(workspace):
    with workspace.database.write("Nhập") as session:
        (ward,) = departments(session, "Khoa Nội")
        head = leading(session, "Trưởng khoa", 3)
        boss = person(session, "VC1", "An", "nam", department=ward, post=head, party="official", ethnic_group="02")
        nurse = person(session, "VC2", "Bình", department=ward, ethnic_group="01")
        driver = person(session, "HD1", "Chi", department=ward, contract="HD68")
        plan(session, ("DT_CKI", 3), ("DT_CKI", 1, LineState.CANCELLED), ("BD_CM", 2))
        sent(session, boss, "DT_CKI", cost_unit=25_500_000, cost_self=10_000_000)
        sent(session, nurse, "DT_CKI", state=_E.DROPPED)
        for month, member in ((4, nurse), (5, nurse), (6, driver)):
            sent(
                session, member, "BD_CM", f"2026-{month:02d}", _E.COMPLETED, ended_on=partial(f"2026-{month:02d}-28"),
                country="Hàn Quốc" if month == 5 else None, cost_other=1_234_000,
            )  # fmt: skip
    report = built(workspace)

    found = lines(report, "Đào tạo trình độ chuyên môn", "Chuyên khoa cấp I", "Chuyên môn ngắn hạn, tập huấn", "")
    assert found == [
        ["Đào tạo trình độ chuyên môn", "4 | 2 | 2 | 1 | 1 | 1 | 1 | 1 | 0 | 0 | 1 | 1 | 2 | 0 | 0,0 | 25,5 | 10,0 | 0,0 | 50,0"],
        ["Chuyên khoa cấp I", "4 | 2 | 2 | 1 | 1 | 1 | 1 | 1 | 0 | 0 | 1 | 1 | 2 | 0 | 0,0 | 25,5 | 10,0 | 0,0 | 50,0"],
        ["Chuyên môn ngắn hạn, tập huấn", "2 | 3 | 2 | 3 | 0 | 0 | 0 | 2 | 1 | 3 | 0 | 0 | 2 | 1 | 0,0 | 0,0 | 0,0 | 3,7 | 150,0"],
        ["", "6 | 5 | 4 | 4 | 1 | 1 | 1 | 3 | 1 | 3 | 1 | 1 | 4 | 1 | 0,0 | 25,5 | 10,0 | 3,7 | 83,3"],
    ]  # fmt: skip
    assert report.findings == ()
    words = " ".join(cell.value for cell in report.sheets[0].cells() if isinstance(cell.value, str))
    assert "tính chung cả đơn vị là 3 người" in words


def test_turns_begin_inside_the_administrative_year(workspace):
    with workspace.database.write("Nhập") as session:
        member = person(session, "VC1", "An")
        plan(session)
        for day in ("2025-12-14", "2025-12-15", "2026-11-22", "2026-11-23"):
            sent(session, member, "BD_NN", day)
    report = built(workspace)

    assert report.totals["turns"] == 2
    assert "(1 lượt còn đang học)" in " ".join(str(cell.value) for cell in report.sheets[0].cells())
    assert built(workspace, period="ADM_Y:2025").totals["turns"] == 1
    assert built(workspace, period="STAT_Y:2026", as_of=date(2026, 12, 31)).totals["turns"] == 2
    assert built(workspace, as_of=date(2026, 11, 23)).totals["turns"] == 3


def test_what_ended_after_the_day_was_still_going_on(workspace):
    with workspace.database.write("Nhập") as session:
        plan(session)
        sent(session, person(session, "VC1", "An"), "BD_NN", "2026-02-01", _E.RETURNED, ended_on=partial("2026-09-30"))

    assert built(workspace).totals["done"] == 1
    assert built(workspace, as_of=date(2026, 9, 1)).totals["studying"] == 1


@pytest.mark.parametrize("state", [_E.PROPOSED, _E.APPROVED, _E.ADMITTED, _E.CANCELLED, _E.REJECTED])
def test_who_was_not_sent_is_no_turn(workspace, state):
    with workspace.database.write("Nhập") as session:
        plan(session)
        sent(session, person(session, "VC1", "An"), "BD_NN", state=state)

    assert built(workspace).totals["turns"] == 0


def test_the_last_adjustment_of_the_plan_counts(workspace):
    with workspace.database.write("Nhập") as session:
        plan(session, ("BD_NN", 5))
        plan(session, ("BD_NN", 8), revision=1, state=PlanState.SUBMITTED)
        plan(session, ("BD_NN", 50), year=2025)
    report = built(workspace)

    assert report.totals["planned"] == 8
    assert found(report) == [("plan.not_approved", "")]


def test_a_kind_that_the_list_does_not_know_stands_apart(workspace):
    with workspace.database.write("Nhập") as session:
        plan(session, ("BD_NN", 1))
        sent(session, person(session, "VC1", "An"), "Khóa học lạ", decision_no=None)
    report = built(workspace)

    assert [line[1][:5] for line in lines(report, "Khác", "Khóa học lạ")] == ["0 | 1", "0 | 1"]
    assert found(report) == [("kind.unknown", "VC1"), ("decision_no.missing", "VC1")]
    assert report.errors == 0
