"""Lists of people as reports: kept ones and the one on the screen, on paper as at any day."""

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from desktop.cli.measuring.crowd import crowd
from desktop.domain.conditions import Condition, Joined
from desktop.domain.errors import UserError
from desktop.domain.organisation import Unit
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role, SentReport
from desktop.services import own_fields, people_list, records, reporting, saved_lists
from desktop.services.people_list import open_grid
from desktop.services.progress import run
from desktop.services.reports.saved_list import ShownList, kind_of
from desktop.services.saved_lists import SavedView
from desktop.services.workspace import Workspace
from desktop.storage.mapping import operation
from tests.conftest import TODAY
from tests.services.people_unit import fill
from tests.services.small_unit import table_text

HERE = Condition("working_here", "is", ("có",), title="Đang làm việc")
WIDE = (
    *("staff_code", "full_name", "birth_date", "citizen_id", "phone", "home_town"),
    *("department", "title", "contract_kind", "qualification", "coefficient", "salary_table"),
)
SHOWN = ("staff_code", "full_name", "birth_date", "coefficient", "department")


@pytest.fixture
def unit(workspace):
    fill(workspace)
    with workspace.database.write("Khai đơn vị") as session:
        session.add(
            Unit(code="BVTT", name="Bệnh viện Thử", parent_name="Sở Y tế Mẫu", place="Mẫu", signer_name="Trần Văn Ký")
        )
    return workspace


def keep(unit, name="Khối nội, ngoại", columns=SHOWN, **more):
    saved_lists.save(unit, name, columns=columns, **{"condition": HERE, **more})
    return f"list:{name}"


def build(unit, code, day=None):
    return run(reporting.build(unit, code, as_of=day))


def as_role(unit, role):
    return Workspace.on(unit.database.file, today=TODAY, user="Lan", rights=Rights.of(role))


def set_own(unit, key, values):
    with unit.database.read() as session:
        uids = {one.staff_code: one.uid for one in session.query(StaffMember)}
    for code, value in values.items():
        records.save(unit, StaffMember, uids[code], {key: value})


