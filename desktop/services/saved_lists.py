"""Lists of people that a clerk keeps under a name: conditions, columns, groups and order, for oneself or for all.

Reports and exports may be drawn over them («list:Tên danh sách»).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from desktop.domain.conditions import Node, dump, load
from desktop.domain.errors import BadValue, UserError
from desktop.domain.rights import Rights
from desktop.domain.system import SavedList
from desktop.domain.text import clean, search_key, sort_key
from desktop.services import records
from desktop.services.people_list import check, open_grid
from desktop.services.workspace import Workspace

PREFIX = "list:"


@dataclass(frozen=True)
class SavedView:
    """A saved list as a page shows it. `condition` is None where everybody is on it."""

    uid: str
    name: str
    condition: Node | None = None
    columns: tuple[str, ...] = ()
    group_by: str = ""
    order_by: str = "full_name"
    descending: bool = False
    owner: str = ""
    is_shared: bool = True
    is_mine: bool = False
    note: str = ""


def listed(workspace: Workspace) -> list[SavedView]:
    """The lists of the acting user and those that others share, by name."""
    with workspace.database.read() as session:
        views = [_view(workspace, kept) for kept in session.scalars(select(SavedList))]
    return sorted((v for v in views if v.is_mine or v.is_shared), key=lambda view: sort_key(view.name))


def find(workspace: Workspace, name_or_uid: str) -> SavedView:
    """A list by its name (accents and case do not matter) or uid. Raises UserError where there is none."""
    views, wanted = listed(workspace), search_key(name_or_uid)
    found = [v for v in views if v.uid == name_or_uid] or [v for v in views if v.name == clean(name_or_uid)]
    found = found or [v for v in views if search_key(v.name) == wanted]
    if not found:
        known = ", ".join(f"«{view.name}»" for view in views) or "chưa có danh sách nào"
        raise UserError(f"Không có danh sách đã lưu «{clean(name_or_uid)}»; các danh sách: {known}.")
    return found[0]


def save(
    workspace: Workspace,
    name: str,
    *,
    condition: Node | None = None,
    columns: Sequence[str] = (),
    group_by: str = "",
    order_by: str = "full_name",
    descending: bool = False,
    shared: bool = True,
    note: str = "",
    uid: str | None = None,
) -> str:
    """Keep a list under a name, or put it in the place of the one with `uid`; returns its uid.

    Raises UserError for a name that is taken or empty, a condition that cannot be read, somebody else's list.
    """
    grid = open_grid(workspace)
    try:
        if condition is not None:
            check(grid, condition)
        unknown = [key for key in (*columns, group_by, order_by) if key and key not in grid.columns]
    finally:
        grid.close()
    if unknown:
        raise UserError(f"Không lưu được danh sách: không có cột «{unknown[0]}». Hãy bỏ cột đó.")
    title = _free_name(workspace, name, uid)
    with workspace.database.write(f"Lưu danh sách «{title}»", rights=_rights(workspace)) as session:
        kept = records.get(session, SavedList, uid) if uid else SavedList(owner=workspace.database.user)
        _refuse_strangers(workspace, kept)
        kept.name, kept.is_shared, kept.note = title, shared, clean(note) or None
        kept.condition = json.dumps(dump(condition), ensure_ascii=False) if condition is not None else None
        kept.columns = json.dumps(list(columns))
        kept.group_by, kept.order_by = group_by or None, f"{'-' if descending else ''}{order_by}"
        session.add(kept)
        session.flush()
        return str(kept.uid)


def rename(workspace: Workspace, uid: str, name: str) -> None:
    """Call a list otherwise. Raises UserError for a name that is taken or empty."""
    title = _free_name(workspace, name, uid)
    with workspace.database.write(f"Đổi tên danh sách thành «{title}»", rights=_rights(workspace)) as session:
        kept = records.get(session, SavedList, uid)
        _refuse_strangers(workspace, kept)
        kept.name = title


def share(workspace: Workspace, uid: str, shared: bool) -> None:
    """Let everybody use a list, or only its owner."""
    done = "Dùng chung" if shared else "Thôi dùng chung"
    with workspace.database.write(f"{done} danh sách", rights=_rights(workspace)) as session:
        kept = records.get(session, SavedList, uid)
        _refuse_strangers(workspace, kept)
        kept.is_shared = shared


def remove(workspace: Workspace, uid: str) -> None:
    """Drop a list; the people on it stay what they are."""
    with workspace.database.write("Xóa danh sách đã lưu", rights=_rights(workspace)) as session:
        kept = records.get(session, SavedList, uid)
        _refuse_strangers(workspace, kept)
        session.remove(kept)


def people(workspace: Workspace, name_or_uid: str, day: date | None = None) -> list[int]:
    """The ids of the people on a list, in its order, today or on a day. Raises UserError."""
    view = find(workspace, name_or_uid)
    grid = open_grid(workspace)
    try:
        conditions = [] if view.condition is None else [view.condition]
        for node in conditions:
            check(grid, node)
        known = view.order_by if view.order_by in grid.columns else "full_name"
        group = view.group_by if view.group_by in grid.columns else ""
        return grid.at(day).ids(conditions=conditions, order=known, descending=view.descending, group=group)
    finally:
        grid.close()


def codes_on(workspace: Workspace, name_or_uid: str, day: date | None = None) -> frozenset[str]:
    """The staff codes of the people on a list."""
    ids = people(workspace, name_or_uid, day)
    grid = open_grid(workspace)
    try:
        return frozenset(row[0] for row in grid.rows(ids, ("staff_code",)).values())
    finally:
        grid.close()


def _view(workspace: Workspace, kept: SavedList) -> SavedView:
    order = kept.order_by or "full_name"
    return SavedView(
        uid=str(kept.uid),
        name=str(kept.name),
        condition=load(json.loads(kept.condition)) if kept.condition else None,
        columns=tuple(json.loads(kept.columns or "[]")),
        group_by=kept.group_by or "",
        order_by=order.removeprefix("-"),
        descending=order.startswith("-"),
        owner=kept.owner or "",
        is_shared=bool(kept.is_shared),
        is_mine=kept.owner == workspace.database.user,
        note=kept.note or "",
    )


def _free_name(workspace: Workspace, name: str, uid: str | None) -> str:
    try:
        title = str(SavedList.fields["name"].read(name))
    except BadValue as error:
        raise UserError(str(error)) from None
    with workspace.database.read() as session:
        for other in session.scalars(select(SavedList)):
            if other.uid != uid and search_key(other.name) == search_key(title):
                raise UserError(f"Đã có danh sách «{other.name}»; hãy chọn tên khác.")
    return title


def _refuse_strangers(workspace: Workspace, kept: SavedList) -> None:
    if kept.owner not in (None, workspace.database.user):
        raise UserError(f"Danh sách «{kept.name}» là của {kept.owner}; hãy lưu thành danh sách khác.")


def _rights(workspace: Workspace) -> Rights:
    """A list changes no record: who may see people may keep one."""
    return replace(workspace.rights, may_edit=True)
