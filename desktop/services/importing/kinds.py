"""What can stand on a list: for each kind of list its records, and the columns that name their fields.

A field of the main record is a column by itself, an own field of the unit too. Only what a list calls otherwise than
the record does (the many «Từ ngày») is said here.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.codes import CodeList
from desktop.domain.errors import UserError
from desktop.domain.fields import Code, Field, Reference
from desktop.domain.record import RECORDS, Record
from desktop.domain.rights import Rights
from desktop.domain.text import label_key


class Way(Enum):
    """How a record of a row finds the one that is there already.

    PERSON: the person of the row, made when new. KNOWN: a person that must be there. CURRENT: the row of a history that
    holds on the day of the file; another value ends it and begins a new one. LISTED: one of many, found by its keys.
    """

    PERSON = auto()
    KNOWN = auto()
    CURRENT = auto()
    LISTED = auto()


@dataclass(frozen=True)
class Name:
    """How a list calls a field: key in JSON, heading, further headings; empty for what the field itself says."""

    key: str
    label: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One record of a row.

    `names` calls its fields (None: every field by its own name, own fields too, but for `hidden` ones and as `called`
    says); `extra` are values that no field of the record holds;
    `fixed` are values that the kind of list itself tells. `keys` are sets of fields that find the record, surest first.
    `defining` are the fields of a CURRENT record whose change begins a new period, `carried` those that the new period
    keeps. `owner` is the part whose record this one belongs to, `owner_field` the reference to it. `closes` ends the
    period before a new one. `hints` are words of a group heading that stands over the part's columns.
    `loose`: where no key finds a record, one with these fields that contradicts no key is meant (None: never).
    `links` are references to the records of other parts, by field. A shared record (a decision, a plan) stands behind
    many rows of a list. `seeks` are parts that a row with this one only looks for. An optional person may be missing. `caption` says whom a KNOWN person of the row is.
    """

    name: str
    entity: type[Record]
    way: Way
    names: Mapping[str, Name] | None = None
    extra: Mapping[str, tuple[Name, Field]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[tuple[str, ...], ...] = ()
    defining: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    owner: str = "person"
    owner_field: str = "staff"
    closes: bool = False
    hints: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    called: Mapping[str, Name] = field(default_factory=dict)
    loose: tuple[str, ...] | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    is_shared: bool = False
    is_optional: bool = False
    seeks: tuple[str, ...] = ()
    caption: str = ""


@dataclass(frozen=True)
class Column:
    """One column that a list may have: `key` names it everywhere outside, `field` reads and shows its values."""

    key: str
    part: Part
    name: str
    label: str
    field: Field
    headings: frozenset[str]
    is_code: bool = False

    @property
    def entity(self) -> type[Record]:
        return self.part.entity

    @property
    def is_reference(self) -> bool:
        return isinstance(self.field, Reference)


@dataclass(frozen=True)
class Kind:
    """A kind of list: its name on the command line, what its rows are called, and the records of a row.

    `template` names the columns of the empty workbook to type into; all of them where it is empty.
    """

    name: str
    caption: str
    parts: tuple[Part, ...]
    title: str = ""
    template: tuple[str, ...] = ()

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    @property
    def main(self) -> Part:
        """The record that the list is about."""
        return next(part for part in self.parts if part.way is not Way.KNOWN and not part.is_shared)

    def columns(self, catalogue: Catalogue) -> list[Column]:
        """Every column that a list of this kind may have, in the order of exports and templates."""
        found: list[Column] = []
        for part in self.parts:
            fields = catalogue.fields(part.entity)
            names = part.names
            if names is None:
                names = {n: part.called.get(n, Name(n)) for n in fields if n not in part.hidden}
            # What the user may not see is no column.
            shown = {name: called for name, called in names.items() if _real(name) in fields}
            extra = {name: each for name, each in part.extra.items() if catalogue.rights.shows(each[1])}
            found += [_column(part, name, called, fields[_real(name)]) for name, called in shown.items()]
            found += [_column(part, name, called, described) for name, (called, described) in extra.items()]
        return found


def _real(name: str) -> str:
    """A field may be called twice: «title» by its name and «title#code» by its code."""
    return name.partition("#")[0]


def _column(part: Part, name: str, called: Name, described: Field) -> Column:
    is_code = name.endswith("#code")
    label = called.label or described.label
    texts = [label, called.key, *called.aliases]
    if not called.label:
        texts += described.aliases
    if isinstance(described, Code) and described.codes is not None and part.fixed.get("kind"):
        described = described.bound(_of_kind(described.codes, part.fixed["kind"].value))
    if described.label != label:
        described = _called(described, label)
    headings = frozenset(filter(None, map(label_key, texts)))
    return Column(called.key, part, _real(name), label, described, headings, is_code)


def _called(described: Field, label: str) -> Field:
    """The same field under the heading of the list: messages name what the clerk sees."""
    name = described.name
    made = dataclasses.replace(described, label=label)
    made.name = name
    return made


def _of_kind(codes: CodeList, kind: str) -> CodeList:
    """The entries of a list for one kind of certificate: «Trung cấp» means another level in each."""
    rows = [row for row in codes if row.extra.get("kind") in (kind, "language" if kind == "english" else kind)]
    return CodeList(codes.name, rows) if rows else codes


_KINDS: dict[str, Kind] = {}
NOT_YET = ("cme",)
# What units have lists of; the others follow.
FREQUENT = (
    *("staff", "qualifications", "work_history", "salary", "contracts", "licences", "family", "appraisals", "awards"),
    *("party", "mentoring", "training", "succession", "rotation", "targets"),
)


def register(kind: Kind) -> None:
    """Make a kind of list known."""
    _KINDS[kind.name] = kind


def kind_named(name: str) -> Kind:
    """The kind of a name on the command line. Raises UserError naming those there are."""
    if name in _KINDS:
        return _KINDS[name]
    if name in NOT_YET:
        raise UserError(f"Loại danh sách «{name}» chưa có trong phiên bản này; các loại đã có: {', '.join(_KINDS)}.")
    raise UserError(f"Không có loại danh sách «{name}»; hãy chọn một trong: {', '.join(_KINDS)}.")


def all_kinds(rights: Rights | None = None) -> list[Kind]:
    """Every kind of list there is, or that may be taken in with these rights; the frequent ones first."""
    order = {name: place for place, name in enumerate((*FREQUENT, *(n for n in _KINDS if n not in FREQUENT)))}
    kinds = sorted(_KINDS.values(), key=lambda kind: order[kind.name])
    return [kind for kind in kinds if rights is None or rights.opens(kind.main.entity)]


def entity_of(described: Reference) -> type[Record]:
    """The kind of record that a reference points at."""
    return RECORDS[described.to]
