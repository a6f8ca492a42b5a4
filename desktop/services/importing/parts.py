"""Parts that many lists share: the person of a row, the decision behind it, the days from and to."""

from desktop.domain.organisation import Decision
from desktop.domain.staff import StaffMember
from desktop.services.importing.kinds import Name, Part, Way

PERIOD = {
    "starts_on": Name("starts_on", "Từ ngày", ("Từ tháng/năm", "Từ", "Ngày hưởng", "Ngày bắt đầu", "Thời gian từ")),
    "ends_on": Name("ends_on", "Đến ngày", ("Đến tháng/năm", "Đến", "Ngày kết thúc", "Thời gian đến")),
}
HISTORY = ("staff", "decision")


def person_part() -> Part:
    """The person that a row speaks of."""
    names = {name: Name(name) for name in ("staff_code", "full_name", "birth_date", "citizen_id")}
    return Part("person", StaffMember, Way.KNOWN, names)


def decision_part() -> Part:
    """The decision behind a row: found by number and day, else made."""
    names = {
        "number": Name("decision_no", "Số quyết định", ("Số QĐ", "Quyết định số", "Quyết định")),
        "issued_on": Name("decision_on", "Ngày quyết định", ("Ngày QĐ", "Ngày ký QĐ")),
        "issuer": Name("decision_issuer", "Cơ quan ban hành quyết định", ("Cơ quan quyết định", "Cấp quyết định")),
        "signer": Name("decision_signer", "Người ký quyết định", ("Người ký QĐ", "Người ký")),
    }
    return _decision(names)


def registered_decision_part() -> Part:
    """The same for records that tell number and day of their paper themselves."""
    names = {
        "number": Name("register_no", "Số trong sổ quyết định"),
        "issued_on": Name("register_on", "Ngày ký trong sổ quyết định"),
        "issuer": Name("register_issuer", "Cơ quan ban hành trong sổ quyết định"),
        "signer": Name("register_signer", "Người ký trong sổ quyết định"),
    }
    return _decision(names)


def _decision(names: dict[str, Name]) -> Part:
    keys = (("number", "issued_on"), ("number",))
    return Part("decision", Decision, Way.LISTED, names, keys=keys, owner="", is_shared=True)
