"""The Party pipeline: one case per person and attempt with its dates, and membership as a history.

Two clocks start on two dates: probation runs from the ceremony (`ceremony_on`), Party age from the day of the
admission decision (`decision_issued_on`) (Điều lệ Đảng, Điều 5). Only status, dates, numbers and the place of the
paper are kept here; papers and their content are not (they are classified).
"""

from desktop.domain.fields import Choice, Coded, Day, Flag, PartialDay, Reference, Sensitivity, Text
from desktop.domain.record import History, Record

_PARTY = Sensitivity.PARTY


class PartyStage(Coded):
    PROBATIONARY = "probationary", "Đảng viên dự bị"
    OFFICIAL = "official", "Đảng viên chính thức"


class PartyMembership(History):
    """Membership as it stood: probationary from the ceremony, official from the end of twelve months."""

    caption = "đảng tịch"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="party_memberships", required=True, owned=True)
    stage = Choice("Đảng", options=PartyStage, required=True, width=20, sensitive=_PARTY, aliases=("Đảng viên",))
    cell = Reference("Chi bộ", to="PartyCell", many="memberships", sensitive=_PARTY, width=20)
    position = Text("Chức vụ Đảng", item="26", sensitive=_PARTY)
    end_reason = Text("Lý do thôi sinh hoạt", sensitive=_PARTY)


class CaseState(Coded):
    MASS = "MASS", "Quần chúng"
    NOMINATED = "NOMINATED", "Quần chúng ưu tú (được giới thiệu)"
    SYMPATHISER = "SYMPATHISER", "Cảm tình Đảng"
    CLASS_PROPOSED = "CLASS_PROPOSED", "Đề nghị đi học lớp nhận thức"
    CLASS_DONE = "CLASS_DONE", "Đã học, có giấy chứng nhận"
    DOSSIER_ALLOWED = "DOSSIER_ALLOWED", "Được làm thủ tục xét kết nạp"
    DOSSIER_OPEN = "DOSSIER_OPEN", "Đang lập hồ sơ"
    VETTING = "VETTING", "Đang thẩm tra lý lịch"
    CELL_VOTED = "CELL_VOTED", "Chi bộ đã ra nghị quyết đề nghị kết nạp"
    BASE_VOTED = "BASE_VOTED", "Đảng ủy cơ sở đã ra nghị quyết"
    DECIDED = "DECIDED", "Có quyết định kết nạp"
    PROBATION = "PROBATION", "Đảng viên dự bị"
    OFFICIAL_CELL_VOTED = "OFFICIAL_CELL_VOTED", "Chi bộ đã đề nghị công nhận chính thức"
    OFFICIAL_BASE_VOTED = "OFFICIAL_BASE_VOTED", "Đảng ủy đã đề nghị công nhận chính thức"
    OFFICIAL = "OFFICIAL", "Đảng viên chính thức"
    PAUSED = "PAUSED", "Tạm dừng"
    TRANSFERRED_OUT = "TRANSFERRED_OUT", "Đã chuyển đi"
    REMOVED_FROM_LIST = "REMOVED_FROM_LIST", "Đưa ra khỏi danh sách cảm tình"
    REJECTED = "REJECTED", "Không được kết nạp"
    STRUCK_OFF_PROBATION = "STRUCK_OFF_PROBATION", "Xóa tên đảng viên dự bị"
    ADMISSION_CANCELLED = "ADMISSION_CANCELLED", "Hủy quyết định kết nạp"
    LEFT_PARTY = "LEFT_PARTY", "Ra khỏi Đảng"


# On the list of sympathisers until the ceremony; on probation until the decision that makes the member official.
SYMPATHISING = (
    CaseState.SYMPATHISER,
    CaseState.CLASS_PROPOSED,
    CaseState.CLASS_DONE,
    CaseState.DOSSIER_ALLOWED,
    CaseState.DOSSIER_OPEN,
    CaseState.VETTING,
    CaseState.CELL_VOTED,
    CaseState.BASE_VOTED,
    CaseState.DECIDED,
)
PROBATIONARY = (CaseState.PROBATION, CaseState.OFFICIAL_CELL_VOTED, CaseState.OFFICIAL_BASE_VOTED)


