"""A file in which one person has every table filled, and every other kind of record its fields: made from declarations."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop.domain import fields
from desktop.domain.dates import PartialDate
from desktop.domain.record import Record
from desktop.domain.records import KINDS
from desktop.domain.staff import StaffMember
from desktop.domain.system import OwnField, OwnValue
from desktop.services.exchange import LEFT_OUT, record_kinds
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.mapping import TABLES
from tests.storage.making import BY_NAME, Maker

KIND = "#kind"
PAPER = b"%PDF-1.4 quyet dinh"
# What a check of the field would refuse of a made-up value.
VALID: Mapping[str, Any] = {
    "citizen_id": "040185000123",
    "old_identity_no": "181234567",
    "tax_code": "8012345678",
    "phone": "0912345678",
    "social_insurance_no": "0110123456",
    "health_insurance_card_no": "HC4010110123456",
    "birth_date": PartialDate("1985-05", "khoảng tháng 5"),
}
OWN = {
    "shoe_size": ("number", "Cỡ giày", "41.50"),
    "hobby": ("text", "Sở thích", "Đá cầu"),
    "seen_on": ("date", "Gặp lần cuối", "2026-03-01"),
    "shift": ("list", "Ca trực", "Đêm"),
    "drives": ("flag", "Có bằng lái", True),
}


def make_world(workspace: Workspace) -> str:
    """Fill a file; returns the uid of the person with every table filled."""
    maker = Maker()
    made: dict[type[Record], Any] = {}
    with workspace.database.write("Lập dữ liệu thử") as session:
        session.add(helper := _made(maker, StaffMember, {}, only_required=True))
        for kind in record_kinds():
            entity = kind.entity
            if entity is OwnField:
                continue
            record = _made(maker, entity, made, helper=helper)
            session.add(record)
            session.flush()
            made[entity] = record
        _point_inside(maker, session, made)
        made[StaffMember].unit_comment = "Dòng một\nDòng hai"
        attachment = next(r for e, r in made.items() if e.__name__ == "Attachment")
        attachment.record_uid, attachment.sha256 = made[StaffMember].uid, contents.put(session, PAPER)
        attachment.size = len(PAPER)
        for key, (value_kind, label, value) in OWN.items():
            field = OwnField(
                entity="StaffMember", key=key, label=label, kind=value_kind, options='["Ngày", "Đêm"]', order_no=1
            )
            session.add(field)
            session.add(OwnValue(record_uid=made[StaffMember].uid, field=field, value=json.dumps(value)))
        old = OwnField(
            entity="Award", key="colour", label="Màu cờ", kind="text", retired_on=date(2026, 1, 1), order_no=2
        )
        award = next(r for e, r in made.items() if e.__name__ == "Award")
        session.add_all([old, OwnValue(record_uid=award.uid, field=old, value='"Đỏ"')])
        session.flush()
        return str(made[StaffMember].uid)


def _made(
    maker: Maker,
    entity: type[Record],
    made: Mapping[type[Record], Any],
    *,
    helper: Any = None,
    only_required: bool = False,
) -> Any:
    values: dict[str, Any] = {}
    for name, field in entity.fields.items():
        if only_required and not field.required:
            continue
        if isinstance(field, fields.Reference):
            target = BY_NAME[field.to]
            if target is not entity:
                values[name] = helper if name == "mentor" else made[target]
        else:
            values[name] = maker.value(field)
            if field.check is not None and field.check(values[name]):
                values[name] = VALID[name]  # a new field with a check needs a value here
    return entity(**values)


def _point_inside(maker: Maker, session: Any, made: Mapping[type[Record], Any]) -> None:
    """References to another record of the same kind."""
    for entity, record in list(made.items()):
        inside = [name for name, field in entity.references().items() if BY_NAME[field.to] is entity]
        for name in inside:
            session.add(other := _made(maker, entity, made, only_required=True))
            session.flush()
            setattr(record, name, other)
    session.flush()


def told(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """Every live record of the file by uid, each field as its JSON value; references as uid, own fields by key."""
    found: dict[str, dict[str, Any]] = {}
    with workspace.database.read() as session:
        uids = {
            (entity.__name__, row.id): row.uid
            for entity in KINDS
            for row in session.execute(TABLES[entity.__name__].select()).all()
        }
        keys = {row.id: row.key for row in session.execute(TABLES["OwnField"].select()).all()}
        for entity in KINDS:
            if entity in LEFT_OUT:
                continue
            for row in session.execute(TABLES[entity.__name__].select()).mappings():
                if row["deleted_at"] is None:
                    found[row["uid"]] = {KIND: entity.__name__, **_values(entity, row, uids)}
        for row in session.execute(TABLES["OwnValue"].select()).mappings():
            found[row["record_uid"]][f"own:{keys[row['field_id']]}"] = json.loads(row["value"])
    return found


def _values(entity: type[Record], row: Mapping[str, Any], uids: Mapping[tuple[str, int], str]) -> dict[str, Any]:
    values = {}
    for name, field in entity.fields.items():
        if isinstance(field, fields.Reference):
            number = row[f"{name}_id"]
            values[name] = uids[field.to, number] if number else None
        else:
            values[name] = field.dump(row[name])
    return values
