"""What degree a professional title asks for, as regulations set it from day to day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class TitleStandard:
    """The standard of one title from a day on: the lowest degree, in words too, and the years in the lower title."""

    title: str
    since: date
    degree: str
    wording: str = ""
    promoted_from: str = ""
    years: int | None = None
    source: str = ""
    confidence: str = "confirmed"


@dataclass(frozen=True)
class TitleStandards:
    """All standards by title, oldest first."""

    rows: Mapping[str, tuple[TitleStandard, ...]] = field(default_factory=dict)

    def on(self, title: str | None, day: date) -> TitleStandard | None:
        """The standard in force on a day, the oldest one for days before every row; None for a title without any."""
        rows = self.rows.get(title or "", ())
        return max((r for r in rows if r.since <= day), key=lambda r: r.since, default=rows[0] if rows else None)
