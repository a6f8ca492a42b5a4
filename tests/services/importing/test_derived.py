"""Lists that follow from the declaration of their record: the tables of the personal form, and the lists of the unit."""

from datetime import date

import pytest
from sqlalchemy import select

from desktop.domain.merits import Appraisal
from desktop.domain.organisation import Department
from desktop.domain.record import RECORDS
from desktop.domain.schooling import CertificateKind
from desktop.services import importing
from desktop.services.exchange.kinds import LEFT_OUT, of_people
from desktop.services.importing import Outcome

HEAD = ["Mã NV", "Họ và tên", "Ngày sinh"]
DUC = ["VC01", "Nguyễn Văn Đức", "05/09/1985"]
# Records of people without a list of their own: they are the program's own notes, or stand as parts of other lists.
NOT_LISTED = {"StaffAct", "FollowUp", "NationalEntry", "Attachment"}


@pytest.fixture(autouse=True)
def _people(bring):
    bring([HEAD, DUC])


def errors(plan):
    return [(p.row, p.code) for p in plan.problems if p.severity == "error"]


def test_every_record_of_a_person_has_a_list():
    listed = {part.entity.__name__ for kind in importing.all_kinds() for part in kind.parts}
    needed = {name for name, kind in RECORDS.items() if of_people(kind) and kind not in LEFT_OUT}
    assert needed - listed == NOT_LISTED


def test_the_family_table_of_the_form_has_its_own_names_beside_those_of_the_person(bring, person):
    form = ["Mối quan hệ", "Họ và tên", "Năm sinh", "Quê quán, nghề nghiệp, nơi ở"]
    rows = [[*HEAD[:2], *form], ["VC01", "Nguyễn Văn Đức", "Con đẻ", "Nguyễn Minh Khôi", 2015, "Học sinh"]]
    bring(rows, kind="family")
    told = person("VC01", lambda p: [(f.relation, f.name, f.birth_year) for f in p.family])
    assert told == [("CON", "Nguyễn Minh Khôi", 2015)]


def test_the_reward_table_of_the_form_gives_awards_and_ratings(workspace, bring, planned):
    rows = [
        ["Mã NV", "Năm", "Xếp loại chuyên môn", "Xếp loại thi đua", "Hình thức khen thưởng"],
        ["VC01", 2024, "Hoàn thành tốt nhiệm vụ", "Lao động tiên tiến", None],
        ["VC01", 2025, None, None, "Chiến sĩ thi đua cơ sở"],
    ]
    assert [row.outcome for row in bring(rows, kind="awards").rows] == [Outcome.SAME, Outcome.NEW]
    assert [row.outcome for row in bring(rows, kind="appraisals").rows] == [Outcome.NEW, Outcome.SAME]
    with workspace.database.read() as session:
        assert [(a.year, a.rating) for a in session.scalars(select(Appraisal))] == [(2024, "HTT")]
    assert planned(rows, kind="awards").count(Outcome.SAME) == 2


def test_the_decision_behind_a_row_is_found_or_made(bring, person, workspace):
    head = ["Mã NV", "Khoa, phòng", "Từ ngày", "Số QĐ", "Ngày QĐ", "Người ký"]
    bring([head, ["VC01", "Khoa Nội", "01/03/2020", "12/QĐ-BV", "25/02/2020", "Lê Minh"]], kind="placements")
    bring(
        [
            ["Mã NV", "Tình trạng", "Từ ngày", "Số QĐ", "Ngày QĐ"],
            ["VC01", "Đang làm việc", "01/03/2020", "12/QĐ-BV", "25/02/2020"],
        ],
        kind="statuses",
    )
    assert person("VC01", lambda p: [(str(x.decision), x.decision.signer) for x in p.placements]) == [
        ("12/QĐ-BV ngày 25/02/2020", "Lê Minh")
    ]
    assert workspace.database.verify().records["decision"] == 1


def test_a_new_placement_ends_the_one_before(bring, person):
    head = ["Mã NV", "Khoa, phòng", "Từ ngày"]
    bring([head, ["VC01", "Khoa Nội", "2018"], ["VC01", "Khoa Ngoại", "05/2020"]], kind="placements")
    assert person("VC01", lambda p: [(str(x.department), x.ends_on and x.ends_on.iso) for x in p.placements]) == [
        ("Khoa Nội", "2020-04-30"),
        ("Khoa Ngoại", None),
    ]


def test_what_the_paper_says_of_a_date_is_kept(bring, person, planned):
    rows = [["Mã NV", "Nơi đến", "Từ ngày"], ["VC01", "Lào", "1995 (khoảng mùa hè)"]]
    bring(rows, kind="foreign_trips")
    told = person("VC01", lambda p: [(t.starts_on.iso, t.starts_on.text) for t in p.foreign_trips])
    assert told == [("1995", "khoảng mùa hè")]
    assert planned(rows, kind="foreign_trips").rows[0].outcome is Outcome.SAME


