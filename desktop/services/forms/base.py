"""What every paper form has: its name and basis, what is asked of one run, and the lines that several forms share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.errors import UserError
from desktop.excel.form import Column, Form, Line, Note, Part, Prose, Section, Signer, Signing, Table
from desktop.services.forms.facts import Facts

NONE = "Không"


@dataclass(frozen=True)
class Asked:
    """One run of a form.

    day          the day as at which it is filled; of a supplement the last day
    since        of a supplement the first day
    write_none   «Không» is written where nothing is recorded and the form wants an answer; else the place stays blank
    """

    day: date
    since: date | None = None
    write_none: bool = False


Parts = Callable[[Facts, Asked], tuple[Part, ...]]


@dataclass(frozen=True)
class FormKind:
    """A paper form: `code` names it everywhere, `parts` fills it, `confidence` tells how sure its wording is.

    One with a `period` tells of what changed between two days.
    """

    code: str
    title: str
    basis: str
    parts: Parts
    confidence: str = "confirmed"
    has_period: bool = False

    def check(self, asked: Asked) -> None:
        """Raise UserError for a form about a period where there is none, or one that ends before it begins."""
        if self.has_period and (asked.since is None or asked.since > asked.day):
            raise UserError("Phiếu bổ sung lý lịch cần từ ngày và đến ngày, từ ngày không sau đến ngày; hãy nhập lại.")

    def filled(self, facts: Facts, asked: Asked) -> Form:
        """The form of one person."""
        parts = self.parts(facts, asked)
        left_out = facts.withheld_note()
        code, name = str(facts.member.staff_code), facts.own("full_name")
        return Form(
            code=code,
            title=f"{self.title} - {name}",
            parts=(*parts, Note(left_out)) if left_out else parts,
            unit=facts.unit_name,
            footer=f"{shorten(name, 32)} - {shorten(code, 14)} - tính đến {show_day(asked.day)}",
        )


def shorten(text: str, longest: int) -> str:
    """A text that fits the foot of a page."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class Answers:
    """Lines and tables of one form: what nobody recorded is left blank, or «Không» is written."""

    def __init__(self, facts: Facts, asked: Asked) -> None:
        self.facts, self._write_none = facts, asked.write_none

    def or_none(self, text: str, *, seen: bool = True) -> str:
        """A text, or «Không» where the form wants an answer and the user may see that there is nothing."""
        return text or (NONE if self._write_none and seen else "")

    def line(self, *pairs: tuple[str, str]) -> Line:
        """Labels with their values on one line, as far as they fit."""
        return Line.of(*pairs)

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[str]], kind: Any = None, blank: int = 2
    ) -> Table:
        """A table; without rows «Không» where the form is to say so and the kind of record may be seen."""
        is_seen = kind is None or self.facts.catalogue.rights.opens(kind)
        if not rows and self._write_none and is_seen:
            return Table(tuple(columns), [[NONE, *("" for _ in columns[1:])]], 0)
        return Table(tuple(columns), rows, blank)

    def religion(self) -> str:
        """The religion; having none is an answer."""
        is_seen = "religion" in self.facts.catalogue.fields(type(self.facts.member))
        return self.or_none(self.facts.own("religion"), seen=is_seen)

    def prose(self, name: str, *, wants_answer: bool = True, blank: int = 2) -> Prose:
        """A long text of the person."""
        told = self.facts.own(name)
        is_seen = name in self.facts.catalogue.fields(type(self.facts.member))
        return Prose(self.or_none(told, seen=is_seen) if wants_answer else told, blank)


def signed(facts: Facts, asked: Asked, right: str, *, stamp: str = "(Ký tên, đóng dấu)") -> Signing:
    """The declaration of the person at the left, place, day and head of the unit at the right."""
    unit = facts.unit
    place = str(unit.place or "") if unit is not None else ""
    day = asked.day
    above = f"{place or '……………'}, ngày {day.day:02d} tháng {_month(day)} năm {day.year}"
    declared = "Tôi xin cam đoan những lời khai\ntrên đây là đúng sự thật"
    return Signing(
        Signer("Người khai", "(Ký tên, ghi rõ họ tên)", facts.own("full_name"), words=declared),
        Signer(right, stamp, str(unit.signer_name or "") if unit is not None else "", above=above),
    )


def _month(day: date) -> str:
    return f"{day.month:02d}" if day.month <= 2 else str(day.month)


def section(text: str) -> Section:
    return Section(text)


def part(text: str) -> Section:
    return Section(text, is_part=True)
