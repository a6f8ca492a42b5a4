"""The figures that tell whether the sample unit is the one it should be, counted from its records."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from desktop.domain.dates import add_months
from desktop.domain.mentoring import MentoringAssignment, MentoringKind, MentoringState, TechniqueTransfer
from desktop.domain.organisation import CellTarget, Department, PartyCell, Unit
from desktop.domain.party import SYMPATHISING, PartyCase, PartyMembership, PartyStage
from desktop.domain.record import Record, holds_on
from desktop.domain.schooling import Certificate, CertificateKind, Qualification
from desktop.domain.staff import Contract, EmploymentStatus, Sex, StaffMember, TitleHolding, joined
from desktop.domain.succession import SuccessionEntry, SuccessionState
from desktop.domain.training import SENT_STATES, STUDYING_STATES, Enrolment, TrainingLine
from desktop.services.lists import qualification_ranks
from desktop.services.sample.official import listed
from desktop.services.sample.party import CLOSED, CLOSED_TERM, TERM_TARGETS

Rows = Callable[[type[Record]], Iterable[Any]]

SAMPLE_STAFF, SAMPLE_SEED, SAMPLE_DAY = 900, 1, date(2026, 11, 22)

# Label, value: what the printed summary says, and what the sample unit must come to.
SAMPLE_FIGURES: Mapping[str, int] = {
    "Tổng số người": 900,
    "Viên chức": 777,
    "Hợp đồng chuyên môn": 48,
    "Hợp đồng hỗ trợ, phục vụ": 75,
    "Số người làm việc được giao": 790,
    "Giao cho các khoa, phòng": 790,
    "Đầu năm": 895,
    "Tăng trong năm": 12,
    "Giảm trong năm": 7,
    "Nữ": 612,
    "Dân tộc thiểu số": 97,
    "Bác sĩ": 196,
    "Điều dưỡng": 398,
    "Hộ sinh": 38,
    "Kỹ thuật y": 74,
    "Dược": 44,
    "Y sĩ": 22,
    "Chức danh khác": 128,
    "Tiến sĩ": 3,
    "Chuyên khoa cấp II": 17,
    "Thạc sĩ": 36,
    "Chuyên khoa cấp I": 62,
    "Bác sĩ nội trú": 4,
    "Đại học": 402,
    "Cao đẳng": 236,
    "Trung cấp": 82,
    "Trình độ khác": 58,
    "Cao cấp lý luận chính trị": 15,
    "Trung cấp lý luận chính trị": 61,
    "Đảng viên": 257,
    "Đảng viên chính thức": 245,
    "Đảng viên dự bị": 12,
    "Chi bộ": 14,
    "Kết nạp nhiệm kỳ 2020–2025": 64,
    "Chỉ tiêu nhiệm kỳ 2020–2025": 50,
    **{f"Kết nạp trong nhiệm kỳ, năm {year}": count for year, count in CLOSED.items()},
    "Kết nạp nhiệm kỳ 2025–2030": 13,
    "Chỉ tiêu nhiệm kỳ 2025–2030": 60,
    "Kết nạp năm 2026": 9,
    "Chỉ tiêu năm 2026": 12,
    "Quần chúng": 643,
    "Cảm tình Đảng": 71,
    "Cảm tình Đảng đã có người giúp đỡ": 58,
    "Cảm tình Đảng chưa có người giúp đỡ": 13,
    "Người giúp đỡ vừa chuyển đi": 1,
    "Giấy chứng nhận lớp nhận thức còn hạn": 34,
    "Đào tạo có bằng: kế hoạch năm": 28,
    "Đào tạo có bằng: đã cử đi trong năm": 23,
    "Đào tạo có bằng: đang học": 58,
    "Lượt quy hoạch": 84,
    "Lượt luân phiên": 16,
    "Đơn vị tuyến dưới": 5,
    "Kỹ thuật chuyển giao": 9,
}

_GROUPS = {
    "doctor": "Bác sĩ",
    "nurse": "Điều dưỡng",
    "midwife": "Hộ sinh",
    "technician": "Kỹ thuật y",
    "pharmacist": "Dược",
    "physician_assistant": "Y sĩ",
}
_LEVELS = {
    "TSKH": "Tiến sĩ",
    "TS": "Tiến sĩ",
    "CKII": "Chuyên khoa cấp II",
    "THS": "Thạc sĩ",
    "CKI": "Chuyên khoa cấp I",
    "BSNT": "Bác sĩ nội trú",
    "DH": "Đại học",
    "CD": "Cao đẳng",
    "TC": "Trung cấp",
}


def counted(rows: Rows, as_of: date) -> dict[str, int]:
    """The figures of `SAMPLE_FIGURES` as the records of a unit give them on a day.

    `rows` gives the live records of a kind, from a plan or from a data file.
    """
    found = dict.fromkeys(SAMPLE_FIGURES, 0)
    _staff(found, rows, as_of)
    _party(found, rows, as_of)
    _helping(found, rows, as_of)
    _training(found, rows, as_of)
    return found


def share_of_members(figures: Mapping[str, int]) -> str:
    """Party members of all people, as it is printed: 28,6 %."""
    people = figures["Tổng số người"]
    return f"{100 * figures['Đảng viên'] / people:.1f} %".replace(".", ",") if people else "–"


def term_result(figures: Mapping[str, int]) -> str:
    """Admissions of the closed term against its target: 128 %."""
    target = figures["Chỉ tiêu nhiệm kỳ 2020–2025"]
    return f"{100 * figures['Kết nạp nhiệm kỳ 2020–2025'] / target:.0f} %" if target else "–"


def now(rows: Iterable[Any], day: date) -> dict[str, Any]:
    """The row of each person that holds on a day; of several the one that began last."""
    best: dict[str, Any] = {}
    for row in rows:
        if holds_on(row, day):
            known = best.get(row.staff.uid)
            if known is None or (row.starts_on and (not known.starts_on or row.starts_on.iso >= known.starts_on.iso)):
                best[row.staff.uid] = row
    return best


def in_headcount(rows: Rows, day: date) -> set[str]:
    """The uids of the people who count as the unit's on a day.

    Where no status is written down for the day, having joined by then is enough.
    """
    counts = {row.code for row in listed("staff_status") if row.extra["in_headcount"] == "1"}
    status = now(rows(EmploymentStatus), day)
    found = set()
    for member in rows(StaffMember):
        since, row = joined(member), status.get(member.uid)
        if (since is None or since <= day) and (row is None or row.status in counts):
            found.add(member.uid)
    return found


def _staff(found: dict[str, int], rows: Rows, as_of: date) -> None:
    here = in_headcount(rows, as_of)
    start = in_headcount(rows, date(as_of.year - 1, 12, 31))
    found["Tổng số người"] = len(here)
    found["Đầu năm"] = len(start)
    found["Tăng trong năm"], found["Giảm trong năm"] = len(here - start), len(start - here)
    contracts, minorities = listed("contract_type"), listed("ethnic_group")
    for uid, row in now(rows(Contract), as_of).items():
        if uid in here and row.kind in contracts:
            kind = contracts[row.kind].extra
            public, support = kind["in_headcount"] == "1", kind["support"] == "1"
            found["Viên chức" if public else "Hợp đồng hỗ trợ, phục vụ" if support else "Hợp đồng chuyên môn"] += 1
    for member in rows(StaffMember):
        if member.uid in here:
            found["Nữ"] += member.sex is Sex.FEMALE
            found["Dân tộc thiểu số"] += minorities.extra(member.ethnic_group, "is_minority") == "1"
    titles = listed("professional_title")
    holding = now(rows(TitleHolding), as_of)
    for uid in here:
        row = holding.get(uid)
        group = titles.extra(row.title, "group") if row else ""
        found[_GROUPS.get(group, "Chức danh khác")] += 1
    _degrees(found, rows, here, as_of)
    found["Số người làm việc được giao"] = sum(unit.assigned_headcount or 0 for unit in rows(Unit))
    found["Giao cho các khoa, phòng"] = sum(d.assigned_headcount or 0 for d in rows(Department))


def _degrees(found: dict[str, int], rows: Rows, here: set[str], as_of: date) -> None:
    ranks = qualification_ranks()
    highest: dict[str, str] = {}
    for row in rows(Qualification):
        if row.graduated_on is None or row.graduated_on.first <= as_of:
            uid = row.staff.uid
            if ranks.get(row.level, 0) >= ranks.get(highest.get(uid, ""), -1):
                highest[uid] = row.level
    for uid in here:
        found[_LEVELS.get(highest.get(uid, ""), "Trình độ khác")] += 1
    politics = {"LLCT_CC": "Cao cấp lý luận chính trị", "LLCT_TC": "Trung cấp lý luận chính trị"}
    best: dict[str, str] = {}
    levels = {row.code: row.rank for row in listed("training_level")}
    for row in rows(Certificate):
        uid = row.staff.uid
        if row.kind is not CertificateKind.POLITICS or uid not in here:
            continue
        if levels.get(row.level, 0) > levels.get(best.get(uid, ""), -1):
            best[uid] = row.level
    for level in best.values():
        if level in politics:
            found[politics[level]] += 1


def _party(found: dict[str, int], rows: Rows, as_of: date) -> None:
    here = in_headcount(rows, as_of)
    members = {uid: row for uid, row in now(rows(PartyMembership), as_of).items() if uid in here}
    found["Đảng viên"] = len(members)
    found["Đảng viên chính thức"] = sum(row.stage is PartyStage.OFFICIAL for row in members.values())
    found["Đảng viên dự bị"] = sum(row.stage is PartyStage.PROBATIONARY for row in members.values())
    found["Quần chúng"] = len(here) - len(members)
    found["Chi bộ"] = len({row.uid for row in rows(PartyCell)})
    first, last = CLOSED_TERM
    for row in rows(PartyMembership):
        day = row.starts_on.first if row.stage is PartyStage.PROBATIONARY and row.starts_on else None
        if day is None or day > as_of:
            continue
        if first <= day <= last:
            found["Kết nạp nhiệm kỳ 2020–2025"] += 1
            found[f"Kết nạp trong nhiệm kỳ, năm {day.year}"] += 1
        found["Kết nạp nhiệm kỳ 2025–2030"] += day > last
        found["Kết nạp năm 2026"] += day.year == 2026
    names = {period: f"Chỉ tiêu nhiệm kỳ {period.replace('-', '–')}" for period in TERM_TARGETS}
    names["2026"] = "Chỉ tiêu năm 2026"
    for row in rows(CellTarget):
        if row.period in names:
            found[names[row.period]] += row.value
    for row in rows(PartyCase):
        if row.state in SYMPATHISING:
            found["Cảm tình Đảng"] += 1
            valid = row.class_cert_on is not None and add_months(row.class_cert_on, 60) >= as_of
            found["Giấy chứng nhận lớp nhận thức còn hạn"] += valid


def _helping(found: dict[str, int], rows: Rows, as_of: date) -> None:
    here = in_headcount(rows, as_of)
    helped, lost, hosts = set(), set(), set()
    for row in rows(MentoringAssignment):
        if row.kind is MentoringKind.ROTATION:
            found["Lượt luân phiên"] += 1
            hosts.add(row.partner_unit.uid)
        elif row.kind is MentoringKind.SYMPATHISER:
            if row.state is MentoringState.ACTIVE and row.mentor.uid in here:
                helped.add(row.mentee.uid)
            elif row.mentor.uid not in here and row.ended_on and row.ended_on >= as_of.replace(day=1):
                lost.add(row.mentee.uid)
    listed_now = {row.staff.uid for row in rows(PartyCase) if row.state in SYMPATHISING}
    found["Cảm tình Đảng đã có người giúp đỡ"] = len(listed_now & helped)
    found["Cảm tình Đảng chưa có người giúp đỡ"] = len(listed_now - helped)
    found["Người giúp đỡ vừa chuyển đi"] = len((listed_now & lost) - helped)
    found["Đơn vị tuyến dưới"] = len(hosts)
    found["Kỹ thuật chuyển giao"] = len({row.name for row in rows(TechniqueTransfer)})


def _training(found: dict[str, int], rows: Rows, as_of: date) -> None:
    degrees = {row.code for row in listed("training_kind") if row.extra["is_degree"] == "1"}
    for row in rows(TrainingLine):
        if row.plan.year == as_of.year and row.kind in degrees:
            found["Đào tạo có bằng: kế hoạch năm"] += row.headcount
    for row in rows(Enrolment):
        if row.kind in degrees:
            begun = row.starts_on.first
            found["Đào tạo có bằng: đã cử đi trong năm"] += begun.year == as_of.year and row.state in SENT_STATES
            found["Đào tạo có bằng: đang học"] += row.state in STUDYING_STATES
    for entry in rows(SuccessionEntry):
        found["Lượt quy hoạch"] += entry.state is SuccessionState.ACTIVE
