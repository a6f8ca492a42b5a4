"""Writing whole records: one operation, all rows or none, one step to undo."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from desktop.domain.biography import Attachment
from desktop.domain.errors import UserError
from desktop.domain.fields import Field
from desktop.domain.record import RECORDS, Record
from desktop.domain.system import CodeAlias, CodeEntry, OwnField, OwnValue
from desktop.services import lists
from desktop.services.exchange.agreed import TakenRow, WholePlan
from desktop.services.exchange.graph import Node
from desktop.services.exchange.planning import made_of
from desktop.services.exchange.values import stored_text
from desktop.services.importing.agreed import Outcome
from desktop.services.importing.carrying import Done
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage import contents
from desktop.storage.adding import add_rows
from desktop.storage.audit import UnitOfWork
from desktop.storage.mapping import operation

BLOCK = 500


def carry_out_all(workspace: Workspace, plan: WholePlan) -> Task[Done]:
    """Write what a plan of whole records says; closing the task before its end leaves nothing.

    With one wrong row nothing is written. Raises UserError where the file has changed since the plan was made.
    """
    created, updated = plan.count(Outcome.NEW), plan.count(Outcome.CHANGED)
    unchanged, rejected = plan.count(Outcome.SAME), plan.count(Outcome.WRONG)
    if rejected:
        return Done(unchanged=unchanged, rejected=rejected)
    if created or updated or plan.made:
        with workspace.database.write(plan.operation_title) as session:
            if (session.scalar(select(func.max(operation.c.id))) or 0) > plan.stamp:
                raise UserError("Dữ liệu đã thay đổi từ lúc xem trước nên chưa nhập gì; hãy xem trước lại rồi nhập.")
            writer = _Writer(workspace, session)
            yield from writer.add(list(made_of(plan)))
            writer.change([row for sheet in plan.sheets for row in sheet.rows if row.node is not None and row.changes])
            writer.keep_papers(plan)
            yield Progress(created + updated, created + updated, "Ghi vào tệp")
    return Done(created, updated, unchanged, 0, committed=True)


class _Writer:
    def __init__(self, workspace: Workspace, session: UnitOfWork) -> None:
        self._workspace, self._session = workspace, session
        self._own_fields: dict[str, dict[str, tuple[int, Field]]] | None = None

    def add(self, nodes: Sequence[Node]) -> Task[None]:
        """Make new records, kind by kind; references inside one kind wait until all of it is there."""
        done = 0
        by_kind: dict[type[Record], list[Node]] = defaultdict(list)
        for node in nodes:
            by_kind[node.entity].append(node)
        for entity, found in by_kind.items():
            for start in range(0, len(found), BLOCK):
                yield Progress(done, len(nodes), entity.caption)
                block = found[start : start + BLOCK]
                ids = add_rows(self._session, entity, [_plain(node) for node in block])
                for node, number in zip(block, ids, strict=True):
                    node.id = number
                done += len(block)
        self._add_own(nodes)

    def change(self, rows: Iterable[TakenRow]) -> None:
        """Set what differs on records of the file, and on new ones what points inside their kind."""
        wanted: dict[type[Record], list[tuple[Node, dict[str, Any]]]] = defaultdict(list)
        own: list[tuple[Node, dict[str, Any]]] = []
        for row in rows:
            assert row.node is not None
            entity = row.node.entity
            changes = {n: v for n, v in row.changes.items() if n in entity.fields}
            if row.outcome is Outcome.NEW:
                changes = {n: v for n, v in changes.items() if isinstance(v, Node) and v.entity is entity}
            else:
                own.append((row.node, {n: v for n, v in row.changes.items() if n not in entity.fields}))
            if changes:
                wanted[entity].append((row.node, changes))
        for entity, found in wanted.items():
            for start in range(0, len(found), BLOCK):
                block = found[start : start + BLOCK]
                ids = [node.id for node, _changes in block]
                by_id = {
                    record.id: record for record in self._session.scalars(select(entity).where(entity.id.in_(ids)))
                }
                for node, changes in block:
                    for name, value in changes.items():
                        is_node = isinstance(value, Node)
                        setattr(by_id[node.id], f"{name}_id" if is_node else name, value.id if is_node else value)
                self._session.flush()
        self._change_own([(node, values) for node, values in own if values])

    def keep_papers(self, plan: WholePlan) -> None:
        """The contents of papers whose record stands in the file now."""
        if not plan.papers:
            return
        named = {
            row.node.values.get("sha256") or row.changes.get("sha256")
            for sheet in plan.sheets
            if sheet.kind.entity is Attachment
            for row in sheet.rows
            if row.node is not None
        }
        for name, data in plan.papers.items():
            if name in named:
                contents.put(self._session, data)

    def _add_own(self, nodes: Iterable[Node]) -> None:
        rows = []
        for node in nodes:
            for name, value in node.values.items():
                if name not in node.entity.fields and value is not None:
                    field_id, field = self._own(node.entity)[name]
                    rows.append({"record_uid": node.uid, "field": field_id, "value": stored_text(field, value)})
        add_rows(self._session, OwnValue, rows)

    def _change_own(self, changed: Sequence[tuple[Node, dict[str, Any]]]) -> None:
        if not changed:
            return
        uids = [node.uid for node, _values in changed]
        known: Iterable[Any] = self._session.scalars(select(OwnValue).where(OwnValue.record_uid.in_(uids)))
        held = {(value.record_uid, value.field_id): value for value in known}
        for node, values in changed:
            for name, value in values.items():
                field_id, field = self._own(node.entity)[name]
                record: Any = held.get((node.uid, field_id)) or OwnValue(record_uid=node.uid, field_id=field_id)
                record.value = stored_text(field, value)
                self._session.add(record)

    def _own(self, entity: type[Record]) -> Mapping[str, tuple[int, Field]]:
        """The unit's own fields of a kind with their ids, those that came just now among them."""
        if self._own_fields is None:
            entries, aliases, own = (self._rows(kind) for kind in (CodeEntry, CodeAlias, OwnField))
            catalogue = lists.catalogue_of(entries, aliases, own, self._workspace.rights)
            kinds = {spec["entity"] for spec in own}
            described = {name: catalogue.own_fields(kind) for name, kind in RECORDS.items() if name in kinds}
            self._own_fields = defaultdict(dict)
            for spec in own:
                if spec["key"] in (fields := described.get(spec["entity"], {})):
                    self._own_fields[spec["entity"]][spec["key"]] = (spec["id"], fields[spec["key"]])
        return self._own_fields[entity.__name__]

    def _rows(self, entity: type[Record]) -> list[dict[str, Any]]:
        return [{n: getattr(r, n) for n in ("id", *entity.fields)} for r in self._session.scalars(select(entity))]


def _plain(node: Node) -> dict[str, Any]:
    """The values of a new record as a row; references by id, those inside its own kind left for later."""
    values: dict[str, Any] = {"uid": node.uid}
    for name, value in node.values.items():
        if name not in node.entity.fields:
            continue
        if isinstance(value, Node):
            if value.entity is not node.entity:
                values[name] = value.id
        else:
            values[name] = value
    return values
