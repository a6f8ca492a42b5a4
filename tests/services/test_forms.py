"""Personal forms: every item of the paper, every field of the record, as at a day, by rights, for many at once."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from desktop.domain.biography import FamilyMember
from desktop.domain.dates import PartialDate
from desktop.domain.errors import UserError
from desktop.domain.fields import Reference, Sensitivity
from desktop.domain.organisation import UnitName
from desktop.domain.record import RECORDS
from desktop.domain.rights import Rights
from desktop.domain.staff import StaffMember
from desktop.domain.system import Role
from desktop.services import attachments, forms, national
from desktop.services.forms import FORMS, Asked
from desktop.services.forms.wording import month
from desktop.services.progress import run
from desktop.services.unit import unit as unit_of
from desktop.services.workspace import Workspace
from desktop.storage.history import operations
from tests.excel.test_form_sheet import PNG
from tests.services import small_unit
from tests.services.full_person import bare_person, full_person, ugly_person
from tests.services.small_unit import DAY

GOLDEN = Path(__file__).parent / "data" / "syll_full.txt"
YEAR = Asked(DAY, date(2026, 1, 1))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A unit with one person of each sort, and their uids: only looked at."""
    workspace = small_unit.unit(tmp_path_factory.mktemp("forms"))
    with workspace.database.write("Nhập người") as session:
        people = {"full": full_person(session), "bare": bare_person(session), "ugly": ugly_person(session)}
        session.flush()
        uids = {name: member.uid for name, member in people.items()}
    yield workspace, uids
    workspace.close()


@pytest.fixture
def own(tmp_path):
    """A unit of the test's own with the full person in it."""
    workspace = small_unit.unit(tmp_path)
    with workspace.database.write("Nhập người") as session:
        member = full_person(session)
        session.flush()
        uid = member.uid
    yield workspace, uid
    workspace.close()


def lines_of(sheet):
    """The form as lines of text; the pieces of a line stand apart by «|»."""
    told = (" | ".join(sheet.shown(cell).replace("\n", "⏎") for cell in row if cell.value) for row in sheet.rows)
    return [" ".join(line.split()) for line in told if line.strip()]


def text_of(sheet):
    return " ".join(" ".join(sheet.shown(cell) for row in sheet.rows for cell in row if cell.value).split())


def value_of(sheet, label):
    """What stands behind a label on its line."""
    for line in lines_of(sheet):
        pieces = line.split(" | ")
        for place, piece in enumerate(pieces):
            if piece.rstrip() == label:
                return pieces[place + 1] if place + 1 < len(pieces) and not pieces[place + 1].endswith(":") else ""
    raise AssertionError(f"no label «{label}»")


def seen_by(workspace, role):
    """The same file as somebody of a role sees it."""
    return Workspace.on(workspace.database.file, today=DAY, user="Người khác", rights=Rights.of(role))


