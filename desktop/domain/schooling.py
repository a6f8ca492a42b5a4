"""What somebody learnt and where somebody served: degrees, certificates, and service before and in the unit."""

from desktop.domain.fields import Choice, Code, Coded, PartialDay, Reference, Text
from desktop.domain.staff import StaffHistory


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
    language = Text(
        "Ngoại ngữ, tiếng dân tộc", max_length=60, width=14, aliases=("Tên ngoại ngữ/tiếng dân tộc", "Ngôn ngữ")
    )
    level = Code("Trình độ", list="training_level", width=16)
    name = Text("Chứng chỉ", width=24, aliases=("Chứng chỉ được cấp", "Văn bằng được cấp"))
    study_mode = Code("Hình thức đào tạo", list="study_mode")
    score = Text("Điểm số", max_length=40, width=8)
    school = Text("Nơi cấp", aliases=("Tên cơ sở đào tạo",))
    number = Text("Số", max_length=60)
    issued_on = PartialDay("Ngày cấp", width=12)


class WorkHistory(StaffHistory):
    """Service before and in this unit (tóm tắt quá trình công tác)."""

    caption = "quá trình công tác"

    staff = Reference("Nhân viên", to="StaffMember", many="work_history", required=True, owned=True)
    organisation = Text("Đơn vị công tác", item="33", required=True, width=30)
    position = Text("Chức danh, chức vụ", item="33", width=24, aliases=("Chức danh/chức vụ",))
