"""A round of raises: who is due and why, what each would get, and the rows of pay when the decision is there.

`round_of` reads and writes nothing. The clerk leaves people out or amends their drafts; `enter` makes one undo step.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.dates import PartialDate, show_day
from desktop.domain.errors import Problem, Rejected, UserError
from desktop.domain.pay import plain
from desktop.domain.raises import EarlyRise, Interruptions, Quota, Rise, early_merit, early_retirement, next_rise, quota
from desktop.domain.staff import PayBasis, RaiseKind, SalaryStep
from desktop.services import pay_decision, records
from desktop.services.pay_decision import Entered
from desktop.services.pay_facts import PaidPerson, PayFacts, interruptions
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace

EARLY = (RaiseKind.EARLY_MERIT, RaiseKind.EARLY_RETIREMENT)
AMENDABLE = ("step", "coefficient", "over_frame_percent", "starts_on", "counted_from")


@dataclass(frozen=True)
class Draft:
    """The row of pay that somebody would get. `counted_from` is what the rise after it counts from."""

    staff_uid: str
    kind: RaiseKind
    table: str
    step: int | None
    coefficient: Decimal | None
    over_frame_percent: Decimal | None
    starts_on: date
    counted_from: date
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """What somebody is paid by today."""

    table: str
    step: int | None
    coefficient: Decimal | None
    over_frame_percent: Decimal | None
    counted_from: PartialDate | None


@dataclass(frozen=True)
class Candidate:
    """One line of a round.

    `due_on` is the regular day with its delays, `why` the reason in words, `doubts` what speaks against entering it
    unseen; `is_proposed` tells whether it is ticked from the start.
    """

    staff_uid: str
    staff_code: str
    name: str
    department: str
    title: str
    held: Held
    kind: RaiseKind
    due_on: date
    why: str
    doubts: tuple[str, ...]
    draft: Draft
    is_proposed: bool
    birth_date: PartialDate | None = None

    @property
    def key(self) -> str:
        """What tells the line from others: a person may stand in a round twice, by rule and early."""
        return f"{self.staff_uid}/{self.kind.value}"

    @property
    def is_early(self) -> bool:
        return self.kind in EARLY


@dataclass(frozen=True)
class Unknown:
    """Somebody of whom no rise can be reckoned, and what is missing."""

    staff_uid: str
    staff_code: str
    name: str
    why: str


@dataclass(frozen=True)
class Round:
    """The candidates between two days, both inside, with those left behind from before; the share of early rises."""

    first: date
    last: date
    candidates: tuple[Candidate, ...]
    unknown: tuple[Unknown, ...]
    quota: Quota

    def of_kind(self, *kinds: RaiseKind) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.kind in kinds]


def round_of(workspace: Workspace, first: date, last: date) -> Round:
    """Everybody whose next rise falls due by `last`, and who may rise early between the two days.

    Who left the headcount by then is not in it, nor who has that rise already. Raises UserError for days in the wrong
    order.
    """
    if last < first:
        raise UserError("Ngày cuối đợt nâng lương trước ngày đầu đợt.")
    with workspace.database.read() as session:
        facts = PayFacts(session, workspace.catalogue, workspace.policy, last)
        people = facts.people()
        lost = interruptions(session, workspace.catalogue, workspace.policy, workspace.today)
        early = facts.early_facts(people.values(), last.year)
        used = facts.used_early(last.year)
    titles = workspace.catalogue.list("professional_title")
    found: list[Candidate] = []
    unknown: list[Unknown] = []
    for person in people.values():
        missing = _missing(facts, person)
        if missing:
            unknown.append(Unknown(person.uid, person.staff_code, person.full_name, missing))
            continue
        rise = _rise(facts, person, lost.get(person.id), workspace.today)
        if rise is None:
            continue
        row = titles.get(person.title)
        maker = _Maker(facts, person, row.label if row else "", rise)
        if rise.due_on <= last:
            found.append(maker.regular(first))
            continue
        merit = early_merit(rise, facts.table_of(person), early[person.id], last.year, workspace.policy)
        if merit is not None and merit.from_day <= last:
            found.append(maker.early(RaiseKind.EARLY_MERIT, merit))
        retiring = early_retirement(rise, early[person.id], workspace.policy)
        if retiring is not None and retiring.from_day <= last:
            found.append(maker.early(RaiseKind.EARLY_RETIREMENT, retiring))
    found.sort(key=lambda c: (_ORDER.index(c.kind), c.draft.starts_on))  # within a day: by name, as read
    paid = sum(person.salary is not None for person in people.values())
    return Round(first, last, tuple(found), tuple(unknown), quota(last.year, paid, used, workspace.policy))


def rounding(workspace: Workspace, first: date, last: date) -> Task[Round]:
    """`round_of` as a task for the window's worker."""
    yield Progress(0, 0, "Tìm người đến hạn nâng lương")
    return round_of(workspace, first, last)


