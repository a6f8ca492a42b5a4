"""One value between a record, a cell of a workbook and JSON, without loss."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.errors import BadValue
from desktop.domain.fields import Choice, Code, Day, Field, Instant, PartialDay, Reference
from desktop.domain.record import Record
from desktop.domain.staff import StaffMember
from desktop.domain.text import clean, label_key
from desktop.services.exchange.graph import Node
from desktop.services.importing.partials import day_cell, partial_cell, read_partial_cell

UID = "uid"
UID_HEADING = "Mã bản ghi"
DASH = " – "
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TOKEN = re.compile(rf"(.*?)\s*\[({_UID.pattern})\]")


def headings(catalogue: Catalogue, entity: type[Record]) -> dict[str, str]:
    """The heading of each field of a kind, by name; no two alike."""
    found: dict[str, str] = {}
    taken: set[str] = {label_key(UID_HEADING)}
    own = catalogue.own_fields(entity)
    for name, field in catalogue.fields(entity).items():
        heading = field.label
        if label_key(heading) in taken:
            heading = f"{heading} ({'trường riêng' if name in own else name})"
        taken.add(label_key(heading))
        found[name] = heading
    return found


def cell(field: Field, value: Any) -> Any:
    """A value as a cell holds it, in words where the words mean this value and no other."""
    match field:
        case _ if value is None:
            return None
        case Reference():
            return token(value)
        case PartialDay():
            return partial_cell(value)
        case Day():
            return day_cell(value)
        case Instant():
            return field.dump(value)
        case Code():
            label = field.show(value)
            return label if field.codes is None or field.codes.find(label) == value else value
        case Choice():
            return field.show(value) if _reads(field, field.show(value)) is value else field.dump(value)
        case _:
            return field.cell(value)


def dumped(field: Field, value: Any) -> Any:
    """A value as JSON holds it: references as uid."""
    return value.uid if isinstance(value, Node) else field.dump(value)


def stored_text(field: Field, value: Any) -> str:
    """A value of an own field as its table holds it."""
    return json.dumps(field.dump(value), ensure_ascii=False)


def read(field: Field, raw: Any, *, is_json: bool) -> Any:
    """The value of a cell or of a JSON value; None for nothing. Raises BadValue with the sentence for the clerk."""
    if raw is None or (isinstance(raw, str) and not clean(raw)):
        return None
    if isinstance(raw, list | dict):
        raise BadValue(f"{field.label}: giá trị không đúng dạng.", "value")
    if isinstance(field, PartialDay):
        return read_partial_cell(field, raw)
    if isinstance(field, Code) and is_json:
        return clean(str(raw)) or None  # codes stand in JSON as they are kept
    return field.read(raw)


def token(node: Node) -> str:
    """What stands for a record in the row of another: a code or a name that is unique, else words and the uid."""
    if node.entity is StaffMember:
        return f"{node.values['staff_code']}{DASH}{node.values.get('full_name') or ''}"
    if ("name",) in node.entity.unique:
        return str(node.values["name"])
    return f"{node} [{node.uid}]"


def split_token(text: str) -> tuple[str, str | None]:
    """The words and the uid of a token."""
    if _UID.fullmatch(text):
        return "", text
    found = _TOKEN.fullmatch(text)
    return (found[1], found[2]) if found else (text, None)


def relinked(text: str, uids: Mapping[str, str]) -> str:
    """A text with the uids in it put over to those that records have here."""
    return _UID.sub(lambda found: uids.get(found[0], found[0]), text)


def is_uid(text: object) -> bool:
    """Whether a text is the uid of a record."""
    return isinstance(text, str) and _UID.fullmatch(text) is not None


def _reads(field: Field, text: str) -> Any:
    try:
        return field.read(text)
    except BadValue:
        return None


def key_of(values: Mapping[str, Any], names: Iterable[str]) -> tuple[Any, ...]:
    """The values of some fields as a key: text without regard to case, dates without the words of the paper."""
    return tuple(_plain(values.get(name)) for name in names)


def _plain(value: Any) -> Any:
    if isinstance(value, Node):
        return id(value)
    return clean(value).casefold() if type(value) is str else value
