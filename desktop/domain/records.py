"""All kinds of record: importing this module declares every one of them."""

from desktop.domain import (
    biography,
    mentoring,
    merits,
    organisation,
    party,
    schooling,
    staff,
    succession,
    system,
    training,
)
from desktop.domain.record import RECORDS, Record

__all__ = [
    "KINDS",
    "RECORDS",
    "Record",
    "biography",
    "mentoring",
    "merits",
    "organisation",
    "party",
    "schooling",
    "staff",
    "succession",
    "system",
    "training",
]

KINDS: tuple[type[Record], ...] = tuple(RECORDS.values())
