"""A person as the record page shows them: every row, what is in doubt about its period, and how it all stood on a day."""

from datetime import date

import pytest
from sqlalchemy import select

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected
from desktop.domain.organisation import Decision, Department
from desktop.domain.staff import EmploymentStatus, Licence, Placement, SalaryStep, ScopeChange, StaffMember
from desktop.services import continuity, person, records, row_decision


def d(text):
    return PartialDate(text) if text else None


@pytest.fixture
def who(workspace):
    with workspace.database.write("Thêm") as session:
        member = StaffMember(staff_code="VC0001", full_name="Đỗ Thị Ánh")
        session.add(member)
        for name, begin, end in (("Khoa Nội", "2015-03-01", "2019-12-31"), ("Khoa Nhi", "2020-03", None)):
            Placement(staff=member, department=Department(name=name), starts_on=d(begin), ends_on=d(end))
        EmploymentStatus(staff=member, status="DANG_LAM", starts_on=d("2015-03-01"))
        for number in ("000123/NA-CCHN", "000456/NA-GPHN"):
            licence = Licence(staff=member, number=number, kind="CCHN")
            ScopeChange(licence=licence, scope_text=f"Siêu âm ({number})")
        session.flush()
        return member.uid


class Row:
    def __init__(self, uid, begin, end=None):
        self.uid, self.starts_on, self.ends_on = uid, d(begin), d(end)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([Row(1, "2015-01-01", "2019-12-31"), Row(2, "2020-01-01")], {}),
        ([Row(1, "2015-01-01", "2019-12-31"), Row(2, "2020-01-02")], {2: "Trống từ 01/01/2020 đến 01/01/2020."}),
        ([Row(1, "2015", "2019-06"), Row(2, "2020")], {2: "Trống từ 01/07/2019 đến 31/12/2019."}),
        ([Row(1, "2015", "2019"), Row(2, "2020-01")], {}),
        ([Row(1, "2015"), Row(2, "2020")], {}),  # it overlaps; it leaves nothing out
        ([Row(1, "2015", "2025"), Row(2, "2016", "2017"), Row(3, "2019", "2020")], {}),
        ([Row(1, None, "2019"), Row(2, "2021")], {}),  # nobody knows when it began
        ([], {}),
    ],
)
def test_days_that_no_row_covers(rows, told):
    assert {row.uid: message for row, message in continuity.gaps(rows)} == told


def test_a_row_tells_that_it_overlaps_or_leaves_a_gap_or_ends_before_it_begins(workspace, who):
    with workspace.database.write("Thêm") as session:
        member = records.get(session, StaffMember, who)
        SalaryStep(staff=member, starts_on=d("2020-01-01"))
        SalaryStep(staff=member, starts_on=d("2023-01-01"), ends_on=d("2022-01-01"))
    shown = person.load(workspace, who, (Placement, SalaryStep)).tables

    assert [row.marks for row in shown["Placement"]] == [{"starts_on": "Trống từ 01/01/2020 đến 29/02/2020."}, {}]
    last, first = shown["SalaryStep"]
    assert first.marks == {}
    assert "Chồng lên" in last.marks["starts_on"]
    assert "trước từ ngày" in last.marks["ends_on"]


def test_rows_of_rows_stand_in_the_record_of_the_person(workspace, who):
    rows = person.load(workspace, who, (ScopeChange,)).tables["ScopeChange"]
    assert sorted(row.texts["licence"] for row in rows) == ["000123/NA-CCHN", "000456/NA-GPHN"]
    assert sorted(label for _uid, label, _more in person.options(workspace, "Licence", who)) == [
        "000123/NA-CCHN",
        "000456/NA-GPHN",
    ]


