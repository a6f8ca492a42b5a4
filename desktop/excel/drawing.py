"""How a report becomes a sheet: heading, columns, body, totals and signatures drawn one under the other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import TYPE_CHECKING

from desktop.domain.text import clean_lines
from desktop.excel.columns import FORMS, Column, Form, Group, Number, is_number, printed_numbers
from desktop.excel.figures import Line, Table
from desktop.excel.measure import LINE, height_of, text_width, turned_height
from desktop.excel.sheet import POINTS_PER_CHARACTER, Area, Cell, CellValue, Paper, Sheet, Style, address, show

if TYPE_CHECKING:
    from desktop.excel.report import Heading, Report, Signatures, Signer

Words = Sequence[tuple[str, str]]  # texts with the names of their styles
_GREY = "F2F2F2"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
_NATION, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


# --- the drawing ---------------------------------------------------------------------------------------------------


class Drawing:
    """Draws one sheet from the top to the bottom."""

    def __init__(self, report: "Report", table: Table, paper: Paper, draft: bool) -> None:
        self.report, self.table, self.paper, self.draft = report, table, paper, draft
        self.leaves = report.leaves
        self.size = report.size or (11 if len(self.leaves) <= 20 else 10)
        self.styles = _styles(self.size, report.zeros)
        self.widths = [self._width(i, leaf) for i, leaf in enumerate(self.leaves)]
        self._stretch()
        self.points = [width * POINTS_PER_CHARACTER for width in self.widths]
        self.last = len(self.leaves)
        self.rows: list[list[Cell]] = []
        self.heights: list[float] = []
        self.fitted: set[int] = set()
        self.merges: list[Area] = []
        # Places in front of the first total carry the words of totals and groups.
        self.lead = next((i for i, leaf in enumerate(self.leaves) if leaf.total), self.last)
        self.place = {leaf.key: i for i, leaf in enumerate(self.leaves) if leaf.key}

    def draw(self, heading: "Heading | None", signatures: "Signatures | None") -> Sheet:
        self._heading(heading)
        header = self._header()
        body = self._body()
        total = self._total(body)
        for note in self.report.footnotes:
            self._line(note, "footnote", (1, self.last))
        if signatures:
            self._signatures(signatures)
        totals = {leaf.key: self.table.totals[i] for i, leaf in enumerate(self.leaves) if leaf.key and leaf.total}
        return Sheet(
            code=self.report.code,
            title=" ".join(self.report.title.split()),
            unit=heading.unit if heading else "",
            rows=tuple(map(tuple, self.rows)),
            merges=tuple(self.merges),
            widths=tuple(self.widths),
            heights=tuple(round(height, 1) for height in self.heights),
            fitted=frozenset(self.fitted),
            header=header,
            body=body,
            total_row=total,
            styles=self.styles,
            paper=self.paper,
            draft=self.draft,
            totals=totals,
            row_count=len(self.table.rows),
            end_block=body[1] if signatures else 0,
        )

    # small tools

    def _width(self, place: int, leaf: Column) -> float:
        """The width asked for, or more where a figure or a date would not fit (Excel would print ####)."""
        form = FORMS[leaf.form]
        if not form.numeric and leaf.form != "day":
            return leaf.width
        values = [line.values[place] for line in self.table.lines] + [self.table.totals.get(place)]
        figures: list[Number] = [value for value in values if is_number(value)]
        widest: list[CellValue] = [min(figures), max(figures)] if figures else []
        widest += [value for value in values if isinstance(value, date)][:1]
        code = self.styles[f"total.{leaf.form}"].number_format
        need = max((text_width(show(value, code), self.size, form.numeric) for value in widest), default=0.0)
        return max(leaf.width, round((need + 5) / POINTS_PER_CHARACTER + 0.05, 1)) if need else leaf.width

    def _stretch(self) -> None:
        """A table narrower than the page grows to its width."""
        free = self.paper.printable[0] / POINTS_PER_CHARACTER - sum(self.widths) - 0.5
        elastic = [i for i, leaf in enumerate(self.leaves) if leaf.form != "order" and not leaf.rotate] or [0]
        share = free / sum(self.widths[i] for i in elastic)
        for i in elastic if free > 0 else ():
            self.widths[i] = int(self.widths[i] * (1 + share) * 10) / 10

    def _new(self, height: float, *, fitted: bool = False) -> int:
        self.rows.append([])
        self.heights.append(height)
        if fitted:
            self.fitted.add(len(self.rows))
        return len(self.rows)

    def _put(self, row: int, column: int, value: CellValue, style: str, formula: str = "") -> None:
        if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) and self.styles[style].number_format != "@":
            quoted = f"{style}.quoted"
            self.styles.setdefault(quoted, replace(self.styles[style], quoted=True))
            style = quoted
        self.rows[row - 1].append(Cell(row, column, value, style, formula))

    def _span(self, area: Area, value: CellValue, style: str) -> None:
        """A value over an area; the covered places keep the style, so that borders go all around."""
        for row in range(area.top, area.bottom + 1):
            for column in range(area.left, area.right + 1):
                first = (row, column) == (area.top, area.left)
                self._put(row, column, value if first else None, style)
        if area.top != area.bottom or area.left != area.right:
            self.merges.append(area)

    def _room(self, left: int, right: int) -> float:
        return sum(self.points[left - 1 : right])

    def _need(self, text: str, style: str, left: int, right: int) -> float:
        look = self.styles[style]
        return height_of(text, self._room(left, right), look.size, look.bold)

    def _line(self, text: str, style: str, *spans: tuple[int, int], more: Words = ()) -> int:
        """A line of words: each text over its columns. `more` are the texts and styles of the further spans."""
        pieces = [(clean_lines(t), s, span) for (t, s), span in zip(((text, style), *more), spans, strict=True)]
        height = max(self._need(t, s, *span) for t, s, span in pieces)
        row = self._new(height, fitted=True)
        for piece, look, (left, right) in pieces:
            if piece:
                self._span(Area(row, left, row, right), piece, look)
        return row

    def _halves(self, share: float, left: Words = (), right: Words = ()) -> list[tuple[int, int]]:
        """Left and right block of columns: both wide enough for their words if that can be, the left near `share`.

        A table of one column has one block.
        """
        if self.last == 1:
            return [(1, 1)]
        whole, needs = sum(self.points), (self._widest(left), self._widest(right))

        def cost(middle: int) -> tuple[float, float]:
            rooms = self._room(1, middle), self._room(middle + 1, self.last)
            short = sum(max(0.0, need - room) for need, room in zip(needs, rooms, strict=True))
            return short, abs(rooms[0] / whole - share)

        middle = min(range(1, self.last), key=cost)
        return [(1, middle), (middle + 1, self.last)]

    def _widest(self, words: Words) -> float:
        looks = [(line, self.styles[style]) for text, style in words for line in text.split("\n")]
        return max((text_width(line, look.size, look.bold) + 5 for line, look in looks), default=0.0)

    def _side_by_side(self, left: Words, right: Words, share: float) -> None:
        halves = self._halves(share, left, right)
        if len(halves) == 1:
            for text, style in (*left, *right):
                self._line(text, style, *halves)
            return
        for one, other in zip_longest(left, right, fillvalue=("", "period")):
            self._line(*one, *halves, more=[other])

    # heading

    def _heading(self, heading: "Heading | None") -> None:
        whole = (1, self.last)
        if heading:
            left = [(heading.parent, "parent"), (heading.unit, "unit"), (heading.number, "parent")]
            code = [
                (heading.form_code, "code"),
                (f"({heading.issued.strip('()')})" if heading.issued else "", "issued"),
            ]
            nation = [(_NATION, "nation"), (_MOTTO, "motto")]
            right = code if heading.form_code else nation
            if heading.form_code and heading.motto:
                right = [*code, *nation]
            self._side_by_side([p for p in left if p[0]], [p for p in right if p[0]], 0.4)
            self._new(self.size * LINE)
        if self.draft:
            self._line("DỰ THẢO", "draft", whole)
        self._line(self.report.title, "title", whole)
        if not heading:
            self._new(self.size * LINE)
            return
        for text in heading.lines:
            self._line(text, "title", whole)
        if heading.period:
            self._line(heading.period, "period", whole)
        if heading.measure:
            self._line(f"Đơn vị tính: {heading.measure}", "measure", whole)
        else:
            self._new(self.size * LINE)

    # headings of the columns

    def _header(self) -> tuple[int, int]:
        depth = max(part.depth for part in self.report.columns)
        top = len(self.rows) + 1
        for height in self._header_heights(depth):
            self._new(height, fitted=True)
        column = 1
        for part in self.report.columns:
            self._label(part, top, column, top + depth - 1)
            column += sum(1 for _ in part.leaves())
        for cells in self.rows[top - 1 :]:
            cells.sort(key=lambda cell: cell.column)
        if self.report.number_style:
            numbers = printed_numbers(self.leaves, self.report.number_style)
            height = max(self._need(text, "number", i, i) for i, text in enumerate(numbers, start=1))
            row = self._new(height, fitted=True)
            for column, text in enumerate(numbers, start=1):
                self._put(row, column, text, "number")
        return top, len(self.rows)

    def _label(self, part: Column | Group, row: int, column: int, bottom: int) -> None:
        if isinstance(part, Column):
            self._span(Area(row, column, bottom, column), part.label, "head.turned" if part.rotate else "head")
            return
        width = sum(1 for _ in part.leaves())
        self._span(Area(row, column, row, column + width - 1), part.label, "head")
        for child in part.parts:
            self._label(child, row + 1, column, bottom)
            column += sum(1 for _ in child.leaves())

    def _header_heights(self, depth: int) -> list[float]:
        """Each group needs its own level; a column spans the levels down from its own, the last gives the rest."""
        look = self.styles["head"]
        heights = [look.size * LINE + 4] * depth
        columns: list[tuple[int, float]] = []

        def measure(part: Column | Group, level: int, column: int) -> int:
            if isinstance(part, Column):
                tall = turned_height if part.rotate else height_of
                columns.append((level, tall(part.label, self.points[column], look.size, True)))
                return column + 1
            end = column
            for child in part.parts:
                end = measure(child, level + 1, end)
            need = height_of(part.label, sum(self.points[column:end]), look.size, True)
            heights[level] = max(heights[level], need)
            return end

        column = 0
        for part in self.report.columns:
            column = measure(part, 0, column)
        for level, need in columns:
            heights[-1] += max(0.0, need - sum(heights[level:]))
        return heights

    # body and totals

    def _body(self) -> tuple[int, int]:
        first = len(self.rows) + 1
        if not self.table.lines:
            self._line(self.report.empty, "empty", (1, self.last))
        for line in self.table.lines:
            if line.level:
                self._group(line, first)
            else:
                self._row(line)
        return first, len(self.rows)

    def _row(self, line: Line) -> None:
        height = self.size * LINE + 4
        for i, value in enumerate(line.values):
            # Two digits take one em at most: what is shorter than the column needs no measuring.
            if isinstance(value, str) and (len(value) * self.size * 0.9 > self.points[i] or "\n" in value):
                height = max(height, height_of(value, self.points[i], self.size))
        row = self._new(height)
        for i, (leaf, value) in enumerate(zip(self.leaves, line.values, strict=True)):
            formula = leaf.formula.excel(lambda key: address(row, self.place[key] + 1)) if leaf.formula else ""
            self._put(row, i + 1, value, f"body.{leaf.form}", formula)

    def _group(self, line: Line, first: int) -> None:
        totals = self.report.group_totals and self.lead < self.last
        right = max(self.lead if totals else self.last, 1)
        left = 2 if self.leaves[0].form == "order" and self.lead > 1 else 1
        style = "group" if line.level == 1 else "subgroup"
        text = line.label if left == 2 else f"{line.number}. {line.label}"
        row = self._new(self._need(text, style, left, right), fitted=True)
        if left == 2:
            self._put(row, 1, line.number, "group.order")
        self._span(Area(row, left, row, right), text, style)
        for i in range(right, self.last):
            leaf = self.leaves[i]
            rows = (row + 1, first + line.last)
            formula = self._total_formula(i, row, rows) if rows[0] <= rows[1] else ""
            # A total of no rows stands as a plain 0; for counted marks as a blank, which is not counted in turn.
            value = None if not formula and leaf.total != "sum" else line.values[i]
            self._put(row, i + 1, value, f"group.{_total_form(leaf)}", formula)

    def _total_formula(self, place: int, row: int, rows: tuple[int, int]) -> str:
        leaf = self.leaves[place]
        if leaf.total == "formula" and leaf.formula:
            return leaf.formula.excel(lambda key: address(row, self.place[key] + 1))
        cells = str(Area(rows[0], place + 1, rows[1], place + 1))
        cells = cells if ":" in cells else f"{cells}:{cells}"
        if leaf.total not in ("sum", "counta"):
            return ""
        if self.report.group_totals:  # SUBTOTAL leaves out the subtotals of the groups inside
            return f"SUBTOTAL({9 if leaf.total == 'sum' else 3},{cells})"
        return f"{'SUM' if leaf.total == 'sum' else 'COUNTA'}({cells})"

    def _total(self, body: tuple[int, int]) -> int:
        if self.lead == self.last:
            return self._line(self.report.closing, "total", (1, self.last)) if self.report.closing else 0
        row = self._new(
            max(self._need(self.report.total_label, "total", 1, self.lead), self.size * LINE + 6), fitted=True
        )
        self._span(Area(row, 1, row, self.lead), self.report.total_label, "total")
        for i in range(self.lead, self.last):
            formula = self._total_formula(i, row, body)
            self._put(row, i + 1, self.table.totals.get(i), f"total.{_total_form(self.leaves[i])}", formula)
        return row

    # signatures

    def _signatures(self, signatures: "Signatures") -> None:
        self._new(self.size * LINE)
        left = [("", "date"), *self._signed(signatures.left)]
        self._side_by_side(left, [(signatures.date_line, "date"), *self._signed(signatures.right)], 0.5)

    @staticmethod
    def _signed(signer: "Signer") -> list[tuple[str, str]]:
        blank = ("", "name")
        return [(signer.role, "role"), (signer.note, "note"), blank, blank, blank, blank, (signer.name, "name")]


