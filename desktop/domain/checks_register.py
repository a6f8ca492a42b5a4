"""Every fault that the checks know: its stable code, what it is about, how grave it is, and what it is called.

An error contradicts itself or a rule; a warning should be looked at, and may be passed over with a reason. Neither
keeps anything from being entered: what stands on paper is told of, never refused.
"""

from dataclasses import dataclass

from desktop.domain.errors import Problem
from desktop.domain.fields import Code, Coded
from desktop.domain.records import KINDS


class Subject(Coded):
    """What a check is about; the window shows findings in this order."""

    IDENTITY = "identity", "Giấy tờ, định danh"
    DUPLICATE = "duplicate", "Trùng hồ sơ"
    DATES = "dates", "Thứ tự thời gian"
    HISTORY = "history", "Giai đoạn chồng, hở"
    POST = "post", "Chức danh, hợp đồng"
    PAY = "pay", "Lương, phụ cấp"
    SCHOOLING = "schooling", "Trình độ, chứng chỉ"
    LICENCE = "licence", "Giấy phép hành nghề"
    FAMILY = "family", "Gia đình"
    MERITS = "merits", "Đánh giá, khen, kỷ luật"
    ADDRESS = "address", "Địa chỉ"
    PAPERS = "papers", "Quyết định, giấy tờ"
    PARTY = "party", "Đảng"
    MENTORING = "mentoring", "Hướng dẫn, luân phiên"
    SUCCESSION = "succession", "Quy hoạch"
    CODES = "codes", "Chưa có trong danh mục"


@dataclass(frozen=True)
class Check:
    """One kind of fault; `title` heads its findings."""

    code: str
    subject: Subject
    severity: str
    title: str


