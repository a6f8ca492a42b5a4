"""Carrying out what is decided about people: one decision, everything it ends and begins, and what follows, at once.

Read `desktop.domain.acts` for the acts themselves. `preview` tells what would be written and why not; `carry_out`
writes it as one step of undo.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.domain.act_steps import live
from desktop.domain.act_writers import held, last_kind, starts
from desktop.domain.acts import ACTS, Act, Scene, Step, Verb
from desktop.domain.biography import FollowUp
from desktop.domain.consequences import Draft, consequences
from desktop.domain.dates import PartialDate
from desktop.domain.errors import BadValue, Problem, Rejected, UserError
from desktop.domain.fields import Code, Field, Reference
from desktop.domain.mentoring import GONE
from desktop.domain.organisation import Decision, Unit
from desktop.domain.record import RECORDS, Record, on_day
from desktop.domain.staff import StaffAct, StaffMember
from desktop.services import records
from desktop.services.workspace import Workspace
from desktop.storage.audit import UnitOfWork

DECISION_FIELDS = ("number", "issued_on", "issuer", "signer", "subject", "note")
PERSON_FIELDS = (
    *("staff_code", "full_name", "sex", "birth_date", "citizen_id", "phone", "ethnic_group", "religion"),
    *("home_town", "current_address", "social_insurance_no"),
)


@dataclass(frozen=True)
class Offer:
    """An act as a menu shows it: `reason` tells why it is not for these people today, "" where it is."""

    act: Act
    reason: str = ""


@dataclass(frozen=True)
class Form:
    """What an act asks: its own fields, those per person, those of the paper, and those of somebody new."""

    act: Act
    fields: Mapping[str, Field]
    each: Mapping[str, Field]
    decision: Mapping[str, Field]
    person: Mapping[str, Field]


@dataclass(frozen=True)
class Request:
    """An act as typed: texts by field name, references as uids. `each` is by uid of the person; `person` is somebody new."""

    key: str
    people: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    decision: Mapping[str, object] = field(default_factory=dict)
    each: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    person: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One change that an act would make, in words."""

    staff_uid: str
    name: str
    what: str
    caption: str
    text: str
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Preview:
    """What an act would write; with an error among `problems` it is not carried out."""

    is_decided: bool
    problems: tuple[Problem, ...]
    lines: tuple[Line, ...]
    follow_ups: tuple[Draft, ...]

    @property
    def may_be_done(self) -> bool:
        """Whether nothing stops it."""
        return not any(p.severity == "error" for p in self.problems)


@dataclass(frozen=True)
class Done:
    """What an act wrote; `findings` is what the rules would not have allowed, kept because it is decided."""

    decision_uid: str
    staff_uids: tuple[str, ...]
    findings: tuple[Problem, ...] = ()
    follow_ups: tuple[str, ...] = ()


def offered(workspace: Workspace, staff_uids: Sequence[str] = ()) -> list[Offer]:
    """The acts in the order of the menu; those that are nothing for these people today with the reason."""
    with workspace.database.read() as session:
        gone: list[str] = []
        here: list[str] = []
        away: list[str] = []
        for uid in staff_uids:
            person = records.get(session, StaffMember, uid)
            now = on_day(person.statuses, workspace.today)
            status = now.status if now is not None else ""
            (gone if status in GONE else here).append(str(person))
            if workspace.catalogue.list("staff_status").extra(status, "working_here") == "0" and status not in GONE:
                away.append(str(person))
    return [Offer(act, _not_for(act, gone, here, away, bool(staff_uids))) for act in ACTS.values()]


def _not_for(act: Act, gone: Sequence[str], here: Sequence[str], away: Sequence[str], some: bool) -> str:
    if not some:
        return "" if act.new_person else "Chưa chọn người."
    if act.new_person:
        return f"{here[0]} đang ở đơn vị." if here else ""
    if gone:
        return f"{gone[0]} không còn ở đơn vị."
    if act.key == "return" and len(away) < len(here):
        return f"{next(name for name in here if name not in away)} không nghỉ, không đi học hay biệt phái."
    return ""


def act_named(key: str) -> Act:
    """The act with a key. Raises UserError for an unknown one."""
    if key not in ACTS:
        raise UserError(f"Không có việc «{key}».")
    return ACTS[key]


def form(workspace: Workspace, key: str) -> Form:
    """What an act asks, with the code lists bound."""
    act = act_named(key)
    paper = workspace.catalogue.fields(Decision)
    own = workspace.catalogue.fields(StaffMember)
    return Form(
        act,
        _owed(workspace, _bound(workspace, act.fields)),
        _bound(workspace, act.each),
        {name: paper[name] for name in DECISION_FIELDS},
        {name: own[name] for name in PERSON_FIELDS if name in own} if act.new_person else {},
    )


