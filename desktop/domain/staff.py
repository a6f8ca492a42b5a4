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
from desktop.domain.identity import citizen_id_problem, phone_problem, social_insurance_problem
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
    birth_place = Text("Nơi sinh", item="4")
    home_town = Text("Quê quán", item="5", aliases=("Nguyên quán",))
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
    health_insurance_card_no = Text("Số thẻ BHYT", item="9b", max_length=20, sensitive=Sensitivity.IDENTITY)
    current_address = Text("Nơi ở hiện nay", item="10", aliases=("Chỗ ở hiện nay", "Địa chỉ"))
    permanent_address = Text("Nơi đăng ký thường trú", aliases=("Hộ khẩu thường trú", "Thường trú"))
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
    reason = Text("Lý do")


class Placement(StaffHistory):
    """The department somebody works in."""

    caption = "phân công công tác"

    staff = Reference("Nhân viên", to="StaffMember", many="placements", required=True, owned=True)
    department = Reference("Khoa, phòng", to="Department", many="placements", required=True, width=26)
    job = Text("Vị trí việc làm", item="30.3a", aliases=("VTVL", "Công việc"))


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
    job_level = Whole("Bậc nghề nghiệp", minimum=1, maximum=5, width=8)
    meets_standard = Text("Đạt chuẩn chức danh", max_length=40)


class SalaryStep(StaffHistory):
    """One step of pay: table, step, coefficient, over-frame percent (NĐ 204/2004)."""

    caption = "diễn biến lương"

    staff = Reference("Nhân viên", to="StaffMember", many="salary_steps", required=True, owned=True)
    salary_table = Code("Bảng lương", list="salary_table", width=8, aliases=("Nhóm lương",))
    step = Whole("Bậc lương", item="30.1d", minimum=1, maximum=12, width=7, aliases=("Bậc",))
    coefficient = Exact("Hệ số lương", item="30.1e", width=8, aliases=("Hệ số", "HSL"))
    percent = Exact("Phần trăm hưởng", item="30.1g", places=1, width=8)
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
    amount = Money("Lương theo vị trí việc làm (đồng)", item="30.3d", width=14)
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
    term_ends_on = Day("Hết nhiệm kỳ", width=12)
    allowance = Exact("Phụ cấp chức vụ", item="30.2a", width=8)


class Qualification(StaffHistory):
    """A degree (văn bằng chuyên môn)."""

    caption = "trình độ chuyên môn"

    staff = Reference("Nhân viên", to="StaffMember", many="qualifications", required=True, owned=True)
    level = Code(
        "Trình độ",
        item="20",
        list="qualification",
        required=True,
        width=14,
        aliases=("Trình độ chuyên môn", "Trình độ chuyên môn cao nhất", "Trình độ CM", "Bằng cấp", "Văn bằng"),
    )
    major = Text("Chuyên ngành", item="32.1", aliases=("Chuyên ngành đào tạo", "Chuyên môn"))
    school = Text("Cơ sở đào tạo", aliases=("Tên cơ sở đào tạo", "Trường", "Nơi đào tạo"))
    study_mode = Code("Hình thức đào tạo", list="study_mode")
    diploma = Text("Tên văn bằng", aliases=("Văn bằng, chứng chỉ",))
    diploma_no = Text("Số hiệu bằng", max_length=60)
    graduated_on = PartialDay("Tốt nghiệp", aliases=("Năm tốt nghiệp",), width=10)


class CertificateKind(Coded):
    POLITICS = "politics", "Lý luận chính trị"
    STATE_MANAGEMENT = "state_management", "Quản lý nhà nước"
    IT = "it", "Tin học"
    ENGLISH = "english", "Tiếng Anh"
    LANGUAGE = "language", "Ngoại ngữ khác"
    ETHNIC_LANGUAGE = "ethnic_language", "Tiếng dân tộc"
    TITLE = "title", "Tiêu chuẩn chức danh nghề nghiệp"
    DEFENCE = "defence", "Quốc phòng và an ninh"
    MANAGEMENT = "management", "Lãnh đạo, quản lý"
    OTHER = "other", "Bồi dưỡng khác"


class Certificate(StaffHistory):
    """A certificate: political theory, state management, languages, computing, professional title, defence."""

    caption = "chứng chỉ, bồi dưỡng"

    staff = Reference("Nhân viên", to="StaffMember", many="certificates", required=True, owned=True)
    kind = Choice("Loại", options=CertificateKind, required=True, width=18)
    level = Code("Trình độ", list="training_level", width=16)
    name = Text("Chứng chỉ", width=24)
    school = Text("Nơi cấp")
    number = Text("Số", max_length=60)
    issued_on = PartialDay("Ngày cấp", width=12)


class WorkHistory(StaffHistory):
    """Service before and in this unit (tóm tắt quá trình công tác)."""

    caption = "quá trình công tác"

    staff = Reference("Nhân viên", to="StaffMember", many="work_history", required=True, owned=True)
    organisation = Text("Đơn vị công tác", item="33", required=True, width=30)
    position = Text("Chức danh, chức vụ", item="33", width=24, aliases=("Chức danh/chức vụ",))


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


def joined(member: StaffMember) -> date | None:
    """The day somebody came to the unit, as far as the record tells."""
    known = member.joined_unit_on or member.first_recruited_on
    return known.first if known else None
