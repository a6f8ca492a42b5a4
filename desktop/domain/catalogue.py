"""The fields there are at run time: the shipped ones with their code lists, and the unit's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.fields import Code, Day, Exact, Field, Flag, Text
from desktop.domain.record import Record
from desktop.domain.rights import Rights


@dataclass(frozen=True)
class OwnFieldSpec:
    """A field that the unit added: which kind of record has it, its key, label and kind of value."""

    entity: str
    name: str
    label: str
    kind: str
    options: tuple[str, ...] = ()


OWN_KINDS = {"text": "Chữ", "number": "Số", "date": "Ngày", "list": "Danh sách", "flag": "Có/Không"}


class Catalogue:
    """Every field of every kind of record, ready to read and show. Ask here, never the class.

    What the user may not see by their rights is no field: forms, lists, import and export leave it out by themselves.
    """

    def __init__(
        self, lists: Mapping[str, CodeList], own: Iterable[OwnFieldSpec] = (), rights: Rights | None = None
    ) -> None:
        self.lists = dict(lists)
        self.rights = rights or Rights.all()
        self._own: dict[str, dict[str, Field]] = {}
        for spec in own:
            made = _own_field(spec)
            made.name = spec.name
            self._own.setdefault(spec.entity, {})[spec.name] = made
        self._bound: dict[type[Record], dict[str, Field]] = {}

    def fields(self, entity: type[Record]) -> dict[str, Field]:
        """The fields of a kind of record by name: shipped ones first, the unit's own last."""
        if entity not in self._bound:
            shipped = {name: self._bind(field) for name, field in entity.fields.items()}
            self._bound[entity] = {**self.rights.visible(entity, shipped), **self.own_fields(entity)}
        return self._bound[entity]

    def own_fields(self, entity: type[Record]) -> dict[str, Field]:
        """The fields that the unit added to a kind of record."""
        return self._own.get(entity.__name__, {})

    def list(self, name: str) -> CodeList:
        """A code list by name; an empty one where nothing is shipped and nothing was added."""
        return self.lists.setdefault(name, CodeList(name, ()))

    def _bind(self, field: Field) -> Field:
        return field.bound(self.list(field.list)) if isinstance(field, Code) else field


@dataclass(eq=False)
class _OwnNumber(Exact):
    """A number whose places nobody declared: shown without those that say nothing (2, not 2,00)."""

    def _show(self, value: Decimal) -> str:
        return super()._show(value).rstrip("0").rstrip(",")


def _own_field(spec: OwnFieldSpec) -> Field:
    match spec.kind:
        case "number":
            return _OwnNumber(spec.label)
        case "date":
            return Day(spec.label)
        case "flag":
            return Flag(spec.label)
        case "list":
            from_options = CodeList(spec.name, _rows(spec.options))
            return Code(spec.label, list=spec.name, codes=from_options)
        case _:
            return Text(spec.label)


def _rows(options: Iterable[str]) -> Iterable[CodeRow]:
    return [CodeRow(option, option) for option in options]
