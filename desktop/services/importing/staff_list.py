"""The list of staff: one row a person, with what holds on the day of the file."""

from desktop.domain.fields import PartialDay, Sensitivity
from desktop.domain.party import PartyMembership
from desktop.domain.schooling import Certificate, CertificateKind, Qualification
from desktop.domain.staff import (
    Appointment,
    Contract,
    EmploymentStatus,
    JobHolding,
    Licence,
    Placement,
    SalaryStep,
    StaffMember,
    TitleHolding,
)
from desktop.services.importing.kinds import Kind, Name, Part, Way, register

_PARTY = Sensitivity.PARTY

DEPARTMENT = (
    "Khoa/phòng",
    "Khoa phòng",
    "Khoa, phòng, trung tâm",
    "K/P/TT",
    "Khoa",
    "Phòng ban",
    "Đơn vị",
    "Đơn vị công tác",
    "Đơn vị công tác hiện nay",
    "Nơi công tác",
    "Nơi làm việc",
    "Bộ phận",
    "Bộ phận công tác",
    "Cơ quan, đơn vị đang làm việc",
)


def _certificate(name: str, kind: CertificateKind, key: str, label: str, *aliases: str) -> Part:
    return Part(
        name,
        Certificate,
        Way.LISTED,
        {"level": Name(key, label, aliases)},
        fixed={"kind": kind},
        keys=(("kind", "level"),),
        needs=("level",),
    )


