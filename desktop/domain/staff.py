"""The staff record and its histories: status, placement, title, pay, contract, post, schooling, service, licence."""

from datetime import date
from typing import Any

from desktop.domain.dates import PartialDate
from desktop.domain.fields import (
    Choice,
    Code,
    Coded,
    Day,
    Exact,
    LongText,
    Money,
    PartialDay,
    Reference,
    Sensitivity,
    Text,
    Whole,
)
from desktop.domain.identity import (
    citizen_id_problem,
    health_insurance_problem,
    old_identity_problem,
    phone_problem,
    social_insurance_problem,
    tax_code_problem,
)
from desktop.domain.record import History, Record
from desktop.domain.text import name_key, search_key


class Sex(Coded):
    MALE = "nam", "Nam"
    FEMALE = "nu", "Nữ"


def _no_name(name: str) -> str | None:
    return None if any(letter.isalpha() for letter in name) else f"«{name}» không phải họ tên: chưa có chữ cái nào."


def _born_plausibly(born: PartialDate) -> str | None:
    return None if 1900 <= born.first.year <= 2100 else f"Năm sinh {born.first.year} không hợp lý."


class StaffMember(Record):
    """One person on the unit's staff list (viên chức, người lao động).

    Identity fields of the 38-item record form (TT 06/2023/TT-BNV); what changes with time stands in histories.
    """

    caption = "hồ sơ"
    unique = (("staff_code",), ("citizen_id",))
    name_key: Any
    search_key: Any

    staff_code = Text(
        "Mã nhân viên",
        required=True,
        max_length=30,
        width=10,
        aliases=("Mã NV", "MNV", "Mã số nhân viên", "Mã cán bộ", "Mã"),
    )
    staff_no = Text(
        "Số hiệu", item="0c", max_length=40, aliases=("Số hiệu cán bộ, công chức, viên chức", "Số hiệu CBCCVC")
    )
    full_name = Text(
        "Họ và tên",
        required=True,
        check=_no_name,
        item="1",
        width=26,
        max_length=120,
        aliases=("Họ tên", "Họ và tên khai sinh", "Tên cán bộ", "Họ tên cán bộ", "Họ, tên", "Họ và tên nhân viên"),
    )
    sex = Choice("Giới tính", item="1b", options=Sex, width=8, aliases=("Phái", "Nam/Nữ", "GT"))
    other_names = Text("Tên gọi khác", item="2", aliases=("Các tên gọi khác",))
    birth_date = PartialDay(
        "Ngày sinh",
        item="3",
        width=12,
        aliases=(
            "Sinh ngày",
            "Ngày, tháng, năm sinh",
            "Ngày tháng năm sinh",
            "Năm sinh",
            "NTNS",
        ),
        check=_born_plausibly,
    )
    # The text of a place stands as printed; commune and province are today's, two levels since 01/7/2025.
    birth_place = Text("Nơi sinh", item="4")
    birth_commune = Text("Nơi sinh: xã, phường", max_length=120)
    birth_province = Code("Nơi sinh: tỉnh, thành phố", list="province")
    home_town = Text("Quê quán", item="5", aliases=("Nguyên quán",))
    home_commune = Text("Quê quán: xã, phường", max_length=120)
    home_province = Code("Quê quán: tỉnh, thành phố", list="province")
    ethnic_group = Code("Dân tộc", item="6", list="ethnic_group", width=10, sensitive=Sensitivity.ETHNICITY)
    religion = Code("Tôn giáo", item="7", list="religion", width=12, sensitive=Sensitivity.RELIGION)
    citizen_id = Text(
        "Số CCCD",
        item="8a",
        max_length=20,
        width=14,
        sensitive=Sensitivity.IDENTITY,
        check=citizen_id_problem,
        aliases=(
            "CCCD",
            "Căn cước công dân",
            "Số căn cước",
            "Số căn cước công dân",
            "Số định danh cá nhân",
            "Mã số định danh",
            "CMND/CCCD",
            "Số CMND/CCCD",
            "Số CCCD/CMND",
        ),
    )
    citizen_id_issued_on = Day(
        "Ngày cấp CCCD", item="8b", width=12, sensitive=Sensitivity.IDENTITY, aliases=("Ngày cấp căn cước", "Ngày cấp")
    )
    citizen_id_issuer = Text("Nơi cấp CCCD", max_length=120, aliases=("Nơi cấp",))
    old_identity_no = Text("Số CMND cũ", max_length=20, sensitive=Sensitivity.IDENTITY, check=old_identity_problem)
    tax_code = Text(
        "Mã số thuế",
        max_length=20,
        sensitive=Sensitivity.IDENTITY,
        check=tax_code_problem,
        aliases=("MST", "Mã số thuế cá nhân"),
    )
    email = Text("Thư điện tử", max_length=120, aliases=("Email", "E-mail"))
    phone = Text(
        "Số điện thoại",
        item="8c",
        max_length=20,
        width=13,
        check=phone_problem,
        aliases=("Điện thoại", "SĐT", "SĐT liên hệ", "Điện thoại di động"),
    )
    social_insurance_no = Text(
        "Số BHXH",
        item="9a",
        max_length=20,
        width=13,
        sensitive=Sensitivity.IDENTITY,
        check=social_insurance_problem,
        aliases=("Sổ BHXH", "Số sổ BHXH", "Mã số BHXH"),
    )
    health_insurance_card_no = Text(
        "Số thẻ BHYT",
        item="9b",
        max_length=20,
        sensitive=Sensitivity.IDENTITY,
        check=health_insurance_problem,
        aliases=("Thẻ BHYT", "Mã thẻ BHYT"),
    )
    current_address = Text("Nơi ở hiện nay", item="10", aliases=("Chỗ ở hiện nay", "Địa chỉ"))
    current_commune = Text("Nơi ở: xã, phường", max_length=120)
    current_province = Code("Nơi ở: tỉnh, thành phố", list="province")
    permanent_address = Text("Nơi đăng ký thường trú", aliases=("Hộ khẩu thường trú", "Thường trú"))
    permanent_commune = Text("Thường trú: xã, phường", max_length=120)
    permanent_province = Code("Thường trú: tỉnh, thành phố", list="province")
    family_class_origin = Text("Thành phần gia đình xuất thân", item="11")
    occupation_before_recruitment = Text("Nghề nghiệp trước khi được tuyển dụng", item="12")
    first_recruited_on = PartialDay(
        "Ngày tuyển dụng lần đầu",
        item="13a",
        width=12,
        aliases=("Ngày tuyển dụng", "Ngày được tuyển dụng lần đầu", "Ngày vào ngành"),
    )
    first_recruiting_agency = Text("Cơ quan tuyển dụng", item="13b", aliases=("Cơ quan, tổ chức, đơn vị tuyển dụng",))
    joined_unit_on = PartialDay(
        "Ngày vào đơn vị",
        item="14",
        width=12,
        aliases=("Ngày vào cơ quan hiện đang công tác", "Ngày về đơn vị", "Ngày vào cơ quan"),
    )
    first_mass_org_joined_on = PartialDay("Ngày tham gia tổ chức chính trị - xã hội đầu tiên", item="16")
    union_joined_on = PartialDay("Ngày vào Đoàn", width=12)
    military_enlisted_on = PartialDay("Ngày nhập ngũ", item="17a")
    military_discharged_on = PartialDay("Ngày xuất ngũ", item="17b")
    highest_military_rank = Text("Quân hàm cao nhất", item="17c", max_length=60)
    policy_beneficiary = Text("Đối tượng chính sách", item="18")
    war_invalid_class = Text("Thương binh hạng", max_length=40, aliases=("Là thương binh hạng",))
    policy_family = Text("Con gia đình chính sách", aliases=("Là con gia đình chính sách",))
    general_education_level = Text(
        "Giáo dục phổ thông", item="19", max_length=40, aliases=("Trình độ GDPT", "Trình độ giáo dục phổ thông")
    )
    academic_rank = Code("Học hàm", item="21", list="academic_rank")
    state_title = Text("Danh hiệu nhà nước phong tặng", item="22")
    main_duty = Text("Công việc chính được giao", item="28")
    strengths = Text("Sở trường công tác", item="29")
    health_status = Text("Tình trạng sức khỏe", item="31a", sensitive=Sensitivity.HEALTH)
    height_cm = Whole("Chiều cao (cm)", item="31b", minimum=50, maximum=250, sensitive=Sensitivity.HEALTH)
    weight_kg = Exact("Cân nặng (kg)", item="31c", places=1, sensitive=Sensitivity.HEALTH)
    blood_group = Text("Nhóm máu", item="31d", max_length=5, sensitive=Sensitivity.HEALTH)
    specialised_training = Text("Trình độ nghiệp vụ theo chuyên ngành")
    personal_history = LongText(
        "Bị bắt, bị tù: thời gian, nơi, khai với ai", item="34.1", sensitive=Sensitivity.DISCIPLINE
    )
    relatives_abroad = LongText("Thân nhân ở nước ngoài", sensitive=Sensitivity.IDENTITY)
    self_comment = LongText("Tự nhận xét")
    unit_comment = LongText("Nhận xét, đánh giá của đơn vị", item="38")
    retires_on = Day("Ngày nghỉ hưu theo quyết định", width=12, aliases=("Nghỉ hưu từ ngày",))
    retirement_basis = Text("Lý do nghỉ hưu sớm hoặc muộn", aliases=("Trường hợp nghỉ hưu riêng",))
    note = LongText("Ghi chú")

    def derived(self) -> dict[str, object]:
        found = (self.full_name, self.staff_code, self.citizen_id, self.phone)
        return {
            "name_key": name_key(self.full_name or ""),
            "search_key": "|".join(search_key(part) for part in found if part),
        }

    @classmethod
    def derived_columns(cls) -> tuple[str, ...]:
        return ("name_key", "search_key")

    def __str__(self) -> str:
        return str(self.full_name or "")


