"""What the record form asks of a life outside the unit: family, ties abroad, household, and the papers that prove it."""

from desktop.domain.fields import (
    Choice,
    Code,
    Coded,
    Day,
    Exact,
    Flag,
    Instant,
    LongText,
    Money,
    PartialDay,
    Reference,
    Text,
    Whole,
)
from desktop.domain.record import Record
from desktop.domain.staff import StaffHistory


class FamilySide(Coded):
    OWN = "own", "Bản thân"
    SPOUSE = "spouse", "Bên vợ hoặc chồng"


class FamilyMember(Record):
    """A relative: parents, spouse, children, brothers and sisters, on both sides (items 36.1 and 36.2)."""

    caption = "quan hệ gia đình"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="family", required=True, owned=True)
    side = Choice("Bên", options=FamilySide, default=FamilySide.OWN, width=14)
    relation = Code(
        "Quan hệ",
        item="36",
        list="family_relation",
        required=True,
        width=12,
        aliases=("Mối quan hệ", "Quan hệ gia đình"),
    )
    name = Text("Họ và tên người thân", required=True, width=24, aliases=("Họ tên người thân", "Tên người thân"))
    birth_year = Whole("Năm sinh", minimum=1850, maximum=2100, width=8, aliases=("Năm sinh người thân",))
    detail = LongText(
        "Quê quán, nghề nghiệp, nơi ở",
        width=40,
        aliases=(
            "Quê quán, nghề nghiệp, chức danh, chức vụ, đơn vị, học tập, nơi ở, thành viên tổ chức",
            "Nghề nghiệp, nơi ở",
        ),
    )
    country = Text("Nước đang ở (nếu ở nước ngoài)", max_length=80, aliases=("Ở nước ngoài",))
    order_no = Whole("Thứ tự", width=6)

    def __str__(self) -> str:
        return str(self.name or "")


class OldRegimeService(StaffHistory):
    """Work under the regime before 1975 (item 34.2)."""

    caption = "làm việc trong chế độ cũ"

    staff = Reference("Nhân viên", to="StaffMember", many="old_regime_services", required=True, owned=True)
    detail = LongText("Chức danh, chức vụ, đơn vị, địa điểm", item="34.2", required=True, width=40)


class ForeignRelation(StaffHistory):
    """Membership of or dealings with an organisation abroad (item 34.3)."""

    caption = "quan hệ với tổ chức nước ngoài"

    staff = Reference("Nhân viên", to="StaffMember", many="foreign_relations", required=True, owned=True)
    detail = LongText("Tên tổ chức, địa chỉ trụ sở, công việc đã làm", item="34.3", required=True, width=40)


class ForeignTrip(StaffHistory):
    """A journey abroad, as the supplement of the record asks for it."""

    caption = "đi nước ngoài"

    staff = Reference("Nhân viên", to="StaffMember", many="foreign_trips", required=True, owned=True)
    destination = Text("Nơi đến", required=True, width=24, aliases=("Nước đến",))
    purpose = Text("Mục đích", width=24)
    funding = Text("Nguồn kinh phí")


class Household(Record):
    """Income, housing and land as declared on a day (item 37.3); the last declaration counts."""

    caption = "kê khai thu nhập, nhà ở"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="households", required=True, owned=True)
    declared_on = PartialDay("Kê khai ngày", required=True, width=12)
    income_salary = Money("Lương cả năm (đồng)", item="37.3", aliases=("Lương/năm",), width=14)
    income_other = Money("Thu nhập khác cả năm (đồng)", aliases=("Nguồn thu khác",), width=14)
    house_granted_type = Text("Nhà được cấp, thuê: loại nhà", max_length=120)
    house_granted_area = Exact("Nhà được cấp, thuê: diện tích (m²)", width=10)
    house_granted_certificate = Text("Nhà được cấp, thuê: giấy chứng nhận", max_length=120)
    house_own_type = Text("Nhà tự mua, xây: loại nhà", max_length=120)
    house_own_area = Exact("Nhà tự mua, xây: diện tích (m²)", width=10)
    house_own_certificate = Text("Nhà tự mua, xây: giấy chứng nhận", max_length=120)
    land_granted_area = Exact("Đất được cấp: diện tích (m²)", width=10)
    land_granted_certificate = Text("Đất được cấp: giấy chứng nhận", max_length=120)
    land_own_area = Exact("Đất tự mua: diện tích (m²)", width=10)
    land_own_certificate = Text("Đất tự mua: giấy chứng nhận", max_length=120)
    business_land = Text("Đất sản xuất, kinh doanh")


class DocumentKind(Coded):
    PHOTO = "photo", "Ảnh 4x6"
    IDENTITY = "identity", "Căn cước, giấy tờ tùy thân"
    DIPLOMA = "diploma", "Văn bằng, chứng chỉ"
    LICENCE = "licence", "Giấy phép hành nghề"
    DECISION = "decision", "Quyết định"
    CONTRACT = "contract", "Hợp đồng"
    HEALTH = "health", "Giấy khám sức khỏe"
    RECORD = "record", "Sơ yếu lý lịch, lý lịch bổ sung"
    OTHER = "other", "Giấy tờ khác"


class Attachment(Record):
    """A paper or photo kept inside the data file: its content stands once, by hash, in a table of its own."""

    caption = "giấy tờ đính kèm"
    indexes = (("staff",), ("sha256",))

    staff = Reference("Nhân viên", to="StaffMember", many="attachments", required=True, owned=True)
    kind = Choice("Loại giấy tờ", options=DocumentKind, required=True, width=18)
    title = Text("Tên giấy tờ", width=26)
    number = Text("Số", max_length=60, width=14)
    issued_on = PartialDay("Ngày cấp", width=12)
    expires_on = Day("Ngày hết hạn", width=12)
    record_uid = Text("Bản ghi liên quan", max_length=40)
    file_name = Text("Tên tệp", required=True)
    size = Whole("Cỡ (byte)")
    sha256 = Text("Mã kiểm tra", max_length=64)

    def __str__(self) -> str:
        return str(self.title or self.file_name or "")


class NationalEntry(Record):
    """The clerk's mark that a person's changes up to a moment stand in the national database (NĐ 27/2026/NĐ-CP)."""

    caption = "đã cập nhật cơ sở dữ liệu quốc gia"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="national_entries", required=True, owned=True)
    entered_on = Day("Ngày cập nhật", required=True, width=12)
    covers_until = Instant("Gồm các thay đổi đến", required=True)
    note = Text("Ghi chú")


class FollowUp(Record):
    """What an act leaves to be done in another room: who does what by when (việc kéo theo)."""

    caption = "việc kéo theo"
    indexes = (("staff",), ("act_uid",))

    staff = Reference("Nhân viên", to="StaffMember", many="follow_ups", required=True, owned=True)
    act_uid = Text("Quyết định hoặc việc đã làm", max_length=40)
    act = Text("Việc gốc", max_length=120)
    code = Text("Loại việc", required=True, max_length=60)
    title = Text("Việc phải làm", required=True, width=40)
    room = Text("Nơi làm", max_length=40)
    record_uid = Text("Bản ghi liên quan", max_length=40)
    assignee = Text("Người làm", max_length=120)
    due_on = Day("Hạn", width=12)
    basis = Text("Căn cứ")
    is_done = Flag("Đã xong", default=False)
    done_on = Day("Ngày xong", width=12)
    note = Text("Ghi chú")
