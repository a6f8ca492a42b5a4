"""A small hospital for tests of training: people, a plan that is made step by step, those who are sent."""

from datetime import date

from desktop.domain.dates import PartialDate
from desktop.domain.organisation import Department, Post
from desktop.domain.staff import EmploymentStatus, Sex, StaffMember
from desktop.domain.succession import SuccessionEntry, SuccessionState
from desktop.domain.training import PlanState
from desktop.services import training, training_views

TODAY = date(2026, 11, 22)
SENT = {
    "decision_no": "12/QĐ-BV",
    "decision_on": "25/08/2026",
    "starts_on": "05/09/2026",
    "planned_end_on": "04/09/2028",
}


class Unit:
    """A small hospital with a plan that is made step by step."""

    def __init__(self, workspace):
        self.workspace, self.uids = workspace, {}
        with workspace.database.write("Khoa") as session:
            session.add(Department(name="Khoa Ngoại"))

    def person(self, name, born="1990-05-10", status="DANG_LAM", planned=False):
        with self.workspace.database.write("Thêm") as session:
            who = StaffMember(
                staff_code=f"VC{len(self.uids):04d}", full_name=name, birth_date=PartialDate(born), sex=Sex.MALE
            )
            session.add(who)
            EmploymentStatus(staff=who, status=status, starts_on=PartialDate("2015"))
            if planned:
                post = Post(name="Trưởng khoa")
                session.add(post)
                SuccessionEntry(staff=who, planned_post=post, term="2025-2030", state=SuccessionState.ACTIVE)
            session.flush()
            self.uids[name] = who.uid
        return who.uid

    def line(self, kind="DT_CKI", year=2026, **typed):
        typed = {"topic": "Ngoại khoa", "institution": "Trường Đại học Y Hà Nội", **typed}
        return training.add_line(self.workspace, year, {"kind": kind, **typed}).uids[0]

    def approve(self, year=2026):
        uid = training.ensure_plan(self.workspace, year)
        for target in (PlanState.COLLECTING, PlanState.CONSOLIDATED, PlanState.SUBMITTED):
            training.advance_plan(self.workspace, uid, target, TODAY)
        paper = {"doc_no": "171/KH-BV", "doc_on": "20/01/2026"}
        training.advance_plan(self.workspace, uid, PlanState.APPROVED, TODAY, paper)
        return uid

    def enrol(self, line, *names, **typed):
        return training.enrol(self.workspace, line, [self.uids[n] for n in names], typed)

    def view(self, year=2026):
        return training_views.plan_of_year(self.workspace, year)

    def row(self, line):
        return next(r for f in self.view().families for r in f.lines if r.uid == line)

    def students(self, line):
        return training_views.students(self.workspace, self.row(line), 2026)
