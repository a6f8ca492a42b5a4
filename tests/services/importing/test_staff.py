"""A list of staff comes in: what is read, what is compared, what is written."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from desktop.domain.errors import UserError
from desktop.domain.party import PartyStage
from desktop.domain.record import on_day
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import LicenceKind, Sex
from desktop.services import importing
from desktop.services.importing import Outcome
from desktop.services.progress import run
from desktop.storage.mapping import operation

TODAY = date(2026, 11, 22)
HEAD = ["Mã NV", "Họ và tên", "Ngày sinh", "Số CCCD"]
DUC = ["VC01", "Nguyễn Văn Đức", "05/09/1985", "040085000001"]
ANH = ["VC02", "Đỗ Thị Ánh", "1990", "040190000002"]


def codes(plan):
    return [(p.row, p.severity, p.code) for p in plan.problems if p.code != "status.assumed"]


def today_of(rows):
    return on_day(rows, TODAY)


def test_new_people_are_planned_and_nothing_is_written(workspace, planned):
    plan = planned([HEAD, DUC, ANH])
    assert [row.outcome for row in plan.rows] == [Outcome.NEW, Outcome.NEW]
    assert [row.number for row in plan.rows] == [2, 3]
    assert workspace.database.undo_title() is None


def test_the_document_of_the_command_line(planned):
    plan = planned([["STT", *HEAD, "Ghi chú lạ"], [1, *DUC, "x"]])
    told = plan.as_json(committed=False)
    assert {k: told[k] for k in ("kind", "sheet", "header_rows", "encoding", "rows", "created", "committed")} == {
        "kind": "staff",
        "sheet": "Sheet",
        "header_rows": [1],
        "encoding": "unicode",
        "rows": 1,
        "created": 1,
        "committed": False,
    }
    assert told["columns"][2] == {"header": "Họ và tên", "field": "full_name", "confidence": 1.0}
    assert told["columns"][5] == {"header": "Ghi chú lạ", "field": None, "confidence": 0.0}


def test_an_import_is_one_operation_that_tells_its_rows_and_its_book(workspace, bring):
    bring([HEAD, DUC, ANH])
    assert workspace.database.undo_title() == "Nhập 2 hồ sơ từ ds.xlsx"


def test_the_same_list_again_is_all_the_same_and_makes_no_operation(workspace, bring):
    bring([HEAD, DUC, ANH])
    workspace.database.undo()
    bring([HEAD, DUC, ANH])
    plan = bring([HEAD, DUC, ANH])
    assert [row.outcome for row in plan.rows] == [Outcome.SAME, Outcome.SAME]
    with workspace.database.read() as session:
        kinds = [row.kind for row in session.execute(operation.select())]
    assert kinds == ["do", "undo", "do"]


def test_import_undo_import_leaves_the_same_data(workspace, bring, person):
    rows = [
        [*HEAD, "Khoa/phòng", "Chức danh", "Bậc", "Hệ số"],
        [*DUC, "Khoa Nội", "Bác sĩ hạng III", 3, 3.0],
        [*ANH, "Khoa Ngoại", "Điều dưỡng hạng IV", 2, 2.06],
    ]
    bring(rows)
    before = workspace.database.verify().records
    workspace.database.undo()
    assert workspace.database.verify().records["staff_member"] == 0
    bring(rows)
    assert workspace.database.verify().records == before
    assert workspace.database.verify().ok
    assert person("VC01", lambda p: str(today_of(p.placements).department)) == "Khoa Nội"


def test_what_changes_is_shown_old_and_new(bring, planned):
    bring([[*HEAD, "Quê quán"], [*DUC, "Hà Tĩnh"]])
    plan = planned([[*HEAD, "Quê quán"], [*DUC, "Nghệ An"]])
    assert plan.rows[0].outcome is Outcome.CHANGED
    assert [(d.label, d.old, d.new) for d in plan.differences(plan.rows[0])] == [("Quê quán", "Hà Tĩnh", "Nghệ An")]


def test_an_empty_cell_leaves_what_is_there(bring, planned):
    bring([[*HEAD, "Quê quán"], [*DUC, "Hà Tĩnh"]])
    plan = planned([[*HEAD, "Quê quán"], [*DUC, None]])
    assert plan.rows[0].outcome is Outcome.SAME


def test_a_year_does_not_overwrite_a_known_day(bring, planned):
    bring([HEAD, DUC])
    plan = planned([HEAD, ["VC01", "Nguyễn Văn Đức", 1985, "040085000001"]])
    assert plan.rows[0].outcome is Outcome.SAME


def test_every_fault_of_a_row_is_told_at_once_with_its_cell(planned):
    plan = planned([[*HEAD, "Ngày vào đơn vị"], ["VC01", None, "31/02/1985", "02209000123A", "1/13/2010"]])
    assert plan.rows[0].outcome is Outcome.WRONG
    assert [(p.column, p.field, p.value, p.code) for p in plan.problems if p.severity == "error"] == [
        ("C", "birth_date", "31/02/1985", "birth_date.date"),
        ("D", "citizen_id", "02209000123A", "citizen_id.implausible"),
        ("E", "joined_unit_on", "1/13/2010", "joined_unit_on.date"),
        ("B", "full_name", "", "full_name.required"),
    ]


def test_with_one_wrong_row_nothing_is_written(workspace, bring):
    plan = bring([HEAD, DUC, ["VC02", "Đỗ Thị Ánh", "99/99/1990", "1234567"]])
    assert not plan.may_commit
    assert ("error", "citizen_id.length") in [(p.severity, p.code) for p in plan.problems]
    assert workspace.database.verify().records["staff_member"] == 0


def test_the_good_rows_alone_when_accepted(workspace, planned):
    plan = planned([HEAD, DUC, ["VC02", "Đỗ Thị Ánh", "99/99/1990", None]], accept_valid=True)
    done = run(importing.carry_out(workspace, plan))
    assert (done.created, done.rejected, done.committed) == (1, 1, True)
    assert workspace.database.verify().records["staff_member"] == 1


@pytest.mark.parametrize(
    ("cell", "number"),
    [(1085000001, "001085000001"), ("40085000001", "040085000001"), (40085000001.0, "040085000001")],
)
def test_lost_zeros_of_the_citizen_number_come_back_and_are_flagged(bring, person, cell, number):
    plan = bring([HEAD, ["VC01", "Nguyễn Văn Đức", 1985, cell]])
    assert (2, "warning", "citizen_id.zeros_restored") in codes(plan)
    assert person("VC01", lambda p: p.citizen_id) == number


def test_a_number_that_does_not_fit_its_holder_is_a_warning(planned):
    plan = planned([[*HEAD, "Giới tính"], [*DUC, "Nữ"]])
    assert codes(plan) == [(2, "warning", "citizen_id.doubt")]


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("5/9/1985", "1985-09-05"),
        (" 05/09/1985\n", "1985-09-05"),
        (date(1985, 9, 5), "1985-09-05"),
        (31295, "1985-09-05"),
        ("9/1985", "1985-09"),
        (1985, "1985"),
        ("1985", "1985"),
    ],
)
def test_dates_as_clerks_and_sheets_hold_them(bring, person, cell, iso):
    bring([HEAD, ["VC01", "Nguyễn Văn Đức", cell, None]])
    assert person("VC01", lambda p: p.birth_date.iso) == iso


def test_the_birth_date_in_a_column_for_each_sex(bring, person):
    bring(
        [
            ["TT", "Mã NV", "Họ và tên", "Ngày, tháng, năm sinh", None],
            [None, None, None, "Nam", "Nữ"],
            [1, "VC01", "Nguyễn Văn Đức", "05/09/1985", None],
            [2, "VC02", "Đỗ Thị Ánh", None, "1990"],
        ],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    )
    assert person("VC01", lambda p: (p.sex, p.birth_date.iso)) == (Sex.MALE, "1985-09-05")
    assert person("VC02", lambda p: (p.sex, p.birth_date.iso)) == (Sex.FEMALE, "1990")


def test_marks_in_a_column_for_each_sex(bring, person):
    bring(
        [["Mã NV", "Họ và tên", "Nam", "Nữ"], ["VC01", "Nguyễn Văn Đức", "x", None], ["VC02", "Đỗ Thị Ánh", None, "x"]]
    )
    assert (person("VC01", lambda p: p.sex), person("VC02", lambda p: p.sex)) == (Sex.MALE, Sex.FEMALE)


def test_group_headings_give_the_department(bring, person):
    bring(
        [
            ["BỆNH VIỆN ĐA KHOA", None, None],
            ["DANH SÁCH VIÊN CHỨC", None, None],
            ["STT", "Họ và tên", "Ngày sinh"],
            ["I", "Khoa Nội tổng hợp", None],
            [1, "Nguyễn Văn Đức", 1985],
            ["II", "Khoa Ngoại", None],
            [2, "Đỗ Thị Ánh", 1990],
            [None, "Tổng cộng: 2 người", None],
        ]
    )
    assert person("NV0001", lambda p: str(today_of(p.placements).department)) == "Khoa Nội tổng hợp"
    assert person("NV0002", lambda p: str(today_of(p.placements).department)) == "Khoa Ngoại"


def test_people_without_a_code_get_the_next_free_ones_and_are_known_again(bring, planned):
    rows = [["Họ và tên", "Ngày sinh"], ["Nguyễn Văn Đức", 1985], ["Đỗ Thị Ánh", 1990]]
    plan = bring(rows)
    generated = [p for p in plan.problems if p.code == "staff_code.generated"]
    assert [p.message for p in generated] == ["2 người chưa có mã nhân viên, được cấp mã từ NV0001 đến NV0002."]
    assert [row.outcome for row in planned(rows).rows] == [Outcome.SAME, Outcome.SAME]


def test_people_are_found_by_citizen_number_and_by_name_with_date_of_birth(bring, planned):
    bring([HEAD, DUC, ANH])
    by_number = planned([["Họ và tên", "CCCD", "Quê quán"], ["Nguyễn Văn Đức", "040085000001", "Hà Tĩnh"]])
    by_name = planned([["Họ tên", "Năm sinh", "Quê quán"], ["do thi anh", 1990, "Huế"]])
    assert [by_number.rows[0].outcome, by_name.rows[0].outcome] == [Outcome.CHANGED, Outcome.CHANGED]


def test_a_name_that_two_people_share_is_asked_about(bring, planned):
    bring([HEAD, DUC, ["VC09", "Nguyễn Văn Đức", "05/09/1985", None]])
    plan = planned([["Họ tên", "Ngày sinh"], ["Nguyễn Văn Đức", "05/09/1985"]])
    assert codes(plan) == [(2, "error", "full_name.ambiguous")]


def test_one_person_twice_in_a_list_is_an_error_that_names_the_first_row(planned):
    plan = planned([HEAD, DUC, ["VC01", "Trần Văn Bình", 1970, None], ["VC03", "Lê Minh", 1985, "040085000001"]])
    assert [(p.row, p.code) for p in plan.problems if p.severity == "error"] == [
        (3, "staff_code.duplicate"),
        (4, "citizen_id.duplicate"),
    ]
    assert "dòng 2" in plan.rows[1].problems[0].message


def test_a_code_that_is_somebody_elses_is_refused(bring, planned):
    bring([HEAD, DUC])
    plan = planned([HEAD, ["VC01", "Trần Thị Bình", 1970, None]])
    assert codes(plan) == [(2, "error", "staff_code.other_person")]


def test_departments_of_the_list_are_made_in_a_new_file_and_told_once_each(workspace, bring):
    plan = bring([[*HEAD, "Khoa"], [*DUC, "Khoa Nội"], [*ANH, "khoa  nội"]])
    assert [(p.row, p.code) for p in plan.problems if p.code.startswith("department")] == [(2, "department.created")]
    assert workspace.database.verify().records["department"] == 1


def test_later_an_unknown_department_is_an_error_with_the_nearest_name(bring, planned):
    bring([[*HEAD, "Khoa"], [*DUC, "Khoa Nội tổng hợp"]])
    rows = [[*HEAD, "Khoa"], [*DUC, "Khoa Nội tổng hơpp"]]
    plan = planned(rows)
    assert codes(plan) == [(2, "error", "department.unknown")]
    assert "«Khoa Nội tổng hợp»" in plan.problems[0].message
    assert codes(planned(rows, create_departments=True)) == [(2, "warning", "department.created")]


def test_a_move_ends_the_present_placement_the_day_before(bring, person):
    bring([[*HEAD, "Khoa", "Ngày về khoa"], [*DUC, "Khoa Nội", "01/03/2020"], [*ANH, "Khoa Ngoại", None]])
    bring([[*HEAD, "Khoa", "Ngày về khoa"], [*DUC, "Khoa Ngoại", "01/10/2026"]])
    periods = person(
        "VC01",
        lambda p: [(str(r.department), r.starts_on.iso, r.ends_on and r.ends_on.iso) for r in p.placements],
    )
    assert periods == [("Khoa Nội", "2020-03-01", "2026-09-30"), ("Khoa Ngoại", "2026-10-01", None)]


def test_without_a_date_the_new_placement_begins_on_the_day_of_the_list(bring, person):
    bring([[*HEAD, "Khoa"], [*DUC, "Khoa Nội"], [*ANH, "Khoa Ngoại"]], as_of=date(2026, 6, 30))
    bring([[*HEAD, "Khoa"], [*DUC, "Khoa Ngoại"]], as_of=date(2026, 9, 30))
    periods = person("VC01", lambda p: [(r.starts_on.iso, r.ends_on and r.ends_on.iso) for r in p.placements])
    assert periods == [("2026-06-30", "2026-09-29"), ("2026-09-30", None)]


def test_a_date_learnt_later_mends_the_same_row(bring, person):
    bring([[*HEAD, "Bậc", "Hệ số"], [*DUC, 3, 3.0]])
    bring([[*HEAD, "Bậc", "Hệ số", "Ngày hưởng"], [*DUC, 3, 3.0, "01/01/2024"]])
    assert person("VC01", lambda p: [(r.step, r.starts_on.iso) for r in p.salary_steps]) == [(3, "2024-01-01")]


def test_a_list_older_than_the_file_is_refused(bring, planned):
    bring([[*HEAD, "Bậc", "Ngày hưởng"], [*DUC, 4, "01/01/2025"]])
    plan = planned([[*HEAD, "Bậc", "Ngày hưởng"], [*DUC, 3, "01/01/2022"]])
    assert [p.code for p in plan.problems] == ["salary_table.older"]


def test_the_table_follows_from_the_title_and_the_step_from_the_coefficient(bring, person):
    plan = bring([[*HEAD, "Mã ngạch", "Hệ số"], [*DUC, "V.08.01.03", "3,00"]])
    assert codes(plan) == []
    found = person("VC01", lambda p: [(r.salary_table, r.step, r.coefficient) for r in p.salary_steps])
    assert found == [("A1", 3, Decimal("3.00"))]


def test_a_coefficient_beside_the_scale_is_a_warning(planned):
    plan = planned([[*HEAD, "Mã ngạch", "Bậc", "Hệ số"], [*DUC, "V.08.01.03", "3/9", 3.33]])
    assert codes(plan) == [(2, "warning", "salary_coefficient.scale")]


def test_a_value_that_no_list_knows_is_kept_and_flagged(bring, person):
    plan = bring([[*HEAD, "Dân tộc"], [*DUC, "Xá Phó"]])
    assert codes(plan) == [(2, "warning", "ethnic_group.unlisted")]
    assert person("VC01", lambda p: p.ethnic_group) == "Xá Phó"


def test_party_membership_from_its_two_dates(bring, person):
    bring([[*HEAD, "Ngày vào Đảng", "Ngày chính thức", "Chi bộ"], [*DUC, "03/02/2010", "03/02/2011", "Chi bộ Nội"]])
    found = person(
        "VC01",
        lambda p: [(m.stage, m.starts_on.iso, m.ends_on and m.ends_on.iso, str(m.cell)) for m in p.party_memberships],
    )
    assert found == [
        (PartyStage.PROBATIONARY, "2010-02-03", "2011-02-02", "Chi bộ Nội"),
        (PartyStage.OFFICIAL, "2011-02-03", None, "Chi bộ Nội"),
    ]


def test_without_the_second_date_a_member_is_on_probation(bring, person):
    bring([[*HEAD, "Ngày vào Đảng", "Ngày chính thức"], [*DUC, "03/02/2026", None]])
    found = person("VC01", lambda p: [(m.stage, m.ends_on) for m in p.party_memberships])
    assert found == [(PartyStage.PROBATIONARY, None)]


def test_a_list_with_one_party_date_assumes_twelve_months_and_says_so(bring, person):
    plan = bring([[*HEAD, "Ngày vào Đảng"], [*DUC, "03/02/2010"]])
    assert codes(plan) == [(2, "warning", "party_joined_on.official_assumed")]
    assert person("VC01", lambda p: [m.stage for m in p.party_memberships]) == [
        PartyStage.PROBATIONARY,
        PartyStage.OFFICIAL,
    ]


def test_degree_politics_and_licence(bring, person, planned):
    rows = [
        [*HEAD, "Trình độ", None, "Số CCHN", "Ngày cấp"],
        [None, None, None, None, "Chuyên môn", "LLCT", None, None],
        [*DUC, "BSCKI", "Cao cấp", "001234/NA-CCHN", "12/05/2015"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:G2", "H1:H2"]
    bring(rows, merged)
    assert person("VC01", lambda p: [q.level for q in p.qualifications]) == ["CKI"]
    assert person("VC01", lambda p: [(c.kind, c.level) for c in p.certificates]) == [
        (CertificateKind.POLITICS, "LLCT_CC")
    ]
    assert person("VC01", lambda p: [(x.kind, x.number, x.issued_on.iso) for x in p.licences]) == [
        (LicenceKind.CCHN, "001234/NA-CCHN", "2015-05-12")
    ]
    assert planned(rows, merged).rows[0].outcome is Outcome.SAME


def test_a_new_working_person_is_here_since_joining(bring, person):
    bring([[*HEAD, "Ngày vào đơn vị"], [*DUC, "01/09/2012"]])
    assert person("VC01", lambda p: [(s.status, s.starts_on.iso) for s in p.statuses]) == [("DANG_LAM", "2012-09-01")]


def test_the_clerk_decides_a_column_and_it_is_remembered(workspace, bring, planned, person):
    rows = [["Mã NV", "Họ và tên", "Cột lạ"], ["VC01", "Nguyễn Văn Đức", "Hà Tĩnh"]]
    bring(rows, mapping={"Cột lạ": "home_town"})
    assert person("VC01", lambda p: p.home_town) == "Hà Tĩnh"
    again = planned(rows)
    assert [m.field for m in again.columns] == ["staff_code", "full_name", "home_town"]


def test_a_mapping_file_by_letter(tmp_path, planned):
    (tmp_path / "m.toml").write_text('C = "home_town"\n', encoding="utf-8")
    plan = planned(
        [["Mã NV", "Họ và tên", "Ghi chú"], ["VC01", "Nguyễn Văn Đức", "Hà Tĩnh"]], mapping=tmp_path / "m.toml"
    )
    assert plan.columns[2].field == "home_town"


def test_an_unknown_field_in_a_mapping_names_those_there_are(planned):
    with pytest.raises(UserError, match="full_name"):
        planned([HEAD, DUC], mapping={"Mã NV": "ma_so"})


def test_a_formula_error_in_a_cell_refuses_the_row(planned):
    plan = planned([[*HEAD, "Quê quán"], [*DUC, "=NA()"]])
    assert [(p.column, p.code) for p in plan.problems if p.severity == "error"][0][0] == "E"


def test_a_plan_is_refused_when_its_people_were_changed_meanwhile(workspace, bring, planned):
    bring([HEAD, DUC])
    plan = planned([[*HEAD, "Quê quán"], [*DUC, "Huế"]])
    bring([[*HEAD, "Quê quán"], [*DUC, "Hà Tĩnh"]])
    with pytest.raises(UserError, match="xem trước lại"):
        run(importing.carry_out(workspace, plan))


def test_a_kind_that_is_not_there_yet_says_so(planned):
    with pytest.raises(UserError, match="chưa có trong phiên bản này"):
        planned([HEAD, DUC], kind="cme")


def test_cancelled_in_the_middle_nothing_is_left(workspace, planned):
    plan = planned([HEAD, *([f"VC{i:03}", f"Nguyễn Văn {i}", 1980, None] for i in range(700))])
    task = importing.carry_out(workspace, plan)
    steps = [next(task).done for _ in range(3)]
    task.close()
    assert steps == [0, 200, 400]
    assert workspace.database.verify().records["staff_member"] == 0
    assert workspace.database.undo_title() is None


def test_hidden_and_struck_rows_are_read_and_told(tmp_path, workspace, book):
    path = book([HEAD, DUC, ANH])
    made = load_workbook(path)
    made.active.row_dimensions[2].hidden = True
    made.active["B3"].font = Font(strike=True)
    made.save(path)
    plan = run(importing.plan(workspace, path, "staff"))
    assert codes(plan) == [(2, "warning", "row.hidden"), (3, "warning", "row.struck")]
    assert plan.count(Outcome.NEW) == 2


def test_a_list_in_an_old_font_comes_in_as_unicode(workspace, bring, person):
    plan = bring(
        [
            ["M· NV", "Hä vµ tªn", "Quª qu¸n", "Khoa, phßng"],
            ["VC01", "NguyÔn V¨n §øc", "tØnh NghÖ An", "Khoa Néi tæng hîp"],
            ["VC02", "TrÇn ThÞ H­êng", "tØnh Hµ TÜnh", "Phßng Tæ chøc"],
        ]
    )
    assert plan.encoding == "tcvn3"
    assert plan.as_json(committed=True)["encoding"] == "tcvn3"
    assert person("VC01", lambda p: (p.full_name, p.home_town)) == ("Nguyễn Văn Đức", "tỉnh Nghệ An")
    assert person("VC02", lambda p: p.full_name) == "Trần Thị Hường"


def test_nobody_is_born_after_the_day_of_the_list(planned):
    plan = planned([HEAD, ["VC01", "Nguyễn Văn Đức", "05/09/2030", None]])

    assert codes(plan) == [(2, "error", "birth_date.future")]
