"""BM01-A: one row a department, forty columns, and each person in exactly one class of every block."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.domain.dates import PartialDate, add_years, age_on
from desktop.domain.organisation import Department, Unit
from desktop.domain.retirement import retirement
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import Contract, EmploymentStatus, Sex, TitleHolding
from desktop.domain.system import Setting
from desktop.services import reporting
from desktop.services.lists import retirement_ages, shipped_lists
from desktop.services.progress import run
from desktop.services.reports.bm01a import REPORT, age_class, degree_column, grade_of
from tests.services.small_unit import DAY, SINCE, body_text, departments, found, partial, person, unit

AGES = retirement_ages()
TITLES = shipped_lists()["professional_title"]
DEGREES = shipped_lists()["qualification"]
GRADE, DEGREE, AGE = ("grade_",), ("degree_",), ("age_30", "age_40", "age_50", "age_60", "age_retired")


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    yield made
    made.close()


def built(workspace, **more):
    return run(reporting.build(workspace, "BM01-A", **more))


def block(totals, *starts):
    return {
        key: value
        for key, value in totals.items()
        if key.startswith(starts) and "_women" not in key and "_men" not in key
    }


class TestAgeClasses:
    @pytest.mark.parametrize(
        ("born", "column"),
        [
            ("2008-11-22", "age_30"),
            ("1996-11-22", "age_30"),  # 30 today
            ("1995-11-23", "age_30"),  # 31 tomorrow
            ("1995-11-22", "age_40"),  # 31 today
            ("1985-11-23", "age_40"),
            ("1985-11-22", "age_50"),  # 41 today
            ("1975-11-23", "age_50"),
            ("1975-11-22", "age_60"),  # 51 today
            ("1966-11-22", "age_60"),  # 60 today
            ("1965-05-01", "age_60"),  # a man of 61 whose last month is this one
        ],
    )
    def test_borders_are_completed_years(self, born, column):
        assert age_class(PartialDate(born), Sex.MALE, DAY, AGES) == column

    @pytest.mark.parametrize(
        ("sex", "born", "last_day_of_work"),
        [
            (Sex.MALE, "1965-05-20", date(2026, 11, 30)),  # 61 years and 6 months in 2026
            (Sex.FEMALE, "1969-11-03", date(2026, 11, 30)),  # 57 years in 2026
            (Sex.FEMALE, "1970-03", date(2027, 7, 31)),  # 57 years and 4 months in 2027
        ],
    )
    def test_over_retirement_age_begins_after_the_own_retirement_month(self, sex, born, last_day_of_work):
        assert age_class(PartialDate(born), sex, last_day_of_work, AGES) == "age_60"
        assert age_class(PartialDate(born), sex, last_day_of_work + timedelta(1), AGES) == "age_retired"

    def test_a_year_alone_counts_from_its_first_day(self):
        assert age_class(PartialDate("1995"), Sex.MALE, date(2026, 1, 1), AGES) == "age_40"

    def test_without_a_sex_the_later_age_counts(self):
        assert age_class(PartialDate("1969-01-01"), None, DAY, AGES) == "age_60"
        assert age_class(PartialDate("1969-01-01"), Sex.FEMALE, DAY, AGES) == "age_retired"

    @given(
        born=st.dates(date(1940, 1, 1), date(2012, 12, 31)),
        day=st.dates(date(2021, 1, 1), date(2040, 12, 31)),
        sex=st.sampled_from(Sex),
    )
    def test_everybody_stands_in_one_class_and_grows_from_class_to_class(self, born, day, sex):
        order = list(AGE)
        column = age_class(PartialDate.of(born), sex, day, AGES)
        later = age_class(PartialDate.of(born), sex, day + timedelta(31), AGES)

        assert column in order
        assert order.index(later) >= order.index(column)
        is_over = day > retirement(PartialDate.of(born), sex is Sex.FEMALE, AGES).last_working_day
        assert (column == "age_retired") == is_over
        if not is_over and age_on(born, day) > 50:
            assert column == "age_60"


class TestOtherBlocks:
    @pytest.mark.parametrize(
        ("title", "column"),
        [
            ("V.08.01.01", "grade_cvcc"),
            ("06.029", "grade_cvcc"),
            ("V.08.01.02", "grade_cvc"),
            ("V.08.05.12", "grade_cv"),
            ("01.003", "grade_cv"),
            ("01.004", "grade_cs"),
            ("V.08.05.13", "grade_cs"),
            ("01.005", "grade_nv"),
            ("01.010", "grade_nv"),
            ("06.035", "grade_nv"),
            ("Bảo vệ", "grade_nv"),
            (None, "grade_nv"),
        ],
    )
    def test_a_title_stands_in_the_grade_of_its_pay_table(self, title, column):
        assert grade_of(title, TITLES) == column

    def test_every_shipped_title_and_degree_has_a_column(self):
        keys = {leaf.key for leaf in REPORT.leaves}
        assert {grade_of(row.code, TITLES) for row in TITLES} <= keys
        assert {degree_column(row, {}) for row in DEGREES} <= keys

    @pytest.mark.parametrize(
        ("settings", "columns"),
        [
            ({}, ["degree_TS", "degree_THS", "degree_THS"]),
            ({"bm01.CKII": "THS", "bm01.CKI": "DH", "bm01.BSNT": "DH"}, ["degree_THS", "degree_DH", "degree_DH"]),
            ({"bm01.CKII": "CD", "bm01.CKI": ""}, ["degree_TS", "degree_THS", "degree_THS"]),
        ],
    )
    def test_specialist_degrees_follow_the_units_setting_where_the_form_leaves_a_choice(self, settings, columns):
        assert [degree_column(DEGREES[code], settings) for code in ("CKII", "CKI", "BSNT")] == columns

    def test_untrained_people_stand_with_so_cap(self):
        assert degree_column(DEGREES["CQDT"], {}) == degree_column(None, {}) == "degree_SC"


class TestTable:
    def test_an_empty_unit_gives_an_empty_table(self, workspace):
        report = built(workspace)

        assert body_text(report.sheets[0]).split("\n") == [
            "(Không phát sinh trong kỳ báo cáo)",
            "TỔNG CỘNG",
        ]
        assert report.rows == 0
        assert report.errors == 0

    def test_a_small_unit(self, workspace):
        with workspace.database.write("Nhập") as session:
            board, ward, _ = departments(session, "Ban Giám đốc", "Khoa Nội", "Khoa Dược", assigned=(1, 3, 1))
            person(
                session, "VC1", "Hồ Văn Cả", "nam", "1975-11-22", department=board, title="V.08.01.01", degree="CKII",
                ethnic_group="01", party="official",
                certificates=[(CertificateKind.POLITICS, "LLCT_CC"), (CertificateKind.STATE_MANAGEMENT, "QLNN_CVC")],
            )  # fmt: skip
            person(
                session, "VC2", "Lò Thị Bông", "nu", "1996-11-22", department=ward, degree="CD", ethnic_group="03",
                religion="02",
                certificates=[(CertificateKind.IT, "TH_CB"), (CertificateKind.ENGLISH, "NN_DH")],
            )  # fmt: skip
            person(
                session, "VC3", "Trần Thị Già", "nu", "1960", department=ward, title="V.08.05.13", degree="TC",
                ethnic_group="01", religion="00", certificates=[(CertificateKind.ETHNIC_LANGUAGE, "DT")],
            )  # fmt: skip
            person(
                session, "HD1", "Vũ Lái", "nam", "1980", department=ward, title="01.010", contract="HD68", degree="SC"
            )
        report = built(workspace)

        assert (
            body_text(report.sheets[0])
            == """\
