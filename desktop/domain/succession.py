"""Succession planning (quy hoạch): who is planned for which post in which term, and the yearly review."""

from desktop.domain.fields import Choice, Coded, Day, Reference, Sensitivity, Text
from desktop.domain.record import Record


class SuccessionState(Coded):
    POOL = "POOL", "Nguồn"
    PROPOSED = "PROPOSED", "Đề xuất"
    VOTED = "VOTED", "Đã lấy phiếu"
    APPROVED = "APPROVED", "Đã phê duyệt"
    ACTIVE = "ACTIVE", "Đang quy hoạch"
    APPOINTED = "APPOINTED", "Đã bổ nhiệm"
    OUT_AUTO = "OUT_AUTO", "Ra tự động"
    OUT_REVIEW = "OUT_REVIEW", "Đưa ra khi rà soát"
    EXPIRED_TERM = "EXPIRED_TERM", "Hết nhiệm kỳ"
    TRANSFERRED = "TRANSFERRED", "Đã chuyển đi"


class SuccessionEntry(Record):
    """One person planned for one post in one term."""

    caption = "quy hoạch"
    indexes = (("staff",),)

    staff = Reference("Nhân viên", to="StaffMember", many="succession", required=True, owned=True, width=24)
    planned_post = Reference("Chức danh quy hoạch", to="Post", many="succession", required=True, width=22)
    department = Reference("Khoa, phòng quy hoạch", to="Department", many="succession")
    term = Text("Nhiệm kỳ", required=True, max_length=20, width=12)
    first_planned_on = Day("Lần đầu quy hoạch", width=12)
    decision_no = Text("Số QĐ phê duyệt", max_length=60)
    decision_on = Day("Ngày QĐ phê duyệt", width=12)
    approving_body = Text("Cấp phê duyệt")
    state = Choice("Trạng thái", options=SuccessionState, default=SuccessionState.ACTIVE, width=16)
    state_on = Day("Ngày trạng thái")
    out_reason = Text("Lý do đưa ra")
    last_review_on = Day("Rà soát gần nhất", width=12)
    last_review_result = Text("Kết quả rà soát", sensitive=Sensitivity.PARTY)