_ORDER = (RaiseKind.REGULAR, RaiseKind.OVER_FRAME, *EARLY)


def _missing(facts: PayFacts, person: PaidPerson) -> str:
    """Why no rise can be reckoned; nothing for who is not paid by a coefficient at all."""
    salary = person.salary
    if salary is None or salary.basis is PayBasis.POSITION:
        return "" if salary is not None else "chưa có diễn biến lương"
    table = facts.table_of(person)
    if table is None:
        return "chưa rõ bảng lương"
    if table not in facts.policy.scales:
        return f"bảng lương «{table}» không có trong danh mục"
    if facts.step_of(person) is None:
        return "hệ số không thuộc bậc nào của bảng lương"
    if (salary.counted_from or salary.starts_on) is None:
        return "chưa có mốc tính nâng bậc"
    return ""


def _rise(facts: PayFacts, person: PaidPerson, lost: Interruptions | None, today: date) -> Rise | None:
    salary = person.salary
    if salary.basis is PayBasis.POSITION:
        return None
    return next_rise(
        facts.table_of(person),
        facts.step_of(person),
        salary.counted_from or salary.starts_on,
        salary.over_frame_percent,
        lost or Interruptions(),
        facts.policy,
        today,
    )


class _Maker:
    """Makes the lines of one person."""

    def __init__(self, facts: PayFacts, person: PaidPerson, title: str, rise: Rise) -> None:
        self._person, self._title, self._rise = person, title, rise
        salary = person.salary
        self._table = facts.table_of(person) or ""
        self._counted = salary.counted_from or salary.starts_on
        self._held = Held(
            self._table,
            facts.step_of(person),
            salary.coefficient or facts.policy.scales.coefficient(self._table, salary.step),
            salary.over_frame_percent,
            self._counted,
        )
        self._leaves = person.leaving(facts.policy)
        self._agrees = (
            salary.step is None
            or salary.coefficient is None
            or facts.policy.scales.coefficient(self._table, salary.step) == salary.coefficient
        )

    def regular(self, first: date) -> Candidate:
        rise, doubts = self._rise, self._doubts()
        kind = RaiseKind.OVER_FRAME if rise.is_over_frame else RaiseKind.REGULAR
        months = rise.step.months - rise.delay_months
        why = f"Đủ {months} tháng từ {self._counted.show()}"
        if rise.delays:
            why += f"; lùi {rise.delay_months} tháng: {'; '.join(delay.told for delay in rise.delays)}"
        if rise.due_on < first:
            doubts = (f"đến hạn trước đợt, từ {show_day(rise.due_on)}", *doubts)
        left = self._leaves is not None and self._leaves.pension_from <= rise.due_on
        return self._line(kind, rise.due_on, why, doubts, proposed=not rise.goes_on and not left)

    def early(self, kind: RaiseKind, found: EarlyRise) -> Candidate:
        word = "Trước" if kind is RaiseKind.EARLY_MERIT else "Khi nghỉ hưu, trước"
        why = f"{word} thời hạn {found.months} tháng: {found.why}; đúng hạn {show_day(self._rise.due_on)}"
        return self._line(kind, found.from_day, why, self._doubts(), proposed=False)

    def _doubts(self) -> tuple[str, ...]:
        doubts = []
        if self._rise.step.assumed:
            doubts.append(f"mốc chỉ ghi {self._counted.show()}")
        if self._rise.goes_on:
            doubts.append("đang có thời gian không tính, ngày còn lùi")
        if not self._agrees:
            doubts.append("bậc và hệ số ghi trong hồ sơ không khớp nhau")
        if self._leaves is not None and self._leaves.pension_from <= self._rise.due_on:
            doubts.append(f"nghỉ hưu từ {show_day(self._leaves.pension_from)}")
        return tuple(doubts)

    def _line(self, kind: RaiseKind, day: date, why: str, doubts: tuple[str, ...], *, proposed: bool) -> Candidate:
        person, step = self._person, self._rise.step
        draft = Draft(
            staff_uid=person.uid,
            kind=kind,
            table=self._table,
            step=step.step,
            coefficient=step.coefficient,
            over_frame_percent=step.over_frame_percent or None,
            starts_on=day,
            counted_from=day,
            reason=why,
        )
        return Candidate(
            staff_uid=person.uid,
            staff_code=person.staff_code,
            name=person.full_name,
            department=person.department,
            title=self._title,
            held=self._held,
            kind=kind,
            due_on=self._rise.due_on,
            why=why,
            doubts=doubts,
            draft=draft,
            is_proposed=proposed,
            birth_date=person.birth_date,
        )


