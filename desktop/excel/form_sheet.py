"""A paper form on pages: `lay_out_form` makes a sheet of what `desktop.excel.form` describes.

    form = Form("VC001", "Sơ yếu lý lịch", (Titles(("SƠ YẾU LÝ LỊCH",)), Line(Entry("1) Họ và tên: ", "ĐỖ ÁNH")), …))
    sheet = lay_out_form(form)

The page is a fine grid of narrow columns: a label takes as many as it needs, its value the rest of the line up to the
next label. Every height is measured, so that nothing is cut, and every page ends where this module says: never between
the heading of a table and its first row, never inside a place to sign. A table that goes on over a page has its
headings repeated there. What is printed is text: a value that begins with = stays what it is.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import NamedTuple

from desktop.domain.text import clean_lines
from desktop.excel.columns import Horizontal
from desktop.excel.form import (
    Column,
    Corner,
    Entry,
    Form,
    Heads,
    Line,
    Note,
    Part,
    PhotoBeside,
    Prose,
    Section,
    Signing,
    Table,
    Titles,
)
from desktop.excel.measure import LINE, plain_width, text_width, wrapped
from desktop.excel.sheet import POINTS_PER_CHARACTER, Area, Cell, Paper, Picture, Sheet, Style

GRID, CHARACTERS = 45, 2.0  # columns of the page, and how wide one is
PAPER = Paper("A4", landscape=False, left=0.75, right=0.5, top=0.6, bottom=0.7, header=0.3, footer=0.35)
_WIDE = CHARACTERS * POINTS_PER_CHARACTER
_PHOTO = (11, 170.0)  # columns and points: 4 x 6 cm
_SPARE = 0.965  # of a page that is filled: other programs measure rows a little differently
_MOST_LINES = 24  # of text in one row; Excel shows no row higher than 409 points
_KEPT_WITH_SIGNING = 4  # rows of the part before it that go with a place to sign
_SIZE, _TABLE_SIZE = 12, 11


# --- laying out -----------------------------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """Text over columns `left` to `right` (from 1) of a row."""

    left: int
    right: int
    text: str
    style: str


@dataclass
class _Row:
    """A row before it has its place. `glued`: the next row stands on the same page; `head`: rows to repeat above it."""

    pieces: list[_Piece]
    height: float
    glued: bool = False
    head: "tuple[_Row, ...]" = ()
    frames: int = 0  # the photo frame begins here and takes so many rows
    photo: bytes | None = None
    framed: list[_Piece] = field(default_factory=list)


def lay_out_form(form: Form) -> Sheet:
    """Place a form on pages of A4, upright."""
    styles = _styles()
    rows: list[_Row] = []
    drawn: list[_Row] = []
    for part in form.parts:
        if isinstance(part, Signing):  # nobody signs a page on which nothing else stands
            for row in drawn if len(drawn) <= _KEPT_WITH_SIGNING else drawn[-2:]:
                row.glued = True
        drawn = _drawn(part, 1, GRID, styles)
        rows += drawn
    placed, breaks = _paged(rows)
    cells, merges, pictures = _set(placed)
    return Sheet(
        code=form.code,
        title=form.title,
        unit=form.unit,
        rows=cells,
        merges=merges,
        widths=(CHARACTERS,) * GRID,
        heights=tuple(row.height for row in placed),
        fitted=frozenset(range(1, len(placed) + 1)),
        header=(1, 0),
        body=(1, len(placed)),
        total_row=0,
        styles=styles,
        paper=PAPER,
        breaks=breaks,
        footer=form.footer,
        pictures=pictures,
    )


def _drawn(part: Part, left: int, right: int, styles: dict[str, Style]) -> list[_Row]:
    """The rows of one part, between two columns of the grid."""
    match part:
        case Line():
            return list(_lines(part, left, right))
        case Titles():
            return [_row([_Piece(left, right, text, "title")], styles, glued=True) for text in part]
        case Corner():
            texts = [(part.code, "code"), (part.issued, "issued")]
            start = left + (right - left) // 2
            return [_row([_Piece(start, right, t, s)], styles, glued=True) for t, s in texts if t]
        case Section():
            style = "part" if part.is_part else "section"
            found = _row([_Piece(left, right, part.text, style)], styles, glued=True)
            found.height += 3
            return [found]
        case Note():
            return [_row([_Piece(left, right, part.text, "note")], styles)]
        case Prose():
            return list(_prose(part.text, left, right, part.blank))
        case Table():
            return _table(part, left, right, styles)
        case Signing():
            return _signing(part, left, right, styles)
        case Heads():
            return _heads(part, left, right, styles)
        case PhotoBeside():
            return _beside_photo(part, left, right, styles)


def _row(pieces: list[_Piece], styles: dict[str, Style], *, glued: bool = False, air: float = 4) -> _Row:
    """A row as high as its highest text needs."""
    return _Row(pieces, max((_height(p, styles[p.style]) for p in pieces), default=0) + air - 4, glued)


def _height(piece: _Piece, style: Style) -> float:
    lines = len(wrapped(piece.text, _room(piece.left, piece.right), style.size, style.bold))
    return _points(lines * style.size * LINE + 4)


def _room(left: int, right: int) -> float:
    return (right - left + 1) * _WIDE


def _points(height: float) -> float:
    """Excel keeps heights in pixels of three quarters of a point."""
    return math.ceil(height / 0.75) * 0.75


# lines

_AIR = 5.25  # points between the lines of a form, beyond those of the letters


def _lines(line: Line, left: int, right: int) -> Iterator[_Row]:
    """Entries packed into rows in their order; a value that has no room beside its label stands under it."""
    whole = right - left + 1
    waiting: list[Entry] = []
    for entry in line:
        if waiting and _needs([*waiting, entry]) > whole:
            yield from _filled(waiting, left, right)
            waiting = []
        if _stands_under(entry, left, right):
            lines = len(wrapped(entry.label, _room(left, right), _SIZE))
            yield _Row([_Piece(left, right, entry.label, "long label")], _line_height(lines), glued=True)
            entry = replace(entry, label="")
        waiting.append(entry)
    yield from _filled(waiting, left, right)


def _stands_under(entry: Entry, left: int, right: int) -> bool:
    whole, label = right - left + 1, _label_need(entry)
    if _need(entry) <= whole or label <= whole * 0.25:
        return False
    return label > whole * 0.6 or len(wrapped(entry.value, _room(left + label, right), _SIZE, entry.bold)) > 3


def _label_need(entry: Entry) -> int:
    return math.ceil((plain_width(entry.label, _SIZE) * 1.02 + 3) / _WIDE) if entry.label else 0


def _need(entry: Entry) -> int:
    value = math.ceil((text_width(entry.value, _SIZE, entry.bold) + 5) / _WIDE) if "\n" not in entry.value else GRID
    return _label_need(entry) + max(entry.least, value)


def _needs(entries: Sequence[Entry]) -> int:
    """Entries beside each other, with a free column before each further label."""
    return sum(map(_need, entries)) + len(entries) - 1


def _filled(entries: list[Entry], left: int, right: int) -> Iterator[_Row]:
    """One row of entries that fit, or one entry that takes several lines."""
    whole = right - left + 1
    free = whole - _needs(entries)
    if free < 0:
        (entry,) = entries
        middle = left + _label_need(entry)
        label = _Piece(left, middle - 1, entry.label, "long label") if entry.label else None
        yield from _blocks(entry.value, middle, right, label, bold=entry.bold)
        return
    pieces, at = [], left
    for place, entry in enumerate(entries):
        share = free // (len(entries) - place)
        free -= share
        middle = at + _label_need(entry)
        end = at + _need(entry) + share - 1
        if entry.label:
            pieces.append(_Piece(at, middle - 1, entry.label, "label"))
        pieces.append(_Piece(middle, end, entry.value, "bold value" if entry.bold else "value"))
        at = end + 2
    yield _Row(pieces, _line_height(1))


def _prose(text: str, left: int, right: int, blank: int) -> Iterator[_Row]:
    if text:
        yield from _blocks(text, left, right)
        return
    for _ in range(blank):
        yield _Row([_Piece(left, right, "", "value")], _line_height(1))


def _blocks(text: str, left: int, right: int, label: _Piece | None = None, *, bold: bool = False) -> Iterator[_Row]:
    """Text of any length on dotted lines, in rows that no program finds too high."""
    lines = wrapped(text, _room(left, right), _SIZE, bold)
    for start in range(0, len(lines), _MOST_LINES):
        block = lines[start : start + _MOST_LINES]
        pieces = [_Piece(left, right, _joined(block), "long bold value" if bold else "long value")]
        if label is not None and start == 0:
            pieces.insert(0, label)
        yield _Row(pieces, _line_height(len(block)))


def _line_height(lines: int) -> float:
    return _points(lines * _SIZE * LINE + _AIR)


def _joined(lines: Sequence[str]) -> str:
    """Lines put together again: what was wrapped by its length is wrapped anew, paragraphs stay."""
    text = "".join(line if line.endswith("\n") else f"{line} " for line in lines)
    return text.rstrip(" ").removesuffix("\n")


# tables


def _spans(columns: Sequence[Column], left: int, right: int) -> list[tuple[int, int]]:
    """The columns of the grid that each column of a table takes: the whole width, in the proportion asked for."""
    whole, total = right - left + 1, sum(column.width for column in columns)
    edges = [left - 1 + round(whole * reached / total) for reached in accumulate(c.width for c in columns)]
    return list(zip([left, *(edge + 1 for edge in edges[:-1])], edges, strict=True))


def _table(table: Table, left: int, right: int, styles: dict[str, Style]) -> list[_Row]:
    spans = _spans(table.columns, left, right)
    size = table.size or _TABLE_SIZE
    head = _table_style("head", size, "center", styles)
    found: list[_Row] = []
    if table.has_head:
        pieces = [_Piece(*span, column.label, head) for column, span in zip(table.columns, spans, strict=True)]
        found.append(_row(pieces, styles, glued=True, air=6))
    repeated = tuple(found)
    cells = [_table_style("cell", size, column.across, styles) for column in table.columns]
    bodies = [row for texts in table.rows for row in _table_row(texts, spans, cells, size)]
    is_blank = not bodies
    bodies = bodies or [[""] * len(spans)] * table.blank
    for texts in bodies:
        pieces = [_Piece(*span, text, cell) for text, span, cell in zip(texts, spans, cells, strict=True)]
        row = _row(pieces, styles, air=6)
        row.height = max(row.height, _points(size * LINE + 6))
        row.head = repeated
        row.glued = is_blank or not table.has_head
        found.append(row)
    found[-1].glued = False
    found.append(_Row([], 4.5))
    return found


def _table_row(
    texts: Sequence[str], spans: Sequence[tuple[int, int]], cells: Sequence[str], size: int
) -> Iterator[Sequence[str]]:
    """A row, or several where a text is longer than a row may be."""
    lines = [wrapped(clean_lines(text), _room(*span), size) for text, span in zip(texts, spans, strict=True)]
    longest = max(map(len, lines))
    if longest <= _MOST_LINES:
        yield [clean_lines(text) for text in texts]
        return
    for start in range(0, longest, _MOST_LINES):
        yield [_joined(each[start : start + _MOST_LINES]) for each in lines]


def _table_style(kind: str, size: int, across: Horizontal, styles: dict[str, Style]) -> str:
    name = f"{kind}.{size}.{across}"
    if name not in styles:
        look = Style(size, horizontal=across, vertical="top", border=True, number_format="@")
        styles[name] = replace(look, bold=True, vertical="center") if kind == "head" else look
    return name


# signatures and the photo


def _signing(signing: Signing, left: int, right: int, styles: dict[str, Style]) -> list[_Row]:
    middle = left + (right - left) // 2
    halves = (left, middle), (middle + 1, right)
    found = [_Row([], 9, glued=True)]
    for part, style in (("above", "above"), ("role", "role"), ("words", "words"), ("note", "note.middle")):
        texts = [getattr(signer, part) for signer in (signing.left, signing.right)]
        pieces = [_Piece(*half, text, style) for half, text in zip(halves, texts, strict=True) if text]
        if pieces:
            found.append(_row(pieces, styles, glued=True))
    found += [_Row([], _points(_SIZE * LINE + 2), glued=True) for _ in range(4)]
    names = [
        _Piece(*half, signer.name, "role")
        for half, signer in zip(halves, (signing.left, signing.right), strict=True)
        if signer.name
    ]
    found.append(_row(names, styles) if names else _Row([], _points(_SIZE * LINE)))
    found[-1].glued = False
    return found


def _heads(heads: Heads, left: int, right: int, styles: dict[str, Style]) -> list[_Row]:
    middle = left + (right - left) // 2
    halves = ((left, middle), heads.left), ((middle + 1, right), heads.right)
    found = []
    for n in range(max(len(heads.left), len(heads.right))):
        pieces = [
            _Piece(*half, texts[n], "role" if n == len(texts) - 1 else "words")
            for half, texts in halves
            if n < len(texts) and texts[n]
        ]
        found.append(_row(pieces, styles, glued=True))
    return [*found, _Row([], 6, glued=True)]


def _beside_photo(part: PhotoBeside, left: int, right: int, styles: dict[str, Style]) -> list[_Row]:
    wide, tall = _PHOTO
    rows = [row for each in part.parts for row in _drawn(each, left + wide + 1, right, styles)]
    reached = list(accumulate(row.height for row in rows))
    if reached[-1] < tall:
        rows.append(_Row([], _points(tall - reached[-1])))
        reached.append(reached[-1] + rows[-1].height)
    frames = next(n for n, height in enumerate(reached, start=1) if height >= tall - 6)
    for row in rows[: frames - 1]:
        row.glued = True
    rows[0].frames, rows[0].photo = frames, part.photo
    words = "" if part.photo else "Ảnh màu\n(4 x 6 cm)"
    for place, row in enumerate(rows[:frames]):
        row.framed = [_Piece(left, left + wide - 1, words if place == 0 else "", "photo")]
    return rows


# pages


def _paged(rows: Sequence[_Row]) -> tuple[list[_Row], tuple[int, ...]]:
    """The rows in their places, headings of tables repeated, and the rows (from 1) with which further pages begin."""
    room = PAPER.printable[1] * _SPARE
    placed: list[_Row] = []
    breaks: list[int] = []
    used = 0.0

    def turn(head: Iterable[_Row]) -> float:
        breaks.append(len(placed) + 1)
        placed.extend(head)
        return sum(row.height for row in placed[breaks[-1] - 1 :])

    for chain in _chains(rows):
        need = sum(row.height for row in chain)
        if placed and used + need > room:
            if not chain[0].pieces and not chain[0].framed and len(chain) == 1:
                continue  # the gap after a table is no reason for a page
            used = turn(chain[0].head)
        for row in chain:
            if used + row.height > room and used:
                used = turn(row.head)  # a chain longer than a page is torn after all
            placed.append(row)
            used += row.height
    return placed, tuple(breaks)


def _chains(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Rows that belong on one page together."""
    chain: list[_Row] = []
    for row in rows:
        chain.append(row)
        if not row.glued:
            yield chain
            chain = []
    if chain:
        yield chain


