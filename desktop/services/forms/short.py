"""The short life (3a-BNV/2007, tiểu sử tóm tắt, 16 items) and the long record of a viên chức (HS01-VC/BNV)."""

from collections.abc import Iterator
from typing import Any

from desktop.domain.biography import FamilyMember, FamilySide
from desktop.domain.merits import Award, Discipline
from desktop.domain.party import PartyStage
from desktop.domain.schooling import CertificateKind, Qualification, WorkHistory
from desktop.excel.form import Column, Corner, Part, PhotoBeside, Titles
from desktop.services.forms.base import Answers, Asked, FormKind, part, section, signed
from desktop.services.forms.facts import Facts
from desktop.services.forms.shared import (
    SCHOOLED,
    every_post,
    mass_organisation,
    name_entry,
    place,
    relatives,
    schooled,
    served,
)
from desktop.services.forms.wording import month

_WHEN = Column("Từ tháng, năm đến tháng, năm", 24, "center")


def _short(facts: Facts, asked: Asked) -> Iterator[Part]:
    ask, own, kinds = Answers(facts, asked), facts.own, CertificateKind
    yield Corner(
        "Mẫu 3a-BNV/2007", "(ban hành kèm theo Quyết định số 06/2007/QĐ-BNV ngày 18/6/2007 của Bộ trưởng Bộ Nội vụ)"
    )
    yield ask.line(("Cơ quan, đơn vị:", facts.unit_name))
    yield PhotoBeside(
        (
            Titles(("TIỂU SỬ TÓM TẮT",)),
            name_entry(facts),
            ask.line(("2) Tên gọi khác:", ask.or_none(own("other_names")))),
            ask.line(("3) Sinh ngày:", own("birth_date")), ("Giới tính:", own("sex"))),
            ask.line(("4) Nơi sinh:", place(facts, "birth"))),
            ask.line(("5) Quê quán:", place(facts, "home"))),
            ask.line(("6) Dân tộc:", own("ethnic_group")), ("7) Tôn giáo:", ask.religion())),
        ),
        facts.photo,
    )
    yield ask.line(("8) Nơi ở hiện nay:", place(facts, "current")))
    yield ask.line(("9) Chức vụ (chức danh) hiện tại:", every_post(facts)))
    yield ask.line(("10) Đơn vị công tác:", ", ".join(t for t in (facts.department, facts.unit_name) if t)))
    yield ask.line(("11) Trình độ: 11.1- Giáo dục phổ thông:", own("general_education_level")))
    yield ask.line(("11.2- Chuyên môn cao nhất:", facts.highest_text))
    yield ask.line(
        ("11.3- Lý luận chính trị:", facts.level_of(kinds.POLITICS)),
        ("11.4- Quản lý nhà nước:", facts.level_of(kinds.STATE_MANAGEMENT)),
    )
    yield ask.line(
        ("11.5- Ngoại ngữ:", facts.level_of(kinds.ENGLISH, kinds.LANGUAGE, kinds.ETHNIC_LANGUAGE)),
        ("11.6- Tin học:", facts.level_of(kinds.IT)),
    )
    yield ask.line(
        ("12) Ngày vào Đảng Cộng sản Việt Nam:", facts.party_since(PartyStage.PROBATIONARY)),
        ("Ngày chính thức:", facts.party_since(PartyStage.OFFICIAL)),
    )
    yield ask.line(("13) Tình trạng sức khỏe:", own("health_status")))
    yield ask.line(("14) Khen thưởng:", ask.or_none(facts.highest_award())))
    yield ask.line(("15) Kỷ luật:", ask.or_none(facts.heaviest_discipline(), seen=facts.opens_discipline)))
    yield section("16) TÓM TẮT QUÁ TRÌNH CÔNG TÁC")
    yield ask.table((_WHEN, Column("Chức danh, chức vụ, đơn vị công tác", 76)), served(facts), WorkHistory, blank=4)
    yield signed(facts, asked, "Thủ trưởng cơ quan, đơn vị")


FORM_3A = FormKind("3A", "Tiểu sử tóm tắt", "QĐ 06/2007/QĐ-BNV", lambda f, a: tuple(_short(f, a)), "secondary")