def _total_form(leaf: Column) -> str:
    """Counted marks give a whole number."""
    return "whole" if leaf.total == "counta" else leaf.form


def _styles(size: int, zeros: str) -> dict[str, Style]:
    """Every style by name: words around the table, headings, then body, group and total by form."""
    centred = Style(horizontal="center")
    head = Style(max(size - 1, 9), bold=True, horizontal="center", border=True, fill=_GREY)
    group = Style(size, bold=True, border=True)
    styles = {
        "parent": replace(centred, size=12),
        "unit": replace(centred, size=12, bold=True),
        "nation": replace(centred, size=12, bold=True),
        "motto": replace(centred, size=13, bold=True, underline=True),
        "code": replace(centred, size=11, bold=True),
        "issued": replace(centred, size=11, italic=True),
        "draft": replace(centred, size=20, bold=True, colour="A6A6A6"),
        "title": replace(centred, size=14, bold=True),
        "period": replace(centred, size=12, italic=True),
        "measure": Style(12, italic=True, horizontal="right"),
        "head": head,
        "head.turned": replace(head, rotate=90),
        "number": replace(head, size=max(size - 2, 8), bold=False, italic=True, fill=""),
        "empty": Style(size, italic=True, horizontal="center", border=True),
        "group": group,
        "subgroup": replace(group, italic=True),
        "total": replace(group, horizontal="center"),
        "footnote": Style(max(size - 1, 9), italic=True),
        "date": replace(centred, size=13, italic=True),
        "role": replace(centred, size=13, bold=True, vertical="top"),
        "note": replace(centred, size=12, italic=True),
        "name": replace(centred, size=13, bold=True),
    }
    for name, form in FORMS.items():
        body = Style(size, horizontal=form.horizontal, border=True, number_format=_number_format(form, zeros))
        body = replace(body, wrap=not (form.numeric or name == "day"))
        styles[f"body.{name}"] = body
        for kind in ("group", "total"):
            styles[f"{kind}.{name}"] = replace(body, bold=True)
    return styles


def _number_format(form: Form, zeros: str) -> str:
    code = form.number_format
    return f"{code};-{code};;@" if form.numeric and zeros == "blank" else code