def _set(rows: Sequence[_Row]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[Area, ...], tuple[Picture, ...]]:
    """Cells, merged areas and pictures; a ruled or framed area has a cell in each of its places."""
    merges: list[Area] = []
    pictures: list[Picture] = []
    found = []
    for number, row in enumerate(rows, start=1):
        cells: list[Cell] = []
        if row.frames:
            frame = row.framed[0]
            area = Area(number, frame.left, number + row.frames - 1, frame.right)
            merges.append(area)
            if row.photo:
                pictures.append(Picture(row.photo, area))
        for piece in [*row.framed, *row.pieces]:
            if piece not in row.framed and piece.left < piece.right:
                merges.append(Area(number, piece.left, number, piece.right))
            value = piece.text or None
            for column in range(piece.left, piece.right + 1):
                cells.append(Cell(number, column, value if column == piece.left else None, piece.style))
        found.append(tuple(cells))
    return tuple(found), tuple(merges), tuple(pictures)


def _styles() -> dict[str, Style]:
    text = Style(_SIZE, vertical="top", number_format="@")
    value = replace(text, ruled=True)
    return {
        "label": replace(text, vertical="bottom", wrap=False),
        "value": replace(value, vertical="bottom"),
        "bold value": replace(value, vertical="bottom", bold=True),
        "long label": text,
        "long value": value,
        "long bold value": replace(value, bold=True),
        "title": Style(15, bold=True, horizontal="center", number_format="@"),
        "code": Style(11, bold=True, horizontal="center", number_format="@"),
        "issued": Style(10, italic=True, horizontal="center", number_format="@"),
        "section": Style(_SIZE, bold=True, vertical="bottom", number_format="@"),
        "part": Style(_SIZE, italic=True, bold=True, vertical="bottom", number_format="@"),
        "note": Style(10, italic=True, vertical="top", number_format="@"),
        "note.middle": Style(11, italic=True, horizontal="center", vertical="top", number_format="@"),
        "above": Style(_SIZE, italic=True, horizontal="center", number_format="@"),
        "role": Style(_SIZE, bold=True, horizontal="center", vertical="top", number_format="@"),
        "words": Style(_SIZE, horizontal="center", vertical="top", number_format="@"),
        "photo": Style(11, italic=True, horizontal="center", border=True, number_format="@"),
    }