class StaffHistory(History, abstract=True):
    """A history of one person."""

    indexes = (("staff",),)


class EmploymentStatus(StaffHistory):
    """Whether and how somebody belongs to the unit (đang làm việc, thai sản, biệt phái, nghỉ hưu…)."""

    caption = "tình trạng công tác"

    staff = Reference("Nhân viên", to="StaffMember", many="statuses", required=True, owned=True)
    status = Code(
        "Tình trạng", list="staff_status", required=True, width=18, aliases=("Tình trạng công tác", "Trạng thái")
    )
    place = Text("Nơi đi hoặc nơi đến", width=22, aliases=("Đơn vị đi, đến", "Nơi chuyển"))
    returns_on = Day("Dự kiến trở lại", width=12)
    reason = Text("Lý do")


class Placement(StaffHistory):
    """The department somebody works in."""

    caption = "phân công công tác"

    staff = Reference("Nhân viên", to="StaffMember", many="placements", required=True, owned=True)
    department = Reference("Khoa, phòng", to="Department", many="placements", required=True, width=26)
    job = Text("Công việc tại khoa, phòng", aliases=("Công việc",))


class TitleHolding(StaffHistory):
    """Professional title with its code (chức danh nghề nghiệp), and the level of NĐ 232/2026 once placed."""

    caption = "chức danh nghề nghiệp"

    staff = Reference("Nhân viên", to="StaffMember", many="titles", required=True, owned=True)
    title = Code(
        "Chức danh nghề nghiệp",
        item="30.1a",
        list="professional_title",
        required=True,
        width=24,
        aliases=("Chức danh", "Ngạch", "Ngạch/chức danh nghề nghiệp", "Mã số CDNN", "Mã ngạch", "Mã số", "CDNN"),
    )


