"""How somebody's work was judged: yearly ratings, awards, discipline, scientific work, and the round that rates."""

from desktop.domain.dates import PartialDate, add_months
from desktop.domain.fields import (
    Choice,
    Code,
    Coded,
    Day,
    Exact,
    Flag,
    LongText,
    PartialDay,
    Reference,
    Sensitivity,
    Text,
    Whole,
)
from desktop.domain.record import Record

_DISCIPLINE = Sensitivity.DISCIPLINE


class RatingRound(Record):
    """One yearly rating of the unit's people (NĐ 233/2026; 2026 under NĐ 90/2020 where the unit has no regulation)."""

    caption = "đợt đánh giá, xếp loại"
    unique = (("year",),)

    year = Whole("Năm đánh giá", required=True, minimum=2000, maximum=2100, width=8)
    rule = Text("Quy định áp dụng", max_length=40, required=True)
    regulation_no = Text("Quy chế đánh giá của đơn vị", max_length=80)
    regulation_on = Day("Ngày ban hành quy chế")
    unit_rating = Code("Xếp loại của đơn vị", list="evaluation_rating", width=22)
    unit_rated_on = Day("Ngày xếp loại đơn vị", width=12)
    met_on = Day("Ngày họp xếp loại", width=12)
    minutes_no = Text("Số biên bản", max_length=60)
    decision = Reference("Quyết định", to="Decision")
    entered_on = Day("Ngày cập nhật cơ sở dữ liệu", width=12)
    is_closed = Flag("Đã chốt", default=False)
    note = LongText("Ghi chú")

    def __str__(self) -> str:
        return f"Đánh giá năm {self.year}" if self.year else ""


class DutyGroup(Coded):
    """Groups of like duties inside which the share of the best is capped."""

    HEAD = "head", "Người đứng đầu đơn vị"
    DEPUTY = "deputy", "Cấp phó của người đứng đầu"
    MANAGER = "manager", "Lãnh đạo khoa, phòng"
    PROFESSIONAL = "professional", "Chuyên môn"
    SUPPORT = "support", "Hỗ trợ, phục vụ"


class Appraisal(Record):
    """The rating of one person for one year."""

    caption = "đánh giá, xếp loại"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="appraisals", required=True, owned=True)
    year = Whole("Năm đánh giá", required=True, minimum=1950, maximum=2100, width=8, aliases=("Năm",))
    rating = Code(
        "Xếp loại chất lượng",
        item="35.1",
        list="evaluation_rating",
        width=24,
        aliases=("Xếp loại", "Xếp loại chuyên môn", "Kết quả đánh giá", "Mức xếp loại"),
    )
    general_points = Exact("Điểm tiêu chí chung", width=8, aliases=("Điểm chung",))
    result_points = Exact("Điểm kết quả nhiệm vụ", width=8, aliases=("Điểm kết quả",))
    group = Choice("Nhóm nhiệm vụ", options=DutyGroup, width=18)
    unit_group = Text("Nhóm tương đồng", max_length=120)
    emulation_rating = Text("Xếp loại thi đua", item="35.1", max_length=120)
    not_rated_reason = Text("Lý do không xếp loại")
    decided_on = Day("Ngày xếp loại", width=12)
    decided_by = Text("Người quyết định xếp loại")
    decision = Reference("Quyết định", to="Decision")
    round = Reference("Đợt đánh giá", to="RatingRound", many="appraisals")
    comment = LongText("Nhận xét")


class Award(Record):
    """An emulation title or a form of reward (item 35.1)."""

    caption = "khen thưởng"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="awards", required=True, owned=True)
    year = Whole("Năm khen thưởng", item="35.1", required=True, minimum=1930, maximum=2100, width=8, aliases=("Năm",))
    form = Code(
        "Hình thức khen thưởng",
        item="35.1",
        list="award",
        required=True,
        width=28,
        aliases=("Danh hiệu thi đua", "Danh hiệu", "Hình thức", "Khen thưởng"),
    )
    content = Text("Nội dung khen thưởng", max_length=500, width=30, aliases=("Thành tích", "Nội dung"))
    awarded_on = PartialDay("Ngày khen thưởng", width=12)
    decided_by = Text("Cấp quyết định khen thưởng", aliases=("Cấp quyết định", "Cơ quan khen thưởng"))
    decision_no = Text("Số quyết định khen thưởng", max_length=60, aliases=("Số QĐ khen thưởng",))
    decision = Reference("Quyết định", to="Decision")