class TestPaper:
    def test_a_list_with_groups_and_a_field_of_ones_own(self, unit):
        size = own_fields.add(unit, "Cỡ giày", "number")
        set_own(unit, size, {"VC01": "41", "VC02": "37,5"})
        code = keep(unit, columns=(*SHOWN, size), group_by="department", order_by="birth_date")
        built = build(unit, code)

        assert table_text(built.sheets[0]) == (
            "TT | Mã nhân viên | Họ và tên | Ngày sinh | Hệ số lương | Cỡ giày\n"
            "I | Khoa Ngoại: 1 người\n"
            "1 | VC02 | Đỗ Thị Ánh | 30/11/1988 | 3,00 | 37,5\n"
            "II | Khoa Nội tổng hợp: 1 người\n"
            "2 | VC01 | Nguyễn Văn Ân | 12/05/1970 |  | 41\n"
            "III | Chưa có thông tin: 1 người\n"
            "3 | VC05 | Lê Thị Lan | 01/12/1990\n"
            "TỔNG CỘNG: 3 người"
        )
        assert (built.rows, built.errors) == (3, 0)

    def test_title_day_conditions_unit_and_signatures_stand_around_it(self, unit):
        words = [cell.value for cell in build(unit, keep(unit)).sheets[0].cells()]

        for text in ("BỆNH VIỆN THỬ", "DANH SÁCH KHỐI NỘI, NGOẠI", "Trần Văn Ký", "NGƯỜI LẬP BIỂU"):
            assert text in words
        assert "Tính đến ngày 22/11/2026\n(Đang làm việc)" in words

    def test_a_name_that_says_that_it_is_a_list_does_not_say_it_twice(self, unit):
        sheet = build(unit, keep(unit, "Danh sách nữ", condition=Condition("sex", "is", ("nữ",)))).sheets[0]

        assert sheet.title == "DANH SÁCH NỮ"
        assert "Tính đến ngày 22/11/2026\n(Giới tính là Nữ)" in [cell.value for cell in sheet.cells()]

    def test_it_is_as_at_the_day_that_is_asked_for(self, unit):
        code = keep(unit, group_by="department", columns=("full_name", "age"))
        sheet = build(unit, code, date(2023, 1, 1)).sheets[0]

        # Ánh had not moved yet, Đức had not retired, Minh was not sent away, and the department bore its older name.
        assert table_text(sheet) == (
            "TT | Họ và tên | Tuổi\n"
            "I | Khoa Ngoại: 1 người\n"
            "1 | Trần Minh | 37\n"
            "II | Khoa Nội: 3 người\n"
            "2 | Đỗ Thị Ánh | 34\n"
            "3 | Nguyễn Văn Ân | 52\n"
            "4 | Phạm Văn Đức | 61\n"
            "TỔNG CỘNG: 4 người"
        )
        assert any("Tính đến ngày 01/01/2023" in str(cell.value) for cell in sheet.cells())

    def test_a_file_that_is_only_read_gives_the_list_of_the_day_taken_for_today(self, unit):
        code = keep(unit, columns=("full_name", "department"))
        then = Workspace.on(unit.database.file, today=date(2023, 1, 1), user="Lan")
        shown = table_text(build(then, code).sheets[0])
        then.close()

        assert "Đỗ Thị Ánh | Khoa Nội" in shown
        assert shown == table_text(build(unit, code, date(2023, 1, 1)).sheets[0])

    def test_nobody_on_it_is_said(self, unit):
        sheet = build(unit, keep(unit, condition=Condition("age", "gt", ("99",)))).sheets[0]

        assert table_text(sheet).split("\n")[-1] == "(Không có ai)"

    def test_many_columns_go_on_over_further_sheets_that_all_say_whose_row_it_is(self, unit):
        grid = open_grid(unit)
        every = tuple(grid.columns)
        grid.close()
        built = build(unit, keep(unit, "Tất cả", columns=every))

        assert len(built.sheets) > 1
        assert built.rows == 3
        labels = []
        for number, sheet in enumerate(built.sheets, 1):
            heads = table_text(sheet).split("\n")[0].split(" | ")
            assert heads[:3] == ["TT", "Mã nhân viên", "Họ và tên"]
            labels += heads[3:]
            assert f"(PHẦN {number}/{len(built.sheets)})" in sheet.title
            assert sheet.scale >= 0.7
            assert sheet.paper.landscape
        assert len(labels) == len(set(labels)) == len(every) - 2

    @pytest.mark.parametrize(("columns", "landscape"), [(("full_name", "phone"), False), (WIDE, True)])
    def test_the_page_lies_as_the_columns_need_it(self, unit, columns, landscape):
        (sheet,) = build(unit, keep(unit, columns=columns)).sheets

        assert (sheet.paper.name, sheet.paper.landscape) == ("A4", landscape)
        assert sheet.scale >= 0.75


class TestWorkbook:
    def test_numbers_are_numbers_days_are_days_and_identifiers_are_text(self, unit, tmp_path):
        path = tmp_path / "a.xlsx"
        columns = ("full_name", "birth_date", "age", "coefficient", "phone", "citizen_id")
        reporting.export(unit, build(unit, keep(unit, columns=columns, condition=None)), path)
        rows = {row[1].value: row[2:] for row in load_workbook(path).active.iter_rows()}
        ánh, minh = rows["Đỗ Thị Ánh"], rows["Trần Minh"]

        assert [cell.value.date() if cell.is_date else cell.value for cell in ánh] == [
            *(date(1988, 11, 30), 37, 3, "0912345678", "001188000001")
        ]
        assert [cell.data_type for cell in ánh] == ["d", "n", "n", "s", "s"]
        assert minh[0].value == "02/1985"

    def test_text_that_looks_like_a_formula_stays_text(self, unit, tmp_path):
        key = own_fields.add(unit, "=1+1", "text")
        set_own(unit, key, {"VC01": "=HYPERLINK(0)", "VC02": "+1"})
        path = tmp_path / "a.xlsx"
        reporting.export(unit, build(unit, keep(unit, "=SUM(A1)", columns=("full_name", key))), path)
        cells = {cell.value: cell for row in load_workbook(path).active.iter_rows() for cell in row if cell.value}

        for text in ("=1+1", "=HYPERLINK(0)", "+1"):
            assert cells[text].data_type == "s"
        assert cells["DANH SÁCH =SUM(A1)"].data_type == "s"

    def test_a_thousand_people_are_written_once_each(self, tmp_path):
        file = crowd(tmp_path / "many.canbo", 1_000, TODAY)
        many = Workspace.on(file, today=TODAY, user="Lan")
        code = keep(many, condition=None, columns=("staff_code", "full_name", "title"), group_by="department")
        outcome = reporting.export(many, build(many, code), tmp_path / "a.xlsx")
        many.close()
        texts = [[cell.value for cell in row] for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows()]

        assert outcome.built.rows == 1_000
        assert len({row[1] for row in texts if str(row[1]).startswith("VC")}) == 1_000
        assert sum(str(row[1]).startswith("Khoa số") for row in texts) == 40
        assert "TỔNG CỘNG: 1.000 người" in [row[0] for row in texts]


