"""The lists beside the list of staff: whom a row is about, which record it means, what it adds."""

from decimal import Decimal

import pytest

from desktop.domain.errors import UserError
from desktop.domain.mentoring import MentoringKind, TechniqueLevel
from desktop.domain.party import CaseState, PartyStage
from desktop.domain.training import LineState
from desktop.services import importing
from desktop.services.importing import Outcome
from desktop.services.progress import run

PEOPLE = [
    ["Mã NV", "Họ và tên", "Ngày sinh", "Số CCCD"],
    ["VC01", "Nguyễn Văn Đức", "05/09/1985", "040085000001"],
    ["VC02", "Đỗ Thị Ánh", "1990", "040190000002"],
]


@pytest.fixture(autouse=True)
def _people(bring):
    bring(PEOPLE)


def errors(plan):
    return [(p.row, p.code) for p in plan.problems if p.severity == "error"]


def test_rows_find_their_people_by_code_by_number_and_by_name_and_birth(planned):
    rows = [
        ["Mã NV", "Số CCCD", "Họ và tên", "Ngày sinh", "Trình độ"],
        ["VC01", None, None, None, "Thạc sĩ"],
        [None, "040190000002", None, None, "Đại học"],
        [None, None, "do thi anh", "1990", "CKI"],
    ]
    plan = planned(rows, kind="qualifications")
    assert [row.who for row in plan.rows] == ["Nguyễn Văn Đức", "Đỗ Thị Ánh", "Đỗ Thị Ánh"]
    assert {row.outcome for row in plan.rows} == {Outcome.NEW}


def test_a_row_of_nobody_known_is_an_error_and_one_of_two_names_too(planned):
    rows = [
        ["Mã NV", "Họ và tên", "Trình độ"],
        ["VC99", "Lê Minh", "Đại học"],
        ["VC01", "Trần Thị Bình", "Đại học"],
        [None, None, "Đại học"],
    ]
    assert errors(planned(rows, kind="qualifications")) == [
        (2, "staff_code.unknown"),
        (3, "full_name.mismatch"),
        (4, "staff_code.required"),
    ]


def test_a_sheet_without_people_says_what_it_lacks(planned):
    with pytest.raises(UserError, match="cần mã, số CCCD hoặc họ và tên"):
        planned([["Trình độ", "Chuyên ngành"], ["Đại học", "Y đa khoa"]], kind="qualifications")


def test_a_missing_day_of_a_pay_step_is_an_error(planned):
    assert errors(planned([["Mã NV", "Bậc", "Hệ số"], ["VC01", 2, 2.67]], kind="salary")) == [(2, "starts_on.required")]


def test_a_new_pay_step_ends_the_one_before(bring, person):
    head = ["Mã NV", "Bảng lương", "Bậc", "Hệ số", "Từ ngày", "Số QĐ", "Ngày QĐ"]
    bring([head, ["VC01", "A1", 2, 2.67, "01/01/2021", "12/QĐ-SYT", "20/12/2020"]], kind="salary")
    plan = bring([head, ["VC01", "A1", 3, 3.0, "01/01/2024", None, None]], kind="salary")
    assert plan.count(Outcome.NEW) == 1
    steps = person(
        "VC01",
        lambda p: [
            (s.step, s.coefficient, s.ends_on and s.ends_on.iso, s.decision and s.decision.number)
            for s in p.salary_steps
        ],
    )
    assert steps == [(2, Decimal("2.67"), "2023-12-31", "12/QĐ-SYT"), (3, Decimal("3.00"), None, None)]


def test_one_decision_stands_behind_many_rows(workspace, bring):
    head = ["Mã NV", "Bậc", "Hệ số", "Từ ngày", "Số QĐ", "Ngày QĐ"]
    same = ["01/01/2024", "12/QĐ-SYT", "20/12/2023"]
    bring([head, ["VC01", 2, 2.67, *same], ["VC02", 3, 3.0, *same]], kind="salary")
    assert workspace.database.verify().records["decision"] == 1


def test_a_degree_learnt_more_of_is_the_same_degree(bring, planned, person):
    bring([["Mã NV", "Trình độ"], ["VC01", "Đại học"]], kind="qualifications")
    bring([["Mã NV", "Trình độ", "Chuyên ngành"], ["VC01", "Bác sĩ", "Y đa khoa"]], kind="qualifications")
    bring([["Mã NV", "Trình độ", "Chuyên ngành"], ["VC01", "Đại học", "Luật"]], kind="qualifications")
    assert person("VC01", lambda p: [(q.level, q.major) for q in p.qualifications]) == [
        ("DH", "Y đa khoa"),
        ("DH", "Luật"),
    ]


