"""Acts: the state on the days around each, what stops one that is planned, and taking it back."""

from decimal import Decimal

import pytest

from desktop.domain.acts import ACTS, ActGroup, in_headcount, works_here
from desktop.domain.dates import PartialDate
from desktop.domain.errors import Rejected
from desktop.domain.merits import Discipline
from desktop.domain.organisation import Decision
from desktop.domain.record import RECORDS
from desktop.domain.staff import StaffMember
from desktop.domain.training import EnrolmentState
from desktop.services import acts, records
from tests.services.acts_unit import PAPER, TODAY, Hospital, codes

MISSING = {"number.missing", "issued_on.missing", "signer.missing"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    hospital = Hospital.founded(tmp_path_factory.mktemp("acts") / "unit.canbo")
    yield hospital
    hospital.workspace.close()


@pytest.fixture
def unit(founded, tmp_path):
    hospital = founded.copied(tmp_path / "unit.canbo")
    yield hospital
    hospital.workspace.close()


def everything(unit):
    """Every live record of the file, by kind and uid, as text."""
    with unit.workspace.database.read() as session:
        return {
            (kind.__name__, row.uid): records.as_text(unit.workspace, session, row)
            for kind in RECORDS.values()
            if kind.audited
            for row in session.query(kind)
        }


# key, what the form is told, what holds the day before and on the day (only what differs)
CASES = [
    ("move", {"department": "Khoa Nội"}, {"department": "Khoa Ngoại"}, {"department": "Khoa Nội"}),
    (
        "second_out",
        {"place": "Sở Y tế", "returns_on": "30/11/2027"},
        {"status": "DANG_LAM"},
        {"status": "BIET_PHAI_DI"},
    ),
    (
        "study",
        {"kind": "DT_CKI", "returns_on": "30/11/2028"},
        {"status": "DANG_LAM"},
        {"status": "DI_HOC"},
    ),
    ("maternity", {"returns_on": "01/06/2027"}, {"status": "DANG_LAM"}, {"status": "THAI_SAN"}),
    ("sick", {}, {"status": "DANG_LAM"}, {"status": "OM_DAU"}),
    ("unpaid", {"reason": "Việc nhà"}, {"status": "DANG_LAM"}, {"status": "KHONG_LUONG"}),
    ("suspend", {"returns_on": "15/12/2026"}, {"status": "DANG_LAM"}, {"status": "TAM_DINH_CHI"}),
    ("appoint", {"post": "Trưởng khoa", "department": "Khoa Ngoại"}, {"post": None}, {"post": "Trưởng khoa"}),
    ("concurrent", {"post": "Tổ trưởng"}, {"post": None}, {"post": "Tổ trưởng"}),
    (
        "title",
        {"title": "V.08.01.02", "step": "1"},
        {"title": "V.08.01.03", "pay": "A1 3 3.00"},
        {"title": "V.08.01.02", "pay": "A2.1 1 4.40"},
    ),
    ("job", {"position": "II.081", "level": "3"}, {"job": None}, {"job": "II.081 3 A1"}),
    (
        "contract",
        {"contract_kind": "HDLV_XDTH", "contract_ends_on": "30/11/2029"},
        {"contract": "HDLV_KXDTH"},
        {"contract": "HDLV_XDTH"},
    ),
    ("renew", {"contract_number": "77/2026"}, {"contract": "HDLV_KXDTH"}, {"contract": "HDLV_KXDTH"}),
]


@pytest.mark.parametrize(("key", "typed", "before", "after"), CASES, ids=[case[0] for case in CASES])
def test_an_act_ends_the_day_before_what_it_replaces_and_can_be_taken_back(unit, key, typed, before, after):
    was = everything(unit)

    done = unit.do(key, "An", effective_on="01/12/2026", **typed)

    eve, day = unit.on("An", "2026-11-30"), unit.on("An", "2026-12-01")
    assert {name: eve.get(name) for name in before} == before
    assert {name: day.get(name) for name in after} == after
    assert {n: v for n, v in day.items() if n not in after} == {n: v for n, v in eve.items() if n not in before}
    with unit.workspace.database.read() as session:
        paper = records.get(session, Decision, done.decision_uid)
        assert (paper.number, paper.kind) == ("12/QĐ-BV", ACTS[key].title)
        assert [act.act for act in paper.acts] == [key]
    unit.workspace.database.undo()
    assert everything(unit) == was


LEAVING = [
    ("leave", {"manner": "transfer", "place": "Bệnh viện Tỉnh"}, "CHUYEN_DI"),
    ("leave", {"manner": "resigned"}, "THOI_VIEC"),
    ("leave", {"manner": "dismissed"}, "BUOC_THOI_VIEC"),
    ("leave", {"manner": "abandoned"}, "BO_VIEC"),
    ("leave", {"manner": "died"}, "MAT"),
    ("retire", {"retirement_basis": "Suy giảm khả năng lao động"}, "NGHI_HUU"),
    ("streamline", {}, "TINH_GIAN"),
]


@pytest.mark.parametrize(("key", "typed", "status"), LEAVING)
def test_leaving_ends_everything_that_holds(unit, key, typed, status):
    unit.do("appoint", "An", effective_on="01/12/2025", post="Trưởng khoa", department="Khoa Ngoại")
    was = everything(unit)
    each = {"An": {"reason": "Dôi dư"}} if key == "streamline" else None

    unit.do(key, "An", effective_on="01/12/2026", each=each, **typed)

    eve = unit.on("An", "2026-11-30")
    assert set(eve) == {"status", "department", "title", "contract", "post", "pay", "allowance"}
    assert eve["status"] == "DANG_LAM"
    assert unit.on("An", "2026-12-01") == {"status": status}
    unit.workspace.database.undo()
    assert everything(unit) == was


def test_a_new_person_is_received_with_everything_that_begins(unit):
    person = {"staff_code": "VC0900", "full_name": "Lê Thị Dung", "sex": "Nữ", "birth_date": "04/05/2001"}
    typed = {
        "manner": "Tuyển dụng",
        "effective_on": "01/12/2026",
        "department": "Khoa Nội",
        "contract_kind": "HDLV_XDTH",
        "contract_ends_on": "30/11/2029",
        "title": NURSE_TITLE,
        "step": "1",
    }
    was = everything(unit)

    done = unit.do("join", person=person, **typed)

    (unit.uids["Dung"],) = done.staff_uids
    assert "Dung" in unit.workspace.database.undo_title()
    assert unit.on("Dung", "2026-11-30") == {}
    assert unit.on("Dung", "2026-12-01") == {
        "status": "DANG_LAM",
        "department": "Khoa Nội",
        "title": NURSE_TITLE,
        "contract": "HDLV_XDTH",
        "pay": "A1 1 2.34",
    }
    with unit.workspace.database.read() as session:
        who = records.get(session, StaffMember, unit.uids["Dung"])
        assert (who.joined_unit_on.iso, who.first_recruited_on.iso) == ("2026-12-01", "2026-12-01")
        assert who.salary_steps[0].counted_from.iso == "2026-12-01"
    unit.workspace.database.undo()
    assert everything(unit) == was


NURSE_TITLE = "V.08.05.12"


def test_who_left_comes_back(unit):
    unit.do("leave", "Bình", effective_on="01/03/2025", manner="resigned")
    with pytest.raises(Rejected) as refused:
        unit.do("move", "Bình", decision=None, effective_on="01/12/2026", department="Khoa Nội")
    assert codes(refused.value.problems) == {"act.left"}

    unit.do("join", "Bình", manner="back", effective_on="01/12/2026", department="Khoa Nội")

    assert unit.on("Bình", "2026-11-30") == {"status": "THOI_VIEC"}
    assert unit.on("Bình", "2026-12-01") == {"status": "DANG_LAM", "department": "Khoa Nội"}


def test_a_secondment_counts_once(unit):
    known = unit.workspace.catalogue.list("staff_status")
    guest = {"staff_code": "BP01", "full_name": "Phạm Văn Giang"}
    unit.do("second_out", "An", effective_on="01/12/2026", place="Sở Y tế", returns_on="30/11/2027")
    done = unit.do(
        "second_in",
        person=guest,
        effective_on="01/12/2026",
        place="Trạm",
        department="Khoa Nội",
        returns_on="30/11/2027",
    )
    with unit.workspace.database.read() as session:
        day = PartialDate("2026-12-01").first
        sent = records.get(session, StaffMember, unit.uids["An"])
        taken = records.get(session, StaffMember, done.staff_uids[0])
        assert [in_headcount(who.statuses, day, known) for who in (sent, taken)] == [True, False]
        assert [works_here(who.statuses, day, known) for who in (sent, taken)] == [False, True]
        eve = PartialDate("2026-11-30").first
        assert [works_here(who.statuses, eve, known) for who in (sent, taken)] == [True, False]

    unit.do("return", "An", effective_on="01/12/2027", status="Đang làm việc", department="Khoa Nội")
    unit.uids["Giang"] = done.staff_uids[0]
    unit.do("leave", "Giang", effective_on="01/12/2027", manner="secondment_over")

    assert unit.on("An", "2027-12-01")["status"] == "DANG_LAM"
    assert unit.on("An", "2027-12-01")["department"] == "Khoa Nội"
    assert unit.on("Giang", "2027-12-01") == {"status": "CHUYEN_DI"}


def test_terms_of_a_post_stand_side_by_side_with_their_decisions(unit):
    unit.do("appoint", "An", effective_on="01/12/2021", post="Phó trưởng khoa", department="Khoa Ngoại")
    unit.do("reappoint", "An", effective_on="01/12/2026")
    unit.do("appoint", "An", effective_on="01/02/2027", post="Trưởng khoa", department="Khoa Ngoại", allowance="0,5")
    unit.do("relieve", "An", effective_on="01/06/2027")

    assert unit.rows("An", "appointments") == [
        ("2021-12-01", "2026-11-30"),
        ("2026-12-01", "2027-01-31"),
        ("2027-02-01", "2027-05-31"),
    ]
    with unit.workspace.database.read() as session:
        who = records.get(session, StaffMember, unit.uids["An"])
        first, second, third = sorted(who.appointments, key=lambda row: row.starts_on.iso)
        assert (first.term_ends_on.isoformat(), second.term_ends_on.isoformat()) == ("2026-12-01", "2031-12-01")
        assert (second.reappointed_on.iso, second.post.name) == ("2026-12-01", "Phó trưởng khoa")
        assert third.allowance == Decimal("0.50")


def test_one_decision_covers_many_people_each_with_a_reason(unit):
    each = {"An": {"reason": "Dôi dư do sắp xếp"}, "Bình": {"reason": "Không đạt chuẩn"}}

    done = unit.do("streamline", "An", "Bình", effective_on="01/01/2027", each=each)

    assert len(done.staff_uids) == 2
    with unit.workspace.database.read() as session:
        paper = records.get(session, Decision, done.decision_uid)
        assert {act.staff.full_name: act.reason for act in paper.acts} == {
            "Nguyễn Văn An": "Dôi dư do sắp xếp",
            "Nguyễn Văn Bình": "Không đạt chuẩn",
        }
        assert session.query(Decision).count() == 1
    planned = unit.look("streamline", "Cúc", decision=None, effective_on="01/01/2027")
    assert f"{unit.uids['Cúc']}.reason" in [p.field for p in planned.problems if p.severity == "error"]


def test_the_same_paper_entered_for_another_person_stays_one_decision(unit):
    first = unit.do("move", "An", effective_on="01/12/2026", department="Khoa Nội")
    second = unit.do("move", "Bình", effective_on="01/12/2026", department="Khoa Nội")

    assert first.decision_uid == second.decision_uid


def test_a_course_of_the_plan_is_sent_with_the_decision(unit):
    unit.do("study", "An", effective_on="01/12/2026", kind="DT_CKI", institution="Đại học Y", returns_on="30/11/2028")

    with unit.workspace.database.read() as session:
        who = records.get(session, StaffMember, unit.uids["An"])
        (course,) = who.enrolments
        assert (course.state, course.decision_no, course.starts_on.iso) == (
            EnrolmentState.SENT,
            "12/QĐ-BV",
            "2026-12-01",
        )
        assert who.statuses[-1].place == "Đại học Y"


# --- planned or decided ---------------------------------------------------------------------------------------------

GUARDED = [
    ("retire", {"effective_on": "01/12/2026"}, "retire.early"),
    ("retire", {"effective_on": "01/12/2026", "retirement_basis": "Lao động nặng"}, "retire.too_early"),
    (
        "appoint",
        {"effective_on": "01/12/2026", "post": "Trưởng khoa", "term_ends_on": "01/12/2056"},
        "appoint.term_past_retirement",
    ),
    ("second_out", {"effective_on": "01/12/2026", "place": "Sở", "returns_on": "01/12/2030"}, "second.long"),
    ("suspend", {"effective_on": "01/12/2026", "returns_on": "01/06/2027"}, "suspend.long"),
    (
        "contract",
        {"effective_on": "01/12/2026", "contract_kind": "HD111_CM", "contract_ends_on": "30/11/2027"},
        "contract.kind_closed",
    ),
    ("contract", {"effective_on": "01/12/2026", "contract_kind": "HD235_12T"}, "contract.no_end"),
    (
        "contract",
        {"effective_on": "01/12/2026", "contract_kind": "HD235_12T", "contract_ends_on": "31/12/2027"},
        "contract.long",
    ),
    (
        "contract",
        {"effective_on": "01/12/2026", "contract_kind": "HDLV_XDTH", "contract_ends_on": "31/03/2027"},
        "contract.short",
    ),
    ("job", {"effective_on": "01/12/2026", "position": "II.081", "level": "1"}, "job.level"),
    ("relieve", {"effective_on": "01/12/2026", "post": "Trưởng khoa"}, "post.held"),
    ("return", {"effective_on": "01/12/2026"}, "act.not_away"),
    ("extend", {"effective_on": "01/12/2026", "contract_ends_on": "01/12/2027"}, "extend.early"),
    ("leave", {"effective_on": "01/12/2026", "manner": "secondment_over"}, "leave.secondment"),
    ("join", {"effective_on": "01/12/2026", "manner": "recruited", "department": "Khoa Nội"}, "act.here"),
]


@pytest.mark.parametrize(("key", "typed", "code"), GUARDED, ids=[f"{key}-{code}" for key, _t, code in GUARDED])
def test_a_guard_stops_what_is_planned_and_marks_what_is_decided(unit, key, typed, code):
    planned = unit.look(key, "An", decision=None, **typed)
    assert code in codes(planned.problems, "error")
    assert not planned.may_be_done
    with pytest.raises(Rejected):
        unit.do(key, "An", decision=None, **typed)

    decided = unit.do(key, "An", **typed)

    assert code in codes(decided.findings, "warning")


def test_discipline_bars_posts_and_study_until_it_lapses(unit):
    with unit.workspace.database.write("Kỷ luật") as session:
        who = records.get(session, StaffMember, unit.uids["An"])
        Discipline(staff=who, form="KT", decided_on=PartialDate("2026-05-10"))
    asked = {"post": "Trưởng khoa", "department": "Khoa Ngoại", "decision": None}

    barred = unit.look("appoint", "An", effective_on="01/12/2026", **asked)
    free = unit.look("appoint", "An", effective_on="10/05/2027", **asked)
    study = unit.look("study", "An", decision=None, effective_on="01/12/2026", kind="DT_CKI")

    assert codes(barred.problems, "error") == {"act.disciplined"}
    assert codes(free.problems, "error") == set()
    assert codes(study.problems, "error") == {"act.disciplined"}


def test_an_old_paper_without_a_number_is_taken_in_and_stands_between_what_is_there(unit):
    unit.do("maternity", "Cúc", effective_on="01/04/2015", decision=None)
    done = unit.do("return", "Cúc", effective_on="01/10/2015", decision=None)
    earlier = unit.do("unpaid", "Cúc", effective_on="05/2013", decision=None)

    assert unit.rows("Cúc", "statuses") == [
        ("2012-03-01", "2013-04-30"),
        ("2013-05", "2015-03-31"),
        ("2015-04-01", "2015-09-30"),
        ("2015-10-01", ""),
    ]
    assert codes(done.findings) == MISSING
    assert codes(earlier.findings) == {*MISSING, "act.later"}


def test_a_second_paper_of_the_same_day_corrects_the_first(unit):
    unit.do("move", "An", effective_on="01/12/2026", department="Khoa Nội")
    unit.do("move", "An", decision={**PAPER, "number": "13/QĐ-BV"}, effective_on="01/12/2026", department="Khoa Ngoại")

    assert unit.rows("An", "placements") == [("2012-03-01", "2026-11-30"), ("2026-12-01", "")]
    assert unit.on("An", "2026-12-01")["department"] == "Khoa Ngoại"


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("maternity", {"effective_on": "01/12/1980"}, "act.before_birth"),
        ("maternity", {"effective_on": "01/12/2026", "returns_on": "01/11/2026"}, "E01"),
        (
            "contract",
            {"effective_on": "01/12/2026", "contract_kind": "HDLV_XDTH", "contract_ends_on": "01/11/2026"},
            "E01",
        ),
    ],
)
def test_the_impossible_is_refused_whatever_the_paper_says(unit, key, typed, code):
    with pytest.raises(Rejected) as refused:
        unit.do(key, "An", **typed)

    assert code in codes(refused.value.problems)


