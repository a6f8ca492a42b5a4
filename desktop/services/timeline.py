"""A person's whole service on one axis: where, as what, for what pay, what was learnt, and what was awarded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.domain.dates import PartialDate
from desktop.domain.staff import StaffMember
from desktop.services import records
from desktop.services.person import AT_WORK
from desktop.services.workspace import Workspace

_PERIOD = ("starts_on", "ends_on")


@dataclass(frozen=True)
class Span:
    """One thing on a lane, from its first day to its last (None: it still holds); a point is a day, month or year.

    `entity` and `uid` name the row behind it; `tone` is a kind of colour; `detail` says all of it in one sentence.
    """

    label: str
    first: date
    last: date | None
    entity: str
    uid: str
    detail: str
    tone: str = "accent"
    is_point: bool = False


@dataclass(frozen=True)
class Lane:
    """One line of the axis, its spans by their first day."""

    key: str
    title: str
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Timeline:
    """The lanes that have anything on them, and the days between which all of it lies."""

    lanes: tuple[Lane, ...]
    first: date
    last: date


def timeline(workspace: Workspace, uid: str) -> Timeline:
    """The service of a person as the acting user may see it. Raises UserError when the record is gone."""
    with workspace.database.read() as session:
        drawn = _Drawn(workspace, session, records.get(session, StaffMember, uid))
        lanes = [Lane(key, title, tuple(sorted(make(drawn), key=_order))) for key, title, make in _LANES]
    lanes = [lane for lane in lanes if lane.spans]
    days = [span.first for lane in lanes for span in lane.spans]
    ends = [span.last for lane in lanes for span in lane.spans if span.last]
    return Timeline(tuple(lanes), min(days, default=workspace.today), max([*ends, *days, workspace.today]))


def _order(span: Span) -> tuple[date, str]:
    return span.first, span.label


class _Drawn:
    """One person's rows turned into spans; rows without a day stand nowhere."""

    def __init__(self, workspace: Workspace, session: Session, member: Any) -> None:
        self._workspace, self._session, self.member = workspace, session, member

    def text(self, row: Any, name: str) -> str:
        """A field of a row as it is shown; nothing where it may not be seen."""
        field = self._workspace.catalogue.fields(type(row)).get(name)
        value = getattr(row, name, None)
        if field is None or value is None:
            return ""
        return str(value) if hasattr(value, "uid") else field.show(value)

    def periods(
        self, rows: Sequence[Any], label: Callable[[Any], str], tone: str = "accent", names: tuple[str, ...] = _PERIOD
    ) -> Iterator[Span]:
        """Rows that hold for a time: from the first of `names` to the first known one of the others."""
        for row in rows:
            first, *rest = (_partial(getattr(row, name)) for name in names)
            if first is None:
                continue
            last = next((each for each in rest if each is not None), None)
            yield self.span(row, label(row), first.first, last.last if last else None, _told(first, last), tone)

    def points(
        self, rows: Sequence[Any], day: str, label: Callable[[Any], str], tone: str = "accent"
    ) -> Iterator[Span]:
        """Rows of one day each."""
        for row in rows:
            value = getattr(row, day, None)
            when = PartialDate(f"{value:04d}") if isinstance(value, int) else _partial(value)
            if when is not None:
                yield self.span(row, label(row), when.first, when.first, when.show(), tone, is_point=True)

    def span(
        self,
        row: Any,
        label: str,
        first: date,
        last: date | None,
        when: str,
        tone: str,
        *,
        is_point: bool = False,
    ) -> Span:
        """One span, its detail made of what it is and when."""
        kind = type(row)
        caption = kind.caption[:1].upper() + kind.caption[1:]
        return Span(
            label or caption, first, last, kind.__name__, row.uid, f"{caption}: {label} ({when})", tone, is_point
        )


def _partial(value: date | PartialDate | None) -> PartialDate | None:
    """A day of either kind as one kind."""
    return PartialDate.of(value) if isinstance(value, date) else value


def _told(first: PartialDate, last: PartialDate | None) -> str:
    return f"{first.show()} – {last.show()}" if last else f"từ {first.show()}"


def _posts(d: _Drawn) -> Iterator[Span]:
    yield from d.periods(
        d.member.appointments, lambda r: " ".join(x for x in (d.text(r, "post"), d.text(r, "department")) if x), "info"
    )


def _places(d: _Drawn) -> Iterator[Span]:
    yield from d.periods(d.member.placements, lambda r: d.text(r, "department"))


def _titles(d: _Drawn) -> Iterator[Span]:
    yield from d.periods(d.member.titles, lambda r: d.text(r, "title"))
    yield from d.periods(d.member.jobs, lambda r: d.text(r, "position"))


def _pay(d: _Drawn) -> Iterator[Span]:
    def told(row: Any) -> str:
        step = f"bậc {row.step}" if row.step else ""
        return " · ".join(x for x in (d.text(row, "coefficient") or d.text(row, "amount"), step) if x)

    yield from d.periods(d.member.salary_steps, told)


def _away(d: _Drawn) -> Iterator[Span]:
    away = [row for row in d.member.statuses if row.status != AT_WORK]
    yield from d.periods(away, lambda r: d.text(r, "status"), "warning")


def _learning(d: _Drawn) -> Iterator[Span]:
    yield from d.points(d.member.qualifications, "graduated_on", lambda r: d.text(r, "level"), "info")
    yield from d.periods(
        d.member.enrolments,
        lambda r: d.text(r, "topic") or d.text(r, "kind"),
        "info",
        ("starts_on", "ended_on", "planned_end_on"),
    )


def _helping(d: _Drawn) -> Iterator[Span]:
    def told(row: Any) -> str:
        is_mentee = row.mentee is d.member
        other, word = (row.mentor, "do") if is_mentee else (row.mentee, "giúp")
        return f"{d.text(row, 'kind')} – {word} {other}" if other else d.text(row, "kind")

    yield from d.periods([*d.member.mentored_by, *d.member.mentoring], told, names=("assigned_on", "ended_on"))


def _party(d: _Drawn) -> Iterator[Span]:
    yield from d.periods(
        d.member.party_memberships,
        lambda r: ", ".join(x for x in (d.text(r, "stage"), d.text(r, "position")) if x),
        "danger",
    )


def _merits(d: _Drawn) -> Iterator[Span]:
    for row in d.member.awards:
        yield from d.points([row], "awarded_on" if row.awarded_on else "year", lambda r: d.text(r, "form"), "success")
    yield from d.points(d.member.disciplines, "decided_on", lambda r: d.text(r, "form"), "warning")


def _before(d: _Drawn) -> Iterator[Span]:
    yield from d.periods(
        d.member.work_history, lambda r: ", ".join(x for x in (d.text(r, "position"), r.organisation) if x), "neutral"
    )


_LANES: tuple[tuple[str, str, Callable[[_Drawn], Iterator[Span]]], ...] = (
    ("posts", "Chức vụ", _posts),
    ("places", "Khoa, phòng", _places),
    ("titles", "Chức danh", _titles),
    ("pay", "Lương", _pay),
    ("away", "Nghỉ, đi xa", _away),
    ("learning", "Đào tạo", _learning),
    ("helping", "Kèm cặp", _helping),
    ("party", "Đảng", _party),
    ("merits", "Khen thưởng, kỷ luật", _merits),
    ("history", "Quá trình", _before),
)
