import pytest

from desktop.domain.fields import Code
from desktop.domain.records import KINDS
from desktop.domain.staff import StaffMember
from desktop.domain.text import label_key
from desktop.services.lists import catalogue, qualification_ranks, shipped_lists

LISTS = shipped_lists()


def test_every_list_that_a_field_names_is_shipped():
    named = {field.list for kind in KINDS for field in kind.fields.values() if isinstance(field, Code)}
    assert named <= LISTS.keys()


@pytest.mark.parametrize(
    ("name", "count"),
    [("ethnic_group", 55), ("religion", 17), ("province", 34), ("province_old", 63), ("professional_title", 76)],
)
def test_lists_are_whole(name, count):
    assert len(LISTS[name]) == count


@pytest.mark.parametrize("name", sorted(LISTS.keys() - {"job_position"}))
def test_no_spelling_means_two_codes_of_one_list(name):
    meant: dict[str, str] = {}
    for row in LISTS[name]:
        assert row.label
        assert row.source or row.confidence
        for text in (row.code, row.label, *row.aliases):
            assert meant.setdefault(label_key(text), row.code) == row.code, text


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("professional_title", "v.08.01.03", "V.08.01.03"),
        ("professional_title", "V08.01.03", "V.08.01.03"),
        ("professional_title", "16.118", "V.08.01.03"),
        ("professional_title", "Bác sỹ (hạng III)", "V.08.01.03"),
        ("professional_title", "ĐD hạng 3", "V.08.05.12"),
        ("professional_title", "Kỹ thuật viên hạng IV", "V.08.07.19"),
        ("professional_title", "V.11.06.14", "V11.06.14"),
        ("qualification", "BSCKI", "CKI"),
        ("qualification", "Bác sỹ chuyên khoa II", "CKII"),
        ("qualification", "CN", "DH"),
        ("qualification", "CN CĐ", "CD"),
        ("qualification", "thạc sỹ", "THS"),
        ("ethnic_group", "Tày", "02"),
        ("ethnic_group", "Mông", "08"),
        ("religion", "KHÔNG", "00"),
        ("religion", "Thiên chúa giáo", "02"),
        ("contract_type", "Viên chức", "HDLV_KXDTH"),
        ("staff_status", "Đang công tác", "DANG_LAM"),
        ("training_level", "Cao cấp LLCT", "LLCT_CC"),
        ("training_level", "B1", "NN_B1"),
        ("training_kind", "Nghiên cứu sinh", "DT_TS"),
        ("province", "Nghệ An", "40"),
        ("province_old", "Hà Giang", "02"),
        ("salary_table", "Loại A1", "A1"),
        ("qualification", "Phó tiến sĩ gì đó", None),
    ],
)
def test_what_clerks_write_is_understood(name, typed, code):
    assert LISTS[name].find(typed) == code


def test_old_provinces_lead_to_new_ones():
    for row in LISTS["province_old"]:
        assert row.extra["new_code"] in LISTS["province"]
        assert row.extra["citizen_prefix"] == f"0{row.code}"


def test_minorities_are_all_but_the_kinh_and_foreigners():
    assert [r.label for r in LISTS["ethnic_group"] if r.extra["is_minority"] != "1"] == ["Kinh", "Người nước ngoài"]


def test_titles_know_their_group_for_the_counts_by_profession():
    groups = {row.code: row.extra["group"] for row in LISTS["professional_title"]}
    assert (groups["V.08.02.06"], groups["V.08.05.12"], groups["V.08.03.07"], groups["06.031"]) == (
        "doctor",
        "nurse",
        "physician_assistant",
        "other",
    )


def test_higher_degrees_rank_higher():
    ranks = qualification_ranks()
    order = ["CQDT", "SC", "TC", "CD", "DH", "CKI", "BSNT", "THS", "CKII", "TS", "TSKH"]
    assert sorted(order, key=ranks.__getitem__) == order


def test_every_bucket_of_the_report_of_numbers_is_a_degree_of_the_list():
    for row in LISTS["qualification"]:
        assert row.extra["bm01"] in LISTS["qualification"]


def test_the_catalogue_binds_the_lists_to_the_fields():
    field = catalogue().fields(StaffMember)["ethnic_group"]
    assert field.read("tày") == "02"
    assert field.show("02") == "Tày"
    assert field.read("Người Sao Hỏa") == "Người Sao Hỏa"