def test_a_form_tells_everything_that_is_wrong_with_it_at_once(unit):
    with pytest.raises(Rejected) as refused:
        acts.carry_out(
            unit.workspace,
            unit.request("join", person={"full_name": "123"}, decision={"issued_on": "hôm qua"}, manner="bay đến"),
        )

    assert {p.field for p in refused.value.problems} == {
        "decision.issued_on",
        "department",
        "effective_on",
        "manner",
        "person.full_name",
    }


def test_somebody_known_by_the_citizen_number_is_pointed_at(unit):
    records.save(unit.workspace, StaffMember, unit.uids["An"], {"citizen_id": "040085000011"})
    newcomer = {"staff_code": "VC0999", "full_name": "Nguyễn Văn An", "citizen_id": "040085000011"}

    found = unit.look("join", person=newcomer, effective_on="01/12/2026", manner="recruited", department="Khoa Nội")

    assert [p.field for p in found.problems if p.code == "person.known"] == ["person.citizen_id"]
    assert not found.may_be_done


def test_a_preview_tells_each_change_and_writes_nothing(unit):
    was = everything(unit)

    found = unit.look("move", "An", effective_on="01/12/2026", department="Khoa Nội", job="Phẫu thuật")

    assert [(line.what, line.caption, line.text, line.starts, line.ends) for line in found.lines] == [
        ("Kết thúc", "phân công công tác", "Khoa Ngoại", "01/03/2012", "30/11/2026"),
        ("Bắt đầu", "phân công công tác", "Khoa Nội; Công việc tại khoa, phòng: Phẫu thuật", "01/12/2026", ""),
    ]
    assert found.is_decided
    assert everything(unit) == was