def test_a_later_scope_belongs_to_its_licence(bring, person, planned):
    bring([["Mã NV", "Số giấy phép"], ["VC01", "001234/NA-GPHN"]], kind="licences")
    rows = [["Mã NV", "Số giấy phép", "Phạm vi bổ sung"], ["VC01", "001234/NA-GPHN", "Siêu âm tim"]]
    bring(rows, kind="scope_changes")
    assert person("VC01", lambda p: [[s.scope_text for s in x.scope_changes] for x in p.licences]) == [["Siêu âm tim"]]
    assert planned(rows, kind="scope_changes").rows[0].outcome is Outcome.SAME


def test_departments_of_one_list_stand_above_each_other_in_any_order(workspace, bring, planned):
    rows = [
        ["Tên khoa, phòng", "Mã khoa, phòng", "Trực thuộc", "Thành lập"],
        ["Đơn nguyên Thận", "K02", "Khoa Nội", "01/01/2020"],
        ["Khoa Nội", "K01", None, "01/01/1990"],
    ]
    bring(rows, kind="departments")
    with workspace.database.read() as session:
        found = {d.name: d for d in session.scalars(select(Department))}
        assert found["Đơn nguyên Thận"].parent is found["Khoa Nội"]
        assert found["Khoa Nội"].founded_on == date(1990, 1, 1)
        assert len(found) == 2
    assert {row.outcome for row in planned(rows, kind="departments").rows} == {Outcome.SAME}
    rows[1][2] = "Khoa Nộii"
    assert errors(planned(rows, kind="departments")) == [(2, "parent.unknown")]


def test_departments_above_each_other_in_a_circle_are_refused(planned):
    rows = [["Tên khoa, phòng", "Trực thuộc"], ["Khoa A", "Khoa B"], ["Khoa B", "Khoa A"]]
    assert errors(planned(rows, kind="departments")) == [(3, "parent.circle")]


@pytest.mark.parametrize(
    ("written", "kind", "language", "level"),
    [
        ("B1", CertificateKind.ENGLISH, None, "NN_B1"),
        ("Tiếng Anh B1", CertificateKind.ENGLISH, None, "NN_B1"),
        ("Anh văn trình độ B", CertificateKind.ENGLISH, None, "NN_B"),
        ("TOEIC 500", CertificateKind.ENGLISH, None, "TOEIC 500"),
        ("Tiếng Pháp B1", CertificateKind.LANGUAGE, "Tiếng Pháp", "NN_B1"),
        ("Pháp văn C", CertificateKind.LANGUAGE, "Tiếng Pháp", "NN_C"),
        ("B2 tiếng Nhật", CertificateKind.LANGUAGE, "Tiếng Nhật", "NN_B2"),
        ("Tiếng Trung", CertificateKind.LANGUAGE, "Tiếng Trung", None),
    ],
)
def test_the_language_column_of_a_staff_list_need_not_mean_english(
    bring, planned, person, written, kind, language, level
):
    rows = [["Mã NV", "Họ và tên", "Ngoại ngữ"], ["VC01", "Nguyễn Văn Đức", written]]
    bring(rows)
    assert person("VC01", lambda p: [(c.kind, c.language, c.level) for c in p.certificates]) == [
        (kind, language, level)
    ]
    assert planned(rows).rows[0].outcome is Outcome.SAME


@pytest.mark.parametrize(
    ("row", "kind", "language"),
    [
        ({"Loại": "Tin học", "Trình độ": "Tin học A"}, CertificateKind.IT, None),
        ({"Trình độ": "Trung cấp lý luận chính trị"}, CertificateKind.POLITICS, None),
        ({"Chứng chỉ được cấp": "Bồi dưỡng chức danh nghề nghiệp bác sĩ hạng III"}, CertificateKind.TITLE, None),
        ({"Chứng chỉ được cấp": "Bồi dưỡng kiến thức quốc phòng đối tượng 3"}, CertificateKind.DEFENCE, None),
        ({"Tên ngoại ngữ/tiếng dân tộc": "Tiếng Mông"}, CertificateKind.ETHNIC_LANGUAGE, "Tiếng Mông"),
        ({"Tên ngoại ngữ/tiếng dân tộc": "Pháp", "Trình độ": "B1"}, CertificateKind.LANGUAGE, "Pháp"),
        ({"Tên ngoại ngữ/tiếng dân tộc": "Anh", "Điểm số": "6.5"}, CertificateKind.ENGLISH, "Anh"),
    ],
)
def test_a_certificate_of_any_table_of_the_form_finds_its_kind(bring, person, planned, row, kind, language):
    rows = [["Mã NV", *row], ["VC01", *row.values()]]
    bring(rows, kind="certificates")
    assert person("VC01", lambda p: [(c.kind, c.language) for c in p.certificates]) == [(kind, language)]
    assert planned(rows, kind="certificates").rows[0].outcome is Outcome.SAME


def test_a_certificate_of_no_known_kind_is_asked_for(planned):
    assert errors(planned([["Mã NV", "Chứng chỉ được cấp"], ["VC01", "Giấy khen"]], kind="certificates")) == [
        (2, "kind.required")
    ]
