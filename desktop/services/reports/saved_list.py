"""A list of people as a report: one that is kept under a name, or the one that a clerk is looking at.

It prints the list's columns (the unit's own fields too) under its groups, as it stood on any day. It is no form of a
department: it is not entered in the register of what was sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.conditions import leaves, told
from desktop.domain.periods import AS_OF
from desktop.domain.text import clean, search_key
from desktop.excel.report import GroupRow, Report
from desktop.services import saved_lists
from desktop.services.people_list import check, open_grid, open_on
from desktop.services.reports.base import Content, ReportKind
from desktop.services.reports.list_columns import Part, letters, parts, printed
from desktop.services.reports.people import check_unit
from desktop.services.reports.source import Source
from desktop.services.saved_lists import PREFIX, SavedView
from desktop.services.workspace import Workspace
from desktop.storage.grid import DEFAULT_COLUMNS, PeopleGrid

KEPT, SHOWN = "Danh sách đã lưu", "Danh sách đang xem"
_UNKNOWN = "Chưa có thông tin"
_LONGEST = 400  # letters of the conditions under the title


@dataclass(frozen=True)
class ShownList:
    """A list as it stands on the screen: `text` is what was searched for, `day` the day as at which it is shown."""

    view: SavedView
    text: str = ""
    day: date | None = None


def offered(workspace: Workspace) -> list[ReportKind]:
    """The kept lists that the user may print: those without a condition on what they may not see."""
    grid = open_grid(workspace)
    try:
        known = grid.columns
        return [
            kind_of(workspace, view)
            for view in saved_lists.listed(workspace)
            if view.condition is None or all(leaf.column in known for leaf in leaves(view.condition))
        ]
    finally:
        grid.close()


def find(workspace: Workspace, code: str) -> ReportKind:
    """The kept list of a code («list:Tên danh sách»). Raises UserError where there is none."""
    return kind_of(workspace, saved_lists.find(workspace, code.strip()[len(PREFIX) :]))


def is_code(code: str) -> bool:
    """Whether a code names a list."""
    return code.strip().casefold().startswith(PREFIX)


def kind_of(workspace: Workspace, asked: SavedView | ShownList) -> ReportKind:
    """A list as an entry of the catalogue; its report is built like any other."""
    shown = asked if isinstance(asked, ShownList) else ShownList(asked)
    view = shown.view
    title = view.name or "Danh sách viên chức, người lao động"
    is_kept = asked is view
    return ReportKind(
        code=f"{PREFIX}{view.name}" if is_kept else PREFIX,
        title=title,
        group=KEPT if is_kept else SHOWN,
        period_kind=AS_OF,
        recipients="",
        legal_basis="",
        make=lambda source: _make(workspace, shown, title, source),
        is_list=True,
    )


def _make(workspace: Workspace, shown: ShownList, title: str, source: Source) -> Content:
    check_unit(source)
    view, day = shown.view, source.day
    grid = open_on(workspace, day)
    try:
        conditions = [] if view.condition is None else [view.condition]
        for node in conditions:
            check(grid, node)
        _tell_left_out(source, grid, view)
        group = view.group_by if view.group_by in grid.columns else ""
        order = view.order_by if view.order_by in grid.columns else "full_name"
        # The groups' own column stands in their headings.
        keys = [key for key in view.columns or DEFAULT_COLUMNS if key in grid.columns and key != group]
        keys = keys or ["full_name"]
        ids = grid.ids(shown.text, conditions, order, view.descending, group)
        values = grid.loaded(ids, keys)
        rows: list[Any] = [values[number] for number in ids if number in values]
        columns = printed([grid.columns[key] for key in keys], rows)
        count = len(rows)
        if group:
            rows = list(_grouped(rows, [(g.label, g.count) for g in grid.groups(group, shown.text, conditions)]))
        words = [f"có chữ «{clean(shown.text)}»"] if clean(shown.text) else []
        words += [told(node, grid.columns) for node in conditions]
    finally:
        grid.close()
    reports = _reports(parts(columns), _title(title), count, letters(len(columns)))
    return Content(reports[0], rows, more=tuple(reports[1:]), told=_cut("; ".join(filter(None, words))))


def _tell_left_out(source: Source, grid: PeopleGrid, view: SavedView) -> None:
    """Columns that are no more, or that the user may not see, are not printed; nor do they order or group."""
    if gone := {key for key in (*view.columns, view.group_by, view.order_by) if key and key not in grid.columns}:
        message = f"Bản này không có {len(gone)} cột của danh sách: cột đã bỏ, hoặc bạn không được xem."
        source.find("list.columns", message)


def _grouped(rows: Sequence[Any], groups: Sequence[tuple[str, int]]) -> Iterator[Any]:
    begun = 0
    for label, count in groups:
        yield GroupRow(f"{label or _UNKNOWN}: {_people(count)}")
        yield from rows[begun : begun + count]
        begun += count
    yield from rows[begun:]  # somebody entered while the list was read


def _reports(sheets: Sequence[Part], title: str, count: int, size: int) -> list[Report]:
    return [
        Report(
            "Danh sách" if number == 1 else f"Danh sách {number}",
            title if len(sheets) == 1 else f"{title} (PHẦN {number}/{len(sheets)})",
            part.columns,
            landscape=part.landscape,
            closing=f"TỔNG CỘNG: {_people(count)}" if count else "",
            number_style="",
            size=size,
            empty="(Không có ai)",
        )
        for number, part in enumerate(sheets, start=1)
    ]


def _people(count: int) -> str:
    return f"{count:,} người".replace(",", ".")


def _title(name: str) -> str:
    return (name if search_key(name).startswith("danh sach") else f"Danh sách {name}").upper()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