_S = Subject
_TABLE: dict[Subject, dict[str, dict[str, str]]] = {
    _S.IDENTITY: {
        "error": {
            "birth_date.future": "Ngày sinh ở tương lai",
            "citizen_id.digits": "Số CCCD có ký tự không phải chữ số",
            "citizen_id.length": "Số CCCD không đủ 12 chữ số",
        },
        "warning": {
            "birth_date.missing": "Chưa có ngày sinh",
            "sex.missing": "Chưa có giới tính",
            "full_name.shape": "Họ tên có chữ số, ký hiệu lạ",
            "citizen_id.old": "Còn dùng số CMND 9 số",
            "citizen_id.province": "Mã nơi đăng ký khai sinh trên CCCD",
            "citizen_id.sex": "CCCD không khớp giới tính",
            "citizen_id.year": "CCCD không khớp năm sinh",
            "old_identity_no.shape": "Số CMND cũ sai dạng",
            "social_insurance_no.length": "Số BHXH sai dạng",
            "social_insurance_no.mismatch": "Số BHXH 12 số khác số CCCD",
            "health_insurance_card_no.shape": "Số thẻ BHYT sai dạng",
            "tax_code.length": "Mã số thuế sai dạng",
            "tax_code.mismatch": "Mã số thuế 12 số khác số CCCD",
            "phone.shape": "Số điện thoại sai dạng",
            "email.shape": "Thư điện tử sai dạng",
            "blood_group.shape": "Nhóm máu sai dạng",
        },
    },
    _S.DUPLICATE: {
        "error": {"citizen_id.duplicate": "Hai hồ sơ một số CCCD, CMND"},
        "warning": {
            "staff.near_duplicate": "Cùng họ tên, ngày sinh",
            "social_insurance_no.duplicate": "Hai hồ sơ một số BHXH",
            "licence.duplicate": "Một số giấy phép ghi hai lần",
        },
    },
    _S.DATES: {
        "error": {
            "E01": "Kết thúc trước khi bắt đầu",
            "dates.before_birth": "Việc xảy ra trước ngày sinh",
            "dates.order": "Việc sau ghi trước việc trước",
        },
        "warning": {
            "dates.future": "Việc đã qua ghi ngày ở tương lai",
            "birth_date.young": "Chưa đủ tuổi lao động",
            "birth_date.old": "Quá tuổi mà còn trong danh sách",
            "first_recruited_on.under_age": "Tuyển dụng khi chưa đủ tuổi",
            "union_joined_on.young": "Vào Đoàn khi còn nhỏ",
            "military.enlisted_missing": "Có xuất ngũ, chưa có nhập ngũ",
            "study.young": "Có văn bằng khi còn nhỏ",
            "service.young": "Đi làm khi còn nhỏ",
            "history.before_joining": "Bắt đầu trước ngày vào đơn vị",
        },
    },
    _S.HISTORY: {
        "warning": {
            "history.overlap": "Hai giai đoạn chồng nhau",
            "history.gap": "Có quãng trống giữa hai giai đoạn",
            "history.ended": "Giai đoạn cuối đã hết, chưa ghi tiếp",
            "leaving.open": "Đã nghỉ mà quá trình còn mở",
        },
    },
    _S.POST: {
        "error": {"E22": "Tập sự từ 01/7/2026 trở đi"},
        "warning": {
            "title.degree": "Trình độ thấp hơn chuẩn chức danh",
            "contract.ended": "Hợp đồng đã hết mà còn làm việc",
            "contract.no_end": "Hợp đồng có thời hạn chưa ghi ngày hết hạn",
            "contract.length": "Thời hạn hợp đồng ngoài mức cho phép",
            "appointment.title": "Bổ nhiệm khi chưa có chức danh",
            "appointment.two_main": "Hai chức vụ chính cùng lúc",
            "placement.dissolved": "Còn ở khoa, phòng đã giải thể",
            "code.outdated": "Mã không dùng vào ngày đó",
            "level.range": "Bậc nghề nghiệp ngoài mức của vị trí",
            "standard.no_due": "Đang nâng chuẩn, chưa có hạn",
            "term.past_retirement": "Nhiệm kỳ quá ngày nghỉ hưu",
            "term.basis_missing": "Nhiệm kỳ khác thường lệ, chưa ghi lý do",
            "retirement.basis_missing": "Ngày nghỉ hưu khác tuổi, chưa ghi lý do",
            "retirement.too_early": "Nghỉ hưu sớm quá mức cho phép",
            "retirement.too_late": "Nghỉ hưu muộn quá mức cho phép",
            "retirement.manager_stays": "Kéo dài sau tuổi mà còn giữ chức vụ",
        },
    },
    _S.PAY: {
        "warning": {
            "coefficient.off_scale": "Hệ số không có trong bảng lương",
            "step.off_scale": "Bậc không có trong bảng lương",
            "step.mismatch": "Bậc không khớp hệ số",
            "step.backwards": "Bậc sau thấp hơn bậc trước",
            "salary.table": "Bảng lương không khớp chức danh",
            "salary.early": "Nâng bậc thường xuyên sớm hơn thời hạn",
            "salary.percent": "Phần trăm hưởng lương ngoài 1–100",
            "salary.no_amount": "Trả theo vị trí, chưa ghi số tiền",
            "over_frame.early": "Vượt khung khi chưa ở bậc cuối",
            "over_frame.percent": "Mức vượt khung thấp hơn mức đầu",
            "level.table": "Bảng lương không khớp bậc nghề nghiệp",
            "allowance.measure": "Phụ cấp ghi không đúng cách tính",
            "allowance.empty": "Phụ cấp chưa ghi mức",
            "allowance.overlap": "Một phụ cấp ghi hai lần cùng lúc",
        },
    },
    _S.SCHOOLING: {
        "warning": {
            "certificate.level": "Trình độ không thuộc loại chứng chỉ",
            "qualification.duplicate": "Một văn bằng ghi hai lần",
        },
    },
    _S.LICENCE: {
        "warning": {
            "licence.shape": "Số giấy phép lạ",
            "licence.kind": "Số giấy phép không khớp loại",
            "licence.date": "Ngày cấp không khớp loại giấy phép",
            "licence.expired": "Giấy phép hết hạn còn ghi hiệu lực",
        },
    },
    _S.FAMILY: {
        "error": {"family.birth_order": "Cha mẹ sinh sau, con sinh trước"},
        "warning": {
            "family.age_gap": "Cha mẹ, con hơn kém quá ít tuổi",
            "family.side": "Quan hệ ghi nhầm bên",
            "family.two_parents": "Hai cha đẻ hoặc hai mẹ đẻ",
            "family.duplicate": "Một người thân ghi hai lần",
        },
    },
    _S.MERITS: {
        "error": {"E07": "Cử đi học, bổ nhiệm, quy hoạch trong thời gian kỷ luật"},
        "warning": {
            "appraisal.duplicate": "Một năm hai lần xếp loại",
            "appraisal.before_recruitment": "Xếp loại trước năm tuyển dụng",
            "appraisal.points": "Điểm đánh giá quá mức tối đa",
            "appraisal.rating": "Xếp loại không khớp điểm",
            "appraisal.empty": "Chưa có xếp loại hay lý do không xếp loại",
            "award.before_recruitment": "Khen thưởng trước năm tuyển dụng",
            "award.duplicate": "Một khen thưởng ghi hai lần",
            "award.year": "Ngày khen thưởng không khớp năm",
            "discipline.managers_only": "Cách chức người không giữ chức vụ",
            "W21": "Đang quy hoạch mà bị kỷ luật",
        },
    },
    _S.ADDRESS: {
        "warning": {
            "address.no_province": "Không rõ tỉnh, thành phố",
            "address.mismatch": "Tỉnh ghi và tỉnh chọn khác nhau",
            "address.commune_alone": "Có xã, phường mà chưa có tỉnh",
        },
    },
    _S.PAPERS: {
        "warning": {
            "decision.no_date": "Quyết định chưa có ngày ký",
            "decision.no_number": "Quyết định chưa có số",
            "decision.half": "Quyết định thiếu số hoặc ngày",
            "attachment.expired": "Giấy tờ đính kèm hết hạn",
        },
    },
    _S.PARTY: {
        "error": {
            "E08": "Quyết định kết nạp trước nghị quyết",
            "E09": "Lễ kết nạp trước quyết định",
            "E10": "Quyết định chính thức trước nghị quyết",
            "E11": "Ngày chính thức khác hết 12 tháng dự bị",
            "E12": "Xét chính thức khi chưa hết dự bị",
            "E13": "Kết nạp khi chưa đủ 18 tuổi",
            "E14": "Giấy chứng nhận lớp nhận thức",
            "E15": "Hai hồ sơ phát triển Đảng cùng lúc",
            "E16": "Kết nạp lại lần thứ hai",
        },
        "warning": {
            "ceremony_on.missing": "Chưa có ngày lễ kết nạp",
            "party.young": "Vào Đảng khi chưa đủ 18 tuổi",
            "party.stage_order": "Dự bị ghi sau chính thức",
            "party.official_mismatch": "Ngày chính thức hai nơi khác nhau",
            "W01": "Lễ kết nạp quá hạn",
            "W02": "Chi bộ xét chính thức quá hạn",
            "W03": "Quyết định quá hạn",
            "W04": "Tuổi kết nạp cần ý kiến cấp trên",
            "W07": "Hồ sơ kết nạp quá 12 tháng",
            "W17": "Chưa có ngày quyết định kết nạp",
        },
    },
    _S.MENTORING: {
        "error": {
            "E02": "Người giúp đỡ chưa là đảng viên chính thức",
            "E03": "Tự hướng dẫn chính mình",
            "E04": "Hai người hướng dẫn một chỗ",
            "E05": "Người giới thiệu chưa đủ 12 tháng",
            "E19": "Số ngày luân phiên nhiều hơn lịch",
            "E20": "Hoàn thành thực hành mà chưa có nhận xét",
            "E21": "Hướng dẫn thực hành quá số người",
        },
        "warning": {
            "W10": "Giúp đỡ nhiều người cùng lúc",
            "handover.missing": "Chưa có nhận xét bàn giao",
        },
    },
    _S.SUCCESSION: {
        "error": {
            "E17": "Quy hoạch quá số người, số chức danh",
            "E18": "Quy hoạch chức danh không cao hơn hiện tại",
        },
    },
}


def _unknown() -> dict[str, Check]:
    """A code for each coded field of every kind of record: «religion.unknown»."""
    named: dict[str, list[str]] = {}  # several kinds of record may have a field of one name
    for kind in KINDS:
        for name, field in kind.fields.items():
            if isinstance(field, Code) and field.label not in (labels := named.setdefault(name, [])):
                labels.append(field.label)
    return {
        f"{name}.unknown": Check(
            f"{name}.unknown", Subject.CODES, "warning", f"{', '.join(labels)} chưa có trong danh mục"
        )
        for name, labels in named.items()
    }


CHECKS: dict[str, Check] = {
    **{
        code: Check(code, subject, severity, title)
        for subject, by_severity in _TABLE.items()
        for severity, titles in by_severity.items()
        for code, title in titles.items()
    },
    **_unknown(),
}
ALL_CODES = tuple(CHECKS)


def fault(code: str, field: str, message: str) -> Problem:
    """A problem of a known kind; how grave it is stands in the register."""
    return Problem(field, message, code, CHECKS[code].severity)
