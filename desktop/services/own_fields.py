"""Fields that the unit adds to people by itself, because letters ask for columns that nobody foresaw.

Such a field is in the list, the record, imports, exports, filters and undo like any other. One that is no longer
wanted is retired: it leaves the screens, its values stay in the file.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.domain.catalogue import OWN_KINDS
from desktop.domain.errors import BadValue, UserError
from desktop.domain.staff import StaffMember
from desktop.domain.system import OwnField, OwnValue
from desktop.domain.text import clean, label_key
from desktop.services.importing import kind_named
from desktop.services.workspace import Workspace

_ENTITY = StaffMember.__name__


@dataclass(frozen=True)
class OwnFieldView:
    """A field of the unit's own. `kind` is one of `OWN_KINDS`; `uses` tells how many people have a value in it."""

    key: str
    label: str
    kind: str
    options: tuple[str, ...]
    is_retired: bool
    uses: int


def listed(workspace: Workspace, *, retired: bool = False) -> list[OwnFieldView]:
    """The unit's own fields of people in their order; with `retired` those no longer used, last."""
    with workspace.database.read() as session:
        counted = select(OwnValue.field_id, func.count()).where(  # type: ignore[attr-defined]
            OwnValue.value.is_not(None), OwnValue.value != "null"
        )
        uses: dict[Any, int] = dict(session.execute(counted.group_by(OwnValue.field_id)).all())  # type: ignore[attr-defined]
        found = [
            OwnFieldView(
                str(own.key),
                str(own.label),
                str(own.kind),
                _options(own.options),
                own.retired_on is not None,
                uses.get(own.id, 0),
            )
            for own in _all(session)
            if retired or own.retired_on is None
        ]
    return sorted(found, key=lambda view: view.is_retired)


def add(workspace: Workspace, label: str, kind: str, options: Sequence[str] = ()) -> str:
    """Add a field to people and return its key. Raises UserError for a label that is taken, or no choices for a list."""
    if kind not in OWN_KINDS:
        raise ValueError(kind)
    chosen = _checked(options, kind)
    with workspace.database.write(f"Thêm trường riêng «{clean(label)}»") as session:
        known = _all(session)
        heading = _free(workspace, label, known)
        key = _free_key(heading, {str(own.key) for own in known})
        session.add(
            OwnField(
                entity=_ENTITY,
                key=key,
                label=heading,
                kind=kind,
                options=json.dumps(chosen, ensure_ascii=False) if chosen else None,
                order_no=max((own.order_no or 0 for own in known), default=0) + 1,
            )
        )
    return key


def rename(workspace: Workspace, key: str, label: str) -> None:
    """Give a field another heading; its key and values stay. Raises UserError for one that is taken."""
    with workspace.database.write(f"Đổi tên trường riêng thành «{clean(label)}»") as session:
        own = _one(session, key)
        own.label = _free(workspace, label, [other for other in _all(session) if other is not own], own.label)


def set_options(workspace: Workspace, key: str, options: Sequence[str]) -> None:
    """The choices of a list, in their order. A value that is no longer among them stays as it is."""
    with workspace.database.write("Sửa lựa chọn của trường riêng") as session:
        own = _one(session, key)
        if own.kind != "list":
            raise UserError(f"«{own.label}» không phải danh sách, nên không có lựa chọn.")
        own.options = json.dumps(_checked(options, "list"), ensure_ascii=False)


def move(workspace: Workspace, key: str, place: int) -> None:
    """Put a field at a place (0 is the first) among those in use."""
    with workspace.database.write("Xếp lại trường riêng") as session:
        moved = _one(session, key)
        rest = [own for own in _all(session) if own is not moved]
        used = [own for own in rest if own.retired_on is None]
        used.insert(place, moved)
        for number, own in enumerate([*used, *(own for own in rest if own.retired_on is not None)], 1):
            own.order_no = number


def retire(workspace: Workspace, key: str) -> None:
    """Take a field out of use; its values stay in the file and come back with it."""
    with workspace.database.write("Ngừng dùng trường riêng") as session:
        _one(session, key).retired_on = workspace.today


def bring_back(workspace: Workspace, key: str) -> None:
    """Use a retired field again, with the values that it had."""
    with workspace.database.write("Dùng lại trường riêng") as session:
        own = _one(session, key)
        _free(workspace, own.label, [other for other in _all(session) if other is not own], own.label)
        own.retired_on = None


def _all(session: Session) -> list[Any]:
    query = select(OwnField).where(OwnField.entity == _ENTITY)
    return sorted(session.scalars(query), key=lambda own: (own.order_no or 0, own.id))


def _one(session: Session, key: str) -> Any:
    found = [own for own in _all(session) if own.key == key]
    if not found:
        raise UserError("Không còn trường riêng này; có thể người khác đã xóa. Hãy tải lại danh sách.")
    return found[0]


def _free(workspace: Workspace, label: str, others: Sequence[Any], own_label: str = "") -> str:
    """The heading, unless a column of people bears it already: an import could not tell the two apart."""
    try:
        heading = str(OwnField.fields["label"].read(label))
    except BadValue as error:
        raise UserError(str(error)) from None
    wanted = label_key(heading)
    if not wanted:
        raise UserError(f"«{heading}» không phải tên trường; hãy nhập tên có chữ.")
    shipped = (
        c for c in kind_named("staff").columns(workspace.catalogue) if label_key(c.label) != label_key(own_label or "")
    )
    for other in [*shipped, *others]:
        if wanted == label_key(other.label):
            raise UserError(f"Đã có mục «{other.label}»; hãy chọn tên khác.")
    return heading


def _free_key(label: str, taken: set[str]) -> str:
    stem = f"own_{label_key(label).replace(' ', '_')}"[:50]
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key


def _checked(options: Sequence[str], kind: str) -> list[str]:
    chosen = list(dict.fromkeys(filter(None, map(clean, options))))
    if kind == "list" and not chosen:
        raise UserError("Danh sách cần ít nhất một lựa chọn; hãy nhập mỗi lựa chọn một dòng.")
    return chosen if kind == "list" else []


def _options(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()