def draft_texts(workspace: Workspace, draft: Draft) -> dict[str, str]:
    """A draft as its form shows it, by the names in `AMENDABLE`."""
    fields = workspace.catalogue.fields(SalaryStep)
    values = {
        "step": draft.step,
        "coefficient": draft.coefficient,
        "over_frame_percent": draft.over_frame_percent,
        "starts_on": PartialDate.of(draft.starts_on),
        "counted_from": PartialDate.of(draft.counted_from),
    }
    return {name: fields[name].show(value) for name, value in values.items()}


def amended(workspace: Workspace, draft: Draft, typed: Mapping[str, object]) -> Draft:
    """A draft with what the clerk typed. Raises Rejected with every problem.

    A paper may give another step than the table says: what does not agree is told by the checks of the data.
    """
    values = records.read_values(workspace, SalaryStep, {name: typed[name] for name in AMENDABLE if name in typed})
    problems = []
    for name in ("starts_on", "counted_from"):
        if name in values and (values[name] is None or values[name].day is None):
            label = SalaryStep.fields[name].label
            problems.append(Problem(name, f"{label}: hãy nhập đủ ngày, tháng, năm.", f"{name}.whole"))
    if problems:
        raise Rejected(problems)
    for name in ("starts_on", "counted_from"):
        if name in values:
            values[name] = values[name].day
    return replace(draft, **values)


def enter(workspace: Workspace, decision: Mapping[str, object], drafts: Sequence[Draft]) -> Entered:
    """Write the rows of pay that a decision gives, as one undo step.

    `decision` is what was typed of it (number, issued_on, signer, issuer). The row before ends the day before.
    Raises Rejected where the decision has no number or day, where nobody is left in the list, where a person stands in
    it twice, or has a row of pay from that day or a later one already; then nothing is written.
    """
    values = pay_decision.read(workspace, decision)
    if not drafts:
        raise Rejected([Problem("", "Chưa chọn ai trong danh sách.", "empty")])
    uids = [draft.staff_uid for draft in drafts]
    if len(set(uids)) < len(uids):
        raise Rejected([Problem("", "Có người được chọn hai lần; mỗi người chỉ một dòng.", "twice")])
    title = f"Nâng lương theo quyết định {values['number']}: {len(drafts)} người"
    subject = f"Nâng bậc lương, phụ cấp thâm niên vượt khung cho {len(drafts)} người"
    with workspace.database.write(title) as session:
        people = pay_decision.members(session, uids)
        rows = pay_decision.histories(session, SalaryStep, list(people.values()))
        problems = [
            pay_decision.clash(str(people[draft.staff_uid].full_name), SalaryStep.caption, later)
            for draft in drafts
            if (later := pay_decision.later_row(rows[people[draft.staff_uid].id], draft.starts_on))
        ]
        if problems:
            raise Rejected(problems)
        paper = pay_decision.decided(session, values, "Nâng lương", subject)
        for draft in drafts:
            member = people[draft.staff_uid]
            before = pay_decision.end_before(rows[member.id], draft.starts_on)
            _add_row(session, member, draft, before, paper)
    return Entered(len(drafts), tuple(_notes(workspace, drafts)))


def _add_row(session: Any, member: Any, draft: Draft, before: Any, paper: Any) -> None:
    over = draft.over_frame_percent
    since = getattr(before, "over_frame_from", None) if over else None
    session.add(
        SalaryStep(
            staff=member,
            starts_on=PartialDate.of(draft.starts_on),
            salary_table=draft.table or None,
            step=draft.step,
            coefficient=draft.coefficient,
            percent=getattr(before, "percent", None),
            basis=getattr(before, "basis", None),
            over_frame_percent=over,
            over_frame_from=(since or PartialDate.of(draft.starts_on)) if over else None,
            counted_from=PartialDate.of(draft.counted_from),
            raise_kind=draft.kind,
            reason=(draft.reason or draft.kind.label)[:250],
            decision=paper,
        )
    )


def _notes(workspace: Workspace, drafts: Sequence[Draft]) -> Iterator[str]:
    """What the limits would not have allowed: told, since the paper says so."""
    years = {draft.starts_on.year for draft in drafts if draft.kind is RaiseKind.EARLY_MERIT}
    for year in sorted(years):
        day = date(year, 12, 31)
        with workspace.database.read() as session:
            facts = PayFacts(session, workspace.catalogue, workspace.policy, day)
            paid = sum(person.salary is not None for person in facts.people().values())
            share = quota(year, paid, facts.used_early(year), workspace.policy)
        if share.left < 0:
            yield (
                f"Năm {year} có {share.used} người nâng lương trước thời hạn do thành tích, "
                f"quá {plain(share.percent)}% danh sách trả lương ({share.most} người)."
            )
