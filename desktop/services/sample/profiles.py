"""What kinds of unit there are: departments, how they are staffed, and the shares that make a unit believable.

The hospital's numbers are whole figures for 900 people; every other size is the same shares, rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.organisation import DepartmentKind

BASE = 900


class Profession(StrEnum):
    """What somebody does; the groups that a director counts by ("others" are the last two)."""

    DOCTOR = "doctor"
    NURSE = "nurse"
    MIDWIFE = "midwife"
    TECHNICIAN = "technician"
    PHARMACY = "pharmacy"
    ASSISTANT = "assistant"  # y sĩ
    OFFICE = "office"
    SUPPORT = "support"


class Bond(StrEnum):
    """On what ground somebody works in the unit."""

    PUBLIC = "public"  # viên chức
    PROFESSIONAL = "professional"  # hợp đồng chuyên môn
    SUPPORT = "support"  # hợp đồng hỗ trợ, phục vụ


_P = Profession
_K = DepartmentKind


@dataclass(frozen=True)
class DepartmentSpec:
    """A department, its Party cell, the field its office workers are trained in, and its people by profession."""

    code: str
    name: str
    kind: DepartmentKind
    cell: int
    staff: Mapping[Profession, int]
    field: str = ""

    @property
    def field_key(self) -> str:
        """The field whose titles the office workers of the department have; empty for general administration."""
        return "" if self.field in ("hr", "planning", "office") else self.field


def _d(code: str, name: str, kind: DepartmentKind, cell: int, field: str = "", **staff: int) -> DepartmentSpec:
    return DepartmentSpec(code, name, kind, cell, {_P(key): count for key, count in staff.items()}, field)


@dataclass(frozen=True)
class Profile:
    """A kind of unit: what it is called, its departments at the size `base`, and its cells."""

    key: str
    label: str
    unit_code: str
    unit_name: str
    parent_name: str
    head_post: str
    deputy_post: str
    departments: tuple[DepartmentSpec, ...]
    cells: tuple[str, ...]

    @property
    def base(self) -> int:
        """The number of people that the departments' numbers make."""
        return sum(sum(d.staff.values()) for d in self.departments)


PLACE = "Sông Lam"

