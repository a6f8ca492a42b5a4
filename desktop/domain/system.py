"""Records that the program itself needs in the file: users, settings, the unit's own codes, fields and rules."""

from desktop.domain.fields import Choice, Coded, Day, Flag, Instant, LongText, Reference, Sensitivity, Text, Whole
from desktop.domain.record import Record


class Role(Coded):
    """What a user may see and do. Party rooms are closed to clerks without that right."""

    ADMIN = "admin", "Quản trị"
    HR_CLERK = "hr_clerk", "Cán bộ tổ chức"
    PARTY_CLERK = "party_clerk", "Cán bộ tổ chức và công tác Đảng"
    LEADER = "leader", "Lãnh đạo (chỉ xem)"


class User(Record):
    """Somebody who signs in. Only a salted hash of the password is kept."""

    caption = "người dùng"
    unique = (("name",),)

    name = Text("Tên đăng nhập", required=True, max_length=60)
    full_name = Text("Họ và tên")
    role = Choice("Quyền", options=Role, default=Role.PARTY_CLERK)
    password_hash = Text("Mật khẩu", sensitive=Sensitivity.IDENTITY)
    is_active = Flag("Đang dùng", default=True)

    def __str__(self) -> str:
        return str(self.full_name or self.name)


class Setting(Record):
    """A setting of the unit, by key."""

    caption = "thiết lập"
    unique = (("key",),)

    key = Text("Khóa", required=True, max_length=80)
    value = LongText("Giá trị")


class CodeEntry(Record):
    """A code that the unit added to a list, or an entry that replaces a shipped one."""

    caption = "mã danh mục"
    unique = (("list_name", "code"),)

    list_name = Text("Danh mục", required=True, max_length=60)
    code = Text("Mã", required=True, max_length=60)
    label = Text("Tên", required=True)
    valid_from = Day("Dùng từ")
    valid_to = Day("Dùng đến")
    source = Text("Nguồn")
    external_code = Text("Mã cơ sở dữ liệu quốc gia", max_length=60)


class CodeAlias(Record):
    """A spelling that an import taught: what it means in which list."""

    caption = "cách viết đã học"
    unique = (("list_name", "alias_key"),)

    list_name = Text("Danh mục", required=True, max_length=60)
    alias_key = Text("Cách viết", required=True)
    code = Text("Mã", required=True, max_length=60)


class OwnField(Record):
    """A field that the unit added to a kind of record. One that is no longer used keeps its values."""

    caption = "trường riêng"
    unique = (("entity", "key"),)

    entity = Text("Loại bản ghi", required=True, max_length=60)
    key = Text("Khóa", required=True, max_length=60)
    label = Text("Tên trường", required=True)
    kind = Text("Kiểu", required=True, max_length=20)
    options = LongText("Các lựa chọn")
    order_no = Whole("Thứ tự")
    retired_on = Day("Ngừng dùng từ")

    def __str__(self) -> str:
        return str(self.label or "")


class OwnValue(Record):
    """The value of an own field for one record, as that field's JSON text."""

    caption = "giá trị trường riêng"
    unique = (("record_uid", "field"),)
    indexes = (("record_uid",),)

    record_uid = Text("Bản ghi", required=True, max_length=40)
    field = Reference("Trường", to="OwnField", many="values", required=True, owned=True)
    value = LongText("Giá trị")

    def __str__(self) -> str:
        return str(self.field or "")


class RuleOverride(Record):
    """A dated number of a regulation that the unit added or changed beside the shipped ones."""

    caption = "quy định"
    indexes = (("code",),)

    code = Text("Mã quy định", required=True, max_length=60)
    since = Day("Áp dụng từ", required=True)
    values = LongText("Các số", required=True)
    source = Text("Căn cứ")


class Holiday(Record):
    """A day off, or a Saturday worked in its place, that the unit entered."""

    caption = "ngày nghỉ"
    unique = (("day",),)

    day = Day("Ngày", required=True)
    name = Text("Tên")
    is_working = Flag("Là ngày làm bù", default=False)


class Acknowledgement(Record):
    """A reminder put off or dealt with: for which rule, which record, which due day, until when and why."""

    caption = "việc đã xử lý"
    unique = (("rule", "subject_uid", "due_on"),)

    rule = Text("Quy tắc", required=True, max_length=60)
    subject_uid = Text("Bản ghi", required=True, max_length=40)
    due_on = Day("Hạn", required=True)
    until = Day("Nhắc lại ngày")
    reason = Text("Lý do", required=True)


class SentReport(Record):
    """A report as it was sent: its bytes' hash, its period and its figures."""

    caption = "báo cáo đã lập"
    indexes = (("code",),)

    code = Text("Mã báo cáo", required=True, max_length=40)
    period = Text("Kỳ báo cáo", required=True, max_length=40)
    as_of = Day("Tính đến ngày")
    state = Text("Trạng thái", max_length=20)
    file_name = Text("Tên tệp")
    sha256 = Text("Mã kiểm tra tệp", max_length=64)
    totals = LongText("Các số tổng", max_length=20000)
    made_at = Instant("Lập lúc")


class SavedList(Record):
    """A list of people that somebody keeps: its conditions, columns, grouping and order; reports may be drawn over it."""

    caption = "danh sách đã lưu"
    unique = (("name",),)

    name = Text("Tên danh sách", required=True, max_length=120)
    condition = LongText("Điều kiện", max_length=20000)
    columns = LongText("Các cột", max_length=20000)
    group_by = Text("Nhóm theo", max_length=80)
    order_by = Text("Xếp theo", max_length=80)
    owner = Text("Người lập", max_length=60)
    is_shared = Flag("Dùng chung", default=True)
    note = Text("Ghi chú")

    def __str__(self) -> str:
        return str(self.name or "")


class ImportLayout(Record):
    """How the columns of a kind of workbook were mapped last time, by the layout's headings."""

    caption = "mẫu nhập đã học"
    unique = (("signature",),)
    audited = False

    signature = Text("Dấu hiệu", required=True, max_length=64)
    mapping = LongText("Ánh xạ", required=True, max_length=20000)


class Draft(Record):
    """What was typed and not yet saved, so that a power cut does not lose it; outside audit and undo."""

    caption = "bản nháp"
    unique = (("form_key",),)
    audited = False

    form_key = Text("Biểu mẫu", required=True, max_length=120)
    values = LongText("Nội dung", required=True, max_length=100000)
    saved_at = Instant("Lưu lúc")