1 | Ban Giám đốc | 1 | 1 |  | 1 |  |  | 1 |  |  |  |  | 1 |  |  |  |  |  |  | 1 |  |  |  |  |  |  |  |  |  |  | 1 |  |  |  |  | 1
2 | Khoa Nội | 3 | 2 | 2 |  | 1 | 1 |  |  | 1 | 1 |  |  |  |  | 1 | 1 |  |  |  |  |  |  | 1 | 1 |  |  |  | 1 |  |  |  | 1 |  |  |  |  |  | 1
3 | Khoa Dược | 1
TỔNG CỘNG |  | 5 | 3 | 2 | 1 | 1 | 1 | 1 |  | 1 | 1 |  | 1 |  |  | 1 | 1 |  |  | 1 |  |  |  | 1 | 1 |  |  |  | 1 |  | 1 |  | 1 |  |  | 1 |  |  | 1"""
        )
        assert [code for code, _ in found(report)] == []

    def test_forty_columns_numbered_in_order(self):
        assert len(REPORT.leaves) == 40
        assert REPORT.problems() == []

    def test_the_wider_scope_counts_contract_workers_and_says_so(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            person(session, "VC1", "An", department=ward, ethnic_group="01")
            person(session, "HD1", "Bình", department=ward, contract="HD68", ethnic_group="01")

        assert built(workspace).totals["total"] == 1
        wide = built(workspace, scope="all")
        assert wide.totals["total"] == 2
        assert wide.sheets[0].title.endswith("VIÊN CHỨC, NGƯỜI LAO ĐỘNG")

    def test_only_who_belongs_to_the_unit_on_the_day_counts(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            person(session, "VC1", "An", department=ward, ethnic_group="01", status="THAI_SAN")
            leaves = person(session, "VC2", "Bình", department=ward, ethnic_group="01", status=None)
            EmploymentStatus(staff=leaves, status="DANG_LAM", starts_on=SINCE, ends_on=PartialDate("2026-06-30"))
            EmploymentStatus(staff=leaves, status="NGHI_HUU", starts_on=PartialDate("2026-07-01"))
            person(session, "VC3", "Chi", department=ward, status="BIET_PHAI_DEN")
            person(session, "VC4", "Dung", department=ward, since=PartialDate("2026-12-01"))

        assert built(workspace).totals["total"] == 1
        assert built(workspace, period="ASOF:2026-06-30").totals["total"] == 2
        assert built(workspace, period="ASOF:2026-12-31").totals["total"] == 2

    def test_the_contract_of_the_day_decides_who_is_vien_chuc(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            member = person(session, "VC1", "An", department=ward, contract=None, ethnic_group="01")
            Contract(staff=member, kind="HD111_CM", starts_on=partial("2023-03-01"), ends_on=partial("2026-02-28"))
            Contract(staff=member, kind="HDLV_XDTH", starts_on=partial("2026-03-01"), ends_on=partial("2026-10-31"))

        assert built(workspace, period="ASOF:2026-02-28").totals["total"] == 0
        late = built(workspace)
        assert late.totals["total"] == 1
        assert found(late) == [("contract.ended", "VC1")]

    def test_a_department_below_another_stands_under_it(self, workspace):
        with workspace.database.write("Nhập") as session:
            first, _ = departments(session, "Trung tâm Sản nhi", "Khoa Dược")
            session.add(Department(name="Đơn nguyên Sơ sinh", parent=first, order_no=1))
            session.add(Department(name="Khoa đã giải thể", dissolved_on=date(2020, 1, 1)))
        lines = body_text(built(workspace).sheets[0]).split("\n")

        assert lines == ["1 | Trung tâm Sản nhi", "2 | – Đơn nguyên Sơ sinh", "3 | Khoa Dược", "TỔNG CỘNG"]

    def test_footnotes_say_where_specialists_are_counted(self, workspace):
        with workspace.database.write("Thiết lập") as session:
            session.add(Setting(key="bm01.CKI", value="DH"))
        words = " ".join(str(cell.value) for cell in built(workspace).sheets[0].cells() if isinstance(cell.value, str))

        assert "chuyên khoa cấp ii tính ở cột Tiến sĩ" in words
        assert "chuyên khoa cấp i tính ở cột Đại học" in words
        assert "cột 37 gồm tất cả những người còn lại trên 50 tuổi" in words


class TestFindings:
    def test_who_has_no_birth_date_breaks_the_block_of_ages(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            person(session, "VC1", "An", born=None, department=ward, ethnic_group="01")
        report = built(workspace)

        assert ("birth_date.missing", "VC1") in found(report)
        assert report.findings[0].code == "figures.identity"
        assert "34+35+36+37+40" in report.findings[0].message
        assert report.errors == 2

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"sex": ""}, "sex.missing"),
            ({"ethnic_group": None}, "ethnic_group.missing"),
            ({"department": None}, "department.missing"),
            ({"title": None}, "title.missing"),
            ({"title": "Ngạch lạ"}, "title.missing"),
            ({"degree": None}, "qualification.missing"),
            ({"contract": None}, "contract.missing"),
            ({"status": None}, "status.missing"),
            ({"certificates": [(CertificateKind.POLITICS, None)]}, "certificate.level"),
        ],
    )
    def test_what_is_missing_is_told_with_the_record_to_open(self, workspace, change, code):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            member = person(session, "VC1", "An", **{"department": ward, "ethnic_group": "01", **change})
            session.flush()
            uid = member.uid
        (finding,) = built(workspace).findings

        assert (finding.code, finding.staff_code, finding.staff_uid) == (code, "VC1", uid)
        assert finding.entity
        assert finding.field
        assert "An" in finding.message

    def test_assigned_numbers_that_do_not_add_up(self, workspace):
        with workspace.database.write("Nhập") as session:
            departments(session, "Khoa Nội", "Khoa Ngoại", assigned=(3, 4))
            session.query(Unit).one().assigned_headcount = 8
        (finding,) = built(workspace).findings

        assert finding.message == (
            "Số người làm việc được giao của đơn vị là 8, nhưng giao cho các khoa, phòng cộng lại là 7."
        )


class TestAddingUp:
    def test_random_people_stand_in_exactly_one_class_of_each_block(self, workspace):
        dice = Random(7)
        titles = [row.code for row in TITLES] + ["Bảo vệ", None]
        degrees = [row.code for row in DEGREES] + [None]
        with workspace.database.write("Nhập") as session:
            places = departments(session, *(f"Khoa số {n}" for n in range(9)))
            for number in range(150):
                born = add_years(DAY, -dice.randint(18, 66)) - timedelta(dice.randint(0, 364))
                text = born.isoformat()[: dice.choice((4, 7, 10, 10, 10))]
                person(
                    session,
                    f"VC{number}",
                    f"Người {number}",
                    dice.choice(("nam", "nu")),
                    text,
                    department=dice.choice(places),
                    title=dice.choice(titles),
                    degree=dice.choice(degrees),
                    ethnic_group=dice.choice(("01", "02", None)),
                    party=dice.choice(("", "official")),
                    contract=dice.choice(("HDLV_KXDTH", "HD68", "HD50", None)),
                )
        for scope in ("official", "all"):
            report = built(workspace, scope=scope)
            totals = report.totals

            assert report.sheets[0].faults == ()
            assert sum(block(totals, *GRADE).values()) == totals["total"]
            assert sum(block(totals, *DEGREE).values()) == totals["total"]
            assert sum(totals[key] for key in AGE) == totals["total"]
        assert totals["total"] == 150

    def test_a_title_of_the_future_is_not_counted_yet(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            member = person(session, "VC1", "An", department=ward, ethnic_group="01", title="V.08.05.13")
            TitleHolding(staff=member, title="V.08.05.12", starts_on=PartialDate("2027-01-01"))

        assert built(workspace).totals["grade_cs"] == 1


class TestWorkbook:
    def test_totals_are_formulas_that_carry_their_values(self, workspace, tmp_path):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội", assigned=(5,))
            for number in range(3):
                person(session, f"VC{number}", f"Người {number}", department=ward, ethnic_group="01")
        report = built(workspace)
        path = tmp_path / "bm01.xlsx"
        reporting.export(workspace, report, path)
        row = report.sheets[0].total_row
        formulas, values = load_workbook(path)["BM01-A"], load_workbook(path, data_only=True)["BM01-A"]

        assert [formulas.cell(row, column).value for column in (3, 4, 5)] == [
            f"=SUM(C{row - 1}:C{row - 1})",
            f"=SUM(D{row - 1}:D{row - 1})",
            f"=SUM(E{row - 1}:E{row - 1})",
        ]
        assert [values.cell(row, column).value for column in (3, 4, 5, 11)] == [5, 3, 3, 3]
        assert formulas.page_setup.orientation == "landscape"
        assert formulas.page_setup.paperSize == 9
        assert formulas.page_setup.fitToWidth == 1
        assert formulas.print_title_rows == f"${report.sheets[0].header[0]}:${report.sheets[0].header[1]}"