class StandardState(Coded):
    MET = "met", "Đạt chuẩn"
    UPGRADING = "upgrading", "Đang nâng chuẩn"
    UNMET = "unmet", "Chưa đạt chuẩn"


class JobHolding(StaffHistory):
    """The job position of NĐ 232/2026 with its professional level; level, table and standard are three facts."""

    caption = "vị trí việc làm"

    staff = Reference("Nhân viên", to="StaffMember", many="jobs", required=True, owned=True)
    position = Code(
        "Vị trí việc làm",
        item="30.3a",
        list="job_position",
        required=True,
        width=28,
        aliases=("VTVL", "Tên vị trí việc làm", "Mã số VTVL"),
    )
    level = Whole("Bậc nghề nghiệp", minimum=1, maximum=5, width=8, aliases=("Bậc NN",))
    salary_table = Code("Bảng lương áp dụng", list="salary_table", width=8)
    meets_standard = Choice("Đạt chuẩn", options=StandardState, width=14, aliases=("Đạt chuẩn chức danh",))
    standard_due_on = Day("Hạn hoàn thành chuẩn", width=12)


class PayBasis(Coded):
    TITLE = "title", "Theo chức danh (hệ số)"
    POSITION = "position", "Theo vị trí việc làm"


class RaiseKind(Coded):
    FIRST = "first", "Xếp lương lần đầu"
    REGULAR = "regular", "Nâng bậc thường xuyên"
    OVER_FRAME = "over_frame", "Phụ cấp thâm niên vượt khung"
    EARLY_MERIT = "early_merit", "Nâng bậc trước thời hạn do thành tích"
    EARLY_RETIREMENT = "early_retirement", "Nâng bậc trước thời hạn khi nghỉ hưu"
    TITLE_CHANGE = "title_change", "Chuyển, thăng hạng chức danh"
    LEVEL_CHANGE = "level_change", "Xếp, đổi bậc nghề nghiệp"
    CORRECTION = "correction", "Xếp lại"


