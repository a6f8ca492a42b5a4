"""What a value reader hides in .ods, and how far the values reach: a repeated cell can span the whole sheet."""

import zipfile

from desktop.excel.raw import Mark, Range
from desktop.excel.tally import Tally, is_old_font, place
from desktop.excel.xml_walk import blocks, safe_parser

_MANY = 1024  # more repeats than this are a filled-up margin: such cells are not marked one by one


def tallies(package: zipfile.ZipFile) -> dict[str, Tally]:
    """Look through every sheet of an .ods file."""
    walk = _Walk()
    parser = safe_parser()
    parser.StartElementHandler = walk.on_start
    with package.open("content.xml") as stream:
        for block in blocks(stream):
            parser.Parse(block)
    parser.Parse(b"", True)
    return walk.tallies


class _Walk:
    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self._tally = Tally()
        self._styles: dict[str, Mark] = {}
        self._style = ""
        self._row, self._rows = 0, 1  # the row the walk is in, and how often it stands there
        self._column = self._declared_column = 0

    def on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self._on_cell(attributes)
        elif name == "table:table-row":
            self._row += self._rows
            self._rows = _count(attributes, "table:number-rows-repeated")
            self._column = 0
            if _is_hidden(attributes) and self._rows <= _MANY:
                self._tally.hidden_rows.update(range(self._row, self._row + self._rows))
        elif name == "table:table-column":
            first = self._declared_column + 1
            self._declared_column += _count(attributes, "table:number-columns-repeated")
            if _is_hidden(attributes):
                self._tally.hidden_columns.update(range(first, min(self._declared_column, first + _MANY) + 1))
        elif name == "table:table":
            self._tally = self.tallies[attributes.get("table:name", "")] = Tally()
            self._row, self._rows, self._declared_column = 0, 1, 0
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:text-properties" and self._style:
            font = attributes.get("style:font-name") or attributes.get("fo:font-family", "")
            mark = Mark(
                struck=attributes.get("style:text-line-through-style", "none") != "none",
                font=font if is_old_font(font) else "",
            )
            if mark != Mark():
                self._styles[self._style] = mark

    def _on_cell(self, attributes: dict[str, str]) -> None:
        tally, first = self._tally, self._column + 1
        times = _count(attributes, "table:number-columns-repeated")
        self._column += times
        wide, high = _count(attributes, "table:number-columns-spanned"), _count(attributes, "table:number-rows-spanned")
        if wide > 1 or high > 1:
            tally.merged.append(Range(self._row, first, self._row + high - 1, first + wide - 1))
        is_error = attributes.get("calcext:value-type") == "error"
        mark = self._styles.get(attributes.get("table:style-name", ""), Mark())
        if "office:value-type" in attributes:
            tally.reach(self._row + self._rows - 1, self._column)
            if is_error:
                mark |= Mark(error="#")
            if mark != Mark() and times <= _MANY and self._rows == 1:
                for column in range(first, first + times):
                    tally.marked[mark].append(place(self._row, column))
        elif "table:formula" in attributes and times <= _MANY:
            tally.formulas.extend(place(self._row, column) for column in range(first, first + times))


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("table:visibility") in ("collapse", "filter")