def _long(facts: Facts, asked: Asked) -> Iterator[Part]:
    ask, own = Answers(facts, asked), facts.own
    yield Corner(
        "Mẫu HS01-VC/BNV", "(ban hành kèm theo Thông tư số 07/2019/TT-BNV ngày 01/6/2019 của Bộ trưởng Bộ Nội vụ)"
    )
    yield ask.line(("Cơ quan, đơn vị có thẩm quyền quản lý viên chức:", facts.parent_name))
    yield ask.line(("Cơ quan, đơn vị sử dụng viên chức:", facts.unit_name))
    yield ask.line(("Số hiệu viên chức:", own("staff_no")))
    yield PhotoBeside(
        (
            Titles(("LÝ LỊCH VIÊN CHỨC",)),
            name_entry(facts),
            ask.line(("2) Tên gọi khác:", ask.or_none(own("other_names")))),
            ask.line(("3) Sinh ngày:", own("birth_date")), ("Giới tính:", own("sex"))),
            ask.line(("4) Nơi sinh:", place(facts, "birth"))),
            ask.line(("5) Quê quán:", place(facts, "home"))),
            ask.line(("6) Dân tộc:", own("ethnic_group")), ("7) Tôn giáo:", ask.religion())),
        ),
        facts.photo,
    )
    yield section("I. THÔNG TIN CHUNG")
    yield from _general(ask)
    yield section("II. QUÁ TRÌNH ĐÀO TẠO, BỒI DƯỠNG")
    yield ask.table(SCHOOLED, schooled(facts), Qualification, blank=4)
    yield section("III. LỊCH SỬ BẢN THÂN, QUÁ TRÌNH CÔNG TÁC")
    yield ask.table((_WHEN, Column("Nội dung", 76)), served(facts), WorkHistory, blank=4)
    yield ask.prose("personal_history", blank=1)
    yield section("IV. KHEN THƯỞNG")
    yield ask.table(
        _merit("Nội dung và hình thức khen thưởng"), [award_row(facts, row) for row in facts.rows(Award)], Award
    )
    yield section("V. KỶ LUẬT")
    yield ask.table(
        _merit("Lý do và hình thức kỷ luật"), [measure_row(facts, row) for row in facts.rows(Discipline)], Discipline
    )
    yield section("VI. QUAN HỆ GIA ĐÌNH")
    columns = (Column("Quan hệ", 18), Column("Họ tên, năm sinh, quê quán, nghề nghiệp, đơn vị công tác, nơi ở", 82))
    for side, named in ((FamilySide.OWN, "1. Về bản thân"), (FamilySide.SPOUSE, "2. Bên vợ (hoặc chồng)")):
        yield part(named)
        rows = [
            (
                relation,
                ", ".join(t for t in (name, f"sinh năm {born}" if born else "") if t) + (f"\n{told}" if told else ""),
            )
            for relation, name, born, told in relatives(facts, side)
        ]
        yield ask.table(columns, rows, FamilyMember, blank=4)
    yield section("VII. TỰ NHẬN XÉT")
    yield ask.prose("self_comment", wants_answer=False, blank=3)
    yield section("VIII. XÁC NHẬN CỦA CƠ QUAN, ĐƠN VỊ")
    yield signed(facts, asked, "Thủ trưởng cơ quan, đơn vị")


HS01 = FormKind("HS01", "Lý lịch viên chức HS01", "TT 07/2019/TT-BNV", lambda f, a: tuple(_long(f, a)), "secondary")