class SalaryStep(StaffHistory):
    """One step of pay: table, step, coefficient, over-frame percent (NĐ 204/2004)."""

    caption = "diễn biến lương"

    staff = Reference("Nhân viên", to="StaffMember", many="salary_steps", required=True, owned=True)
    salary_table = Code("Bảng lương", list="salary_table", width=8, aliases=("Nhóm lương",))
    step = Whole("Bậc lương", item="30.1d", minimum=1, maximum=12, width=7, aliases=("Bậc",))
    coefficient = Exact("Hệ số lương", item="30.1e", width=8, aliases=("Hệ số", "HSL"))
    percent = Exact("Phần trăm hưởng lương", item="30.1g", places=1, width=8, aliases=("Phần trăm hưởng",))
    over_frame_percent = Exact(
        "Vượt khung (%)",
        item="30.1h",
        places=1,
        width=8,
        aliases=("PCTNVK", "Phụ cấp thâm niên vượt khung", "Phụ cấp thâm niên vượt khung (%)"),
    )
    counted_from = PartialDay(
        "Mốc tính nâng bậc lần sau", width=12, aliases=("Thời gian tính nâng bậc lần sau", "Mốc nâng lương")
    )
    over_frame_from = PartialDay("Hưởng vượt khung từ", item="30.1i", width=12, aliases=("Ngày hưởng PCTNVK",))
    basis = Choice("Cách trả lương", options=PayBasis, width=14)
    amount = Money("Lương theo vị trí việc làm (đồng)", item="30.3d", width=14)
    raise_kind = Choice("Lý do xếp lương", options=RaiseKind, width=20, aliases=("Hình thức nâng lương",))
    reason = Text("Lý do")


class Allowance(StaffHistory):
    """An allowance held for a period (item 37.2): as a coefficient, a percentage or an amount."""

    caption = "phụ cấp"

    staff = Reference("Nhân viên", to="StaffMember", many="allowances", required=True, owned=True)
    kind = Code("Loại phụ cấp", item="37.2", list="allowance_type", required=True, width=24, aliases=("Phụ cấp",))
    percent = Exact("Phần trăm hưởng phụ cấp", places=1, width=8, aliases=("Phần trăm", "Phần trăm hưởng"))
    coefficient = Exact("Hệ số phụ cấp", width=8, aliases=("Hệ số",))
    basis = Text("Hình thức hưởng", max_length=120)
    amount = Money("Giá trị (đồng)", width=14, aliases=("Giá trị", "Số tiền"))
    reason = Text("Lý do")


