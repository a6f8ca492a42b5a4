"""The lists: F06 (trích ngang), R3 (probationary members due), R4 (sympathisers and their helpers)."""

from datetime import date
from decimal import Decimal

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringReview, MentoringState
from desktop.domain.party import CaseState, PartyMembership, PartyStage
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import EmploymentStatus, StaffMember
from desktop.services import reporting
from desktop.services.progress import run
from tests.services.small_unit import (
    DAY,
    body_text,
    case,
    cells,
    departments,
    found,
    leading,
    partial,
    pay,
    person,
    table_text,
    unit,
)


@pytest.fixture
def workspace(tmp_path):
    made = unit(tmp_path)
    yield made
    made.close()


def built(workspace, code, **more):
    return run(reporting.build(workspace, code, **more))


def helper(session, mentee, mentor, assigned_on, kind=MentoringKind.SYMPATHISER, **more):
    made = MentoringAssignment(kind=kind, mentee=mentee, mentor=mentor, assigned_on=assigned_on, **more)
    session.add(made)
    return made


class TestF06:
    def test_nobody(self, workspace):
        sheet = built(workspace, "F06").sheets[0]

        assert table_text(sheet).split("\n") == [
            "TT | Họ và tên | Quê quán | Ngày, tháng, năm sinh |  | Tuổi | Dân tộc | Trình độ |  | Ngày vào Đoàn"
            " | Ngày vào Đảng | Chức vụ, đơn vị công tác hiện nay | Chức vụ Đảng (nếu có) | Thời gian bổ nhiệm (nếu có)"
            " | Mức lương hiện hưởng |  |  |  |  | Danh hiệu thi đua 6 năm gần nhất",
            " |  |  | Nam | Nữ |  |  | Chuyên môn | LLCT |  |  |  |  |  | Ngạch lương | Bậc lương | Hệ số"
            " | PC thâm niên vượt khung (%) | Thời gian tính cho lần nâng bậc tiếp theo"
            " | Năm 2021 | Năm 2022 | Năm 2023 | Năm 2024 | Năm 2025 | Năm 2026",
            " | ".join(str(number) for number in range(1, 26)),
            "(Không phát sinh trong kỳ báo cáo)",
        ]

    def test_a_small_unit_by_departments_managers_first_then_by_given_name(self, workspace):
        with workspace.database.write("Nhập") as session:
            board, ward = departments(session, "Ban Giám đốc", "Khoa Nội")
            (cell,) = cells(session, "Chi bộ 1")
            head, deputy = leading(session, "Giám đốc", 5), leading(session, "Phó Trưởng khoa", 2)
            secretary = leading(session, "Bí thư chi bộ", 2, is_party=True)
            director = person(
                session, "VC1", "Hồ Văn Ánh", "nam", "1975-11-22", department=board, title="V.08.01.01", degree="CKII",
                major="Nội khoa", post=head, party="official", cell=cell, ethnic_group="01", home_town="Nghệ An",
                union_joined_on=PartialDate("1991-03"), certificates=[(CertificateKind.POLITICS, "LLCT_CC")],
            )  # fmt: skip
            pay(director, "A3.1", 6, Decimal("8.00"), over_frame_percent=Decimal("6.0"))
            PartyMembership(
                staff=director, stage=PartyStage.PROBATIONARY,
                starts_on=partial("2017-09-02"), ends_on=partial("2018-09-01"),
            )  # fmt: skip
            person(session, "VC2", "Lê Thị Ân", "nu", "1990", department=ward)
            person(session, "VC3", "Phạm Thị An", "nu", "1985-06", department=ward)
            lead = person(session, "VC4", "Vũ Văn Ý", "nam", "1980-01-31", department=ward, post=deputy)
            pay(lead, "A1", 3, Decimal("3.00"), counted_from=partial("2024-07-01"))
            person(session, "VC5", "Trần Thị Ánh", "nu", "1985-06-01", department=ward, post=secretary)
            person(session, "HD1", "Bùi Văn Lái", "nam", "1970-01-01", title="01.010", contract="HD68", degree="SC")
        report = built(workspace, "F06")

        assert (
            body_text(report.sheets[0])
            == """\
I | Ban Giám đốc (1 người)
1 | Hồ Văn Ánh | Nghệ An | 22/11/1975 |  | 51 | Kinh | CKII Nội khoa | Cao cấp | 03/1991 | 02/09/2017 | Giám đốc |  | 01/02/2024 | V.08.01.01 | 6/6 | 8,00 | 6 | 01/01/2025
II | Khoa Nội (4 người)
2 | Vũ Văn Ý |  | 31/01/1980 |  | 46 |  | ĐH |  |  |  | Phó Trưởng khoa |  | 01/02/2024 | V.08.05.12 | 3/9 | 3,00 |  | 01/07/2024
3 | Phạm Thị An |  |  | 06/1985 | 41 |  | ĐH |  |  |  | Điều dưỡng hạng III |  |  | V.08.05.12
4 | Trần Thị Ánh |  |  | 01/06/1985 | 41 |  | ĐH |  |  |  | Điều dưỡng hạng III | Bí thư chi bộ |  | V.08.05.12
5 | Lê Thị Ân |  |  | 1990 | 36 |  | ĐH |  |  |  | Điều dưỡng hạng III |  |  | V.08.05.12
III | Chưa phân khoa, phòng (1 người)
6 | Bùi Văn Lái |  | 01/01/1970 |  | 56 |  | SC |  |  |  | Lái xe cơ quan |  |  | 01.010"""
        )
        assert report.rows == 6
        assert found(report) == [("department.missing", "HD1")]
        assert report.errors == 0

    def test_the_narrower_scope_leaves_contract_workers_out(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            person(session, "VC1", "An", department=ward)
            person(session, "HD1", "Bình", department=ward, contract="HD68")
        report = built(workspace, "F06", scope="official")

        assert report.rows == 1
        assert report.sheets[0].title == "DANH SÁCH TRÍCH NGANG VIÊN CHỨC"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"born": None}, "birth_date.missing"),
            ({"sex": ""}, "sex.missing"),
            ({"department": None}, "department.missing"),
            ({"degree": None}, "qualification.missing"),
            ({"title": None}, "title.missing"),
        ],
    )
    def test_gaps_are_told_and_do_not_stop_the_list(self, workspace, change, code):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            person(session, "VC1", "An", **{"department": ward, **change})
        report = built(workspace, "F06")

        assert found(report) == [(code, "VC1")]
        assert report.errors == 0

    def test_columns_hold_on_a4_at_a_readable_size(self, workspace):
        sheet = built(workspace, "F06").sheets[0]

        assert sheet.paper.landscape
        assert 10 * sheet.scale >= 7.9  # points on paper