class TestRecord:
    def test_an_export_is_put_down_and_not_entered_among_the_reports_that_were_sent(self, unit, tmp_path):
        outcome = reporting.export(unit, build(unit, keep(unit)), tmp_path / "a.xlsx")
        with unit.database.read() as session:
            last = session.execute(operation.select().order_by(operation.c.id.desc())).first()
            sent = session.query(SentReport).count()

        assert (last.kind, last.title) == (
            "export",
            "Xuất danh sách «Khối nội, ngoại», ngày 22/11/2026: 3 dòng, a.xlsx",
        )
        assert sent == 0
        assert outcome.as_json()["code"] == "list:Khối nội, ngoại"
        assert outcome.built.file_name == "DS-khoi-noi-ngoai_2026_BVTT_20261122.xlsx"

    def test_kept_lists_stand_in_the_catalogue_under_their_own_heading(self, unit):
        keep(unit, "Nữ")
        keep(unit, "Nam")

        assert [kind.title for kind in reporting.offered(unit) if kind.group == "Danh sách đã lưu"] == ["Nam", "Nữ"]

    def test_an_unknown_list_is_told_with_the_known_ones(self, unit):
        keep(unit, "Nữ")
        with pytest.raises(UserError, match="Không có danh sách đã lưu «Nam»; các danh sách: «Nữ»"):
            build(unit, "list:Nam")


class TestRights:
    def test_columns_that_the_user_may_not_see_are_left_out_and_that_is_said(self, unit):
        code = keep(unit, columns=("full_name", "party_stage", "cell"), group_by="party_stage")
        clerk = as_role(unit, Role.HR_CLERK)
        built = build(clerk, code)
        clerk.close()

        assert table_text(built.sheets[0]).split("\n")[0] == "TT | Họ và tên"
        assert [f.message for f in built.findings if f.code == "list.columns"] == [
            "Bản này không có 2 cột của danh sách: cột đã bỏ, hoặc bạn không được xem."
        ]

    def test_a_list_drawn_by_what_the_user_may_not_see_is_neither_offered_nor_made(self, unit):
        code = keep(unit, "Đảng viên", condition=Joined((HERE, Condition("party_stage", "filled"))))
        clerk = as_role(unit, Role.HR_CLERK)

        assert code not in [kind.code for kind in reporting.offered(clerk)]
        with pytest.raises(UserError, match="bạn không được xem"):
            build(clerk, code)
        clerk.close()

    def test_who_may_take_no_lists_out_prints_none(self, unit):
        code = keep(unit)
        leader = as_role(unit, Role.LEADER)

        assert [kind.code for kind in reporting.offered(leader) if kind.is_list] == []
        with pytest.raises(UserError, match="không có quyền xuất danh sách"):
            build(leader, code)
        leader.close()


def test_the_list_on_the_screen_is_printed_without_being_kept(unit):
    view = SavedView("", "", Condition("sex", "is", ("nữ",)), ("full_name", "age"), "", "age", descending=True)
    built = build(unit, kind_of(unit, ShownList(view, "thi")))

    assert built.kind.group == "Danh sách đang xem"
    assert table_text(built.sheets[0]).split("\n")[1:] == [
        "1 | Đỗ Thị Ánh | 37",
        "2 | Lê Thị Lan | 35",
        "TỔNG CỘNG: 2 người",
    ]
    words = [cell.value for cell in built.sheets[0].cells()]
    assert "DANH SÁCH VIÊN CHỨC, NGƯỜI LAO ĐỘNG" in words
    assert "Tính đến ngày 22/11/2026\n(có chữ «thi»; Giới tính là Nữ)" in words
    assert saved_lists.listed(unit) == []


def test_values_of_the_list_are_those_of_the_fields(unit):
    grid = people_list.open_grid(unit)
    (number,) = grid.ids("anh 0912345678")
    found = grid.loaded([number], ("full_name", "birth_date", "coefficient", "department", "working_here"))
    grid.close()

    name, born, coefficient, department, here = found[number]
    assert (name, born.day, coefficient, department) == (
        "Đỗ Thị Ánh",
        date(1988, 11, 30),
        Decimal("3.00"),
        "Khoa Ngoại",
    )
    assert here