@pytest.mark.parametrize(
    ("day", "department", "rows"),
    [
        (date(2014, 1, 1), "", 0),
        (date(2015, 3, 1), "Khoa Nội", 1),
        (date(2020, 1, 15), "", 1),
        (date(2020, 3, 31), "Khoa Nhi", 2),
        (None, "Khoa Nhi", 2),
    ],
)
def test_the_record_as_it_stood_on_a_day(workspace, who, day, department, rows):
    shown = person.load(workspace, who, (Placement,), on=day)
    assert shown.department == department
    assert len(shown.tables["Placement"]) == rows


# The decision behind a row


def decided(workspace):
    with workspace.database.read() as session:
        return sorted((x.number or "", str(x.issued_on), x.signer or "") for x in session.scalars(select(Decision)))


def save_placement(workspace, uid, **typed):
    records.save(
        workspace, Placement, uid, {}, baseline={}, decision={f"decision.{name}": text for name, text in typed.items()}
    )


@pytest.fixture
def placements(workspace, who):
    return [row.uid for row in reversed(person.load(workspace, who, (Placement,)).tables["Placement"])]


def test_a_decision_is_made_once_and_found_again_by_number_and_day(workspace, placements):
    one, other = placements
    save_placement(workspace, one, number="12/QĐ-BV", issued_on="1/3/15", signer="Trần Văn Ký", issuer="")
    save_placement(workspace, other, number="12/QĐ-BV", issued_on="01/03/2015", signer="", issuer="")
    assert decided(workspace) == [("12/QĐ-BV", "2015-03-01", "Trần Văn Ký")]

    with workspace.database.read() as session:
        (decision,) = session.scalars(select(Decision.uid))
    assert row_decision.texts(workspace, decision)["decision.issued_on"] == "01/03/2015"


def test_a_slip_in_the_number_is_mended_in_the_decision_itself(workspace, placements):
    save_placement(workspace, placements[0], number="12/QĐ-BV", issued_on="1/3/15", signer="Ký", issuer="")
    save_placement(workspace, placements[0], number="21/QĐ-BV", issued_on="1/3/15", signer="Ký", issuer="")
    assert decided(workspace) == [("21/QĐ-BV", "2015-03-01", "Ký")]


def test_another_number_on_a_paper_of_two_rows_is_another_paper(workspace, placements):
    for uid in placements:
        save_placement(workspace, uid, number="12/QĐ-BV", issued_on="1/3/15", signer="Ký", issuer="")
    save_placement(workspace, placements[1], number="99/QĐ-BV", issued_on="1/3/20", signer="Khác", issuer="")
    assert decided(workspace) == [("12/QĐ-BV", "2015-03-01", "Ký"), ("99/QĐ-BV", "2020-03-01", "Khác")]


def test_a_decision_that_nothing_names_any_more_goes(workspace, placements):
    save_placement(workspace, placements[0], number="12/QĐ-BV", issued_on="1/3/15", signer="", issuer="")
    save_placement(workspace, placements[0], number="", issued_on="", signer="", issuer="")
    assert decided(workspace) == []
    workspace.database.undo()
    assert decided(workspace) == [("12/QĐ-BV", "2015-03-01", "")]


def test_papers_without_a_number_are_not_taken_for_each_other(workspace, placements):
    for uid in placements:
        save_placement(workspace, uid, number="", issued_on="1/3/15", signer="Ký", issuer="")
    save_placement(workspace, placements[0], number="", issued_on="2/3/15", signer="Ký", issuer="")
    assert decided(workspace) == [("", "2015-03-01", "Ký"), ("", "2015-03-02", "Ký")]


def test_what_is_wrong_with_the_row_and_with_its_decision_is_told_at_once(workspace, placements):
    with pytest.raises(Rejected) as refused:
        records.save(
            workspace,
            Placement,
            placements[0],
            {"starts_on": "32/1/2020"},
            baseline={},
            decision={"decision.number": "", "decision.issued_on": "1/13/15"},
        )
    assert [p.field for p in refused.value.problems] == ["starts_on", "decision.issued_on"]
    assert decided(workspace) == []