class PartyCase(Record):
    """One attempt of one person to join, with every date that starts or ends a legal clock."""

    caption = "hồ sơ phát triển Đảng"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="party_cases", required=True, owned=True)
    cell = Reference("Chi bộ", to="PartyCell", many="cases", sensitive=_PARTY)
    state = Choice("Bước hiện tại", options=CaseState, required=True, width=24, sensitive=_PARTY)
    state_since = Day("Từ ngày", sensitive=_PARTY)
    rule_name = Text("Bộ quy định áp dụng", max_length=80, sensitive=_PARTY)
    nominated_by = Text("Tổ chức giới thiệu", sensitive=_PARTY)
    nominated_on = Day("Ngày giới thiệu", sensitive=_PARTY)
    list_resolution_no = Text("Số NQ vào danh sách cảm tình", max_length=60, sensitive=_PARTY)
    list_resolution_on = Day(
        "Ngày NQ vào danh sách", width=12, sensitive=_PARTY, aliases=("Ngày NQ vào danh sách cảm tình",)
    )
    class_cert_no = Text("Số GCN lớp nhận thức", max_length=60, sensitive=_PARTY)
    class_cert_on = Day("Ngày GCN lớp nhận thức", width=12, sensitive=_PARTY, aliases=("Ngày cấp GCN lớp nhận thức",))
    class_cert_issuer = Text("Nơi cấp GCN", sensitive=_PARTY)
    dossier_allowed_on = Day("Ngày cho làm thủ tục", sensitive=_PARTY)
    dossier_opened_on = Day("Ngày lập hồ sơ", sensitive=_PARTY)
    vetting_sent_on = Day("Ngày gửi thẩm tra", sensitive=_PARTY)
    vetting_done_on = Day("Ngày xong thẩm tra", sensitive=_PARTY)
    cell_meeting_on = Day("Ngày chi bộ xét kết nạp", sensitive=_PARTY)
    base_meeting_on = Day("Ngày đảng ủy cơ sở xét", sensitive=_PARTY)
    decision_no = Text("Số QĐ kết nạp", max_length=60, sensitive=_PARTY, aliases=("Số quyết định kết nạp",))
    decision_issued_on = Day("Ngày QĐ kết nạp", width=12, sensitive=_PARTY, aliases=("Ngày quyết định kết nạp",))
    decision_received_on = Day("Ngày nhận QĐ kết nạp", sensitive=_PARTY)
    ceremony_on = Day("Ngày lễ kết nạp", width=12, sensitive=_PARTY, aliases=("Ngày kết nạp", "Ngày vào Đảng"))
    ceremony_late_consent = Text("Văn bản đồng ý quá hạn lễ kết nạp", sensitive=_PARTY)
    new_member_class_no = Text("Số GCN lớp đảng viên mới", max_length=60, sensitive=_PARTY)
    new_member_class_on = Day("Ngày GCN lớp đảng viên mới", width=12, sensitive=_PARTY)
    has_self_review = Flag("Đã có bản tự kiểm điểm (10-KNĐ)", default=False, sensitive=_PARTY)
    has_mentor_comment = Flag("Đã có nhận xét của đảng viên giúp đỡ (11-KNĐ)", default=False, sensitive=_PARTY)
    has_summary = Flag("Đã có tổng hợp ý kiến (12-KNĐ)", default=False, sensitive=_PARTY)
    off_cell_meeting_on = Day("Ngày chi bộ xét chính thức", width=12, sensitive=_PARTY)
    off_base_meeting_on = Day("Ngày đảng ủy xét chính thức", width=12, sensitive=_PARTY)
    off_decision_no = Text("Số QĐ chính thức", max_length=60, sensitive=_PARTY)
    off_decision_on = Day("Ngày QĐ chính thức", width=12, sensitive=_PARTY)
    official_on = Day(
        "Ngày chính thức", width=12, sensitive=_PARTY, aliases=("Ngày công nhận chính thức", "Ngày vào Đảng chính thức")
    )
    announced_on = Day("Ngày công bố", sensitive=_PARTY)
    expected_in = Text("Dự kiến kết nạp (quý/năm)", max_length=20, sensitive=_PARTY)
    obstacle = Text("Vướng mắc", sensitive=_PARTY)
    late_reason = Text("Trách nhiệm nếu chậm", sensitive=_PARTY)
    closed_reason = Text("Lý do kết thúc", sensitive=_PARTY)
    closed_on = PartialDay("Ngày kết thúc", sensitive=_PARTY)
    paper_location = Text("Nơi giữ hồ sơ giấy", sensitive=_PARTY)