def test_a_row_that_says_little_is_known_again(bring, planned):
    rows = [["Mã NV", "Đơn vị công tác"], ["VC01", "Trạm Y tế xã Yên Sơn"]]
    bring(rows, kind="work_history")
    assert planned(rows, kind="work_history").rows[0].outcome is Outcome.SAME


def test_two_records_alike_in_their_keys_stay_two(bring, planned, person):
    head = ["Mã NV", "Trình độ", "Chuyên ngành", "Năm tốt nghiệp", "Cơ sở đào tạo"]
    rows = [head, *(["VC01", "Đại học", "Luật", 2010, school] for school in ("Đại học Vinh", "Đại học Huế"))]
    bring(rows, kind="qualifications")
    assert [row.outcome for row in planned(rows, kind="qualifications").rows] == [Outcome.SAME, Outcome.SAME]


def test_one_target_for_a_cell_and_a_year(planned):
    rows = [["Chi bộ", "Năm", "Chỉ tiêu"], ["Chi bộ Nội", 2026, 2], ["Chi bộ Nội", 2026, 3]]
    assert errors(planned(rows, kind="targets")) == [(3, "period.duplicate")]


def test_a_decision_that_is_new_for_a_row_that_is_there(bring, person):
    bring([["Mã NV", "Số hợp đồng", "Loại hợp đồng"], ["VC01", "12/HĐ", "Viên chức"]], kind="contracts")
    bring([["Mã NV", "Số hợp đồng", "Số QĐ"], ["VC01", "12/HĐ", "45/QĐ-BV"]], kind="contracts")
    assert person("VC01", lambda p: [(c.number, c.decision.number) for c in p.contracts]) == [("12/HĐ", "45/QĐ-BV")]


def test_the_same_row_twice_is_an_error(planned):
    rows = [["Mã NV", "Số giấy phép", "Ngày cấp"], *[["VC01", "001234/NA-GPHN", "01/07/2024"]] * 2]
    assert errors(planned(rows, kind="licences")) == [(3, "number.duplicate")]


def test_a_party_case_makes_its_membership(bring, person):
    rows = [
        ["Mã NV", "Chi bộ", "Bước hiện tại", "Ngày lễ kết nạp", "Ngày chính thức"],
        ["VC01", "Chi bộ Nội", "Đảng viên dự bị", "03/02/2026", None],
        ["VC02", "Chi bộ Nội", "Cảm tình Đảng", None, None],
    ]
    bring(rows, kind="party")
    assert person("VC01", lambda p: [m.stage for m in p.party_memberships]) == [PartyStage.PROBATIONARY]
    assert person("VC02", lambda p: [c.state for c in p.party_cases]) == [CaseState.SYMPATHISER]
    rows[1] = ["VC01", "Chi bộ Nội", "Đảng viên chính thức", "03/02/2026", "03/02/2027"]
    bring(rows, kind="party")
    periods = person("VC01", lambda p: [(m.stage, m.ends_on and m.ends_on.iso) for m in p.party_memberships])
    assert periods == [(PartyStage.PROBATIONARY, "2027-02-02"), (PartyStage.OFFICIAL, None)]


def test_the_step_of_a_case_follows_from_its_dates(bring, person):
    rows = [["Mã NV", "Ngày NQ vào danh sách cảm tình", "Ngày GCN lớp nhận thức"], ["VC01", "01/03/2026", "20/05/2026"]]
    bring(rows, kind="party")
    assert person("VC01", lambda p: [c.state for c in p.party_cases]) == [CaseState.CLASS_DONE]


MENTORING = [
    "Loại hướng dẫn",
    "Mã người được hướng dẫn",
    "Người được hướng dẫn",
    "Mã người hướng dẫn",
    "Ngày phân công",
]
PAIR = ["Giúp đỡ cảm tình Đảng", "VC02", "Đỗ Thị Ánh", "VC01", "01/03/2026"]


