"""A small hospital for tests of mentoring: two departments, two cells, people by what the rules look at."""

from datetime import date

from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringKind
from desktop.domain.organisation import Department, PartnerUnit, PartyCell
from desktop.domain.party import PartyCase, PartyMembership
from desktop.domain.staff import EmploymentStatus, Licence, LicenceKind, Placement, StaffMember, TitleHolding
from desktop.services import mentoring, mentoring_views

TODAY = date(2026, 11, 22)
SYMPATHISER, PRACTICE = MentoringKind.SYMPATHISER, MentoringKind.PRACTICE
DOCTOR, NURSE = "V.08.01.03", "V.08.05.12"


class Unit:
    """A small hospital: two departments, two cells, and people added by what the rules look at."""

    def __init__(self, workspace):
        self.workspace, self.uids, self.count = workspace, {}, 0
        with workspace.database.write("Đơn vị") as session:
            session.add_all([Department(name="Khoa Ngoại"), Department(name="Khoa Nội")])
            session.add_all([PartyCell(name="Chi bộ Ngoại"), PartyCell(name="Chi bộ Nội")])
            session.add(PartnerUnit(name="Trung tâm Y tế Bình Liêu"))

    def person(
        self,
        name,
        stage=None,
        cell="Chi bộ Ngoại",
        department="Khoa Ngoại",
        since="2015-01-01",
        status="DANG_LAM",
        case=None,
        title=None,
        licensed=None,
        joined="2010-01-01",
    ):
        self.count += 1
        with self.workspace.database.write("Thêm") as session:
            named = {row.name: row for kind in (Department, PartyCell) for row in session.query(kind)}
            who = StaffMember(staff_code=f"VC{self.count:04d}", full_name=name, joined_unit_on=PartialDate(joined))
            session.add(who)
            EmploymentStatus(staff=who, status=status, starts_on=PartialDate(joined))
            Placement(staff=who, department=named[department], starts_on=PartialDate(joined))
            if stage:
                PartyMembership(staff=who, stage=stage, cell=named[cell], starts_on=PartialDate(since))
            if case:
                PartyCase(staff=who, state=case, cell=named[cell], list_resolution_on=date(2026, 3, 10))
            if title:
                TitleHolding(staff=who, title=title, starts_on=PartialDate(joined))
            if licensed:
                Licence(staff=who, kind=LicenceKind.CCHN, number="000123/NA-CCHN", issued_on=PartialDate(licensed))
            session.flush()
            self.uids[name] = who.uid
        return who.uid

    def assign(self, mentee, mentor, kind=SYMPATHISER, **typed):
        values = {
            "kind": kind,
            "mentee": self.uids[mentee],
            "mentor": self.uids[mentor],
            "assigned_on": "22/11/2026",
            "decision_no": "12-NQ/CB",
            "decision_on": "22/11/2026",
            **typed,
        }
        return mentoring.assign(self.workspace, values)

    def candidates(self, mentee, kind=SYMPATHISER, **options):
        uid = self.uids[mentee] if mentee else None
        return {c.name: c for c in mentoring.candidates(self.workspace, kind, uid, TODAY, **options)}

    def rows(self, **options):
        return mentoring_views.assignments(self.workspace, **options)