class Contract(StaffHistory):
    """A working or labour contract. Its kind tells whether the person stands in the assigned headcount."""

    caption = "hợp đồng"

    staff = Reference("Nhân viên", to="StaffMember", many="contracts", required=True, owned=True)
    kind = Code("Loại hợp đồng", list="contract_type", required=True, width=24, aliases=("Hình thức hợp đồng", "Diện"))
    number = Text("Số hợp đồng", max_length=60)
    signed_on = PartialDay("Ngày ký", width=12)


class AppointmentKind(Coded):
    MAIN = "main", "Chính"
    CONCURRENT = "concurrent", "Kiêm nhiệm"


class Appointment(StaffHistory):
    """A post held, with the end of its term."""

    caption = "chức vụ"

    staff = Reference("Nhân viên", to="StaffMember", many="appointments", required=True, owned=True)
    post = Reference("Chức vụ", to="Post", many="appointments", required=True, width=22)
    kind = Choice("Loại", options=AppointmentKind, default=AppointmentKind.MAIN)
    department = Reference("Khoa, phòng", to="Department", many="appointments")
    reappointed_on = PartialDay("Ngày bổ nhiệm lại", item="23c", width=12)
    term_ends_on = Day("Hết nhiệm kỳ", width=12, aliases=("Hết thời hạn bổ nhiệm",))
    term_basis = Text("Lý do nhiệm kỳ ngắn, dài hơn", aliases=("Căn cứ thời hạn giữ chức vụ",))
    allowance = Exact("Phụ cấp chức vụ", item="30.2a", width=8)


class LicenceKind(Coded):
    GPHN = "GPHN", "Giấy phép hành nghề"
    CCHN = "CCHN", "Chứng chỉ hành nghề"
    CCHN_DUOC = "CCHN_DUOC", "Chứng chỉ hành nghề dược"


class LicenceState(Coded):
    ACTIVE = "active", "Hiệu lực"
    RENEWAL_SENT = "renewal_sent", "Đã nộp gia hạn"
    SUSPENDED = "suspended", "Đình chỉ"
    REVOKED = "revoked", "Thu hồi"
    CONVERTED = "converted", "Đã đổi"


class Licence(Record):
    """A practice licence (giấy phép, chứng chỉ hành nghề khám bệnh, chữa bệnh)."""

    caption = "giấy phép hành nghề"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="licences", required=True, owned=True)
    kind = Choice("Loại", options=LicenceKind, required=True, width=18)
    number = Text(
        "Số giấy phép", required=True, max_length=60, width=18, aliases=("Số CCHN", "Số GPHN", "Số giấy phép hành nghề")
    )
    issuer = Text("Nơi cấp")
    issued_on = PartialDay("Ngày cấp", width=12, aliases=("Ngày cấp CCHN", "Ngày cấp GPHN"))
    expires_on = Day("Ngày hết hạn", width=12, aliases=("Hết hạn",))
    scope_text = Text("Phạm vi hành nghề", max_length=500)
    state = Choice("Trạng thái", options=LicenceState, default=LicenceState.ACTIVE)

    def __str__(self) -> str:
        return str(self.number or "")


class ScopeChange(Record):
    """A later addition to the scope of a licence, by decision."""

    caption = "bổ sung phạm vi hành nghề"
    indexes = (("licence",),)

    licence = Reference("Giấy phép", to="Licence", many="scope_changes", required=True, owned=True)
    decision_no = Text("Số quyết định", max_length=80, width=16)
    decided_on = PartialDay("Ngày quyết định", width=12)
    scope_text = Text("Phạm vi bổ sung", required=True, max_length=500, width=30)


class StaffAct(Record):
    """One person in one act by decision (tiếp nhận, điều động, nghỉ hưu…): the register's link from papers to people."""

    caption = "việc đã quyết định"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="acts", required=True, owned=True)
    act = Text("Việc", required=True, max_length=40)
    effective_on = PartialDay("Từ ngày", width=12)
    decision = Reference("Quyết định", to="Decision", many="acts")
    reason = Text("Lý do", max_length=500)


def joined(member: StaffMember) -> date | None:
    """The day somebody came to the unit, as far as the record tells."""
    known = member.joined_unit_on or member.first_recruited_on
    return known.first if known else None