def test_the_menu_tells_why_an_act_is_not_for_somebody(unit):
    unit.do("leave", "Bình", effective_on="01/03/2025", manner="resigned")

    here = {o.act.key: o.reason for o in acts.offered(unit.workspace, [unit.uids["An"]])}
    gone = {o.act.key: o.reason for o in acts.offered(unit.workspace, [unit.uids["Bình"]])}
    nobody = {o.act.key: o.reason for o in acts.offered(unit.workspace)}

    assert (here["move"], here["return"]) == ("", "Nguyễn Văn An không nghỉ, không đi học hay biệt phái.")
    assert here["join"] == "Nguyễn Văn An đang ở đơn vị."
    assert (gone["join"], gone["move"]) == ("", "Nguyễn Văn Bình không còn ở đơn vị.")
    assert (nobody["join"], nobody["move"]) == ("", "Chưa chọn người.")


def test_every_act_has_a_form_that_can_be_drawn(unit):
    assert [act.group for act in ACTS.values()] == sorted(
        (act.group for act in ACTS.values()), key=list(ActGroup).index
    )
    for key, act in ACTS.items():
        form = acts.form(unit.workspace, key)
        assert form.fields["effective_on"].required
        assert all(field.name == name and field.label for name, field in {**form.fields, **form.each}.items())
        assert bool(form.person) == act.new_person
        proposed = acts.defaults(unit.workspace, key, [unit.uids["An"]])
        assert proposed["decision.issuer"] == "Bệnh viện Mẫu"
        assert set(proposed) - {"decision.issuer", "decision.signer"} <= set(form.fields)


def test_today_of_the_story_is_the_day_that_decides(unit):
    signed_tomorrow = unit.look(
        "retire", "An", decision={**PAPER, "issued_on": "23/11/2026"}, effective_on="01/12/2026"
    )

    assert TODAY.isoformat() == "2026-11-22"
    assert not signed_tomorrow.is_decided
    assert "retire.early" in codes(signed_tomorrow.problems, "error")
