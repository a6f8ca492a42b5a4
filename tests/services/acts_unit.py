"""A small hospital for tests of acts: two departments, posts, a cell, and people with one row of each history."""

from datetime import date
from decimal import Decimal

from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringAssignment, MentoringKind
from desktop.domain.organisation import Department, PartyCell, Post, Unit
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.record import on_day
from desktop.domain.staff import (
    Allowance,
    Contract,
    EmploymentStatus,
    Licence,
    LicenceKind,
    Placement,
    SalaryStep,
    Sex,
    StaffMember,
    TitleHolding,
)
from desktop.services import acts, records
from desktop.services.workspace import Workspace
from tests.units import fresh_unit

TODAY = date(2026, 11, 22)
DOCTOR, NURSE = "V.08.01.03", "V.08.05.12"
PAPER = {"number": "12/QĐ-BV", "issued_on": "20/11/2026", "signer": "Trần Văn Ký"}


class Hospital:
    """A data file with a doctor (An), a nurse (Bình) and a clerk (Cúc), and doors to act on them and look at them."""

    def __init__(self, workspace, uids=None):
        self.workspace, self.uids = workspace, dict(uids or {})

    @classmethod
    def founded(cls, path):
        """A new file."""
        made = cls(fresh_unit(path, today=TODAY))
        made.found()
        return made

    def copied(self, path):
        """The same unit in a file of its own: a copy is quicker than a new one."""
        self.workspace.database.backup(path)
        return Hospital(Workspace.open(path, None, today=TODAY), self.uids)

    def found(self):
        with self.workspace.database.write("Đơn vị") as session:
            session.add(Unit(code="BV", name="Bệnh viện Mẫu", signer_name="Trần Văn Ký"))
            for name in ("Khoa Ngoại", "Khoa Nội"):
                session.add(made := Department(name=name))
                session.flush()
                self.uids[name] = made.uid
            for name, level, is_manager in (
                ("Trưởng khoa", 3, True),
                ("Phó trưởng khoa", 2, True),
                ("Tổ trưởng", 1, False),
            ):
                session.add(made := Post(name=name, level=level, is_manager=is_manager))
                session.flush()
                self.uids[name] = made.uid
            session.add(PartyCell(name="Chi bộ Ngoại"))
        self.person("An", title=DOCTOR, licensed=True, party=True)
        self.person("Bình", title=NURSE)
        self.person("Cúc", title=None, sex=Sex.FEMALE)

    def person(
        self, name, *, title=None, licensed=False, party=False, sex=Sex.MALE, born="1985-06-10", since="2012-03-01"
    ):
        begun = PartialDate(since)
        with self.workspace.database.write("Thêm") as session:
            department = session.query(Department).filter_by(name="Khoa Ngoại").one()
            who = StaffMember(
                staff_code=f"VC{len(self.uids):04d}",
                full_name=f"Nguyễn Văn {name}",
                sex=sex,
                birth_date=PartialDate(born),
                joined_unit_on=begun,
            )
            session.add(who)
            EmploymentStatus(staff=who, status="DANG_LAM", starts_on=begun)
            Placement(staff=who, department=department, starts_on=begun)
            Contract(staff=who, kind="HDLV_KXDTH", starts_on=begun)
            if title:
                TitleHolding(staff=who, title=title, starts_on=begun)
                SalaryStep(
                    staff=who,
                    salary_table="A1",
                    step=3,
                    coefficient=Decimal("3.00"),
                    starts_on=PartialDate("2025-01-01"),
                )
                Allowance(staff=who, kind="PCUDN", percent=Decimal("40.0"), starts_on=begun)
            if licensed:
                Licence(staff=who, kind=LicenceKind.CCHN, number="000123/NA-CCHN", issued_on=PartialDate("2014-05-05"))
            if party:
                cell = session.query(PartyCell).one()
                PartyMembership(staff=who, stage=PartyStage.OFFICIAL, cell=cell, starts_on=PartialDate("2016-02-03"))
            session.flush()
            self.uids[name] = who.uid
        return who.uid

    def helps(self, mentor, mentee, kind=MentoringKind.PRACTICE):
        with self.workspace.database.write("Phân công") as session:
            people = {n: records.get(session, StaffMember, self.uids[n]) for n in (mentor, mentee)}
            made = MentoringAssignment(
                kind=kind, mentor=people[mentor], mentee=people[mentee], assigned_on=date(2026, 3, 1)
            )
            session.add(made)
            session.flush()
            return made.uid

    def request(self, key, *names, decision=PAPER, each=None, person=None, **typed):
        values = {n: self.uids.get(v, v) if n in ("department", "post") else v for n, v in typed.items()}
        own = {self.uids[name]: told for name, told in (each or {}).items()}
        return acts.Request(key, tuple(self.uids[n] for n in names), values, decision or {}, own, person or {})

    def do(self, key, *names, **typed):
        return acts.carry_out(self.workspace, self.request(key, *names, **typed))

    def look(self, key, *names, **typed):
        return acts.preview(self.workspace, self.request(key, *names, **typed))

    def on(self, name, day):
        """What holds of somebody on a day, in a few words: status, department, title, contract, post, step."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        with self.workspace.database.read() as session:
            who = records.get(session, StaffMember, self.uids[name])
            held = {
                "status": (who.statuses, lambda row: row.status),
                "department": (who.placements, lambda row: row.department.name),
                "title": (who.titles, lambda row: row.title),
                "contract": (who.contracts, lambda row: row.kind),
                "post": (who.appointments, lambda row: row.post.name),
                "pay": (who.salary_steps, lambda row: f"{row.salary_table} {row.step} {row.coefficient}"),
                "job": (who.jobs, lambda row: f"{row.position} {row.level} {row.salary_table}"),
                "allowance": (who.allowances, lambda row: row.kind),
            }
            found = {n: (on_day(rows, day), told) for n, (rows, told) in held.items()}
            return {n: told(row) for n, (row, told) in found.items() if row is not None}

    def rows(self, name, many):
        """The rows of a history as (first day, last day), oldest first."""
        with self.workspace.database.read() as session:
            who = records.get(session, StaffMember, self.uids[name])
            found = [(r.starts_on.iso, r.ends_on.iso if r.ends_on else "") for r in getattr(who, many)]
        return sorted(found)


def codes(problems, severity=None):
    return {p.code for p in problems if severity is None or p.severity == severity}