class DisciplineSphere(Coded):
    ADMINISTRATION = "administration", "Chính quyền"
    PARTY = "party", "Đảng"


class Discipline(Record):
    """A disciplinary measure; it lapses by itself twelve months after the decision (NĐ 234/2026), unless told otherwise."""

    caption = "kỷ luật"
    indexes = (("staff",),)

    staff = Reference(
        "Nhân viên", to="StaffMember", many="disciplines", required=True, owned=True, sensitive=_DISCIPLINE
    )
    sphere = Choice(
        "Kỷ luật về", options=DisciplineSphere, default=DisciplineSphere.ADMINISTRATION, sensitive=_DISCIPLINE
    )
    form = Code(
        "Hình thức kỷ luật",
        item="35.2",
        list="discipline_form",
        required=True,
        width=16,
        sensitive=_DISCIPLINE,
        aliases=("Hình thức", "Kỷ luật"),
    )
    decided_on = PartialDay(
        "Ngày quyết định kỷ luật",
        required=True,
        width=12,
        sensitive=_DISCIPLINE,
        aliases=("Từ tháng/năm", "Ngày quyết định"),
    )
    expires_on = Day("Hết hiệu lực", width=12, sensitive=_DISCIPLINE, aliases=("Đến tháng/năm", "Ngày hết hiệu lực"))
    violation = LongText(
        "Hành vi vi phạm chính", width=30, sensitive=_DISCIPLINE, aliases=("Hành vi vi phạm", "Lý do kỷ luật")
    )
    decided_by = Text("Cơ quan quyết định kỷ luật", sensitive=_DISCIPLINE, aliases=("Cơ quan quyết định",))
    decision_no = Text("Số quyết định kỷ luật", max_length=60, sensitive=_DISCIPLINE, aliases=("Số QĐ kỷ luật",))
    decision = Reference("Quyết định", to="Decision", sensitive=_DISCIPLINE)

    def lapses_on(self) -> PartialDate | None:
        """The day from which the measure no longer counts: as entered, else twelve months after the decision."""
        if self.expires_on is not None:
            return PartialDate.of(self.expires_on)
        return PartialDate.of(add_months(self.decided_on.last, 12)) if self.decided_on is not None else None


class ScientificKind(Coded):
    TOPIC = "topic", "Đề tài nghiên cứu"
    INITIATIVE = "initiative", "Sáng kiến"
    ARTICLE = "article", "Bài báo khoa học"
    TECHNIQUE = "technique", "Kỹ thuật mới đã triển khai"
    BOOK = "book", "Sách, giáo trình"


class ScientificLevel(Coded):
    UNIT = "unit", "Cơ sở"
    PROVINCE = "province", "Tỉnh, thành phố"
    MINISTRY = "ministry", "Bộ"
    STATE = "state", "Nhà nước"
    INTERNATIONAL = "international", "Quốc tế"


class ScientificWork(Record):
    """A topic, initiative, article, book or newly introduced technique that somebody led or took part in."""

    caption = "công trình khoa học"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="scientific_works", required=True, owned=True)
    kind = Choice("Loại công trình", options=ScientificKind, required=True, width=20)
    name = Text(
        "Tên công trình",
        required=True,
        max_length=500,
        width=40,
        aliases=("Tên đề tài", "Tên sáng kiến", "Tên đề tài, sáng kiến"),
    )
    level = Choice("Cấp", options=ScientificLevel, width=14, aliases=("Cấp công nhận",))
    role = Text("Vai trò", max_length=80, width=14, aliases=("Vai trò tham gia",))
    started_on = PartialDay("Bắt đầu", width=10)
    accepted_on = PartialDay("Nghiệm thu, công bố", width=12, aliases=("Ngày nghiệm thu", "Năm nghiệm thu", "Năm"))
    acceptance = Text("Kết quả nghiệm thu", max_length=120, width=16, aliases=("Xếp loại nghiệm thu", "Kết quả"))
    decision_no = Text("Số quyết định, giấy chứng nhận", max_length=80)
    published_in = Text("Nơi công bố, áp dụng", aliases=("Tạp chí", "Nơi áp dụng"))