def _owed(workspace: Workspace, fields: Mapping[str, Field]) -> dict[str, Field]:
    """A department is asked for only where the unit has one: a small station has none."""
    asked = fields.get("department")
    if asked is None or not asked.required:
        return dict(fields)
    with workspace.database.read() as session:
        has_one = session.scalar(select(RECORDS["Department"]).limit(1)) is not None
    return dict(fields) if has_one else {**fields, "department": replace(asked, required=False)}


def _bound(workspace: Workspace, fields: Mapping[str, Field]) -> dict[str, Field]:
    lists = workspace.catalogue.list
    return {n: f.bound(lists(f.list)) if isinstance(f, Code) else f for n, f in fields.items()}


def defaults(workspace: Workspace, key: str, staff_uids: Sequence[str] = ()) -> dict[str, str]:
    """Texts to begin a form with, by field name; those of the paper under «decision.issuer», «decision.signer»."""
    act = act_named(key)
    found = {name: f.default for name, f in act.fields.items() if f.default is not None}
    texts = {n: str(getattr(value, "label", value)) for n, value in found.items()}
    fields = _bound(workspace, act.fields)
    texts |= {n: fields[n].show(value) for n, value in found.items()}
    with workspace.database.read() as session:
        unit = session.scalars(select(Unit)).first()
        if unit is not None:
            texts["decision.issuer"] = unit.name or ""
            texts["decision.signer"] = unit.signer_name or ""
        if len(staff_uids) == 1:
            person = records.get(session, StaffMember, staff_uids[0])
            texts |= _from_record(act, fields, person, workspace.today)
    return {name: text for name, text in texts.items() if text}


def _from_record(act: Act, fields: Mapping[str, Field], person: Any, today: date) -> dict[str, str]:
    texts: dict[str, str] = {}
    if act.key in ("reappoint", "relieve") and (post := held(person, None, today)) is not None:
        texts["post"] = post.post.uid
    if act.key in ("appoint", "concurrent") and (now := on_day(person.placements, today)) is not None:
        texts["department"] = now.department.uid
    if act.key == "renew" and (kind := last_kind(person, today)) is not None:
        texts["contract_kind"] = fields["contract_kind"].show(kind)
        newest = max((c for c in live(person.contracts) if c.ends_on), key=lambda c: c.ends_on.last, default=None)
        if newest is not None:
            following = date.fromordinal(newest.ends_on.last.toordinal() + 1)
            texts["effective_on"] = fields["effective_on"].show(PartialDate.of(following))
    return texts


def preview(workspace: Workspace, request: Request) -> Preview:
    """What an act would write, and everything that speaks against it. Nothing is written."""
    with workspace.database.read() as session:
        plan = _Plan(workspace, session, request)
        problems = plan.problems()
        lines = [line for case in plan.cases for line in _lines(workspace, plan, case)] if plan.is_whole else []
        drafts = [draft for case in plan.cases for draft in case.drafts] if plan.is_whole else []
        return Preview(plan.scene.is_decided, tuple(problems), tuple(lines), tuple(drafts))


def carry_out(workspace: Workspace, request: Request) -> Done:
    """Write an act: the decision, what ends, what begins, who it is about, and what follows; one step of undo.

    Raises Rejected with every reason: what is missing, what is impossible, and what the rules stop while it is planned.
    """
    act = act_named(request.key)
    with workspace.database.write(_operation_title(workspace, act, request)) as session:
        plan = _Plan(workspace, session, request)
        problems = plan.problems()
        if any(p.severity == "error" for p in problems):
            raise Rejected([p for p in problems if p.severity == "error"])
        decision = _decision(session, plan)
        uids = []
        for case in plan.cases:
            uids += _write(workspace, session, plan, case, decision)
        session.flush()
        staff = tuple(str(case.person.uid) for case in plan.cases)
        return Done(str(decision.uid), staff, tuple(problems), tuple(uids))


def _operation_title(workspace: Workspace, act: Act, request: Request) -> str:
    """«Nghỉ hưu: Nguyễn Văn Đức», as undo and the log name it."""
    with workspace.database.read() as session:
        uids = request.people[:3]
        named = {p.uid: p.full_name for p in session.scalars(select(StaffMember).where(StaffMember.uid.in_(uids)))}
    names = [named[uid] for uid in uids if uid in named] or [_plain(request.person.get("full_name"))]
    more = len(request.people) - len(uids)
    return f"{act.title}: {', '.join(names)}{f' và {more} người khác' if more else ''}"