def _general(ask: Answers) -> Iterator[Part]:
    facts, own, text, kinds = ask.facts, ask.facts.own, ask.facts.text, CertificateKind
    title, pay = facts.title, facts.pay
    yield ask.line(("8) Nơi đăng ký hộ khẩu thường trú:", place(facts, "permanent")))
    yield ask.line(("9) Nơi ở hiện nay:", place(facts, "current")))
    yield ask.line(("10) Nghề nghiệp khi được tuyển dụng:", own("occupation_before_recruitment")))
    yield ask.line(
        ("11) Ngày tuyển dụng:", own("first_recruited_on")), ("Cơ quan tuyển dụng:", own("first_recruiting_agency"))
    )
    yield ask.line(("12.1- Chức danh (chức vụ) hiện tại:", text(facts.post, "post") or text(title, "title")))
    yield ask.line(("12.2- Chức danh, chức vụ kiêm nhiệm:", ask.or_none(facts.concurrent)))
    yield ask.line(("13) Công việc chính được giao:", own("main_duty")))
    yield ask.line(
        ("14) Chức danh nghề nghiệp viên chức:", text(title, "title")),
        ("Mã số:", facts.title_code(title)),
        ("Bậc lương:", text(pay, "step")),
        ("Hệ số:", text(pay, "coefficient")),
        ("Ngày hưởng:", text(pay, "starts_on")),
        ("Phụ cấp chức danh:", facts.post_allowance),
        ("Phụ cấp khác:", facts.other_allowances),
    )
    yield ask.line(("15.1- Trình độ giáo dục phổ thông:", own("general_education_level")))
    yield ask.line(("15.2- Trình độ chuyên môn cao nhất:", facts.highest_text))
    yield ask.line(
        ("15.3- Lý luận chính trị:", facts.level_of(kinds.POLITICS)),
        ("15.4- Quản lý nhà nước:", facts.level_of(kinds.STATE_MANAGEMENT)),
    )
    yield ask.line(("15.5- Trình độ nghiệp vụ theo chuyên ngành:", own("specialised_training")))
    yield ask.line(
        ("15.6- Ngoại ngữ:", facts.level_of(kinds.ENGLISH, kinds.LANGUAGE, kinds.ETHNIC_LANGUAGE)),
        ("15.7- Tin học:", facts.level_of(kinds.IT)),
    )
    yield ask.line(
        ("16) Ngày vào Đảng Cộng sản Việt Nam:", facts.party_since(PartyStage.PROBATIONARY)),
        ("Ngày chính thức:", facts.party_since(PartyStage.OFFICIAL)),
    )
    yield ask.line(("17) Ngày tham gia tổ chức chính trị - xã hội:", mass_organisation(facts)))
    yield ask.line(
        ("18) Ngày nhập ngũ:", own("military_enlisted_on")),
        ("Ngày xuất ngũ:", own("military_discharged_on")),
        ("Quân hàm cao nhất:", own("highest_military_rank")),
    )
    yield ask.line(("19.1- Danh hiệu được phong tặng cao nhất:", ask.or_none(own("state_title"))))
    yield ask.line(("19.2- Học hàm được phong:", ask.or_none(own("academic_rank"))))
    yield ask.line(("20) Sở trường công tác:", own("strengths")))
    yield ask.line(
        ("21) Tình trạng sức khỏe:", own("health_status")),
        ("Chiều cao (cm):", own("height_cm")),
        ("Cân nặng (kg):", own("weight_kg")),
        ("Nhóm máu:", own("blood_group")),
    )
    yield ask.line(
        ("22) Là thương binh hạng:", ask.or_none(own("war_invalid_class"))),
        ("Là con gia đình chính sách:", ask.or_none(own("policy_family"))),
    )
    yield ask.line(
        ("23) Số CMND/CCCD:", own("citizen_id")),
        ("Ngày cấp:", own("citizen_id_issued_on")),
        ("24) Số sổ BHXH:", own("social_insurance_no")),
    )


def _merit(content: str) -> tuple[Column, ...]:
    return Column("Tháng/năm", 14, "center"), Column(content, 58), Column("Cấp quyết định", 28)


def award_row(facts: Facts, row: Any) -> tuple[str, ...]:
    """A reward: month or year, what, by whom."""
    return month(row.awarded_on) or str(row.year), facts.award(row), facts.text(row, "decided_by")


def measure_row(facts: Facts, row: Any) -> tuple[str, ...]:
    """A disciplinary measure: month, why and what, by whom."""
    told = (facts.text(row, "violation"), facts.discipline(row))
    return month(row.decided_on), "; ".join(text for text in told if text), facts.text(row, "decided_by")
