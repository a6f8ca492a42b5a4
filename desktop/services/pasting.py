"""Cells pasted from Excel over the list of people: read as text, shown as an import is, written as one step."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from desktop.domain.errors import UserError
from desktop.services.edit_plan import EditPlan, carry_out, prepare
from desktop.services.workspace import Workspace

__all__ = ["EditPlan", "carry_out", "plan", "read_block"]

_MOST = 50_000  # cells
# A cell in quotes ends before a tab or a line break; one that merely begins with a quote stays as it is.
_CELL = re.compile(r'(?:("(?:[^"]|"")*")|([^\t\r\n]*))(\t|\r\n|\r|\n)')


def read_block(text: str) -> list[list[str]]:
    """The cells of a copied block: rows by line, columns by tab; a quoted cell may hold line breaks.

    Every row is as long as the longest. Raises UserError for an empty clipboard or a block that is too big.
    """
    rows: list[list[str]] = [[]]
    for quoted, plain, end in _CELL.findall(text.rstrip("\r\n") + "\n"):
        rows[-1].append(quoted[1:-1].replace('""', '"') if quoted else plain)
        if end != "\t":
            rows.append([])
    rows.pop()
    if not any(map(any, rows)):
        raise UserError("Bộ nhớ tạm không có ô nào để dán; hãy sao chép các ô trong Excel rồi dán lại.")
    wide = max(map(len, rows))
    if wide * len(rows) > _MOST:
        raise UserError(f"Vùng dán có {wide * len(rows)} ô, quá lớn; hãy dùng «Nhập từ Excel» cho danh sách này.")
    return [[*row, *[""] * (wide - len(row))] for row in rows]


def plan(
    workspace: Workspace,
    uids: Sequence[str],
    columns: Sequence[str],
    block: Sequence[Sequence[str]],
    *,
    since: date | None = None,
    decision: Mapping[str, str] | None = None,
) -> EditPlan:
    """What pasting a block would change. `uids` and `columns` are the rows and columns of the list from the first cell on.

    A single row, column or cell fills all the rows and columns that are given; else the block is laid over the first
    ones. Nothing is written. Raises UserError where the block reaches beyond the list.
    """
    high, wide = len(block), max(map(len, block), default=0)
    down = uids if high == 1 else uids[:high]
    across = columns if wide == 1 else columns[:wide]
    if not down or not across or len(down) < high or len(across) < wide:
        raise UserError(
            f"Vùng dán có {high} dòng, {wide} cột, lớn hơn phần danh sách từ ô đang chọn ({len(uids)} dòng, "
            f"{len(columns)} cột); chưa có gì thay đổi. Hãy chọn ô khác hoặc dán ít ô hơn."
        )
    cells = [
        (uid, key, block[row if high > 1 else 0][place if wide > 1 else 0])
        for row, uid in enumerate(down)
        for place, key in enumerate(across)
    ]
    return prepare(workspace, f"Dán {len(cells)} ô vào danh sách", cells, since=since, decision=decision)