@dataclass
class _Case:
    """One person of an act: what is told about him or her, and what it leads to."""

    person: Any
    values: dict[str, Any]
    steps: list[Step] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    is_new: bool = False


class _Plan:
    """An act read from what was typed, worked out for each of its people; nothing is written here."""

    def __init__(self, workspace: Workspace, session: Session, request: Request) -> None:
        self.workspace, self.session, self.request = workspace, session, request
        self.act = act_named(request.key)
        self._faults: list[Problem] = []
        asked = form(workspace, request.key)
        with session.no_autoflush:
            self.values = self._read(asked.fields, request.values)
            self.paper = self._read(asked.decision, request.decision, "decision.")
            self.scene = self._scene()
            self.cases = list(self._people(asked))
            self.is_whole = not self._faults
            if self.is_whole:
                self._found = [p for case in self.cases for p in self._work_out(case)]
        self._found = [*self._faults, *self._paper_problems(), *(self._found if self.is_whole else ())]

    def problems(self) -> list[Problem]:
        """Everything that speaks against the act, errors first."""
        return sorted(self._found, key=lambda p: p.severity != "error")

    def _scene(self) -> Scene:
        today, number, signed = self.workspace.today, self.paper.get("number"), self.paper.get("issued_on")
        start = self.values.get("effective_on")
        on_paper = bool(number) and signed is not None and signed <= today
        is_decided = on_paper or (start is not None and start.last < today)
        return Scene(today, self.workspace.policy, self.workspace.catalogue.list, is_decided, number, signed)

    def _people(self, asked: Form) -> Iterator[_Case]:
        if len(self.request.people) > 1 and not self.act.many:
            self._faults.append(Problem("staff", "Việc này làm từng người một.", "staff.many"))
        for uid in dict.fromkeys(self.request.people):
            person = records.get(self.session, StaffMember, uid)
            told = self._read(asked.each, self.request.each.get(uid, {}), f"{uid}.") if asked.each else {}
            yield _Case(person, {**self.values, **told})
        if self.act.new_person and self.request.person:
            if (person := self._newcomer(asked)) is not None:
                yield _Case(person, dict(self.values), is_new=True)
        elif not self.request.people:
            self._faults.append(Problem("staff", "Chưa chọn người.", "staff.required"))

    def _newcomer(self, asked: Form) -> Any | None:
        try:
            told = {name: raw for name, raw in self.request.person.items() if _plain(raw)}
            values = records.read_values(self.workspace, StaffMember, told)
        except Rejected as error:
            self._faults += [Problem(f"person.{p.field}", p.message, p.code) for p in error.problems]
            return None
        for name, one in asked.person.items():
            if one.required and values.get(name) is None:
                self._faults.append(Problem(f"person.{name}", f"Chưa nhập {one.label}.", f"{name}.required"))
        if values.get("citizen_id") and (known := known_by(self.session, values["citizen_id"])) is not None:
            message = f"Số CCCD này là của {known} ({known.staff_code}); hãy chọn người đó trong danh sách."
            self._faults.append(Problem("person.citizen_id", message, "person.known"))
        return StaffMember(**values)

    def _read(self, fields: Mapping[str, Field], typed: Mapping[str, object], prefix: str = "") -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, one in fields.items():
            raw = typed.get(name)
            try:
                if isinstance(one, Reference) and isinstance(raw, str) and raw:
                    values[name] = records.get(self.session, RECORDS[one.to], one.uid(raw))
                else:
                    values[name] = one.read(raw)
            except BadValue as error:
                self._faults.append(Problem(prefix + name, str(error), f"{name}.{error.code}"))
        for name in typed.keys() - fields.keys():
            self._faults.append(Problem(prefix + name, f"Việc này không hỏi «{name}».", f"{name}.unknown"))
        return {name: value for name, value in values.items() if value is not None}

    def _work_out(self, case: _Case) -> list[Problem]:
        found = self.act.problems(case.person, case.values, self.scene)
        if not any(p.severity == "error" for p in found):
            case.steps = self.act.steps(case.person, case.values, self.scene)
            case.drafts = consequences(self.act.key, case.person, case.values, self.scene)
        if self.act.each:
            own = case.person.uid
            found = [
                Problem(f"{own}.{p.field}", p.message, p.code, p.severity) if p.field in self.act.each else p
                for p in found
            ]
        return found

    def _paper_problems(self) -> Iterator[Problem]:
        """What the paper still lacks, and what looks odd about its days."""
        for name in ("number", "issued_on", "signer"):
            if self.paper.get(name) is None:
                label = Decision.fields[name].label
                yield Problem(
                    f"decision.{name}", f"Chưa có {label.lower()} của quyết định.", f"{name}.missing", "warning"
                )
        start, signed = self.values.get("effective_on"), self.paper.get("issued_on")
        if start is not None and signed is not None and signed > start.last:
            message = "Quyết định ký sau ngày có hiệu lực."
            yield Problem("decision.issued_on", message, "decision.retroactive", "warning")


