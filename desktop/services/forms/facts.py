"""One person's everything on a day, as the text that a paper form takes.

Histories give what held that day, lists what had happened by then; a person's own fields are those of the record, which
keeps no dates for them. What the user may not see is left blank, and `withheld` remembers what that was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.biography import FamilyMember, FamilySide, Household
from desktop.domain.catalogue import Catalogue
from desktop.domain.fields import Exact, Reference, Sensitivity
from desktop.domain.merits import Appraisal, Award, Discipline, DisciplineSphere
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.record import Record, on_day
from desktop.domain.schooling import Certificate, CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import (
    Allowance,
    Appointment,
    AppointmentKind,
    JobHolding,
    PayBasis,
    Placement,
    SalaryStep,
    TitleHolding,
)
from desktop.domain.succession import SuccessionEntry, SuccessionState
from desktop.services.forms.wording import (
    NetChange,
    first_of,
    happened_on,
    in_order,
    last_of,
    listed,
    month,
    shown_number,
    with_level,
)
from desktop.storage.history import DROPPED, FieldChange

STILL = "nay"
_PLANNED = (SuccessionState.APPROVED, SuccessionState.ACTIVE)


@dataclass
class Facts:
    """The record of `member` as at `day`. Needs the session that the records come from.

    photo     the content of an image file, or None
    past      own fields that were others in the file on the day, as text
    changes   what the log tells of a period, the newest first; `removed` are the relatives taken out in it
    """

    member: Any
    unit: Any | None
    day: date
    catalogue: Catalogue
    photo: bytes | None = None
    past: Mapping[str, str] = field(default_factory=dict)
    changes: Sequence[FieldChange] = ()
    removed: Sequence[Any] = ()
    withheld: dict[str, None] = field(default_factory=dict)
    dropped: bool = False

    # Reading

    def sees(self, record: Any, name: str) -> bool:
        """Whether a value may be seen; what may not is remembered."""
        if name in self.catalogue.fields(type(record)):
            return True
        self.withheld[type(record).fields[name].label] = None
        return False

    def text(self, record: Any, name: str) -> str:
        """A field of a record as its form shows it; nothing where there is no record."""
        if record is None or not self.sees(record, name):
            return ""
        value = getattr(record, name)
        if isinstance(value, Record):
            return str(value)
        shown = self.catalogue.fields(type(record))[name]
        if isinstance(value, Decimal) and isinstance(shown, Exact):
            return shown_number(value)
        return "" if isinstance(shown, Reference) else shown.show(value)

    def own(self, name: str) -> str:
        """A field of the person, as it stood in the file on the day."""
        if name in self.past and self.sees(self.member, name):
            return self.past[name]
        return self.text(self.member, name)

    def opens(self, kind: type[Record]) -> bool:
        """Whether records of a kind may be seen; a kind that may not is remembered."""
        if self.catalogue.rights.opens(kind):
            return True
        self.withheld[kind.caption] = None
        return False

    def rows(self, kind: type[Record]) -> list[Any]:
        """The records of a kind that had begun, or had happened, by the day: the oldest first."""
        if not self.opens(kind):
            return []
        return sorted(
            (row for row in self._all(kind) if self._is_past(row)), key=lambda row: (in_order(row), row.id or 0)
        )

    def begun(self, kind: type[Record]) -> list[Any]:
        """The rows of a history that had begun by the day, whether they had come to something or not."""
        found = [row for row in self._all(kind) if row.starts_on is None or row.starts_on.first <= self.day]
        return sorted(found, key=lambda row: (in_order(row), row.id or 0))

    def _all(self, kind: type[Record]) -> list[Any]:
        reference = kind.fields["staff"]
        assert isinstance(reference, Reference)
        return [row for row in getattr(self.member, reference.many) if row.deleted_at is None]

    def on(self, kind: type[Record], keep: Callable[[Any], bool] = lambda _row: True) -> Any | None:
        """The row of a history that held on the day."""
        return on_day([row for row in self.rows(kind) if keep(row)], self.day)

    def all_on(self, kind: type[Record], keep: Callable[[Any], bool] = lambda _row: True) -> list[Any]:
        """Every row of a history that held on the day, where several may."""
        return [row for row in self.rows(kind) if keep(row) and on_day([row], self.day) is not None]

    def _is_past(self, row: Any) -> bool:
        when = happened_on(row)
        if when is not None:
            return when <= self.day
        year = getattr(row, "year", None)
        return year is None or year <= self.day.year

    # Days

    def until(self, row: Any, *names: str) -> str:
        """The month in which a row ended; «nay» where it held on the day still."""
        for name in names or ("ends_on",):
            value = getattr(row, name, None)
            if value is not None:
                return month(value) if first_of(value) <= self.day else STILL
        return STILL

    # The unit

    @property
    def unit_name(self) -> str:
        """The name that the unit bore on the day."""
        if self.unit is None:
            return ""
        old = on_day(self.unit.names, self.day)
        return str((old or self.unit).name or "")

    @property
    def parent_name(self) -> str:
        """The agency above the unit."""
        return str(self.unit.parent_name or "") if self.unit is not None else ""

    # Work

    @property
    def department(self) -> str:
        """The department of the day, by the name that it bore then."""
        held = self.on(Placement)
        if held is None:
            return ""
        old = on_day(held.department.names, self.day)
        return str((old or held.department).name or "")

    def posts(self, *, is_party: bool, kind: AppointmentKind) -> list[Any]:
        """The posts held on the day, of the Party or not."""
        if is_party and Sensitivity.PARTY not in self.catalogue.rights.sees:
            self.withheld["chức vụ Đảng"] = None
            return []
        main = self.all_on(Appointment, lambda row: bool(row.post.is_party) is is_party)
        return [row for row in main if (row.kind or AppointmentKind.MAIN) is kind]

    @property
    def post(self) -> Any | None:
        """The main appointment of the day."""
        return on_day(self.posts(is_party=False, kind=AppointmentKind.MAIN), self.day)

    @property
    def concurrent(self) -> str:
        """Posts held beside the main one."""
        return listed(str(row.post) for row in self.posts(is_party=False, kind=AppointmentKind.CONCURRENT))

    @property
    def planned(self) -> str:
        """Posts for which the person is planned, with the term."""
        entries = [row for row in self.rows(SuccessionEntry) if (row.state or SuccessionState.ACTIVE) in _PLANNED]
        began = [row for row in entries if (row.decision_on or row.first_planned_on or self.day) <= self.day]
        return listed(f"{row.planned_post} (nhiệm kỳ {row.term})" for row in began)

    @property
    def party_post(self) -> str:
        """The post in the Party: as the membership tells, else by appointment."""
        membership = self.on(PartyMembership)
        told = self.text(membership, "position")
        return told or listed(str(row.post) for row in self.posts(is_party=True, kind=AppointmentKind.MAIN))

    @property
    def party_concurrent(self) -> str:
        """Further posts in the Party."""
        return listed(str(row.post) for row in self.posts(is_party=True, kind=AppointmentKind.CONCURRENT))

    def party_since(self, stage: PartyStage) -> str:
        """The day of admission (probationary), or the one from which the membership is official."""
        found = [row.starts_on for row in self.rows(PartyMembership) if row.stage is stage and row.starts_on]
        return found[0].show() if found else ""

    # Pay

    @property
    def title(self) -> Any | None:
        """The professional title of the day."""
        return self.on(TitleHolding)

    def title_code(self, holding: Any | None) -> str:
        """The official code of a title; nothing for one that was kept as typed."""
        return (
            str(holding.title)
            if holding is not None and holding.title in self.catalogue.list("professional_title")
            else ""
        )

    @property
    def pay(self) -> Any | None:
        """The step of pay by coefficient."""
        return self.on(SalaryStep, lambda row: row.basis is not PayBasis.POSITION)

    @property
    def job(self) -> Any | None:
        """The job position of the day."""
        return self.on(JobHolding)

    @property
    def job_pay(self) -> Any | None:
        """The pay of the job position."""
        return self.on(SalaryStep, lambda row: row.basis is PayBasis.POSITION)

    @property
    def post_allowance(self) -> str:
        """The allowance of the post: as the appointment tells, else among the allowances."""
        told = self.text(self.post, "allowance")
        return told or listed(self.measure(row) for row in self.all_on(Allowance, lambda row: row.kind == "PCCV"))

    @property
    def concurrent_allowance(self) -> str:
        rows = self.posts(is_party=False, kind=AppointmentKind.CONCURRENT)
        told = listed(self.text(row, "allowance") for row in rows)
        return told or listed(self.measure(row) for row in self.all_on(Allowance, lambda row: row.kind == "PCKN"))

    @property
    def other_allowances(self) -> str:
        """All other allowances of the day, each with what it comes to."""
        rows = self.all_on(Allowance, lambda row: row.kind not in ("PCCV", "PCKN", "PCVK"))
        return listed(f"{self.text(row, 'kind')} {self.measure(row)}".strip() for row in rows)

    def measure(self, allowance: Any) -> str:
        """What an allowance comes to: coefficient, per cent or đồng."""
        if allowance.coefficient is not None:
            return self.text(allowance, "coefficient")
        if allowance.percent is not None:
            return f"{self.text(allowance, 'percent')}%"
        return f"{self.text(allowance, 'amount')} đồng" if allowance.amount is not None else ""

    # Schooling

    @property
    def highest(self) -> Any | None:
        """The highest degree by the order of the list; of two equal ones the later."""
        levels = self.catalogue.list("qualification")

        def rank(row: Any) -> int:
            entry = levels.get(row.level)
            return entry.rank if entry else -1

        return max(reversed(self.rows(Qualification)), key=rank, default=None)

    @property
    def highest_text(self) -> str:
        """The highest degree with its subject."""
        found = self.highest
        return ", ".join(part for part in (self.text(found, "level"), self.text(found, "major")) if part)

    def certificates(self, *kinds: CertificateKind) -> list[Any]:
        """Certificates of some kinds."""
        return [row for row in self.rows(Certificate) if row.kind in kinds]

    def level_of(self, *kinds: CertificateKind) -> str:
        """The highest level reached in something that is learnt in levels; of each language its own."""
        levels = self.catalogue.list("training_level")
        best: dict[str, tuple[int, str]] = {}
        for row in self.certificates(*kinds):
            entry = levels.get(row.level)
            rank = entry.rank if entry else 0
            language = self.language(row)
            told = self.text(row, "level") or self.text(row, "name")
            if told and rank >= best.get(language, (-1, ""))[0]:
                best[language] = rank, told
        return listed(f"{name} {told}".strip() for name, (_rank, told) in best.items())

    def language(self, certificate: Any) -> str:
        """The language of a certificate; nothing for what is none."""
        if certificate.language:
            return self.text(certificate, "language")
        spoken = (CertificateKind.ENGLISH, CertificateKind.ETHNIC_LANGUAGE)
        return certificate.kind.label if certificate.kind in spoken else ""

    def diploma(self, row: Any) -> str:
        """What a degree is called, with its level where the name does not tell it."""
        name, level = self.text(row, "diploma"), self.text(row, "level")
        return with_level(name, level)

    def certificate(self, row: Any) -> str:
        """What a certificate is called, with its level where the name does not tell it."""
        name, level = self.text(row, "name"), self.text(row, "level")
        return with_level(name, level)

    def served(self) -> list[tuple[str, str, str, str]]:
        """Service as (from, to, where, as what): what was written down, else what the histories of the unit tell."""
        written = self.rows(WorkHistory)
        if written:
            return [
                (month(row.starts_on), self.until(row), self.text(row, "organisation"), self.text(row, "position"))
                for row in written
            ]
        return [
            (
                month(row.starts_on),
                self.until(row),
                listed((str(row.department), self.unit_name), ", "),
                self.text(row, "job") or self.text(on_day(self.rows(TitleHolding), last_of(row.starts_on)), "title"),
            )
            for row in self.rows(Placement)
        ]

    # Merits

    def years(self) -> list[tuple[str, str, str, str]]:
        """Ratings and rewards by year: (year, rating, emulation, rewards)."""
        found: dict[int, tuple[list[str], list[str], list[str]]] = {}
        for row in self.rows(Appraisal):
            ratings, emulations, _awards = found.setdefault(row.year, ([], [], []))
            ratings.append(self.text(row, "rating") or self.text(row, "not_rated_reason"))
            emulations.append(self.text(row, "emulation_rating"))
        for row in self.rows(Award):
            found.setdefault(row.year, ([], [], []))[2].append(self.award(row))
        return [(str(year), *(listed(part, "\n") for part in found[year])) for year in sorted(found)]  # type: ignore[misc]

    def award(self, row: Any) -> str:
        """A reward with what it was for."""
        return listed((self.text(row, "form"), self.text(row, "content")), ": ")

    def discipline(self, row: Any) -> str:
        """A disciplinary measure, told apart where it is one of the Party."""
        told = self.text(row, "form")
        return f"{told} (Đảng)" if row.sphere is DisciplineSphere.PARTY else told

    def highest_award(self) -> str:
        """The highest reward with its year, by the order of the list."""
        forms = self.catalogue.list("award")
        levels = {"đơn vị": 0, "đơn vị, sở": 1, "bộ": 2, "bộ, tỉnh": 2, "nhà nước": 3}
        best = max(
            self.rows(Award), key=lambda row: (levels.get(forms.extra(row.form, "level"), -1), row.year), default=None
        )
        return f"{self.text(best, 'form')}, năm {best.year}" if best is not None else ""

    def heaviest_discipline(self) -> str:
        """The heaviest disciplinary measure with its year."""
        forms = self.catalogue.list("discipline_form")

        def weight(row: Any) -> int:
            entry = forms.get(row.form)
            return entry.rank if entry else 0

        worst = max(self.rows(Discipline), key=weight, default=None)
        return f"{self.discipline(worst)}, năm {worst.decided_on.first.year}" if worst is not None else ""

    @property
    def opens_discipline(self) -> bool:
        """Whether disciplinary measures may be seen."""
        return self.opens(Discipline)

    # Family and household

    def family(self, side: FamilySide) -> list[Any]:
        """The relatives of one side, in the order entered, else in that of the list."""
        order = self.catalogue.list("family_relation")

        def place(row: Any) -> tuple[int, int, int]:
            entry = order.get(row.relation)
            return (
                row.order_no if row.order_no is not None else 999,
                entry.rank if entry else 99,
                row.birth_year or 9999,
            )

        return sorted((row for row in self.rows(FamilyMember) if (row.side or FamilySide.OWN) is side), key=place)

    def relative(self, row: Any) -> str:
        """What the form asks about a relative, with the country where it is another one."""
        country = self.text(row, "country")
        return listed((self.text(row, "detail"), f"Đang ở: {country}" if country else ""), "\n")

    @property
    def household(self) -> Any | None:
        """The last declaration of income and housing."""
        return max(self.rows(Household), key=lambda row: (row.declared_on.first, row.id or 0), default=None)

    def by_name(self, name: str) -> str:
        """A field of the last declaration."""
        return self.text(self.household, name)

    # Changes

    def net_changes(self) -> list["NetChange"]:
        """What the log comes to in the end: of each field the first old value against the last new one."""
        found: dict[tuple[str, str], NetChange] = {}
        for change in reversed(self.changes):
            if change.is_masked:
                self.withheld[change.label] = None
                continue
            if DROPPED in (change.old, change.new):
                self.dropped = True
                continue
            key = change.record_uid, change.field or change.what
            old = found[key].old if key in found else change.old
            found[key] = NetChange(
                change.entity, change.record_uid, change.what, change.field, change.label, old, change.new
            )
        return [each for each in found.values() if not each.field or each.old != each.new]

    def withheld_note(self) -> str:
        """The line at the foot of a form on which something was left blank."""
        if not self.withheld:
            return ""
        names = "; ".join(name[:1].lower() + name[1:] if name[1:2].islower() else name for name in self.withheld)
        return f"Để trống các mục mà người lập phiếu không được xem: {names}."
