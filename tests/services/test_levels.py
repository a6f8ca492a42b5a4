"""The conversion to positions and levels over a real data file."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.errors import Rejected
from desktop.domain.staff import JobHolding, RaiseKind, SalaryStep, StaffMember, StandardState
from desktop.services import levels, pay_export
from desktop.services.due import due_list
from desktop.services.progress import run
from tests.services.small_unit import departments, pay, person, unit

PAPER = {"number": "300/QĐ-BV", "issued_on": "01/12/2026"}
SINCE = date(2027, 1, 1)


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    with made.database.write("Nhân sự") as session:
        (ward,) = departments(session, "Khoa Nội")
        common = {"department": ward}
        pay(person(session, "BS1", "Bùi An", title="V.08.01.03", **common), "A1", 3, Decimal("3.00"))
        pay(person(session, "BS2", "Cao Bình", title="V.08.01.02", **common), "A2.1", 1, Decimal("4.40"))
        pay(person(session, "DD1", "Đỗ Cúc", title="V.08.05.13", degree="TC", **common), "B", 4, Decimal("2.46"))
        pay(
            person(session, "DD2", "Hà Dung", title="V.08.05.13", degree="CD", **common),
            *("B", 5, Decimal("2.66"), "2024-03-01"),
        )
        pay(person(session, "KT1", "Lê Em", title="06.030", **common), "A2.2", 1, Decimal("4.00"))
        pay(person(session, "LX1", "Mai Giang", title="01.010", **common), "NV2.05", 1, Decimal("2.05"))
        pay(person(session, "KS1", "Ngô Hải", title="V.05.02.07", **common), "A1", 2, Decimal("2.67"))
        person(session, "XX1", "Ông Ích", title=None, **common)
    yield made
    made.close()


def by_code(found):
    return {line.staff_code: line for line in found.lines}


def placed(workspace, code):
    with workspace.database.read() as session:
        rows = session.query(JobHolding).join(JobHolding.staff).filter(StaffMember.staff_code == code)
        return [(r.position, r.level, r.salary_table, r.meets_standard) for r in rows]


def paid(workspace, code):
    with workspace.database.read() as session:
        rows = session.query(SalaryStep).join(SalaryStep.staff).filter(StaffMember.staff_code == code)
        return sorted((r.starts_on.iso, r.salary_table, r.step, r.coefficient, r.counted_from) for r in rows)


def test_everybody_with_what_is_proposed_and_why(workspace):
    found = levels.conversion(workspace)
    lines = by_code(found)
    proposed = {
        code: (line.draft.position, line.draft.level, line.draft.table, line.draft.standard)
        for code, line in lines.items()
        if line.draft
    }
    assert proposed == {
        "BS1": ("II.081", 3, "A1", None),
        "BS2": ("II.081", 4, "A2.1", None),
        "DD1": ("II.086", 1, "B", StandardState.UPGRADING),
        "DD2": ("II.086", 2, "A0", StandardState.MET),
        "KT1": ("II.138", 4, "A2.1", None),
        "KS1": (None, 3, "A1", None),
    }
    assert lines["LX1"].why == "Bảng lương NV2.05 chưa có bậc tương ứng"
    assert lines["XX1"].why == "Chưa rõ bảng lương"
    assert "chưa rõ vị trí việc làm" in lines["KS1"].why
    assert [line.staff_code for line in found.lacking] == ["DD1"]
    assert (found.deadline, len(found.waiting), len(found.open_lines)) == (date(2027, 7, 1), 6, 2)


def test_shares_as_they_would_be_with_their_numbers(workspace):
    found = levels.conversion(workspace)
    assert found.shares_now == ()
    doctors = [s for s in found.shares_planned if s.position == "II.081"]
    assert [(s.level, s.count, s.people, s.most, s.is_over) for s in doctors] == [
        (5, 0, 2, 0, False),
        (4, 1, 2, 0, True),
    ]


def test_many_people_are_placed_by_one_decision_in_one_undo_step(workspace):
    found = levels.conversion(workspace)
    drafts = [line.draft for line in found.waiting if line.draft.position]

    done = levels.enter(workspace, PAPER, drafts, SINCE)

    assert done.people == 5
    assert placed(workspace, "DD1") == [("II.086", 1, "B", StandardState.UPGRADING)]
    assert placed(workspace, "BS1") == [("II.081", 3, "A1", None)]
    assert len(paid(workspace, "BS1")) == 1  # the same table: pay stays
    assert paid(workspace, "DD2")[1][:4] == ("2027-01-01", "A0", 3, Decimal("2.72"))
    assert paid(workspace, "DD2")[1][4].iso == "2024-03-01"  # gain below one step: the old day stays
    assert paid(workspace, "KT1")[1][:4] == ("2027-01-01", "A2.1", 1, Decimal("4.40"))
    assert paid(workspace, "KT1")[1][4].iso == "2027-01-01"
    assert "2 người đổi bảng lương" in done.notes[0]
    with workspace.database.read() as session:
        assert session.query(SalaryStep).filter_by(raise_kind=RaiseKind.LEVEL_CHANGE).count() == 2

    workspace.database.undo()
    assert placed(workspace, "DD1") == []
    assert len(paid(workspace, "DD2")) == 1


def test_a_draft_is_entered_as_the_clerk_amended_it(workspace):
    draft = by_code(levels.conversion(workspace))["DD1"].draft
    typed = {"standard_due_on": "31/12/2026", "starts_on": "01/11/2026", "position": "Hộ sinh"}
    amended = levels.amended(workspace, draft, typed)
    levels.enter(workspace, PAPER, [amended], SINCE)
    assert placed(workspace, "DD1") == [("II.087", 1, "B", StandardState.UPGRADING)]
    (due,) = due_list(workspace, 60, ["level.standard"])
    assert (due.staff_code, due.due_on, due.target.field) == ("DD1", date(2026, 12, 31), "standard_due_on")
    found = by_code(levels.conversion(workspace))["DD1"]
    assert (found.is_placed, found.lacks_degree, found.position) == (True, True, "Hộ sinh")
    with pytest.raises(Rejected, match="Bậc nghề nghiệp|bậc nghề nghiệp"):
        levels.amended(workspace, draft, {"level": ""})


@pytest.mark.parametrize(
    ("paper", "codes", "message"),
    [(PAPER, [], "Chưa chọn ai"), (PAPER, ["KS1"], "chưa có vị trí việc làm"), ({}, ["BS1"], "số quyết định")],
)
def test_what_cannot_be_entered_is_said(workspace, paper, codes, message):
    lines = by_code(levels.conversion(workspace))
    with pytest.raises(Rejected, match=message):
        levels.enter(workspace, paper, [lines[code].draft for code in codes], SINCE)


def test_who_was_placed_from_a_later_day_stops_the_list(workspace):
    draft = by_code(levels.conversion(workspace))["BS1"].draft
    levels.enter(workspace, PAPER, [draft], SINCE)
    with pytest.raises(Rejected, match=r"Bùi An đã có vị trí việc làm từ ngày 01/01/2027"):
        levels.enter(workspace, PAPER, [draft], date(2026, 12, 1))


def test_the_list_and_the_shares_as_a_workbook(workspace, tmp_path):
    found = levels.conversion(workspace)
    path = run(pay_export.export_levels(workspace, found, found.waiting, tmp_path / "bac.xlsx"))
    assert path.stat().st_size > 4000