def known_by(session: Session, citizen_id: str) -> Any | None:
    """The person who has a citizen number in this file, or None."""
    return session.scalars(select(StaffMember).where(StaffMember.citizen_id == citizen_id)).first()


def _decision(session: UnitOfWork, plan: _Plan) -> Any:
    """The paper: the one with the same number and day where it is there already, else a new one."""
    paper, start = plan.paper, starts(plan.values)
    found = None
    if paper.get("number") and paper.get("issued_on"):
        same = (Decision.number == paper["number"], Decision.issued_on == paper["issued_on"])
        found = session.scalars(select(Decision).where(*same)).first()
    told = {**paper, "effective_on": start.day, "kind": plan.act.decision_kind}
    if found is None:
        found = Decision(**{name: value for name, value in told.items() if value is not None})
        session.add(found)
    else:
        for name, value in told.items():
            if value is not None and getattr(found, name) is None:
                setattr(found, name, value)
    return found


def _write(workspace: Workspace, session: UnitOfWork, plan: _Plan, case: _Case, decision: Any) -> list[str]:
    """Carry out the steps about one person, note the act, and put down what follows; the uids of the follow-ups."""
    person = case.person
    if case.is_new:
        session.add(person)
        if plan.values.get("manner") is not None and not person.first_recruiting_agency:
            person.first_recruiting_agency = decision.issuer if person.first_recruited_on else None
    for step in case.steps:
        if step.verb is Verb.BEGIN:
            entity = RECORDS[step.entity]
            own = {"decision": decision} if "decision" in entity.fields else {}
            session.add(entity(staff=person, **own, **step.values))
        elif step.verb is Verb.DROP:
            session.remove(step.row)
        else:
            for name, value in step.values.items():
                setattr(step.row, name, value)
    told = {"reason": case.values.get("reason")} if case.values.get("reason") else {}
    session.add(StaffAct(staff=person, act=plan.act.key, effective_on=starts(case.values), decision=decision, **told))
    session.flush()
    number = f", {decision.number}" if decision.number else ""
    made = []
    for draft in case.drafts:
        made.append(
            FollowUp(
                staff=person,
                act_uid=decision.uid,
                act=f"{plan.act.title}{number}"[:120],
                code=draft.code,
                title=draft.title[:250],
                room=draft.room,
                record_uid=draft.record_uid or None,
                assignee=draft.assignee,
                due_on=draft.due_on,
                basis=draft.basis,
            )
        )
        session.add(made[-1])
    session.flush()
    return [str(one.uid) for one in made]


def _lines(workspace: Workspace, plan: _Plan, case: _Case) -> Iterator[Line]:
    for step in case.steps:
        entity = RECORDS[step.entity]
        values = dict(step.values)
        if step.verb in (Verb.END, Verb.DROP):
            values = {name: getattr(step.row, name) for name in entity.fields if hasattr(step.row, name)} | values
        starts_on, ends_on = values.pop("starts_on", None), values.pop("ends_on", None)
        yield Line(
            staff_uid=str(case.person.uid or ""),
            name=str(case.person),
            what=step.verb.label,
            caption=entity.caption,
            text=described(workspace, entity, values, labelled=step.verb is Verb.CHANGE),
            starts=starts_on.show() if starts_on is not None else "",
            ends=ends_on.show() if ends_on is not None else "",
        )


_SAID_ELSEWHERE = frozenset({"staff", "decision", "starts_on", "ends_on"})


def described(workspace: Workspace, entity: type[Record], values: Mapping[str, Any], *, labelled: bool = False) -> str:
    """The values of a row in one line, without its days, its person and its decision."""
    parts: list[str] = []
    for name, one in workspace.catalogue.fields(entity).items():
        value = values.get(name)
        if value is None or name in _SAID_ELSEWHERE or one.default == value:
            continue
        text = str(value) if isinstance(one, Reference) else one.show(value)
        parts.append(f"{one.label}: {text}" if labelled or parts else text)
    return "; ".join(parts)


def _plain(raw: object) -> str:
    return "" if raw is None else str(raw).strip()