HOSPITAL = Profile(
    "hospital",
    "Bệnh viện đa khoa tỉnh",
    "BVDK-SL",
    f"Bệnh viện Đa khoa tỉnh {PLACE}",
    f"Sở Y tế tỉnh {PLACE}",
    "Giám đốc",
    "Phó Giám đốc",
    (
        _d("BGD", "Ban Giám đốc", _K.BOARD, 0, doctor=4),
        _d("TCCB", "Phòng Tổ chức cán bộ", _K.OFFICE, 0, "hr", office=8),
        _d("KHTH", "Phòng Kế hoạch tổng hợp", _K.OFFICE, 0, "planning", doctor=4, nurse=2, assistant=1, office=5),
        _d("HCQT", "Phòng Hành chính quản trị", _K.OFFICE, 1, "office", office=9, support=34),
        _d("TCKT", "Phòng Tài chính kế toán", _K.OFFICE, 2, "accounting", office=15),
        _d("DD", "Phòng Điều dưỡng", _K.OFFICE, 0, nurse=6),
        _d("QLCL", "Phòng Quản lý chất lượng", _K.OFFICE, 0, "public_health", doctor=1, nurse=3, office=1),
        _d("CNTT", "Phòng Công nghệ thông tin", _K.OFFICE, 2, "it", office=5),
        _d("VTTB", "Phòng Vật tư, thiết bị y tế", _K.OFFICE, 1, "engineering", technician=1, office=4, support=3),
        _d("DTCDT", "Phòng Đào tạo và chỉ đạo tuyến", _K.OFFICE, 2, "planning", doctor=2, nurse=2, office=1),
        _d("CTXH", "Phòng Công tác xã hội", _K.OFFICE, 2, "social_work", nurse=1, office=3),
        _d("KB", "Khoa Khám bệnh", _K.CLINICAL, 3, doctor=16, nurse=30, assistant=4),
        _d("CC", "Khoa Cấp cứu", _K.CLINICAL, 4, doctor=9, nurse=26, assistant=2, support=2),
        _d("HSTC", "Khoa Hồi sức tích cực – Chống độc", _K.CLINICAL, 4, doctor=10, nurse=32),
        _d("NTH", "Khoa Nội tổng hợp", _K.CLINICAL, 5, doctor=10, nurse=24),
        _d("NTM", "Khoa Nội tim mạch", _K.CLINICAL, 5, doctor=10, nurse=22),
        _d("NTLK", "Khoa Nội tiết – Lão khoa", _K.CLINICAL, 6, doctor=7, nurse=15),
        _d("BNĐ", "Khoa Bệnh nhiệt đới", _K.CLINICAL, 6, doctor=7, nurse=17, assistant=1),
        _d("TNT", "Khoa Thận nhân tạo", _K.CLINICAL, 6, doctor=4, nurse=18),
        _d("NHI", "Khoa Nhi", _K.CLINICAL, 7, doctor=13, nurse=32, assistant=1),
        _d("PS", "Khoa Phụ sản", _K.CLINICAL, 7, doctor=14, nurse=10, midwife=38),
        _d("NGTH", "Khoa Ngoại tổng hợp", _K.CLINICAL, 8, doctor=14, nurse=28),
        _d("CTCH", "Khoa Chấn thương chỉnh hình", _K.CLINICAL, 8, doctor=11, nurse=22),
        _d("GMHS", "Khoa Phẫu thuật – Gây mê hồi sức", _K.CLINICAL, 9, doctor=11, nurse=30, technician=3),
        _d("UB", "Khoa Ung bướu", _K.CLINICAL, 9, doctor=7, nurse=16),
        _d("MAT", "Khoa Mắt", _K.CLINICAL, 10, doctor=5, nurse=9),
        _d("TMH", "Khoa Tai Mũi Họng", _K.CLINICAL, 10, doctor=5, nurse=10),
        _d("RHM", "Khoa Răng Hàm Mặt", _K.CLINICAL, 10, doctor=5, nurse=8),
        _d("YHCT", "Khoa Y học cổ truyền", _K.CLINICAL, 11, doctor=5, nurse=7, assistant=11),
        _d("PHCN", "Khoa Phục hồi chức năng", _K.CLINICAL, 11, doctor=3, nurse=4, technician=14, assistant=2),
        _d("XN", "Khoa Xét nghiệm", _K.PARACLINICAL, 12, doctor=4, nurse=2, technician=28),
        _d("CDHA", "Khoa Chẩn đoán hình ảnh", _K.PARACLINICAL, 12, doctor=8, nurse=5, technician=21),
        _d("TDCN", "Khoa Thăm dò chức năng", _K.PARACLINICAL, 12, doctor=3, nurse=6, technician=3),
        _d("GPB", "Khoa Giải phẫu bệnh", _K.PARACLINICAL, 12, doctor=2, technician=4),
        _d("DUOC", "Khoa Dược", _K.PARACLINICAL, 13, pharmacy=44, support=4),
        _d("KSNK", "Khoa Kiểm soát nhiễm khuẩn", _K.PARACLINICAL, 13, doctor=1, nurse=10, support=30),
        _d("DDLS", "Khoa Dinh dưỡng", _K.PARACLINICAL, 13, "nutrition", doctor=1, nurse=1, office=2, support=2),
    ),
    (
        "Chi bộ Cơ quan",
        "Chi bộ Hành chính quản trị",
        "Chi bộ Tài chính – Công nghệ",
        "Chi bộ Khám bệnh",
        "Chi bộ Cấp cứu – Hồi sức",
        "Chi bộ Nội 1",
        "Chi bộ Nội 2",
        "Chi bộ Sản – Nhi",
        "Chi bộ Ngoại – Chấn thương",
        "Chi bộ Gây mê – Ung bướu",
        "Chi bộ Liên chuyên khoa",
        "Chi bộ Đông y – Phục hồi chức năng",
        "Chi bộ Cận lâm sàng",
        "Chi bộ Dược – Kiểm soát nhiễm khuẩn",
    ),
)

CENTRE = Profile(
    "centre",
    "Trung tâm y tế",
    "TTYT-SL",
    f"Trung tâm Y tế khu vực {PLACE}",
    f"Sở Y tế tỉnh {PLACE}",
    "Giám đốc",
    "Phó Giám đốc",
    (
        _d("BGD", "Ban Giám đốc", _K.BOARD, 0, doctor=3),
        _d("TCHC", "Phòng Tổ chức – Hành chính", _K.OFFICE, 0, "hr", office=6, support=8),
        _d("TCKT", "Phòng Tài chính – Kế toán", _K.OFFICE, 0, "accounting", office=5),
        _d("KHNV", "Phòng Kế hoạch – Nghiệp vụ", _K.OFFICE, 0, "planning", doctor=2, nurse=2, office=2),
        _d("KSBT", "Khoa Kiểm soát bệnh tật", _K.CLINICAL, 1, "public_health", doctor=3, assistant=4, office=3),
        _d("ATTP", "Khoa An toàn thực phẩm", _K.CLINICAL, 1, "public_health", doctor=1, assistant=2, office=2),
        _d("DS", "Phòng Dân số", _K.OFFICE, 1, "population", office=4),
        _d("KB", "Khoa Khám bệnh", _K.CLINICAL, 2, doctor=6, nurse=10, assistant=3),
        _d("NOI", "Khoa Nội – Nhi", _K.CLINICAL, 2, doctor=6, nurse=14),
        _d("NGOAI", "Khoa Ngoại – Sản", _K.CLINICAL, 3, doctor=6, nurse=8, midwife=9),
        _d("CC", "Khoa Cấp cứu – Hồi sức", _K.CLINICAL, 3, doctor=4, nurse=10),
        _d("YHCT", "Khoa Y học cổ truyền – Phục hồi chức năng", _K.CLINICAL, 3, doctor=3, technician=3, assistant=5),
        _d("XNCDHA", "Khoa Xét nghiệm – Chẩn đoán hình ảnh", _K.PARACLINICAL, 2, doctor=2, technician=9),
        _d("DUOC", "Khoa Dược", _K.PARACLINICAL, 1, pharmacy=8, support=2),
    ),
    (
        "Chi bộ Cơ quan",
        "Chi bộ Dự phòng",
        "Chi bộ Điều trị 1",
        "Chi bộ Điều trị 2",
    ),
)

