"""The unit and what it is made of: departments, posts, Party cells, and the decisions that move people."""

from desktop.domain.fields import Choice, Coded, Day, Flag, LongText, PartialDay, Reference, Sensitivity, Text, Whole
from desktop.domain.record import History, Record
from desktop.domain.text import sort_key


class Unit(Record):
    """The unit that keeps this file."""

    caption = "đơn vị"

    code = Text("Mã đơn vị", required=True, max_length=40)
    name = Text("Tên đơn vị", required=True)
    parent_name = Text("Cơ quan chủ quản")
    place = Text("Địa danh trên văn bản", aliases=("Địa danh",))
    address = Text("Địa chỉ")
    assigned_headcount = Whole("Số người làm việc được giao", aliases=("Biên chế được giao",))
    preparer_name = Text("Người lập biểu")
    signer_title = Text("Chức vụ người ký", default="THỦ TRƯỞNG ĐƠN VỊ")
    signer_name = Text("Người ký")


class DepartmentKind(Coded):
    BOARD = "board", "Ban lãnh đạo"
    OFFICE = "office", "Phòng chức năng"
    CLINICAL = "clinical", "Khoa lâm sàng"
    PARACLINICAL = "paraclinical", "Khoa cận lâm sàng"
    CENTRE = "centre", "Trung tâm"
    STATION = "station", "Trạm y tế"


class Department(Record):
    """A department, office, centre or station; a tree through `parent`."""

    caption = "khoa, phòng"
    unique = (("name",),)

    code = Text("Mã khoa, phòng", max_length=40)
    name = Text("Tên khoa, phòng", required=True, aliases=("Khoa, phòng", "Khoa/phòng", "Đơn vị", "Bộ phận"), width=28)
    parent = Reference("Trực thuộc", to="Department", many="children")
    kind = Choice("Loại", options=DepartmentKind)
    order_no = Whole("Thứ tự", width=8)
    assigned_headcount = Whole("Số người được giao", width=10)
    founded_on = Day("Thành lập", width=12)
    dissolved_on = Day("Giải thể", width=12)
    successor = Reference("Nơi tiếp nhận", to="Department", many="predecessors")

    def derived(self) -> dict[str, object]:
        return {"name_sort": sort_key(self.name or "")}

    @classmethod
    def derived_columns(cls) -> tuple[str, ...]:
        return ("name_sort",)

    def __str__(self) -> str:
        return str(self.name or "")


class DepartmentName(History):
    """A name that a department bore before, so that the papers of those days read as they were."""

    caption = "tên cũ của khoa, phòng"
    indexes = (("department",),)

    department = Reference("Khoa, phòng", to="Department", many="names", required=True, owned=True)
    name = Text("Tên khi đó", required=True, width=28)


class UnitName(History):
    """A name that the unit bore before."""

    caption = "tên cũ của đơn vị"

    unit = Reference("Đơn vị", to="Unit", many="names", required=True, owned=True)
    name = Text("Tên khi đó", required=True, width=28)


class PartyCell(Record):
    """A Party cell (chi bộ) of the unit."""

    caption = "chi bộ"
    unique = (("name",),)

    code = Text("Mã chi bộ", max_length=40)
    name = Text("Chi bộ", required=True, aliases=("Tên chi bộ", "Chi bộ sinh hoạt"), width=22)
    order_no = Whole("Thứ tự", width=8)
    founded_on = Day("Thành lập", width=12)
    dissolved_on = Day("Giải thể", width=12)
    successor = Reference("Chi bộ tiếp nhận", to="PartyCell", many="predecessors")

    def __str__(self) -> str:
        return str(self.name or "")


class Post(Record):
    """A post that people are appointed to (chức vụ)."""

    caption = "chức vụ"
    unique = (("name",),)

    code = Text("Mã chức vụ", max_length=40)
    name = Text("Chức vụ", required=True, width=24)
    level = Whole("Cấp", width=6)
    is_manager = Flag("Là lãnh đạo, quản lý", default=False)
    is_party = Flag("Là chức vụ Đảng", default=False)
    order_no = Whole("Thứ tự", width=8)

    def __str__(self) -> str:
        return str(self.name or "")


