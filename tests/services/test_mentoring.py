"""Who helps whom: assignments, replacements and comments, over a real data file."""

from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected, UserError
from desktop.domain.mentoring import (
    MentoringAssignment,
    MentoringKind,
    MentoringReview,
    MentoringState,
    TechniqueLevel,
)
from desktop.domain.organisation import PartnerUnit
from desktop.domain.party import CaseState, PartyStage
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import mentoring, mentoring_views
from tests.services.mentoring_unit import DOCTOR, NURSE, PRACTICE, TODAY, Unit
from tests.units import fresh_unit


@pytest.fixture
def unit(tmp_path, today):
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    made = Unit(workspace)
    made.person("Trần Thị Hoa", case=CaseState.SYMPATHISER)
    made.person("Lê Văn Đức", PartyStage.OFFICIAL)
    yield made
    workspace.close()


def codes(error):
    return {p.code for p in error.value.problems}


# Who may be asked


def test_an_official_member_of_the_same_cell_stands_first_and_others_say_why_not(unit):
    unit.person("Phạm Thị An", PartyStage.OFFICIAL, cell="Chi bộ Nội")
    unit.person("Vũ Văn Bình", PartyStage.PROBATIONARY)
    unit.person("Đỗ Thị Cúc")
    unit.person("Hồ Văn Dũng", PartyStage.OFFICIAL, status="THAI_SAN")
    unit.person("Ngô Thị Én", PartyStage.OFFICIAL, status="NGHI_HUU")

    found = unit.candidates("Trần Thị Hoa")

    assert list(found)[0] == "Lê Văn Đức"
    assert {name: c.eligible for name, c in found.items()} == {
        "Lê Văn Đức": True,
        "Phạm Thị An": False,
        "Vũ Văn Bình": False,
        "Đỗ Thị Cúc": False,
        "Hồ Văn Dũng": False,
    }
    assert found["Phạm Thị An"].reasons == ("Sinh hoạt ở chi bộ khác (Chi bộ Nội).",)
    assert found["Vũ Văn Bình"].reasons == ("Còn là đảng viên dự bị vào ngày 22/11/2026.",)
    assert found["Đỗ Thị Cúc"].reasons == ("Không phải đảng viên vào ngày 22/11/2026.",)
    assert found["Hồ Văn Dũng"].reasons == ("Đang vắng: nghỉ thai sản.",)


def test_the_same_department_and_the_smallest_load_come_first(unit):
    unit.person("Phạm Thị An", PartyStage.OFFICIAL)
    unit.person("Bùi Văn Xa", PartyStage.OFFICIAL, department="Khoa Nội")
    unit.person("Mai Thị Lan", case=CaseState.SYMPATHISER)
    unit.assign("Mai Thị Lan", "Lê Văn Đức")

    found = unit.candidates("Trần Thị Hoa")

    assert [(c.name, c.load) for c in found.values() if c.eligible] == [
        ("Phạm Thị An", 0),
        ("Lê Văn Đức", 1),
        ("Bùi Văn Xa", 0),
    ]


def test_a_fourth_person_is_told_of_and_not_refused(unit):
    for name in ("Mai Một", "Mai Hai", "Mai Ba"):
        unit.person(name, case=CaseState.SYMPATHISER)
        unit.assign(name, "Lê Văn Đức")
    (candidate,) = (c for c in unit.candidates("Trần Thị Hoa").values() if c.eligible)
    assert candidate.notes == ("Đang giúp 3 người, nên tối đa 3.",)
    assert [p.code for p in unit.assign("Trần Thị Hoa", "Lê Văn Đức").findings] == ["W10"]


def test_less_than_a_year_together_is_a_note_and_no_bar(unit):
    unit.person("Phạm Thị An", PartyStage.OFFICIAL, joined="2026-06-01")
    found = unit.candidates("Trần Thị Hoa")["Phạm Thị An"]
    assert found.eligible
    assert found.notes == ("Cùng công tác từ 01/06/2026, đủ 12 tháng để giới thiệu từ 01/06/2027.",)


def test_practice_asks_for_three_years_of_licence_and_the_same_profession(unit):
    unit.person("Tô Văn Học", title=DOCTOR)
    unit.person("Bác Sĩ Cũ", title=DOCTOR, licensed="2015-05-01")
    unit.person("Bác Sĩ Mới", title=DOCTOR, licensed="2025-05-01")
    unit.person("Điều Dưỡng", title=NURSE, licensed="2015-05-01")
    found = unit.candidates("Tô Văn Học", PRACTICE)
    assert [c.name for c in found.values() if c.eligible] == ["Bác Sĩ Cũ"]
    assert found["Bác Sĩ Mới"].reasons == ("Hành nghề chưa đủ 36 tháng (đủ từ 01/05/2028).",)
    assert found["Điều Dưỡng"].reasons == ("Khác nhóm chức danh nghề nghiệp.",)