def test_a_mentoring_assignment_names_two_people(bring, person, planned):
    bring([MENTORING, PAIR], kind="mentoring")
    found = person("VC02", lambda p: [(str(a.mentor), a.kind, str(a.assigned_on)) for a in p.mentored_by])
    assert found == [("Nguyễn Văn Đức", MentoringKind.SYMPATHISER, "2026-03-01")]
    assert planned([MENTORING, PAIR], kind="mentoring").rows[0].outcome is Outcome.SAME


def test_comments_of_a_mentor_belong_to_one_assignment(bring, person):
    head = [*MENTORING, "Kỳ nhận xét", "Ngày nhận xét", "Đánh giá"]
    rows = [head, [*PAIR, "2026-2", "30/06/2026", "Đạt"], [*PAIR, "2026-3", "30/09/2026", "Tiến bộ rõ"]]
    bring(rows, kind="mentoring")
    found = person("VC02", lambda p: [[r.period for r in a.reviews] for a in p.mentored_by])
    assert found == [["2026-2", "2026-3"]]


def test_techniques_of_a_turn_in_one_cell_are_one_each(bring, person):
    rows = [
        ["Mã NV", "Đơn vị nhận", "Ngày phân công", "Kỹ thuật chuyển giao"],
        ["VC01", "Trung tâm Y tế Yên Sơn", "01/03/2026", "Nội soi dạ dày; Siêu âm tim"],
    ]
    bring(rows, kind="rotation")
    found = person("VC01", lambda p: [(t.name, t.level) for a in p.mentoring for t in a.techniques])
    assert found == [("Nội soi dạ dày", TechniqueLevel.OBSERVED), ("Siêu âm tim", TechniqueLevel.OBSERVED)]


def test_lines_of_a_plan_and_people_sent_stand_in_one_list(bring, person):
    rows = [
        ["Mã NV", "Năm kế hoạch", "Loại đào tạo", "Nội dung, chuyên ngành", "Từ ngày", "Trạng thái"],
        ["VC01", 2026, "Đại học", "Y đa khoa", None, "Trong kế hoạch"],
        ["VC01", 2026, "Đại học", "Y đa khoa", "01/09/2026", "Đang học"],
        ["VC02", None, "Cao đẳng", "Điều dưỡng", "10/2025", "Hoàn thành"],
    ]
    bring(rows, kind="training")
    assert person("VC01", lambda p: [(x.plan.year, x.state) for x in p.training_lines]) == [(2026, LineState.PLANNED)]
    assert person("VC01", lambda p: [(e.line.topic, e.starts_on.iso) for e in p.enrolments]) == [
        ("Y đa khoa", "2026-09-01")
    ]
    assert person("VC02", lambda p: [e.line for e in p.enrolments]) == [None]


def test_somebody_sent_under_a_plan_that_is_not_there_is_told(planned):
    rows = [["Mã NV", "Năm kế hoạch", "Loại đào tạo", "Từ ngày"], ["VC01", 2026, "Đại học", "01/09/2026"]]
    plan = planned(rows, kind="training")
    assert [(p.severity, p.code) for p in plan.problems] == [("warning", "plan_year.unknown")]


def test_targets_speak_of_no_person(bring, planned):
    rows = [["Chi bộ", "Năm", "Chỉ tiêu"], ["Chi bộ Nội", 2026, 2], ["Chi bộ Ngoại", 2026, 1]]
    assert [row.outcome for row in bring(rows, kind="targets").rows] == [Outcome.NEW, Outcome.NEW]
    rows[1][2] = 3
    plan = planned(rows, kind="targets")
    assert [row.outcome for row in plan.rows] == [Outcome.CHANGED, Outcome.SAME]
    assert [(d.label, d.old, d.new) for d in plan.differences(plan.rows[0])] == [("Chỉ tiêu kết nạp", "2", "3")]


def test_good_rows_beside_a_wrong_one_of_the_same_assignment(workspace, planned):
    head = [*MENTORING, "Kỳ nhận xét", "Ngày nhận xét"]
    rows = [head, [*PAIR, "2026-2", "hôm qua"], [*PAIR, "2026-3", "30/09/2026"]]
    plan = planned(rows, kind="mentoring", accept_valid=True)
    assert [row.outcome for row in plan.rows] == [Outcome.WRONG, Outcome.NEW]
    run(importing.carry_out(workspace, plan))
    records = workspace.database.verify().records
    assert (records["mentoring_assignment"], records["mentoring_review"]) == (1, 1)