class TestTheWholeForm:
    def test_it_reads_as_on_paper(self, made):
        workspace, uids = made
        told = "\n".join(lines_of(forms.filled(workspace, "SYLL", uids["full"], Asked(DAY)))) + "\n"
        assert told == GOLDEN.read_text("utf-8")

    @pytest.mark.parametrize(
        ("code", "items"),
        [
            ("SYLL", [*map(str, range(1, 39)), *(f"30.{n}" for n in (1, 2, 3)), *(f"32.{n}" for n in range(1, 7))]),
            ("SYLL", ["34.1", "34.2", "34.3", "35.1", "35.2", "36.1", "36.2", "37.1", "37.2", "37.3"]),
            ("2C", [*(str(n) for n in range(1, 33) if n != 15), *(f"15.{n}" for n in range(1, 7))]),
            ("HS02", [*(str(n) for n in range(1, 33) if n != 15), *(f"15.{n}" for n in range(1, 7))]),
            ("HS01", [*(str(n) for n in range(1, 25) if n not in (12, 15, 19)), *(f"15.{n}" for n in range(1, 8))]),
            ("3A", [*map(str, range(1, 17)), *(f"11.{n}" for n in range(1, 7))]),
            ("HS03", ["1", "2", "3", "4", "5", "6"]),
        ],
    )
    def test_every_item_stands_on_it_also_where_nothing_is_known(self, made, code, items):
        workspace, uids = made
        told = text_of(forms.filled(workspace, code, uids["bare"], YEAR))
        found = set(re.findall(r"(?<![\d.])(\d{1,2}(?:\.\d)?)[)-]", told))
        assert set(items) - found == set()

    def test_roman_parts_of_the_long_record_and_the_supplement(self, made):
        workspace, uids = made
        for code, last in (("HS01", 8), ("HS03", 9)):
            told = lines_of(forms.filled(workspace, code, uids["bare"], YEAR))
            numerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][:last]
            assert [line.split(".")[0] for line in told if re.match(r"[IVX]+\. [A-ZĐÁ]", line)] == numerals

    def test_every_field_with_an_item_number_is_printed(self, made):
        workspace, uids = made
        told = text_of(forms.filled(workspace, "SYLL", uids["full"], Asked(DAY))).casefold()
        missing = []
        with workspace.database.read() as session:
            member = session.scalars(select(StaffMember).where(StaffMember.uid == uids["full"])).one()
            for name, kind in RECORDS.items():
                reference = kind.fields.get("staff")
                rows = [member] if kind is StaffMember else []
                if isinstance(reference, Reference) and reference.many and reference.owned:
                    rows = list(getattr(member, reference.many))
                for field in (f for f in workspace.catalogue.fields(kind).values() if f.item):
                    shown = {form for row in rows for form in _forms(field, getattr(row, field.name))}
                    if not any(form and form.casefold() in told for form in shown):
                        missing.append(f"{name}.{field.name}")
        assert missing == []

    def test_religion_none_is_an_answer_and_is_written(self, made):
        workspace, uids = made
        assert value_of(forms.filled(workspace, "SYLL", uids["full"], Asked(DAY)), "7) Tôn giáo:") == "Không"

    def test_what_nobody_recorded_stays_blank_unless_the_clerk_says_there_is_none(self, made):
        workspace, uids = made
        blank = forms.filled(workspace, "SYLL", uids["bare"], Asked(DAY))
        assert value_of(blank, "18) Đối tượng chính sách:") == ""
        assert "Không" not in [cell.value for cell in blank.cells()]
        written = forms.filled(workspace, "SYLL", uids["bare"], Asked(DAY, write_none=True))
        assert value_of(written, "18) Đối tượng chính sách:") == "Không"
        assert value_of(written, "10) Nơi ở hiện nay:") == ""

    def test_pay_laid_out_sideways_has_room_for_every_period(self, own):
        workspace, uid = own
        with workspace.database.write("Thêm lương") as session:
            member = session.scalars(select(StaffMember).where(StaffMember.uid == uid)).one()
            for year in range(1990, 2003):
                small_unit.pay(member, "A1", 1, Decimal("1.86"), f"{year}-01-01")
        told = lines_of(forms.filled(workspace, "2C", uid, Asked(DAY)))
        bands = [line.split(" | ")[1:] for line in told if line.startswith("Tháng/năm | ")]
        assert [len(band) for band in bands] == [10, 10, 1]
        assert bands[0][0] == "01/1990"

    def test_the_twin_says_title_where_the_old_form_says_grade(self, made):
        workspace, uids = made
        old, new = (text_of(forms.filled(workspace, code, uids["full"], Asked(DAY))) for code in ("2C", "HS02"))
        assert "14) Ngạch công chức (viên chức):" in old
        assert "14) Chức danh nghề nghiệp:" in new
        assert "Ngạch công chức" not in new

    @pytest.mark.parametrize("code", list(FORMS))
    def test_the_worst_record_makes_a_whole_form(self, made, code, tmp_path):
        workspace, uids = made
        sheet = forms.filled(workspace, code, uids["ugly"], Asked(DAY, date(1980, 1, 1)))
        room = sheet.paper.printable[1]
        assert all(sum(sheet.heights[first - 1 : last]) <= room for first, last in sheet.pages())
        run(forms.exporting(workspace, code, [uids["ugly"]], Asked(DAY, date(1980, 1, 1)), tmp_path / "f.xlsx"))
        page = load_workbook(tmp_path / "f.xlsx").active
        cells = [cell for row in page.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        if code == "SYLL":
            places = [cell.value for cell in cells if str(cell.value).startswith("+")]
            assert len(places) == 40
            assert "=SUM(A1:A9)" in [cell.value for cell in cells]

    def test_the_photo_stands_in_its_frame(self, own):
        workspace, uid = own
        assert forms.filled(workspace, "SYLL", uid, Asked(DAY)).pictures == ()
        attachments.set_photo(workspace, uid, PNG)
        (picture,) = forms.filled(workspace, "SYLL", uid, Asked(DAY)).pictures
        assert picture.content == PNG


class TestAsAtADay:
    def test_histories_give_what_held_and_lists_what_had_happened(self, made):
        workspace, uids = made
        then = forms.filled(workspace, "SYLL", uids["full"], Asked(date(2015, 6, 30)))
        assert value_of(then, "23) Chức vụ hiện tại:").startswith("Phó trưởng khoa")
        assert value_of(then, "30.1) Ngạch/chức danh nghề nghiệp:") == "Bác sĩ"
        assert (value_of(then, "Bậc lương:"), value_of(then, "Hệ số:")) == ("4", "3,33")
        assert value_of(then, "20) Trình độ chuyên môn cao nhất:") == "Đại học, Y đa khoa"
        assert value_of(then, "25) Chức vụ kiêm nhiệm:") == ""
        told = text_of(then)
        assert "Chiến sĩ thi đua cơ sở" not in told
        assert "Khiển trách" in told
        assert "Kê khai" not in told
        assert "CS 012345" not in told
        assert "03/2005 03/2012" in told
        assert "04/2012 nay" in told

    def test_own_fields_of_today_are_those_of_the_record(self, own):
        workspace, uid = own
        with workspace.database.write("Đổi chỗ ở") as session:
            session.scalars(select(StaffMember)).one().current_address = "Phố Mới"
        assert "Phố Mới" in text_of(forms.filled(workspace, "SYLL", uid, Asked(DAY)))

    def test_the_unit_bears_the_name_of_the_day(self, own):
        workspace, uid = own
        with workspace.database.write("Tên cũ") as session:
            found = unit_of(session)
            session.add(UnitName(unit=found, name="Bệnh viện Cũ", ends_on=PartialDate("2014-12-31")))
        label = "Cơ quan, đơn vị sử dụng cán bộ, công chức, viên chức:"
        assert value_of(forms.filled(workspace, "SYLL", uid, Asked(date(2013, 1, 1))), label) == "Bệnh viện Cũ"
        assert value_of(forms.filled(workspace, "SYLL", uid, Asked(DAY)), label) == "Bệnh viện Thử nghiệm"


class TestRights:
    def test_what_may_not_be_seen_is_blank_and_the_foot_says_so(self, made):
        workspace, uids = made
        rights = replace(Rights.of(Role.HR_CLERK), sees=frozenset({Sensitivity.HEALTH}))
        half = Workspace.on(workspace.database.file, today=DAY, user="Khác", rights=rights)
        sheet = forms.filled(half, "SYLL", uids["full"], Asked(DAY, write_none=True))
        told = text_of(sheet)
        assert value_of(sheet, "15) Ngày vào Đảng Cộng sản Việt Nam:") == ""
        assert value_of(sheet, "26) Chức vụ Đảng hiện tại:") == ""
        assert "bị bắt, bị tù." not in told
        foot = [
            line for line in lines_of(sheet) if line.startswith("Để trống các mục mà người lập phiếu không được xem:")
        ]
        assert len(foot) == 1
        assert all(told in foot[0] for told in ("đảng tịch", "chức vụ Đảng", "số CCCD", "tôn giáo", "kỷ luật"))
        assert value_of(sheet, "7) Tôn giáo:") == value_of(sheet, "8) Số CCCD:") == ""
        after = lines_of(sheet).index(next(line for line in lines_of(sheet) if line.startswith("34.1-")))
        assert not lines_of(sheet)[after + 1].startswith("Không")

    def test_a_kind_that_is_closed_is_not_told_as_none(self, made):
        workspace, uids = made
        rights = replace(Rights.all(), sees=frozenset(Sensitivity) - {Sensitivity.DISCIPLINE})
        half = Workspace.on(workspace.database.file, today=DAY, user="Khác", rights=rights)
        told = lines_of(forms.filled(half, "SYLL", uids["full"], Asked(DAY, write_none=True)))
        place = next(n for n, line in enumerate(told) if line.startswith("35.2-"))
        assert told[place + 2].startswith("36)")
        assert value_of(forms.filled(half, "2C", uids["full"], Asked(DAY, write_none=True)), "22) Kỷ luật:") == ""

    def test_who_may_not_export_prints_only(self, made, tmp_path):
        workspace, uids = made
        leader = seen_by(workspace, Role.LEADER)
        assert (forms.may_export(leader), forms.may_print(leader)) == (False, True)
        with pytest.raises(UserError, match="không có quyền xuất"):
            run(forms.exporting(leader, "SYLL", [uids["full"]], Asked(DAY), tmp_path / "f.xlsx"))
        assert not (tmp_path / "f.xlsx").exists()

    def test_an_administrator_sees_no_record(self, made):
        workspace, uids = made
        with pytest.raises(UserError, match="không có quyền xem"):
            forms.filled(seen_by(workspace, Role.ADMIN), "SYLL", uids["full"], Asked(DAY))


class TestTheSupplement:
    def filled(self, workspace, uid, since=date(2026, 1, 1), day=DAY):
        return lines_of(forms.filled(workspace, "HS03", uid, Asked(day, since)))

    def part(self, told, numeral, following):
        first = next(n for n, line in enumerate(told) if line.startswith(f"{numeral}. "))
        last = next(n for n, line in enumerate(told) if line.startswith(following))
        return told[first + 1 : last]

    def test_histories_tell_by_their_own_dates(self, own):
        workspace, uid = own
        told = self.filled(workspace, uid)
        work = self.part(told, "I", "II.")
        assert work[1:] == [
            "Từ 01/08/2026 | Vị trí việc làm: Bác sĩ, bậc 4",
            "Từ 01/08/2026 | Xếp lương: bậc 4, mức tiền 18.500.000",
        ]
        assert self.part(told, "V", "VI.")[1:] == ["02/03/2026 - 30/05/2026 | Nhật Bản | Tập huấn siêu âm tim"]
        assert "(Từ ngày 01/01/2026 đến ngày 22/11/2026)" in told

    def test_rewards_discipline_and_studies_of_the_period_alone(self, own):
        workspace, uid = own
        told = self.filled(workspace, uid, date(2010, 1, 1), date(2016, 12, 31))
        assert [line.split(" | ")[1] for line in self.part(told, "IV", "V.")[1:]] == [
            "Vi phạm quy chế chuyên môn; Khiển trách",
            "Thiếu trách nhiệm; Cảnh cáo (Đảng)",
        ]
        assert self.part(told, "III", "IV.")[1:] == []
        assert "chuyên khoa cấp II" in " ".join(self.part(told, "II", "III."))
        assert "Bác sĩ đa khoa" not in " ".join(told)

    def test_what_has_no_date_tells_by_the_log(self, own):
        workspace, uid = own
        with workspace.database.write("Sửa") as session:
            member = session.scalars(select(StaffMember)).one()
            member.current_address = "Số 9 phố Mới"
            member.health_status = "Loại II"
            father = next(row for row in member.family if row.relation == "CHA_DE")
            father.detail = "Đã mất năm 2026"
            FamilyMember(staff=member, relation="CON", name="Vũ Minh An", birth_year=2026)
            session.remove(next(row for row in member.family if row.name == "Vũ Đình Sáu"))
        told = self.filled(workspace, uid)
        family = " ".join(self.part(told, "VIII", "IX."))
        assert "Khai thêm Con Vũ Minh An, sinh năm 2026." in family
        assert "Thôi khai Cha chồng Vũ Đình Sáu." in family
        assert "Đã mất năm 2026" in family
        assert "Phạm Thị Lụa" not in family  # entered with the person: no change of a life
        assert "từ «Loại I» thành «Loại II»" in " ".join(self.part(told, "VI", "VII."))
        assert "thành «Số 9 phố Mới»" in " ".join(told)

    def test_what_was_taken_back_is_no_change(self, own):
        workspace, uid = own
        with workspace.database.write("Sửa nhầm") as session:
            session.scalars(select(StaffMember)).one().phone = "0999999999"
        assert "0999999999" in " ".join(self.filled(workspace, uid))
        workspace.database.undo()
        assert "0999999999" not in " ".join(self.filled(workspace, uid))

    def test_nothing_counts_from_before_the_unit_began_to_keep_track(self, own):
        workspace, uid = own
        with workspace.database.write("Nhập bổ sung ban đầu") as session:
            session.scalars(select(StaffMember)).one().phone = "0999999999"
        national.begin_tracking(workspace)
        assert "0999999999" not in " ".join(self.filled(workspace, uid))

    def test_it_needs_two_days_in_their_order(self, own):
        workspace, uid = own
        for since in (None, date(2027, 1, 1)):
            with pytest.raises(UserError, match="từ ngày"):
                forms.filled(workspace, "HS03", uid, Asked(DAY, since))


class TestMany:
    def test_one_workbook_has_a_sheet_for_each_person(self, made, tmp_path):
        workspace, uids = made
        outcome = run(forms.exporting(workspace, "syll", list(uids.values()), Asked(DAY), tmp_path / "f.xlsx"))
        assert outcome.people == 3
        assert load_workbook(tmp_path / "f.xlsx").sheetnames == ["VC0100", "VC0999", "A-B---<1>"]
        done = operations(workspace.database, kinds=["export"])[0]
        assert done.title == "Xuất Sơ yếu lý lịch (SYLL) của 3 người ra f.xlsx"
        assert done.reason is not None
        assert "VC0100, VC0999" in done.reason

    def test_a_folder_holds_a_file_for_each_under_a_safe_name(self, made, tmp_path):
        workspace, uids = made
        folder = tmp_path / "phiếu" / "năm 2026"
        run(forms.exporting_folder(workspace, "SYLL", [*uids.values(), uids["full"]], Asked(DAY), folder))
        names = sorted(path.name for path in folder.iterdir())
        assert names[0].startswith("SYLL_A-B-1_hyperlink-x-nguyen-phuc-hoang")
        assert names[1:] == [
            "SYLL_VC0100_dang-thi-ngoc-anh.xlsx",
            "SYLL_VC0100_dang-thi-ngoc-anh_2.xlsx",
            "SYLL_VC0999_lo-van-un.xlsx",
        ]
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", name) for name in names)

    def test_stopped_half_way_a_workbook_is_not_there_and_a_folder_tells_what_it_holds(self, made, tmp_path):
        workspace, uids = made
        whom = [uids["full"], uids["bare"]]
        task = forms.exporting(workspace, "3A", whom, Asked(DAY), tmp_path / "f.xlsx")
        next(task)
        next(task)
        task.close()
        assert not (tmp_path / "f.xlsx").exists()
        task = forms.exporting_folder(workspace, "3A", whom, Asked(DAY), tmp_path / "d")
        next(task)
        next(task)
        task.close()
        assert len(list((tmp_path / "d").iterdir())) == 1
        assert "của 1 người vào thư mục d" in operations(workspace.database, kinds=["export"])[0].title

    def test_too_many_for_a_workbook_are_sent_to_a_folder(self, made, tmp_path):
        workspace, uids = made
        with pytest.raises(UserError, match="tối đa 200 người"):
            run(forms.exporting(workspace, "SYLL", [uids["bare"]] * 201, Asked(DAY), tmp_path / "f.xlsx"))

    def test_whom_by_code_and_condition(self, made):
        workspace, uids = made
        assert forms.whom(workspace, ["VC0999", "VC0100"]) == [uids["bare"], uids["full"]]
        assert forms.whom(workspace, None, "sex = nu") == [uids["full"]]
        for codes, where in ((["VC1"], None), ([], None), (None, 'full_name ~ "nobody"')):
            with pytest.raises(UserError, match="chưa lập phiếu"):
                forms.whom(workspace, codes, where)

    def test_an_unknown_form_is_told_with_the_known_ones(self, made):
        workspace, uids = made
        with pytest.raises(UserError, match="Không có mẫu phiếu «X1».*SYLL, 2C"):
            forms.filled(workspace, "X1", uids["full"], Asked(DAY))


def _forms(field, value):
    """The ways in which the paper may show a value."""
    if value is None:
        return []
    shown = [field.show(value)]
    if isinstance(value, PartialDate | date):
        shown.append(month(value))
    if isinstance(value, Decimal):
        shown.append(f"{value.normalize():f}".replace(".", ","))
    return [" ".join(text.split()) for text in shown]
