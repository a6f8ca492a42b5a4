"""Whom the reports about staff cover, and what is wrong with their records."""

from desktop.services.reports.source import Person, Source

OFFICIAL, ALL = "official", "all"
SCOPES_OFFICIAL_FIRST = {OFFICIAL: "Viên chức", ALL: "Viên chức và người lao động"}
SCOPES_ALL_FIRST = {ALL: "Viên chức và người lao động", OFFICIAL: "Viên chức"}
UNPLACED = "Chưa phân khoa, phòng"


def covered(source: Source) -> dict[int, Person]:
    """The people that the report's scope covers on its day, in order of names."""
    if source.scope == ALL:
        return source.headcount
    return {id: person for id, person in source.headcount.items() if source.is_official(id)}


def check_membership(source: Source, *, error: bool) -> None:
    """Find whose belonging is unclear: no status at all, no contract, a contract that has ended."""
    known = {row.staff_id for row in source.rows("EmploymentStatus", "staff_id")}
    for id, person in source.everybody.items():
        if id not in known:
            source.find(
                "status.missing",
                f"{person.full_name} chưa có tình trạng công tác nên không được tính vào biểu.",
                person,
                error=error,
                entity="EmploymentStatus",
                field="status",
            )
    for id, person in source.headcount.items():
        contract = source.contracts.get(id)
        if contract is None:
            source.find(
                "contract.missing",
                f"{person.full_name} chưa nhập loại hợp đồng; đang tính là viên chức.",
                person,
                entity="Contract",
                field="kind",
            )
        elif contract.ends_on is not None and contract.ends_on.last < source.day:
            source.find(
                "contract.ended",
                f"Hợp đồng của {person.full_name} đã hết hạn ngày {contract.ends_on.show()}; vẫn tính theo hợp đồng cũ.",
                person,
                entity="Contract",
                uid=contract.uid,
                field="ends_on",
            )


def check_unit(source: Source) -> None:
    """Find what the heading and the signatures lack."""
    unit = source.unit
    if unit is None:
        source.find("unit.missing", "Chưa khai tên đơn vị; đầu biểu để trống.", entity="Unit", field="name")
        return
    for name, words in (("parent_name", "cơ quan chủ quản"), ("signer_name", "người ký"), ("place", "địa danh")):
        if not getattr(unit, name):
            source.find(f"unit.{name}", f"Chưa khai {words} trong Thiết lập.", entity="Unit", uid=unit.uid, field=name)