class TestR3:
    def test_nobody(self, workspace):
        assert body_text(built(workspace, "R3").sheets[0]) == "(Không có đảng viên dự bị)"

    def test_the_first_due_first_with_the_days_of_the_law(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            (cell,) = cells(session, "Chi bộ Nội")
            mentor = person(session, "VC9", "Lê Giúp", department=ward, party="official", cell=cell)

            def admitted(code, name, ceremony, **more):
                member = person(session, code, name, born="1995", department=ward)
                return case(
                    session, member, CaseState.PROBATION, cell=cell, ceremony_on=ceremony, decision_no="12-QĐ/ĐU",
                    decision_issued_on=date(2025, 9, 1), **more,
                )  # fmt: skip

            late = admitted("VC1", "Đỗ Quá Hạn", date(2025, 10, 10))
            admitted("VC2", "Võ Xa", date(2026, 9, 1))
            near = admitted("VC3", "Hồ Gần", date(2025, 12, 20), has_self_review=True)
            admitted("VC4", "Phan Đang Xét", date(2025, 10, 22), off_cell_meeting_on=date(2026, 11, 1),
                     new_member_class_on=date(2026, 5, 5), new_member_class_no="7")  # fmt: skip
            for each in (late, near):
                helper(session, each.staff, mentor, date(2025, 11, 1), MentoringKind.PROBATIONER)
            gone = admitted("VC5", "Ngô Đã Đi", date(2025, 11, 1))
            EmploymentStatus(staff=gone.staff, status="CHUYEN_DI", starts_on=PartialDate("2026-01-01"))
        report = built(workspace, "R3")

        assert (
            body_text(report.sheets[0])
            == """\
I | Đã hết 12 tháng dự bị (2 người)
1 | Đỗ Quá Hạn | 1995 | Chi bộ Nội | 12-QĐ/ĐU | 01/09/2025 | 10/10/2025 | 10/10/2026 | -43 | 20/11/2026 |  |  | Lê Giúp |  |  |  |  |  |  | Quá hạn chi bộ xét
2 | Phan Đang Xét | 1995 | Chi bộ Nội | 12-QĐ/ĐU | 01/09/2025 | 22/10/2025 | 22/10/2026 | -31 | 04/12/2026 | 05/05/2026 | 7 |  |  |  |  | 01/11/2026 |  |  | Chi bộ đã đề nghị
II | Hết 12 tháng trong 60 ngày tới (1 người)
3 | Hồ Gần | 1995 | Chi bộ Nội | 12-QĐ/ĐU | 01/09/2025 | 20/12/2025 | 20/12/2026 | 28 | 01/02/2027 |  |  | Lê Giúp | x |  |  |  |  |  | Đang dự bị
III | Còn trên 60 ngày (1 người)
4 | Võ Xa | 1995 | Chi bộ Nội | 12-QĐ/ĐU | 01/09/2025 | 01/09/2026 | 01/09/2027 | 283 | 15/10/2027 |  |  |  |  |  |  |  |  |  | Đang dự bị"""
        )
        assert sorted(found(report)) == [("mentor.missing", "VC2"), ("mentor.missing", "VC4"), ("review.late", "VC1")]

    def test_who_was_made_official_later_is_still_on_the_list_of_that_day(self, workspace):
        with workspace.database.write("Nhập") as session:
            (cell,) = cells(session, "Chi bộ 1")
            case(
                session, person(session, "VC1", "An"), CaseState.OFFICIAL, cell=cell, ceremony_on=date(2025, 10, 1),
                decision_no="1", decision_issued_on=date(2025, 9, 1), off_decision_on=date(2026, 11, 20),
                off_decision_no="2", off_cell_meeting_on=date(2026, 10, 20),
            )  # fmt: skip
        assert built(workspace, "R3").rows == 0
        assert built(workspace, "R3", period="ASOF:2026-11-19").rows == 1

    def test_gaps_of_a_case(self, workspace):
        with workspace.database.write("Nhập") as session:
            made = case(session, person(session, "VC1", "An", born=None), CaseState.PROBATION)
            session.flush()
            uid = made.uid
        report = built(workspace, "R3")

        assert {code for code, _ in found(report)} == {
            "ceremony_on.missing", "decision.missing", "cell.missing", "mentor.missing", "birth_date.missing",
        }  # fmt: skip
        ceremony = next(finding for finding in report.findings if finding.code == "ceremony_on.missing")
        assert (ceremony.entity, ceremony.uid, ceremony.field) == ("PartyCase", uid, "ceremony_on")


class TestR4:
    def test_nobody(self, workspace):
        assert body_text(built(workspace, "R4").sheets[0]).split("\n") == [
            "(Không có người trong danh sách cảm tình Đảng)",
            "CỘNG |  |  |  |  | 0",
        ]

    def test_by_cells_with_helpers_certificate_and_last_comment(self, workspace):
        with workspace.database.write("Nhập") as session:
            (ward,) = departments(session, "Khoa Nội")
            first, second = cells(session, "Chi bộ Nội", "Chi bộ Ngoại")
            mentor = person(session, "VC8", "Lê Giúp", department=ward, party="official", cell=first)
            other = person(session, "VC9", "Lý Đỡ", department=ward, party="official", cell=first)
            helped = person(
                session, "VC1", "Hồ Ánh", born="1998-03-04", department=ward, union_joined_on=PartialDate("2013")
            )
            case(
                session, helped, CaseState.CLASS_DONE, cell=first, list_resolution_on=date(2025, 1, 22),
                class_cert_no="17/GCN", class_cert_on=date(2026, 1, 22), expected_in="Q2/2027", obstacle="Chờ thẩm tra",
            )  # fmt: skip
            one = helper(session, helped, mentor, date(2025, 2, 1), together_since=date(2020, 7, 1))
            helper(session, helped, other, date(2025, 3, 1), slot=2)
            for day in (date(2026, 4, 2), date(2026, 10, 5), date(2026, 12, 30)):
                session.add(MentoringReview(assignment=one, period=str(day), review_on=day))
            alone = person(session, "VC2", "Đỗ Bình", born="1985-12-30", department=ward)
            case(session, alone, CaseState.SYMPATHISER, cell=second, list_resolution_on=date(2026, 5, 6))
        report = built(workspace, "R4")

        assert (
            body_text(report.sheets[0])
            == """\
I | Chi bộ Nội (1 người, 1 người đã có đảng viên giúp đỡ)
1 | Hồ Ánh | 04/03/1998 | Khoa Nội | Điều dưỡng hạng III | x | 22/01/2025 | Lê Giúp | 01/02/2025 | Lý Đỡ | 01/03/2025 | 01/07/2020 | 22/01/2026 | 17/GCN | 22/01/2031 | Đã học, có giấy chứng nhận | 05/10/2026 | Q2/2027 | Chờ thẩm tra
II | Chi bộ Ngoại (1 người, 0 người đã có đảng viên giúp đỡ)
2 | Đỗ Bình | 30/12/1985 | Khoa Nội | Điều dưỡng hạng III |  | 06/05/2026 |  |  |  |  |  |  |  |  | Cảm tình Đảng
CỘNG |  |  |  |  | 1"""
        )
        words = [cell.value for cell in report.sheets[0].cells()]
        assert "Tổng số 2 cảm tình Đảng; đã phân công giúp đỡ 1, chưa phân công 1" in words
        assert found(report) == [("mentor.missing", "VC2")]

    @pytest.fixture
    def pair(self, workspace):
        """A sympathiser and a helper whose assignment a test may bend."""
        with workspace.database.write("Nhập") as session:
            (cell,) = cells(session, "Chi bộ 1")
            mentee, mentor = person(session, "VC1", "An"), person(session, "VC2", "Bình", party="official", cell=cell)
            case(session, mentee, CaseState.SYMPATHISER, cell=cell, list_resolution_on=date(2026, 6, 1))
            session.flush()
            return mentee.uid, mentor.uid

    def assigned(self, workspace, pair, *, mentor=1, assigned_on=date(2026, 9, 1), **more):
        with workspace.database.write("Phân công") as session:
            people = {uid: session.query(StaffMember).filter_by(uid=uid).one() for uid in pair}
            helper(session, people[pair[0]], people[pair[mentor]], assigned_on, **more)
        return found(built(workspace, "R4"))

    def test_a_helper_who_may_help(self, workspace, pair):
        assert self.assigned(workspace, pair) == []

    def test_a_helper_who_was_not_official_on_the_day(self, workspace, pair):
        assert self.assigned(workspace, pair, assigned_on=date(2018, 9, 1)) == [
            ("review.missing", "VC1"),
            ("mentor.not_official", "VC1"),
        ]

    def test_nobody_helps_oneself(self, workspace, pair):
        assert ("mentor.self", "VC1") in self.assigned(workspace, pair, mentor=0)

    def test_a_helper_who_left(self, workspace, pair):
        with workspace.database.write("Nghỉ") as session:
            gone = session.query(StaffMember).filter_by(uid=pair[1]).one()
            EmploymentStatus(staff=gone, status="NGHI_HUU", starts_on=PartialDate("2026-11-01"))
        assert self.assigned(workspace, pair) == [("mentor.left", "VC1")]

    def test_no_comment_for_half_a_year(self, workspace, pair):
        assert self.assigned(workspace, pair, assigned_on=date(2026, 5, 21)) == [("review.missing", "VC1")]

    @pytest.mark.parametrize(
        "more",
        [
            {"state": MentoringState.PROPOSED},
            {"state": MentoringState.STOPPED, "ended_on": date(2026, 11, 1)},
            {"kind": MentoringKind.PRACTICE},
            {"assigned_on": date(2026, 12, 1)},
        ],
    )
    def test_an_assignment_that_does_not_run_on_the_day_is_none(self, workspace, pair, more):
        assert self.assigned(workspace, pair, **more) == [("mentor.missing", "VC1")]

    def test_an_assignment_that_ended_later_ran_on_the_day(self, workspace, pair):
        assert self.assigned(workspace, pair, state=MentoringState.STOPPED, ended_on=date(2026, 11, 30)) == []

    def test_one_helper_for_more_than_three_people(self, workspace):
        with workspace.database.write("Nhập") as session:
            (cell,) = cells(session, "Chi bộ 1")
            mentor = person(session, "VC0", "Lê Giúp", party="official", cell=cell)
            for number in range(4):
                mentee = person(session, f"VC{number + 1}", f"Người {number}")
                case(session, mentee, CaseState.SYMPATHISER, cell=cell, list_resolution_on=date(2026, 6, 1))
                helper(session, mentee, mentor, date(2026, 8, 1))
        assert found(built(workspace, "R4")) == [("mentor.load", "VC0")]

    def test_gaps_of_a_case(self, workspace):
        with workspace.database.write("Nhập") as session:
            (cell,) = cells(session, "Chi bộ 1")
            member = person(session, "VC1", "An", born=None, party="official", cell=cell)
            case(session, member, CaseState.SYMPATHISER, class_cert_on=date(2021, 11, 21))
        report = built(workspace, "R4")

        assert {code for code, _ in found(report)} == {
            "mentor.missing", "member.already", "list_resolution.missing", "cell.missing", "certificate.expired",
            "birth_date.missing",
        }  # fmt: skip
        assert report.period.cut_off == DAY
