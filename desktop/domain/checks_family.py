"""Relatives: their age against that of the person, the side they stand on, and those written twice."""

from collections.abc import Iterator

from desktop.domain.biography import FamilySide
from desktop.domain.checks import Found, Known, Life, doubled
from desktop.domain.checks_register import fault
from desktop.domain.text import label_key

_PARENTS = ("CHA_DE", "ME_DE")
_CHILDREN = ("CON",)


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about one person's family."""
    rows = life.of("FamilyMember")
    born = life.member.birth_date.first.year if life.member.birth_date else None
    least = known.policy.rule("check.ages", known.today).whole("parent")
    relations = known.catalogue.list("family_relation")
    for row in rows:
        side = relations.extra(row.relation, "side")
        if side and row.side is not None and row.side.value != side:
            right = FamilySide.OWN if side == FamilySide.OWN.value else FamilySide.SPOUSE
            message = f"{relations.label(row.relation)} thuộc «{right.label}», hồ sơ ghi «{row.side.label}»."
            yield "FamilyMember", row, fault("family.side", "side", message)
        if row.birth_year is None:
            continue
        if row.birth_year > known.today.year:
            message = f"Năm sinh {row.birth_year} của {row.name} chưa đến."
            yield "FamilyMember", row, fault("dates.future", "birth_year", message)
        elif born is not None and row.relation in (*_PARENTS, *_CHILDREN):
            older = born - row.birth_year if row.relation in _PARENTS else row.birth_year - born
            label = relations.label(row.relation)
            if older <= 0:
                message = f"{label} sinh năm {row.birth_year}, bản thân sinh năm {born}."
                yield "FamilyMember", row, fault("family.birth_order", "birth_year", message)
            elif older < least:
                message = f"{label} sinh năm {row.birth_year}, bản thân sinh năm {born}: cách nhau {older} năm."
                yield "FamilyMember", row, fault("family.age_gap", "birth_year", message)
    for row, first in doubled(rows, lambda row: (row.relation, label_key(row.name or ""))):
        yield "FamilyMember", row, fault("family.duplicate", "name", f"{first.name} đã ghi ở dòng khác.")
    named = {(row.relation, label_key(row.name or "")): row for row in rows if row.relation in _PARENTS}
    for row, first in doubled(named.values(), lambda row: row.relation):
        label = relations.label(row.relation)
        yield "FamilyMember", row, fault("family.two_parents", "relation", f"Đã có {label.lower()} là {first.name}.")
