"""Declarations of records, and what of a history holds on a day."""

from dataclasses import dataclass
from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.fields import Field, Reference
from desktop.domain.record import holds_on, on_day
from desktop.domain.records import KINDS
from desktop.domain.staff import StaffMember


@dataclass
class Row:
    """A row of a history as far as time is concerned."""

    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    id: int | None = None
    deleted_at: object = None


def row(starts_on: str | None = None, ends_on: str | None = None, **values) -> Row:
    return Row(starts_on and PartialDate(starts_on), ends_on and PartialDate(ends_on), **values)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "day", "holds"),
    [
        ("2020-03-01", "2020-03-31", date(2020, 3, 1), True),  # inclusive at both ends, as on paper
        ("2020-03-01", "2020-03-31", date(2020, 3, 31), True),
        ("2020-03-01", "2020-03-31", date(2020, 2, 29), False),
        ("2020-03-01", "2020-03-31", date(2020, 4, 1), False),
        ("2020", None, date(2020, 1, 1), True),  # from the first day that it can have begun
        ("2020", None, date(2019, 12, 31), False),
        (None, "2026-11", date(2026, 11, 30), True),  # to the last day that it can have lasted
        (None, "2026-11", date(2026, 12, 1), False),
        (None, "2026", date(2026, 12, 31), True),
        (None, None, date(1900, 1, 1), True),
    ],
)
def test_a_row_holds_for_its_period(starts_on, ends_on, day, holds):
    assert holds_on(row(starts_on, ends_on), day) is holds


def test_of_several_rows_the_one_that_began_last_counts():
    first, second, third = row("2020", id=3), row("2021-05-06", id=1), row("2022", id=2)
    assert on_day([first, third, second], date(2021, 12, 31)) is second
    assert on_day([first, third, second], date(2026, 1, 1)) is third
    assert on_day([first, third, second], date(2019, 1, 1)) is None


def test_of_rows_that_began_together_the_one_added_last_counts():
    earlier, later, unsaved = row("2020-01-01", id=1), row("2020", id=2), row("2020-01")
    assert on_day([later, earlier], date(2021, 1, 1)) is later
    assert on_day([unsaved, later, earlier], date(2021, 1, 1)) is unsaved


def test_a_row_without_a_beginning_gives_way_to_one_with():
    unknown, known = row(id=9), row("1990", id=1)
    assert on_day([unknown, known], date(2021, 1, 1)) is known


def test_a_removed_row_holds_on_no_day():
    assert on_day([row(deleted_at=object())], date(2021, 1, 1)) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_is_declared_whole(kind):
    assert kind.caption != "bản ghi"
    assert kind.__doc__
    assert kind.fields
    names = {entity.__name__ for entity in KINDS}
    for name, field in kind.fields.items():
        assert isinstance(field, Field)
        assert field.name == name
        assert field.label
        if isinstance(field, Reference):
            assert field.to in names
    for names_together in (*kind.unique, *kind.indexes):
        assert kind.fields.keys() >= set(names_together)


def test_tables_and_lists_of_children_have_names_of_their_own():
    assert len({kind.table for kind in KINDS}) == len(KINDS)
    lists = [(field.to, field.many) for kind in KINDS for field in kind.references().values() if field.many]
    assert len(set(lists)) == len(lists)
    for target, many in lists:
        assert many not in next(kind for kind in KINDS if kind.__name__ == target).fields


def test_a_record_takes_its_values_and_its_defaults():
    member = StaffMember(full_name="Đỗ Thị Ánh", staff_code="VC001")
    assert (member.full_name, member.phone) == ("Đỗ Thị Ánh", None)
    assert str(member) == "Đỗ Thị Ánh"
    assert member.derived()["search_key"] == "do thi anh|vc001"