def test_a_sixth_learner_is_refused_to_a_guide(unit):
    unit.person("Bác Sĩ Cũ", title=DOCTOR, licensed="2015-05-01")
    for n in range(6):
        unit.person(f"Học Viên {n}", title=DOCTOR)
    for n in range(5):
        unit.assign(f"Học Viên {n}", "Bác Sĩ Cũ", PRACTICE)
    with pytest.raises(Rejected) as error:
        unit.assign("Học Viên 5", "Bác Sĩ Cũ", PRACTICE)
    assert codes(error) == {"E21"}


def test_a_limit_never_hides_somebody_who_may(unit):
    for n in range(4):
        unit.person(f"Đảng Viên {n}", PartyStage.OFFICIAL)
        unit.person(f"Quần Chúng {n}")
    found = unit.candidates("Trần Thị Hoa", limit=2)
    assert len(found) == 5
    assert all(c.eligible for c in found.values())


# Assigning


def test_an_assignment_is_in_force_with_its_resolution_and_takes_the_first_place(unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    view = mentoring_views.assignment(unit.workspace, made.uid)
    assert (view.row.mentee, view.row.mentor, view.row.state) == ("Trần Thị Hoa", "Lê Văn Đức", MentoringState.ACTIVE)
    assert (view.row.department, view.row.cell, view.row.load) == ("Khoa Ngoại", "Chi bộ Ngoại", 1)
    assert (view.texts["slot"], view.texts["together_since"]) == ("1", "01/01/2010")
    assert view.row.review_due == date(2026, 12, 31)
    assert unit.workspace.database.undo() == "Phân công Lê Văn Đức giúp đỡ Trần Thị Hoa"
    assert unit.rows() == []


def test_without_a_resolution_it_is_a_proposal_until_it_is_confirmed(unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức", decision_no="", decision_on="")
    (row,) = unit.rows()
    assert row.state is MentoringState.PROPOSED
    with pytest.raises(Rejected) as error:
        mentoring.confirm(unit.workspace, made.uid, {"decision_no": ""})
    assert {p.field for p in error.value.problems} == {"decision_no"}
    mentoring.confirm(unit.workspace, made.uid, {"decision_no": "3-NQ/CB", "decision_on": "20/11/2026"})
    assert unit.rows()[0].state is MentoringState.ACTIVE


def test_half_a_resolution_is_asked_for_whole(unit):
    with pytest.raises(Rejected) as error:
        unit.assign("Trần Thị Hoa", "Lê Văn Đức", decision_on="")
    assert {p.field for p in error.value.problems} == {"decision_on"}


def test_every_reason_is_told_at_once(unit):
    unit.person("Vũ Văn Bình", PartyStage.PROBATIONARY, cell="Chi bộ Nội", status="OM_DAU")
    with pytest.raises(Rejected) as error:
        unit.assign("Trần Thị Hoa", "Vũ Văn Bình")
    assert codes(error) == {"E02", "cell", "away"}
    assert unit.rows() == []


def test_what_was_decided_on_paper_before_is_kept_and_its_faults_are_told(unit):
    unit.person("Vũ Văn Bình", PartyStage.PROBATIONARY)
    made = unit.assign("Trần Thị Hoa", "Vũ Văn Bình", decision_on="10/03/2026", assigned_on="10/03/2026")
    assert [(p.code, p.severity) for p in made.findings] == [("E02", "warning")]
    assert len(unit.rows()) == 1


def test_nobody_helps_himself_whatever_the_paper_says(unit):
    with pytest.raises(Rejected) as error:
        unit.assign("Lê Văn Đức", "Lê Văn Đức", decision_on="10/03/2020", assigned_on="10/03/2020")
    assert "E03" in codes(error)


def test_two_helpers_take_two_places_and_one_place_holds_one(unit):
    unit.person("Phạm Thị An", PartyStage.OFFICIAL)
    unit.person("Hồ Văn Dũng", PartyStage.OFFICIAL)
    unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    second = unit.assign("Trần Thị Hoa", "Phạm Thị An")
    assert mentoring_views.assignment(unit.workspace, second.uid).texts["slot"] == "2"
    with pytest.raises(Rejected) as error:
        unit.assign("Trần Thị Hoa", "Hồ Văn Dũng", slot="1")
    assert [(p.field, p.code, p.message) for p in error.value.problems] == [
        ("slot", "E04", "Người thứ 1 đang là Lê Văn Đức.")
    ]
    with pytest.raises(Rejected, match="Đang giúp Trần Thị Hoa rồi"):
        unit.assign("Trần Thị Hoa", "Lê Văn Đức")


def test_an_official_member_is_not_helped_as_a_sympathiser(unit):
    unit.person("Phạm Thị An", PartyStage.OFFICIAL)
    with pytest.raises(Rejected, match="Phạm Thị An đã là đảng viên chính thức"):
        unit.assign("Phạm Thị An", "Lê Văn Đức")


# Afterwards


def test_a_replacement_ends_the_old_and_begins_the_new_in_one_step(unit):
    unit.person("Phạm Thị An", PartyStage.OFFICIAL)
    old = unit.assign("Trần Thị Hoa", "Lê Văn Đức", assigned_on="01/06/2026", decision_on="01/06/2026")
    paper = {"decision_no": "20-NQ/CB", "decision_on": "22/11/2026"}

    new = mentoring.replace(unit.workspace, old.uid, unit.uids["Phạm Thị An"], TODAY, "Chuyển công tác", typed=paper)

    before, after = (mentoring_views.assignment(unit.workspace, one.uid) for one in (old, new))
    assert (before.row.state, before.row.ended_on) == (MentoringState.REPLACED, TODAY)
    assert before.texts["end_reason"] == "Chuyển công tác"
    assert (after.row.state, after.row.mentor, after.row.since) == (MentoringState.ACTIVE, "Phạm Thị An", TODAY)
    assert (after.texts["slot"], after.texts["is_replacement"]) == ("1", "Có")
    unit.workspace.database.undo()
    assert [(r.mentor, r.state) for r in unit.rows(active_only=False)] == [("Lê Văn Đức", MentoringState.ACTIVE)]


def test_a_replacement_tells_what_is_missing(unit):
    unit.person("Vũ Văn Bình", PartyStage.PROBATIONARY)
    old = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    with pytest.raises(Rejected) as error:
        mentoring.replace(unit.workspace, old.uid, unit.uids["Vũ Văn Bình"], TODAY, "")
    assert codes(error) == {"decision.required", "E02"}
    paper = {"decision_no": "20-NQ/CB", "decision_on": "01/11/2026"}
    with pytest.raises(Rejected) as error:
        mentoring.replace(unit.workspace, old.uid, unit.uids["Vũ Văn Bình"], TODAY, " ", typed=paper)
    assert {p.field for p in error.value.problems} == {"end_reason"}


def test_who_stops_helping_a_probationer_comments_first_unless_gone(unit):
    unit.person("Đào Dự Bị", PartyStage.PROBATIONARY, since="2026-03-01")
    made = unit.assign("Đào Dự Bị", "Lê Văn Đức", MentoringKind.PROBATIONER)
    with pytest.raises(Rejected) as error:
        mentoring.end(unit.workspace, made.uid, MentoringState.STOPPED, TODAY, "Chuyển khoa")
    assert {p.field for p in error.value.problems} == {"handover_comment_done"}
    with unit.workspace.database.write("Nghỉ hưu") as session:
        who = session.query(StaffMember).filter_by(full_name="Lê Văn Đức").one()
        EmploymentStatus(staff=who, status="NGHI_HUU", starts_on=PartialDate("2026-11-01"))
    assert [p.code for p in unit.rows()[0].problems] == ["left"]
    mentoring.end(unit.workspace, made.uid, MentoringState.STOPPED, TODAY, "Đã nghỉ hưu")
    assert unit.rows() == []


def test_an_end_is_not_before_the_beginning_nor_ahead_of_today(unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    for day, code in ((date(2026, 11, 1), "E01"), (date(2026, 12, 1), "ended_on.future")):
        with pytest.raises(Rejected) as error:
            mentoring.end(unit.workspace, made.uid, MentoringState.COMPLETED, day)
        assert codes(error) == {code}


def test_practice_is_completed_with_a_comment(unit):
    unit.person("Tô Văn Học", title=DOCTOR)
    unit.person("Bác Sĩ Cũ", title=DOCTOR, licensed="2015-05-01")
    made = unit.assign("Tô Văn Học", "Bác Sĩ Cũ", PRACTICE)
    with pytest.raises(Rejected, match="Chưa có nhận xét"):
        mentoring.end(unit.workspace, made.uid, MentoringState.COMPLETED, TODAY)
    mentoring.add_review(unit.workspace, made.uid, {"period": "2026-Q4", "review_on": "22/11/2026"})
    mentoring.end(unit.workspace, made.uid, MentoringState.COMPLETED, TODAY)


def test_a_comment_moves_its_due_day_on_and_a_period_has_one(unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức", assigned_on="10/03/2026", decision_on="10/03/2026")
    view = mentoring_views.assignment(unit.workspace, made.uid)
    assert (view.row.review_due, view.next_period) == (date(2026, 6, 30), "2026-Q2")
    assert [p.code for p in view.row.problems] == ["review"]
    typed = {"period": "2026-Q4", "review_on": "20/11/2026", "rating": "Tiến bộ rõ", "tasks_done": "Đủ việc"}
    mentoring.add_review(unit.workspace, made.uid, typed)
    view = mentoring_views.assignment(unit.workspace, made.uid)
    assert [(r.period, r.rating, r.text) for r in view.reviews] == [("2026-Q4", "Tiến bộ rõ", "Đủ việc")]
    assert (view.row.last_review, view.row.review_due, view.next_period) == (
        date(2026, 11, 20),
        date(2027, 3, 31),
        "2027-Q1",
    )
    with pytest.raises(Rejected, match="Kỳ 2026-Q4 đã có nhận xét"):
        mentoring.add_review(unit.workspace, made.uid, typed)


def test_those_without_a_mentor_are_listed_with_the_day_since_when(unit):
    unit.person("Đào Dự Bị", PartyStage.PROBATIONARY, since="2026-03-01")
    assert [(w.name, w.cell, w.since) for w in mentoring_views.without_mentor(unit.workspace)] == [
        ("Trần Thị Hoa", "Chi bộ Ngoại", date(2026, 3, 10))
    ]
    unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    assert mentoring_views.without_mentor(unit.workspace) == []


def test_a_turn_of_rotation_counts_its_days_and_its_techniques(unit):
    unit.person("Bác Sĩ Cũ", title=DOCTOR, licensed="2015-05-01")
    with unit.workspace.database.read() as session:
        partner = session.query(PartnerUnit).one().uid
    turn = {"mentee": "", "partner_unit": partner, "assigned_on": "01/06/2026", "decision_on": "25/05/2026"}
    with pytest.raises(Rejected) as error:
        mentoring.assign(
            unit.workspace,
            {"kind": MentoringKind.ROTATION, "mentor": unit.uids["Bác Sĩ Cũ"], "assigned_on": "1/6/2026"},
        )
    assert {p.field for p in error.value.problems} == {"partner_unit"}
    made = mentoring.assign(
        unit.workspace,
        {"kind": MentoringKind.ROTATION, "mentor": unit.uids["Bác Sĩ Cũ"], "decision_no": "5/QĐ-BV", **turn},
    )
    assert [p.code for p in made.findings] == ["turn.notice"]
    with pytest.raises(Rejected) as error:
        mentoring.set_days(unit.workspace, made.uid, {"working_days": "200"})
    assert codes(error) == {"E19"}
    mentoring.set_days(unit.workspace, made.uid, {"working_days": "110"})
    technique = mentoring.put_technique(
        unit.workspace, made.uid, None, {"name": "Siêu âm tim", "level": TechniqueLevel.OBSERVED.label}
    )
    mentoring.put_technique(unit.workspace, made.uid, technique.uid, {"level": "Tự làm"})
    view = mentoring_views.assignment(unit.workspace, made.uid)
    assert (view.row.partner, view.turn.days, view.turn.least, view.turn.most) == (
        "Trung tâm Y tế Bình Liêu",
        110,
        132,
        264,
    )
    assert view.turn.calendar == mentoring.working_days(unit.workspace, date(2026, 6, 1), TODAY)
    assert [(t.name, t.level) for t in view.techniques] == [("Siêu âm tim", TechniqueLevel.INDEPENDENT)]
    assert unit.candidates(None, MentoringKind.ROTATION)["Bác Sĩ Cũ"].reasons == ("Đang đi luân phiên.",)


def test_an_assignment_that_is_gone_is_told_in_a_sentence(unit):
    made = unit.assign("Trần Thị Hoa", "Lê Văn Đức")
    unit.workspace.database.undo()
    with pytest.raises(UserError, match="Không còn phân công hướng dẫn này"):
        mentoring_views.assignment(unit.workspace, made.uid)
    with unit.workspace.database.read() as session:
        assert session.query(MentoringAssignment).count() == session.query(MentoringReview).count() == 0
