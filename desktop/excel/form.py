"""What a paper form is made of: titles, lines to fill in, tables, places to sign. `form_sheet` makes a sheet of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop.excel.columns import Horizontal


@dataclass(frozen=True)
class Entry:
    """A label and its value. `least` is the room that an empty value keeps, in columns of the grid."""

    label: str
    value: str = ""
    least: int = 6
    bold: bool = False


class Line(tuple[Entry, ...]):
    """Entries beside each other as far as they fit, else under each other; a long value takes several lines."""

    def __new__(cls, *entries: Entry) -> "Line":
        return super().__new__(cls, entries)

    @classmethod
    def of(cls, *pairs: tuple[str, str]) -> "Line":
        """A line of labels with their values, a space between them."""
        return cls(*(Entry(f"{label} ", value) for label, value in pairs))


class Titles(tuple[str, ...]):
    """The name of the form, large, in the middle: a line for each text."""


@dataclass(frozen=True)
class Corner:
    """Words at the right above the form: its code and where it was issued."""

    code: str
    issued: str = ""


@dataclass(frozen=True)
class Section:
    """A heading over what follows; it stands on the page of what follows. `is_part` for one below another."""

    text: str
    is_part: bool = False


@dataclass(frozen=True)
class Note:
    """Small words in italics: how to fill in, what was left out."""

    text: str


@dataclass(frozen=True)
class Prose:
    """A text of its own over the whole width, on dotted lines; `blank` lines where there is none."""

    text: str = ""
    blank: int = 1


class Column(NamedTuple):
    """A column of a table. `width` is a share: the widths of a table add up to the page."""

    label: str
    width: float
    across: Horizontal = "left"


@dataclass(frozen=True)
class Table:
    """Rows under headings. Without rows there are `blank` empty ones to fill in by hand.

    size       letters of the table; 0: as usual
    has_head   False: the rows stand alone, and the first column names them
    """

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str]] = ()
    blank: int = 2
    size: int = 0
    has_head: bool = True


@dataclass(frozen=True)
class Signer:
    """Who signs: words above (place and day), who, how, and the name."""

    role: str
    note: str = ""
    name: str = ""
    above: str = ""
    words: str = ""


@dataclass(frozen=True)
class Signing:
    """Two places to sign, side by side; never torn apart."""

    left: Signer
    right: Signer


@dataclass(frozen=True)
class Heads:
    """The two heads of an official paper, side by side: lines of words in the middle of each half, the last one bold."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class PhotoBeside:
    """The frame of the 4x6 photo at the left, with the photo if there is one, and parts of the form beside it."""

    parts: tuple["Part", ...]
    photo: bytes | None = None


Part = Line | Titles | Corner | Section | Note | Prose | Table | Signing | Heads | PhotoBeside


@dataclass(frozen=True)
class Form:
    """A filled form: `code` names its sheet, `title` and `unit` the workbook, `footer` stands on each page."""

    code: str
    title: str
    parts: tuple[Part, ...]
    unit: str = ""
    footer: str = ""