STATION = Profile(
    "station",
    "Trạm y tế",
    "TYT-SL",
    f"Trạm Y tế xã {PLACE}",
    f"Ủy ban nhân dân xã {PLACE}",
    "Trưởng trạm",
    "Phó Trưởng trạm",
    (
        _d("BLD", "Ban lãnh đạo trạm", _K.BOARD, 0, doctor=2),
        _d("TCHC", "Bộ phận Hành chính", _K.OFFICE, 0, "accounting", office=2, support=2),
        _d("KCB", "Bộ phận Khám, chữa bệnh", _K.STATION, 0, doctor=3, nurse=5, midwife=3, assistant=3, pharmacy=2),
        _d("YTDP", "Bộ phận Y tế dự phòng – Dân số", _K.STATION, 0, "population", doctor=1, assistant=4, office=2),
        _d("DT1", f"Điểm trạm {PLACE} 1", _K.STATION, 0, nurse=2, midwife=1, assistant=2),
        _d("DT2", f"Điểm trạm {PLACE} 2", _K.STATION, 0, nurse=2, midwife=1, assistant=2),
    ),
    ("Chi bộ Trạm y tế",),
)

PROFILES: Mapping[str, Profile] = {p.key: p for p in (HOSPITAL, CENTRE, STATION)}

# Highest degree within each profession, at the hospital's size.
DEGREES: Mapping[Profession, Mapping[str, int]] = {
    _P.DOCTOR: {"TS": 3, "CKII": 15, "THS": 21, "CKI": 50, "BSNT": 4, "DH": 103},
    _P.NURSE: {"CKI": 7, "THS": 5, "DH": 193, "CD": 151, "TC": 42},
    _P.MIDWIFE: {"CKI": 1, "DH": 17, "CD": 16, "TC": 4},
    _P.TECHNICIAN: {"THS": 2, "CKI": 1, "DH": 34, "CD": 33, "TC": 4},
    _P.PHARMACY: {"CKII": 2, "CKI": 3, "THS": 3, "DH": 19, "CD": 15, "TC": 2},
    _P.ASSISTANT: {"CD": 9, "TC": 13},
    _P.OFFICE: {"THS": 5, "DH": 36, "CD": 7, "TC": 5},
    _P.SUPPORT: {"CD": 5, "TC": 12, "SC": 33, "CQDT": 25},
}

WOMEN: Mapping[Profession, int] = {
    _P.DOCTOR: 92,
    _P.NURSE: 336,
    _P.MIDWIFE: 38,
    _P.TECHNICIAN: 30,
    _P.PHARMACY: 33,
    _P.ASSISTANT: 10,
    _P.OFFICE: 35,
    _P.SUPPORT: 38,
}

# Who works on a contract for professional work instead of in an assigned post; support workers all have contracts.
ON_CONTRACT: Mapping[Profession, int] = {
    _P.DOCTOR: 6,
    _P.NURSE: 26,
    _P.MIDWIFE: 2,
    _P.TECHNICIAN: 6,
    _P.PHARMACY: 3,
    _P.ASSISTANT: 1,
    _P.OFFICE: 4,
}


@dataclass(frozen=True)
class Scale:
    """The figures of the 900-strong hospital, brought to another size."""

    staff: int

    def of(self, figure: int) -> int:
        """A figure in proportion, rounded half up."""
        return (figure * self.staff * 2 + BASE) // (2 * BASE)

    def some(self, figure: int) -> int:
        """A figure in proportion, at least one where the unit is not tiny."""
        return max(self.of(figure), 1 if self.staff >= 30 else 0)
