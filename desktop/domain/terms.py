"""Terms of appointment: five years unless the decision says otherwise, never past retirement; prepared 120 days before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.dates import PartialDate, add_years, show_day
from desktop.domain.errors import Problem
from desktop.domain.policy import Policy


@dataclass(frozen=True)
class Term:
    """When a term ends and why then. `is_assumed`: no paper says so, it was reckoned."""

    ends_on: date
    basis: str
    is_assumed: bool = False


def usual_term(since: PartialDate | None, retires_on: date | None, policy: Policy) -> Term | None:
    """The term of who is appointed (or appointed again) on a day, or None where the day is not known.

    `retires_on` is the first day of retirement: a term that would pass it ends the day before.
    """
    if since is None:
        return None
    rule = policy.rule("post.term_end", since.first)
    years = rule.whole("years")
    # A term counts to the day before the same day: from 01/02/2022, five years end on 31/01/2027.
    ends = add_years(since.first, years) - timedelta(days=1)
    if retires_on is not None and since.first < retires_on <= ends:
        return Term(retires_on - timedelta(days=1), f"Đến khi nghỉ hưu ({show_day(retires_on)})", is_assumed=True)
    return Term(ends, f"Thời hạn {years} năm", is_assumed=True)


def term_of(
    since: PartialDate | None, ends_on: date | None, basis: str | None, retires_on: date | None, policy: Policy
) -> Term | None:
    """The term as the record has it, else the usual one."""
    if ends_on is not None:
        return Term(ends_on, basis or "Theo quyết định")
    return usual_term(since, retires_on, policy)


def term_problems(
    since: PartialDate | None, ends_on: date | None, basis: str | None, retires_on: date | None, policy: Policy
) -> Iterator[Problem]:
    """What about a recorded term is unusual. Warnings all: a paper may say so."""
    usual = usual_term(since, retires_on, policy)
    if ends_on is None or usual is None:
        return
    if retires_on is not None and ends_on >= retires_on:
        message = f"Nhiệm kỳ đến {show_day(ends_on)} dài hơn tuổi công tác: nghỉ hưu từ {show_day(retires_on)}."
        yield Problem("term_ends_on", message, "term.past_retirement", "warning")
    elif abs((ends_on - usual.ends_on).days) > 1 and not basis:
        word = "ngắn" if ends_on < usual.ends_on else "dài"
        message = f"Nhiệm kỳ {word} hơn thường lệ ({show_day(usual.ends_on)}) mà chưa ghi lý do."
        yield Problem("term_basis", message, "term.basis_missing", "warning")