class PartnerUnit(Record):
    """A lower or upper unit that people are sent to or come from."""

    caption = "đơn vị phối hợp"
    unique = (("name",),)

    name = Text("Đơn vị", required=True, aliases=("Đơn vị nhận", "Đơn vị tuyến dưới"), width=28)
    level = Text("Cấp chuyên môn", max_length=60)
    founded_on = Day("Thành lập", width=12)
    dissolved_on = Day("Giải thể", width=12)
    successor = Reference("Nơi tiếp nhận", to="PartnerUnit", many="predecessors")

    def __str__(self) -> str:
        return str(self.name or "")


class Decision(Record):
    """A paper that decided something: a history row points at the decision that made it."""

    caption = "quyết định"
    indexes = (("number",),)

    # Not every paper of old years still tells its number: what is missing is marked in the register.
    number = Text("Số quyết định", aliases=("Số QĐ",), max_length=60)
    issued_on = Day("Ngày ký", aliases=("Ngày quyết định",), width=12)
    effective_on = Day("Ngày hiệu lực", width=12)
    issuer = Text("Cơ quan ban hành")
    signer = Text("Người ký")
    kind = Text("Loại", max_length=60)
    subject = Text("Trích yếu", max_length=500)
    note = LongText("Ghi chú")

    def __str__(self) -> str:
        known = (str(self.number or ""), f"ngày {self.issued_on:%d/%m/%Y}" if self.issued_on else "")
        return " ".join(part for part in known if part)


class StructureKind(Coded):
    FOUND = "found", "Thành lập"
    MERGE = "merge", "Sáp nhập, hợp nhất"
    SPLIT = "split", "Chia, tách"
    RENAME = "rename", "Đổi tên"
    DISSOLVE = "dissolve", "Giải thể"


class StructureChange(Record):
    """A change of the unit's structure by decision: what was founded, merged, split, renamed or dissolved, and when."""

    caption = "thay đổi tổ chức"

    kind = Choice("Việc", options=StructureKind, required=True, width=18)
    effective_on = Day("Từ ngày", required=True, width=12)
    decision = Reference("Quyết định", to="Decision", many="structure_changes")
    summary = Text("Nội dung", max_length=500, width=40)
    people_moved = Whole("Số người chuyển theo", width=8)
    managers_before = Whole("Số lãnh đạo trước", width=8)
    managers_after = Whole("Số lãnh đạo sau", width=8)
    note = LongText("Ghi chú")

    def __str__(self) -> str:
        return str(self.summary or "")


class StructureRole(Coded):
    SOURCE = "source", "Trước"
    TARGET = "target", "Sau"


class StructurePart(Record):
    """A department, cell or partner unit that a change of structure began or ended with."""

    caption = "bộ phận của thay đổi tổ chức"
    indexes = (("change",),)

    change = Reference("Thay đổi", to="StructureChange", many="parts", required=True, owned=True)
    role = Choice("Trước hay sau", options=StructureRole, required=True)
    department = Reference("Khoa, phòng", to="Department", many="structure_parts")
    cell = Reference("Chi bộ", to="PartyCell", many="structure_parts")
    partner = Reference("Đơn vị", to="PartnerUnit", many="structure_parts")
    name = Text("Tên khi đó", width=28)


class StructureMove(Record):
    """What a change of structure set anew on a record without days of its own, so that the days before can be told.

    `before` and `after` are the field's JSON value as text, a reference as a uid; empty for none.
    """

    caption = "mục đổi theo tổ chức"
    indexes = (("change",), ("record_uid",))

    change = Reference("Thay đổi", to="StructureChange", many="moves", required=True, owned=True)
    entity = Text("Loại bản ghi", required=True, max_length=60)
    record_uid = Text("Bản ghi", required=True, max_length=40)
    field_name = Text("Mục", required=True, max_length=60)
    before = Text("Trước", max_length=500)
    after = Text("Sau", max_length=500)


class CellTarget(Record):
    """How many admissions a cell was set for a year or a term."""

    caption = "chỉ tiêu phát triển Đảng"
    unique = (("cell", "period"),)

    cell = Reference("Chi bộ", to="PartyCell", many="targets", required=True, owned=True, sensitive=Sensitivity.PARTY)
    period = Text("Năm hoặc nhiệm kỳ", required=True, aliases=("Năm", "Nhiệm kỳ"), max_length=20)
    value = Whole("Chỉ tiêu kết nạp", required=True, aliases=("Chỉ tiêu",))
    set_by = Text("Văn bản giao")
    set_on = PartialDay("Ngày giao")
    note = LongText("Ghi chú")
