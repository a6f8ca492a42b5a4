"""What an act leaves to be done in other rooms (việc kéo theo): for whom, by whom, until when, and on what basis.

Pure: a person as the record shows them the day before the act, what the act was told, and the dated rules. Days and
sources stand in the rules `follow_up.<code>`. Codes that begin with «party» are seen by those who work for the Party only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from desktop.domain.act_steps import live
from desktop.domain.act_writers import JoinManner, LeaveManner, Scene, main_post, starts
from desktop.domain.dates import add_months, add_working_days, months_between
from desktop.domain.mentoring import PARTY_KINDS, MentoringKind, MentoringState
from desktop.domain.party import PROBATIONARY, SYMPATHISING
from desktop.domain.party_rules import transfer_due
from desktop.domain.policy import Policy
from desktop.domain.record import holds_on, on_day
from desktop.domain.staff import LicenceState
from desktop.domain.succession import SuccessionState
from desktop.domain.training import DEGREE_KINDS, EnrolmentState
from desktop.domain.training_rules import commitment_end

PERSONNEL, FINANCE = "Phòng Tổ chức cán bộ", "Phòng Tài chính kế toán"
TRAINING, PLANNING = "Phòng Đào tạo, chỉ đạo tuyến", "Phòng Kế hoạch tổng hợp"
PARTY = "Chi ủy chi bộ"

# The profession allowance, and the lists by which somebody is known to practise.
PROFESSION_ALLOWANCE = "PCUDN"


@dataclass(frozen=True)
class Room:
    """Where a follow-up is dealt with: the key of a page, and the kind of record and field that it opens there."""

    page: str
    entity: str
    field: str


# By code; where nothing more fitting is named, the person's own record is opened.
ROOMS: Mapping[str, Room] = {
    "mentor": Room("mentoring", "MentoringAssignment", "mentor"),
    "mentee": Room("mentoring", "MentoringAssignment", "mentee"),
    "party_mentor": Room("mentoring", "MentoringAssignment", "mentor"),
    "party_mentee": Room("mentoring", "MentoringAssignment", "mentee"),
    "party_transfer": Room("staff", "PartyMembership", "cell"),
    "party_transfer_in": Room("staff", "PartyMembership", "cell"),
    "party_case": Room("mentoring", "PartyCase", "state"),
    "party_cell": Room("staff", "PartyMembership", "cell"),
    "practice_list": Room("staff", "Licence", "state"),
    "allowance_stop": Room("staff", "Allowance", "ends_on"),
    "commitment": Room("training", "Enrolment", "state"),
    "payback": Room("training", "Enrolment", "state"),
    "study_result": Room("training", "Enrolment", "ended_on"),
    "succession": Room("staff", "SuccessionEntry", "state"),
    "post_check": Room("staff", "Appointment", "ends_on"),
    "placing": Room("staff", "SalaryStep", "coefficient"),
    "standard": Room("staff", "JobHolding", "meets_standard"),
    "return": Room("staff", "EmploymentStatus", "status"),
}
HOME = Room("staff", "StaffMember", "full_name")


@dataclass(frozen=True)
class Draft:
    """One thing left to be done, not yet written down; `record_uid` is the record it is about, "" for the person."""

    code: str
    title: str
    room: str
    assignee: str
    due_on: date
    basis: str
    record_uid: str = ""


def room_of(code: str) -> Room:
    """Where follow-ups of a code are dealt with."""
    return ROOMS.get(code, HOME)


def consequences(act: str, person: Any, values: Mapping[str, Any], scene: Scene) -> list[Draft]:
    """What an act about a person leaves to be done, room by room.

    `person` has the lists of a staff member's record as they stood before the act. An act of long ago leaves only what
    is still ahead: whoever enters the papers of ten years is not given ten years of tasks.
    """
    found = _Case(person, values, scene).of(act)
    unique = {(draft.code, draft.record_uid): draft for draft in found}
    recent = scene.policy.rule("follow_up", scene.today).whole("recent_days")
    if (scene.today - starts(values).first).days <= recent:
        return list(unique.values())
    return [draft for draft in unique.values() if draft.due_on >= scene.today]


def timed(code: str, anchor: date, policy: Policy) -> tuple[date, str]:
    """When a follow-up of a code is due, counted from a day, and its source."""
    rule = policy.rule(f"follow_up.{code}", anchor)
    if isinstance(by := rule.values.get("by"), date):
        return max(by, anchor), rule.source
    if "working_days" in rule.values:
        return add_working_days(anchor, rule.whole("working_days"), policy.is_working), rule.source
    if "months" in rule.values:
        return add_months(anchor, rule.whole("months")), rule.source
    return anchor + timedelta(days=rule.whole("days")), rule.source


class _Case:
    """One person in one act, asked for what follows."""

    def __init__(self, person: Any, values: Mapping[str, Any], scene: Scene) -> None:
        self.person, self.values, self.scene, self.policy = person, values, scene, scene.policy
        self.start: date = starts(values).first
        self.before = self.start - timedelta(days=1)
        self.until: date | None = values.get("returns_on")

    def of(self, act: str) -> Iterator[Draft]:
        match act:
            case "join" | "second_in":
                yield from self._coming(act)
            case "leave" | "retire" | "streamline":
                yield from self._going(act)
            case "study" | "second_out":
                yield from self._long_away(act)
            case "maternity" | "sick" | "unpaid" | "suspend":
                yield from self._on_leave(act)
            case "return":
                yield from self._back()
            case "move":
                yield from self._moved()
            case "appoint" | "concurrent" | "reappoint" | "relieve":
                yield from self._post(act)
            case "title" | "job" | "extend":
                yield from self._placed(act)

    def _draft(
        self, code: str, title: str, assignee: str, *, anchor: date | None = None, about: Any = None, uid: str = ""
    ) -> Draft:
        due_on, basis = timed(code, anchor or self.start, self.policy)
        record = uid or (str(about.uid) if about is not None and about.uid else "")
        return Draft(code, title, room_of(code).page, assignee, due_on, basis, record)

    # --- facts ------------------------------------------------------------------------------------------------------

    @property
    def _is_long(self) -> bool:
        """Away for so long that Party life moves with the person."""
        months = self.policy.rule("party.transfer_full", self.start).whole("months")
        return self.until is None or add_months(self.start, months) <= self.until + timedelta(days=1)

    @property
    def _away_months(self) -> int | None:
        return None if self.until is None else months_between(self.start, self.until)

    def _membership(self) -> Any | None:
        return on_day(live(self.person.party_memberships), self.before)

    def _licences(self) -> list[Any]:
        gone = (LicenceState.REVOKED, LicenceState.CONVERTED)
        return [row for row in live(self.person.licences) if row.state not in gone]

    def _practises(self) -> bool:
        now = on_day(live(self.person.titles), self.before)
        is_health = now is not None and self.scene.lists("professional_title").extra(now.title, "health") == "1"
        return bool(self._licences()) or is_health

    def _served(self) -> Any | None:
        """The course whose commitment still runs on the day, or None."""
        for row in live(self.person.enrolments):
            if row.kind not in DEGREE_KINDS or row.starts_on is None:
                continue
            if row.state in (EnrolmentState.SENT, EnrolmentState.STUDYING, EnrolmentState.EXTENDED):
                return row
            if row.state in (EnrolmentState.SERVING, EnrolmentState.RETURNED, EnrolmentState.COMPLETED):
                ended = row.ended_on
                if ended is not None and commitment_end(row.starts_on, ended, self.policy) >= self.start:
                    return row
        return None

    # --- what several acts share ------------------------------------------------------------------------------------

    def _helping(self, *, why: str) -> Iterator[Draft]:
        """Whom the person helps, guides or is sent with, and who helps the person: both have to be replaced or ended."""
        for row in live(self.person.mentoring):
            if _is_live(row, self.start):
                code, who = _help_code(row, "mentor"), row.mentee or row.partner_unit or "đơn vị nhận"
                what = f"{_KIND_WORDS[row.kind]} {who}: phân công người khác thay {self.person} ({why})"
                yield self._draft(code, what, PARTY if code.startswith("party") else TRAINING, about=row)
        for row in live(self.person.mentored_by):
            if _is_live(row, self.start):
                code = _help_code(row, "mentee")
                what = f"{row.mentor} {_KIND_WORDS[row.kind]} {self.person}: dừng hoặc bàn giao ({why})"
                yield self._draft(code, what, PARTY if code.startswith("party") else TRAINING, about=row)

    def _party_away(self, *, for_good: bool) -> Iterator[Draft]:
        held = self._membership()
        if held is not None:
            kind = "chính thức" if for_good or self._is_long else "tạm thời"
            basis = self.policy.rule("party.transfer", self.start).source
            yield Draft(
                "party_transfer",
                f"Làm thủ tục chuyển sinh hoạt Đảng {kind} cho {self.person}",
                room_of("party_transfer").page,
                PARTY,
                transfer_due(self.start, self.policy),
                basis,
                str(held.uid or ""),
            )
        for row in live(self.person.party_cases):
            if row.state in (*SYMPATHISING, *PROBATIONARY) and (for_good or self._is_long):
                what = (
                    "chứng nhận đang được giúp đỡ" if row.state in SYMPATHISING else "nhận xét bàn giao đảng viên dự bị"
                )
                title = f"Hồ sơ phát triển Đảng của {self.person}: {what}, chuyển nơi mới"
                yield self._draft("party_case", title, PARTY, about=row)

    def _practice(self, what: str) -> Iterator[Draft]:
        if self._practises():
            about = next(iter(self._licences()), None)
            yield self._draft(
                "practice_list", f"Danh sách người hành nghề: {what} {self.person}", PLANNING, about=about
            )

    def _allowance(self) -> Iterator[Draft]:
        """The profession allowance stops once somebody is away from the work for three months on end."""
        held = next(
            (a for a in live(self.person.allowances) if a.kind == PROFESSION_ALLOWANCE and holds_on(a, self.before)),
            None,
        )
        due, _ = timed("allowance_stop", self.start, self.policy)
        if (held is None and not self._practises()) or (self.until is not None and self.until < due):
            return
        title = f"Thôi phụ cấp ưu đãi nghề của {self.person} khi vắng đủ 3 tháng liên tục"
        yield self._draft("allowance_stop", title, FINANCE, about=held)

    def _return(self) -> Iterator[Draft]:
        if self.until is not None:
            title = f"{self.person}: ghi quyết định trở lại làm việc hoặc kéo dài"
            yield self._draft("return", title, PERSONNEL, anchor=self.until)

    # --- each act ---------------------------------------------------------------------------------------------------

    def _coming(self, act: str) -> Iterator[Draft]:
        if self._membership() is not None or any(live(self.person.party_memberships)):
            held = self._membership()
            rule = self.policy.rule("party.transfer", self.start)
            days = rule.whole("submit_working_days")
            yield Draft(
                "party_transfer_in",
                f"Tiếp nhận sinh hoạt Đảng của {self.person}",
                room_of("party_transfer_in").page,
                PARTY,
                add_working_days(self.start, days, self.policy.is_working),
                rule.source,
                str(held.uid or "") if held is not None else "",
            )
        yield from self._practice("đăng ký")
        if act == "second_in":
            yield from self._return()
            return
        yield self._draft("insurance", f"Báo tăng BHXH, BHYT cho {self.person}", FINANCE)
        yield self._draft("pay", f"Đưa {self.person} vào danh sách trả lương", FINANCE)
        manner = self.values.get("manner")
        if manner is not JoinManner.BACK:
            yield self._draft("file", f"Nhận, lập hồ sơ và thu đủ giấy tờ của {self.person}", PERSONNEL)
        rule = self.policy.rule("follow_up.job_placing", self.start)
        if self.start >= rule.since and manner is not JoinManner.CONTRACTED:
            title = f"Xếp vị trí việc làm và bậc nghề nghiệp cho {self.person}"
            yield self._draft("job_placing", title, PERSONNEL)

    def _going(self, act: str) -> Iterator[Draft]:
        manner = self.values.get("manner")
        died, guest = manner is LeaveManner.DIED, manner is LeaveManner.SECONDMENT_OVER
        why = {"retire": "nghỉ hưu", "streamline": "tinh giản"}.get(
            act, manner.label.lower() if manner else "rời đơn vị"
        )
        yield from self._helping(why=why)
        if not died:
            yield from self._party_away(for_good=True)
        yield from self._practice("thôi đăng ký")
        post = main_post(self.person, self.before)
        if post is not None:
            yield self._draft("post_vacant", f"Kiện toàn chức vụ {post.post} thay {self.person}", PERSONNEL)
        if (served := self._served()) is not None and act != "retire" and not died and not guest:
            title = f"Xét đền bù chi phí đào tạo hoặc bàn giao cam kết của {self.person}"
            yield self._draft("payback", title, TRAINING, about=served)
        for row in live(self.person.succession):
            if row.state is SuccessionState.ACTIVE:
                title = f"Đưa {self.person} ra khỏi quy hoạch {row.planned_post}"
                yield self._draft("succession", title, PERSONNEL, about=row)
        if guest:
            return
        if not died:
            yield self._draft("handover", f"Bàn giao công việc, tài sản của {self.person}", "Trưởng khoa, phòng")
        yield self._draft("pay", f"Thôi trả lương {self.person} từ ngày {self.start:%d/%m/%Y}", FINANCE)
        if act == "retire":
            yield self._draft("pension", f"Hồ sơ hưởng lương hưu của {self.person}", FINANCE)
        yield self._draft("insurance", f"Báo giảm và chốt sổ BHXH của {self.person}", FINANCE)
        if manner in (LeaveManner.RESIGNED, LeaveManner.CONTRACT_ENDED, LeaveManner.DISMISSED):
            yield self._draft("settle", f"Thanh toán chế độ, trả giấy tờ cho {self.person}", FINANCE)
        if manner is LeaveManner.TRANSFER:
            yield self._draft("file", f"Bàn giao hồ sơ của {self.person} cho nơi mới (gói hồ sơ một người)", PERSONNEL)

    def _long_away(self, act: str) -> Iterator[Draft]:
        is_study = act == "study"
        yield from self._helping(why="đi học" if is_study else "biệt phái")
        if is_study or self._away_months is None or self._away_months >= 1:
            yield from self._party_away(for_good=False)
        yield from self._practice("báo tạm thời không hành nghề của" if is_study else "báo chuyển nơi hành nghề của")
        yield from self._allowance()
        post = main_post(self.person, self.before)
        if post is not None:
            title = f"Chức vụ {post.post} của {self.person}: giao người phụ trách"
            yield self._draft("post_check", title, PERSONNEL, about=post)
        if is_study:
            if self.values.get("kind") in DEGREE_KINDS:
                title = f"{self.person} ký cam kết phục vụ sau đào tạo, kèm dự toán chi phí"
                yield self._draft("commitment", title, TRAINING)
                if self._practises():
                    yield self._draft("cme", f"Ghi giờ CME quy đổi trong thời gian học của {self.person}", TRAINING)
        elif self.until is not None:
            yield from self._return()

    def _on_leave(self, act: str) -> Iterator[Draft]:
        yield from self._helping(why=_LEAVE_WORDS[act])
        if act in ("unpaid", "suspend"):
            what = "Tạm dừng lương" if act == "unpaid" else "Tạm giữ một phần lương"
            yield self._draft("pay", f"{what} của {self.person} từ ngày {self.start:%d/%m/%Y}", FINANCE)
        if act != "suspend":
            yield self._draft("insurance", f"Báo {_LEAVE_WORDS[act]} của {self.person} với cơ quan BHXH", FINANCE)
        yield from self._allowance()
        if act == "maternity":
            anchor = self.until or self.start
            yield self._draft("insurance_claim", f"Nộp hồ sơ hưởng thai sản của {self.person}", FINANCE, anchor=anchor)
            yield self._draft("cover", f"Bố trí người thay {self.person} (được ký hợp đồng dưới 12 tháng)", PERSONNEL)
        yield from self._return()

    def _back(self) -> Iterator[Draft]:
        was = on_day(live(self.person.statuses), self.before)
        code = was.status if was is not None else ""
        since = was.starts_on.first if was is not None and was.starts_on is not None else self.start
        if code == "DI_HOC":
            studied = [e for e in live(self.person.enrolments) if e.state in _STILL_STUDYING]
            about = max(studied, key=lambda e: e.starts_on.first if e.starts_on else date.min, default=None)
            title = f"Ghi kết quả học, văn bằng và bắt đầu cam kết của {self.person}"
            yield self._draft("study_result", title, TRAINING, about=about)
        if code in ("DI_HOC", "BIET_PHAI_DI"):
            held = self._membership()
            if held is not None:
                title = f"Nhận lại sinh hoạt Đảng của {self.person}"
                yield self._draft("party_cell", title, PARTY, about=held)
            yield from self._practice("đăng ký lại")
        if code in ("KHONG_LUONG", "TAM_DINH_CHI", "OM_DAU", "THAI_SAN"):
            yield self._draft("pay", f"Trả lại lương cho {self.person}; tính thời gian không xét nâng bậc", FINANCE)
            yield self._draft("insurance", f"Báo {self.person} đi làm lại với cơ quan BHXH", FINANCE)
        stopped, _ = timed("allowance_stop", since, self.policy)
        if stopped <= self.start and self._practises() and code:
            yield self._draft("allowance_back", f"Trả lại phụ cấp ưu đãi nghề cho {self.person}", FINANCE)

    def _moved(self) -> Iterator[Draft]:
        yield self._draft("handover", f"Bàn giao công việc của {self.person} ở khoa, phòng cũ", "Trưởng khoa, phòng cũ")
        post = main_post(self.person, self.before)
        if post is not None and post.department is not None and post.department is not self.values.get("department"):
            title = f"Chức vụ {post.post} của {self.person}: thôi giữ hoặc bổ nhiệm lại"
            yield self._draft("post_check", title, PERSONNEL, about=post)
        held = self._membership()
        if held is not None:
            title = f"Xem chi bộ sinh hoạt của {self.person} theo nơi công tác mới"
            yield self._draft("party_cell", title, PARTY, about=held)
        yield from self._practice("cập nhật nơi hành nghề của")
        for row in live(self.person.mentored_by):
            if row.kind is MentoringKind.PRACTICE and _is_live(row, self.start):
                title = f"Hướng dẫn thực hành của {self.person}: người hướng dẫn ở khoa mới"
                yield self._draft("mentee", title, TRAINING, about=row)

    def _post(self, act: str) -> Iterator[Draft]:
        post = self.values.get("post")
        named = post if post is not None else "chức vụ đang giữ"
        if act == "relieve":
            yield self._draft("post_allowance", f"Thôi phụ cấp {named} của {self.person}", FINANCE)
            yield self._draft("post_vacant", f"Kiện toàn {named} thay {self.person}", PERSONNEL)
        elif act != "reappoint" or self.values.get("allowance") is not None:
            yield self._draft("post_allowance", f"Trả phụ cấp {named} cho {self.person}", FINANCE)
        if act == "appoint":
            for row in live(self.person.succession):
                if row.state is SuccessionState.ACTIVE and row.planned_post is post:
                    title = f"Quy hoạch {row.planned_post}: ghi {self.person} đã được bổ nhiệm"
                    yield self._draft("succession", title, PERSONNEL, about=row)
        is_lead = post is not None and post.is_manager
        if act in ("appoint", "relieve") and is_lead and self._membership() is not None:
            title = f"Xem chức vụ Đảng của {self.person} theo chức vụ chính quyền"
            yield self._draft("party_post", title, PARTY)

    def _placed(self, act: str) -> Iterator[Draft]:
        values = self.values
        if act == "extend":
            yield self._draft("pay", f"Trả lương kéo dài cho {self.person}, không có phụ cấp chức vụ", FINANCE)
            return
        if values.get("step") is None and values.get("coefficient") is None and values.get("amount") is None:
            if act == "title":
                yield self._draft("placing", f"Xếp lương chức danh mới cho {self.person}", PERSONNEL)
        else:
            yield self._draft("pay", f"Trả lương theo mức xếp mới cho {self.person}", FINANCE)
        if act == "job" and values.get("standard_due_on") is not None:
            title = f"{self.person} hoàn thành chuẩn của vị trí việc làm"
            yield self._draft("standard", title, TRAINING, anchor=values["standard_due_on"])


_KIND_WORDS = {
    MentoringKind.SYMPATHISER: "giúp đỡ cảm tình Đảng",
    MentoringKind.PROBATIONER: "giúp đỡ đảng viên dự bị",
    MentoringKind.PRACTICE: "hướng dẫn thực hành",
    MentoringKind.ROTATION: "luân phiên tại",
    MentoringKind.SERVICE_PROBATION: "hướng dẫn tập sự",
}
_LEAVE_WORDS = {
    "maternity": "nghỉ thai sản",
    "sick": "nghỉ ốm dài ngày",
    "unpaid": "nghỉ không lương",
    "suspend": "tạm đình chỉ công tác",
}
_STILL_STUDYING = (EnrolmentState.SENT, EnrolmentState.STUDYING, EnrolmentState.EXTENDED, EnrolmentState.PAUSED)


def _is_live(row: Any, day: date) -> bool:
    return (
        row.state is MentoringState.ACTIVE and row.assigned_on < day and (row.ended_on is None or row.ended_on >= day)
    )


def _help_code(row: Any, side: str) -> str:
    return f"party_{side}" if row.kind in PARTY_KINDS else side
