"""Sơ yếu lý lịch mẫu 2C-BNV/2008 (QĐ 02/2008/QĐ-BNV), 32 items, and its twin HS02-VC/BNV (TT 07/2019/TT-BNV).

The printed annex of HS02 is known only as the same 32 items with «chức danh nghề nghiệp» in the place of «ngạch».
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.domain.biography import FamilyMember, FamilySide, ForeignRelation, OldRegimeService
from desktop.domain.dates import PartialDate
from desktop.domain.party import PartyStage
from desktop.domain.record import on_day
from desktop.domain.schooling import CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import PayBasis, SalaryStep, TitleHolding
from desktop.excel.form import Column, Corner, Part, PhotoBeside, Prose, Table, Titles
from desktop.services.forms.base import Answers, Asked, FormKind, part, section, signed
from desktop.services.forms.facts import Facts
from desktop.services.forms.shared import (
    RELATIVES,
    SCHOOLED,
    every_post,
    mass_organisation,
    name_entry,
    place,
    relatives,
    schooled,
    served,
)
from desktop.services.forms.wording import month, period

PERIODS = 10  # of pay in one band of item 31


@dataclass(frozen=True)
class _Words:
    """Where the twins differ."""

    corner: Corner
    titles: tuple[str, ...]
    people: str
    title: str
    title_code: str


_2C = _Words(
    Corner(
        "Mẫu 2C-BNV/2008", "(ban hành kèm theo Quyết định số 02/2008/QĐ-BNV ngày 06/10/2008 của Bộ trưởng Bộ Nội vụ)"
    ),
    ("SƠ YẾU LÝ LỊCH", "CÁN BỘ, CÔNG CHỨC"),
    "cán bộ, công chức",
    "Ngạch công chức (viên chức):",
    "Mã ngạch:",
)
_HS02 = _Words(
    Corner("Mẫu HS02-VC/BNV", "(ban hành kèm theo Thông tư số 07/2019/TT-BNV ngày 01/6/2019 của Bộ trưởng Bộ Nội vụ)"),
    ("SƠ YẾU LÝ LỊCH VIÊN CHỨC",),
    "viên chức",
    "Chức danh nghề nghiệp:",
    "Mã số:",
)


def _parts(words: _Words, facts: Facts, asked: Asked) -> tuple[Part, ...]:
    ask = Answers(facts, asked)
    return (
        words.corner,
        ask.line(
            (f"Cơ quan, đơn vị có thẩm quyền quản lý {words.people}:", facts.parent_name),
            (f"Cơ quan, đơn vị sử dụng {words.people}:", facts.unit_name),
        ),
        ask.line((f"Số hiệu {words.people}:", facts.own("staff_no"))),
        *_identity(ask, words),
        *_levels(ask),
        *_person(ask),
        *_tables(ask),
        section(f"31) DIỄN BIẾN QUÁ TRÌNH LƯƠNG CỦA {words.people.upper()}"),
        *salary_bands(facts),
        section(f"32) NHẬN XÉT, ĐÁNH GIÁ CỦA CƠ QUAN, ĐƠN VỊ QUẢN LÝ VÀ SỬ DỤNG {words.people.upper()}"),
        ask.prose("unit_comment", wants_answer=False, blank=3),
        signed(facts, asked, f"Thủ trưởng cơ quan, đơn vị\nquản lý và sử dụng {words.people}"),
    )


FORM_2C = FormKind("2C", "Sơ yếu lý lịch 2C-BNV/2008", "QĐ 02/2008/QĐ-BNV", partial(_parts, _2C))
HS02 = FormKind("HS02", "Sơ yếu lý lịch viên chức HS02", "TT 07/2019/TT-BNV", partial(_parts, _HS02), "recalled")


def _identity(ask: Answers, words: _Words) -> Iterator[Part]:
    facts, own, text = ask.facts, ask.facts.own, ask.facts.text
    yield PhotoBeside(
        (
            Titles(words.titles),
            name_entry(facts),
            ask.line(("2) Tên gọi khác:", ask.or_none(own("other_names")))),
            ask.line(("3) Sinh ngày:", own("birth_date")), ("Giới tính:", own("sex"))),
            ask.line(("4) Nơi sinh:", place(facts, "birth"))),
            ask.line(("5) Quê quán:", place(facts, "home"))),
            ask.line(("6) Dân tộc:", own("ethnic_group")), ("7) Tôn giáo:", ask.religion())),
        ),
        facts.photo,
    )
    yield ask.line(("8) Nơi đăng ký hộ khẩu thường trú:", place(facts, "permanent")))
    yield ask.line(("9) Nơi ở hiện nay:", place(facts, "current")))
    yield ask.line(("10) Nghề nghiệp khi được tuyển dụng:", own("occupation_before_recruitment")))
    yield ask.line(
        ("11) Ngày tuyển dụng:", own("first_recruited_on")), ("Cơ quan tuyển dụng:", own("first_recruiting_agency"))
    )
    yield ask.line(("12) Chức vụ (chức danh) hiện tại (kể cả chức vụ Đảng, kiêm nhiệm):", every_post(facts)))
    yield ask.line(("13) Công việc chính được giao:", own("main_duty")))
    title, pay = facts.title, facts.pay
    yield ask.line(
        (f"14) {words.title}", text(title, "title")),
        (words.title_code, facts.title_code(title)),
        ("Bậc lương:", text(pay, "step")),
        ("Hệ số:", text(pay, "coefficient")),
        ("Ngày hưởng:", text(pay, "starts_on")),
        ("Phụ cấp chức vụ:", facts.post_allowance),
        ("Phụ cấp khác:", facts.other_allowances),
    )


def _levels(ask: Answers) -> Iterator[Part]:
    facts, own, kinds = ask.facts, ask.facts.own, CertificateKind
    yield ask.line(("15.1- Trình độ giáo dục phổ thông:", own("general_education_level")))
    yield ask.line(("15.2- Trình độ chuyên môn cao nhất:", facts.highest_text))
    yield ask.line(
        ("15.3- Lý luận chính trị:", facts.level_of(kinds.POLITICS)),
        ("15.4- Quản lý nhà nước:", facts.level_of(kinds.STATE_MANAGEMENT)),
    )
    yield ask.line(
        ("15.5- Ngoại ngữ:", facts.level_of(kinds.ENGLISH, kinds.LANGUAGE, kinds.ETHNIC_LANGUAGE)),
        ("15.6- Tin học:", facts.level_of(kinds.IT)),
    )


def _person(ask: Answers) -> Iterator[Part]:
    facts, own = ask.facts, ask.facts.own
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
    yield ask.line(("19) Danh hiệu được phong tặng cao nhất:", ask.or_none(own("state_title"))))
    yield ask.line(("20) Sở trường công tác:", own("strengths")))
    yield ask.line(
        ("21) Khen thưởng:", ask.or_none(facts.highest_award())),
        ("22) Kỷ luật:", ask.or_none(facts.heaviest_discipline(), seen=facts.opens_discipline)),
    )
    yield ask.line(
        ("23) Tình trạng sức khỏe:", own("health_status")),
        ("Chiều cao (cm):", own("height_cm")),
        ("Cân nặng (kg):", own("weight_kg")),
        ("Nhóm máu:", own("blood_group")),
    )
    yield ask.line(
        ("24) Là thương binh hạng:", ask.or_none(own("war_invalid_class"))),
        ("Là con gia đình chính sách:", ask.or_none(own("policy_family"))),
    )
    yield ask.line(
        ("25) Số CMND/CCCD:", own("citizen_id")),
        ("Ngày cấp:", own("citizen_id_issued_on")),
        ("26) Số sổ BHXH:", own("social_insurance_no")),
    )


def _tables(ask: Answers) -> Iterator[Part]:
    facts = ask.facts
    yield section("27) ĐÀO TẠO, BỒI DƯỠNG VỀ CHUYÊN MÔN, NGHIỆP VỤ, LÝ LUẬN CHÍNH TRỊ, NGOẠI NGỮ, TIN HỌC")
    yield ask.table(SCHOOLED, schooled(facts), Qualification, blank=4)
    yield section("28) TÓM TẮT QUÁ TRÌNH CÔNG TÁC")
    columns = (
        Column("Từ tháng, năm đến tháng, năm", 22, "center"),
        Column(
            "Chức danh, chức vụ, đơn vị công tác (đảng, chính quyền, đoàn thể, tổ chức xã hội), kể cả thời gian được đào "
            "tạo, bồi dưỡng về chuyên môn, nghiệp vụ",
            78,
        ),
    )
    yield ask.table(columns, served(facts), WorkHistory, blank=4)
    yield section("29) ĐẶC ĐIỂM LỊCH SỬ BẢN THÂN")
    yield part("- Khai rõ: bị bắt, bị tù (thời gian, ở đâu), đã khai báo cho ai? Có làm việc trong chế độ cũ không?")
    yield Prose(_past(ask), 2)
    yield part("- Tham gia hoặc có quan hệ với các tổ chức chính trị, kinh tế, xã hội nào ở nước ngoài?")
    yield Prose(ask.or_none("\n".join(_told(facts, ForeignRelation)), seen=facts.opens(ForeignRelation)), 2)
    yield part("- Có thân nhân (cha, mẹ, vợ, chồng, con, anh chị em ruột) ở nước ngoài (làm gì, địa chỉ)?")
    yield ask.prose("relatives_abroad")
    yield section("30) QUAN HỆ GIA ĐÌNH")
    for side, named in (
        (FamilySide.OWN, "a) Về bản thân: cha, mẹ, vợ (hoặc chồng), các con, anh chị em ruột"),
        (FamilySide.SPOUSE, "b) Về bên vợ (hoặc chồng): cha, mẹ, anh chị em ruột"),
    ):
        yield part(named)
        yield ask.table(RELATIVES, relatives(facts, side), FamilyMember, blank=4)


def _past(ask: Answers) -> str:
    facts = ask.facts
    is_seen = "personal_history" in facts.catalogue.fields(type(facts.member))
    told = [facts.own("personal_history"), *_told(facts, OldRegimeService)]
    return ask.or_none("\n".join(text for text in told if text), seen=is_seen)


def _told(facts: Facts, kind: type[OldRegimeService] | type[ForeignRelation]) -> Iterator[str]:
    for row in facts.rows(kind):
        when = period(month(row.starts_on), month(row.ends_on))
        yield f"{when}: {facts.text(row, 'detail')}" if when else facts.text(row, "detail")


def salary_bands(facts: Facts) -> list[Table]:
    """Item 31, laid out sideways: ten periods beside each other, further ones in further bands."""
    titles = facts.rows(TitleHolding)
    steps = [row for row in facts.rows(SalaryStep) if row.basis is not PayBasis.POSITION]
    periods = [(month(row.starts_on), _ranked(facts, titles, row), facts.text(row, "coefficient")) for row in steps]
    columns = (Column("", 5), *(Column("", 4, "center") for _ in range(PERIODS)))
    names = ("Tháng/năm", "Mã ngạch/bậc", "Hệ số lương")
    bands = [periods[start : start + PERIODS] for start in range(0, max(len(periods), 1), PERIODS)]
    return [
        Table(
            columns,
            [
                (name, *(cell[line] for cell in band), *([""] * (PERIODS - len(band))))
                for line, name in enumerate(names)
            ],
            size=8,
            has_head=False,
        )
        for band in bands
    ]


def _ranked(facts: Facts, titles: Sequence[TitleHolding], row: SalaryStep) -> str:
    started: PartialDate | None = row.starts_on
    code = facts.title_code(on_day(titles, started.last)) if started is not None else ""
    step = facts.text(row, "step")
    return "\n".join(text for text in (code or facts.text(row, "salary_table"), f"bậc {step}" if step else "") if text)