STAFF = Kind(
    "staff",
    "hồ sơ",
    (
        Part("person", StaffMember, Way.PERSON, hints=("cccd", "can cuoc", "cong dan")),
        Part(
            "status",
            EmploymentStatus,
            Way.CURRENT,
            {
                "status": Name("status", "Tình trạng", ("Tình trạng công tác", "Trạng thái", "Tình trạng làm việc")),
                "starts_on": Name("status_from", "Tình trạng từ ngày"),
                "reason": Name("status_reason", "Lý do tình trạng"),
            },
            defining=("status",),
            needs=("status",),
        ),
        Part(
            "placement",
            Placement,
            Way.CURRENT,
            {
                "department": Name("department", "Khoa, phòng", DEPARTMENT),
                "starts_on": Name("department_from", "Ngày về khoa, phòng", ("Ngày về khoa", "Ngày vào khoa, phòng")),
                "job": Name(
                    "job", "Công việc tại khoa, phòng", ("Công việc", "Vị trí công tác", "Công việc đảm nhiệm")
                ),
            },
            defining=("department",),
            carried=("department", "job"),
            needs=("department",),
        ),
        Part(
            "title",
            TitleHolding,
            Way.CURRENT,
            {
                "title": Name(
                    "title_name",
                    "Chức danh nghề nghiệp",
                    (
                        "Chức danh",
                        "Ngạch",
                        "Ngạch/chức danh nghề nghiệp",
                        "CDNN",
                        "Tên ngạch",
                        "Hạng chức danh",
                        "Hạng CDNN",
                    ),
                ),
                "title#code": Name(
                    "title_code",
                    "Mã số CDNN",
                    (
                        "Mã ngạch",
                        "Mã số",
                        "Mã CDNN",
                        "Mã chức danh",
                        "Mã số chức danh nghề nghiệp",
                        "Mã số hạng CDNN",
                        "Ngạch lương",
                        "Mã số hạng CDNN hiện giữ",
                        "Mã số ngạch",
                        "Ngạch (mã số)",
                    ),
                ),
                "starts_on": Name(
                    "title_appointed_on",
                    "Ngày bổ nhiệm CDNN",
                    (
                        "Ngày bổ nhiệm ngạch",
                        "Ngày bổ nhiệm ngạch/CDNN",
                        "Thời gian giữ hạng",
                        "Ngày bổ nhiệm chức danh",
                    ),
                ),
            },
            defining=("title",),
            needs=("title",),
            hints=("ngach", "chuc danh nghe nghiep", "cdnn"),
        ),
        Part(
            "job",
            JobHolding,
            Way.CURRENT,
            {
                "position": Name("job_position", "Vị trí việc làm", ("VTVL", "Tên vị trí việc làm", "Mã số VTVL")),
                "level": Name("job_level", "Bậc nghề nghiệp", ("Bậc NN",)),
                "salary_table": Name("job_salary_table", "Bảng lương theo bậc nghề nghiệp"),
                "meets_standard": Name("meets_standard", "Đạt chuẩn", ("Đạt chuẩn chức danh",)),
                "standard_due_on": Name("standard_due_on", "Hạn hoàn thành chuẩn"),
                "starts_on": Name("job_from", "Ngày vào vị trí việc làm"),
            },
            defining=("position", "level"),
            carried=("meets_standard", "salary_table", "standard_due_on"),
            needs=("position",),
        ),
        Part(
            "salary",
            SalaryStep,
            Way.CURRENT,
            {
                "salary_table": Name("salary_table", "Bảng lương", ("Nhóm lương", "Nhóm ngạch", "Loại VC")),
                "step": Name("salary_step", "Bậc lương", ("Bậc", "Bậc lương hiện hưởng")),
                "coefficient": Name(
                    "salary_coefficient", "Hệ số lương", ("Hệ số", "HSL", "Hệ số lương hiện hưởng", "HS lương")
                ),
                "percent": Name("salary_percent", "Phần trăm hưởng", ("Phần trăm hưởng lương",)),
                "over_frame_percent": Name(
                    "overrun_percent",
                    "Vượt khung (%)",
                    (
                        "PCTNVK",
                        "PCTNVK (%)",
                        "Vượt khung",
                        "Phụ cấp thâm niên vượt khung",
                        "Phụ cấp vượt khung",
                        "Phụ cấp thâm niên vượt khung (%)",
                        "% vượt khung",
                        "TNVK",
                    ),
                ),
                "starts_on": Name(
                    "salary_effective_on",
                    "Ngày hưởng lương",
                    (
                        "Ngày hưởng",
                        "Thời gian hưởng",
                        "Thời điểm hưởng",
                        "Ngày hưởng bậc lương",
                        "Thời điểm hưởng lương",
                        "Hưởng từ ngày",
                        "Ngày xếp lương",
                    ),
                ),
                "counted_from": Name(
                    "next_raise_from",
                    "Mốc tính nâng bậc lần sau",
                    (
                        "Thời gian tính nâng bậc lần sau",
                        "Mốc nâng lương",
                        "Mốc tính nâng lương",
                        "Thời điểm tính nâng bậc lần sau",
                        "Thời gian tính nâng lần sau",
                        "Thời gian tính cho lần nâng bậc tiếp theo",
                    ),
                ),
                "amount": Name("job_salary_amount", "Lương theo vị trí việc làm (đồng)", ("Lương theo mức tiền",)),
            },
            defining=("salary_table", "step", "coefficient", "over_frame_percent", "amount", "percent"),
            carried=("salary_table",),
            hints=("luong", "he so"),
        ),
        Part(
            "contract",
            Contract,
            Way.CURRENT,
            {
                "kind": Name(
                    "contract_kind",
                    "Loại hợp đồng",
                    (
                        "Hình thức hợp đồng",
                        "Diện",
                        "Hợp đồng",
                        "Loại HĐ",
                        "Loại hình lao động",
                        "Diện hợp đồng",
                        "Đối tượng",
                    ),
                ),
                "number": Name("contract_no", "Số hợp đồng", ("Số HĐ",)),
                "signed_on": Name("contract_signed_on", "Ngày ký hợp đồng", ("Ngày ký HĐ", "Ngày ký")),
                "starts_on": Name(
                    "contract_from", "Hợp đồng từ ngày", ("HĐ từ ngày", "Ngày bắt đầu hợp đồng", "Từ ngày")
                ),
                "ends_on": Name(
                    "contract_to",
                    "Hợp đồng đến ngày",
                    ("HĐ đến ngày", "Ngày hết hạn hợp đồng", "Hết hạn HĐ", "Đến ngày"),
                ),
            },
            defining=("kind", "number"),
            needs=("kind",),
            hints=("hop dong",),
        ),
        Part(
            "post",
            Appointment,
            Way.CURRENT,
            {
                "post": Name(
                    "current_position",
                    "Chức vụ",
                    ("Chức vụ hiện tại", "Chức vụ chính quyền", "Chức vụ hiện nay", "Chức vụ quản lý", "CV"),
                ),
                "starts_on": Name(
                    "position_appointed_on",
                    "Ngày bổ nhiệm",
                    ("Ngày bổ nhiệm chức vụ", "Thời gian bổ nhiệm", "Thời gian bổ nhiệm (nếu có)", "Ngày giữ chức vụ"),
                ),
                "term_ends_on": Name(
                    "position_term_ends_on",
                    "Hết nhiệm kỳ",
                    ("Hết thời hạn bổ nhiệm", "Hạn bổ nhiệm lại", "Ngày hết nhiệm kỳ"),
                ),
                "allowance": Name(
                    "position_allowance", "Phụ cấp chức vụ", ("PCCV", "HSPC chức vụ", "Hệ số phụ cấp chức vụ")
                ),
            },
            defining=("post",),
            needs=("post",),
            hints=("chuc vu", "bo nhiem"),
        ),
        Part(
            "party",
            PartyMembership,
            Way.CURRENT,
            {
                "stage": Name("party_stage", "Đảng viên", ("Đảng", "Là đảng viên", "Đảng tịch")),
                "cell": Name("party_cell", "Chi bộ", ("Tên chi bộ", "Chi bộ sinh hoạt", "Sinh hoạt tại chi bộ")),
                "position": Name(
                    "party_position",
                    "Chức vụ Đảng",
                    ("Chức vụ Đảng hiện tại", "Chức vụ Đảng (nếu có)", "Chức vụ trong Đảng"),
                ),
            },
            extra={
                "joined_on": (
                    Name(
                        "party_joined_on",
                        "Ngày vào Đảng",
                        (
                            "Ngày kết nạp Đảng",
                            "Ngày kết nạp",
                            "Ngày vào Đảng Cộng sản Việt Nam",
                            "Ngày vào Đảng (dự bị)",
                            "Ngày vào Đảng dự bị",
                            "Ngày dự bị",
                            "Vào Đảng",
                        ),
                    ),
                    PartialDay("Ngày vào Đảng", sensitive=_PARTY, width=12),
                ),
                "official_on": (
                    Name(
                        "party_official_on",
                        "Ngày chính thức",
                        (
                            "Ngày vào Đảng chính thức",
                            "Ngày vào Đảng (chính thức)",
                            "Ngày công nhận chính thức",
                            "Chính thức",
                        ),
                    ),
                    PartialDay("Ngày chính thức", sensitive=_PARTY, width=12),
                ),
            },
            carried=("cell", "position"),
            hints=("dang", "vao dang"),
        ),
        Part(
            "qualification",
            Qualification,
            Way.LISTED,
            {
                "level": Name(
                    "highest_qualification",
                    "Trình độ chuyên môn",
                    (
                        "Trình độ",
                        "Trình độ chuyên môn cao nhất",
                        "Trình độ CM",
                        "Chuyên môn",
                        "Bằng cấp",
                        "Văn bằng",
                        "Trình độ đào tạo",
                        "Văn bằng chuyên môn",
                        "Trình độ chuyên môn nghiệp vụ",
                        "TĐCM",
                        "Trình độ cao nhất",
                    ),
                ),
                "major": Name("major", "Chuyên ngành", ("Chuyên ngành đào tạo", "Ngành đào tạo", "Chuyên khoa")),
                "school": Name(
                    "school", "Cơ sở đào tạo", ("Tên cơ sở đào tạo", "Trường", "Nơi đào tạo", "Trường đào tạo")
                ),
                "study_mode": Name("study_mode", "Hình thức đào tạo", ("Hệ đào tạo", "Loại hình đào tạo")),
                "graduated_on": Name("graduated_on", "Năm tốt nghiệp", ("Tốt nghiệp", "Ngày tốt nghiệp")),
                "diploma_no": Name("diploma_no", "Số hiệu bằng", ("Số bằng", "Số văn bằng")),
            },
            keys=(("level",),),
            needs=("level",),
            hints=("trinh do", "chuyen mon", "dao tao"),
        ),
        _certificate(
            "politics",
            CertificateKind.POLITICS,
            "politics_level",
            "Lý luận chính trị",
            "Trình độ lý luận chính trị",
            "LLCT",
            "Trình độ LLCT",
            "Chính trị",
            "Trình độ chính trị",
        ),
        _certificate(
            "state_management",
            CertificateKind.STATE_MANAGEMENT,
            "state_management_level",
            "Quản lý nhà nước",
            "QLNN",
            "Trình độ QLNN",
            "Trình độ quản lý nhà nước",
        ),
        _certificate(
            "english",
            CertificateKind.ENGLISH,
            "english_level",
            "Tiếng Anh",
            "Ngoại ngữ",
            "Trình độ ngoại ngữ",
            "Trình độ tiếng Anh",
            "Anh văn",
        ),
        Part(
            "language",
            Certificate,
            Way.LISTED,
            {
                "language": Name("other_language", "Ngoại ngữ khác", ("Tên ngoại ngữ khác", "Ngoại ngữ 2")),
                "level": Name("other_language_level", "Trình độ ngoại ngữ khác", ("Trình độ ngoại ngữ 2",)),
            },
            fixed={"kind": CertificateKind.LANGUAGE},
            keys=(("kind", "language", "level"), ("kind", "language")),
            needs=("language",),
        ),
        _certificate("it", CertificateKind.IT, "it_level", "Tin học", "Trình độ tin học", "CNTT"),
        Part(
            "licence",
            Licence,
            Way.LISTED,
            {
                "number": Name(
                    "licence_no",
                    "Số giấy phép hành nghề",
                    (
                        "Số giấy phép",
                        "Số CCHN",
                        "Số GPHN",
                        "CCHN",
                        "GPHN",
                        "Số chứng chỉ hành nghề",
                        "Chứng chỉ hành nghề",
                        "Giấy phép hành nghề",
                        "CCHN/GPHN",
                        "Số CCHN/GPHN",
                        "Số GPHN/CCHN",
                    ),
                ),
                "kind": Name("licence_kind", "Loại giấy phép hành nghề", ("Loại giấy phép",)),
                "issued_on": Name(
                    "licence_issued_on",
                    "Ngày cấp giấy phép hành nghề",
                    (
                        "Ngày cấp CCHN",
                        "Ngày cấp GPHN",
                        "Ngày cấp chứng chỉ hành nghề",
                        "Ngày cấp giấy phép",
                        "Ngày cấp",
                    ),
                ),
                "issuer": Name(
                    "licence_issuer",
                    "Nơi cấp giấy phép hành nghề",
                    ("Nơi cấp CCHN", "Nơi cấp GPHN", "Nơi cấp chứng chỉ hành nghề", "Nơi cấp"),
                ),
                "expires_on": Name(
                    "licence_expires_on",
                    "Ngày hết hạn giấy phép",
                    ("Ngày hết hạn", "Hết hạn", "Ngày hết hạn GPHN", "Ngày hết hạn CCHN"),
                ),
                "scope_text": Name(
                    "licence_scope", "Phạm vi hành nghề", ("Phạm vi hoạt động chuyên môn", "Phạm vi HĐCM")
                ),
            },
            keys=(("number",),),
            needs=("number",),
            hints=("hanh nghe", "cchn", "gphn", "giay phep"),
        ),
    ),
    title="Viên chức, người lao động",
    template=(
        *("staff_code", "full_name", "sex", "birth_date", "citizen_id", "citizen_id_issued_on", "ethnic_group"),
        *("religion", "home_town", "current_address", "phone", "social_insurance_no", "first_recruited_on"),
        *(
            "joined_unit_on",
            "union_joined_on",
            "status",
            "status_from",
            "department",
            "department_from",
            "job_position",
        ),
        *("current_position", "position_appointed_on", "position_term_ends_on", "title_name", "title_code"),
        *("title_appointed_on", "salary_table", "salary_step", "salary_coefficient", "overrun_percent"),
        *("salary_effective_on", "next_raise_from", "contract_kind", "contract_no", "contract_from", "contract_to"),
        *("highest_qualification", "major", "school", "graduated_on", "politics_level", "state_management_level"),
        *("english_level", "it_level", "party_stage", "party_cell", "party_joined_on", "party_official_on"),
        *("party_position", "licence_no", "licence_issued_on", "licence_expires_on", "licence_scope", "note"),
    ),
)

register(STAFF)
