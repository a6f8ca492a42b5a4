"""From the rows of a document to a plan: every value read, every record found again, every reference followed."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop.domain.catalogue import Catalogue
from desktop.domain.dates import PartialDate
from desktop.domain.errors import BadValue, UserError
from desktop.domain.fields import Code, Field, Reference
from desktop.domain.mentoring import PARTY_KINDS
from desktop.domain.organisation import Unit
from desktop.domain.record import History, Record
from desktop.domain.rights import PARTLY_PARTY
from desktop.domain.staff import StaffMember
from desktop.domain.text import clean, label_key
from desktop.services.exchange.agreed import TakenRow, TakenSheet, WholePlan
from desktop.services.exchange.finding import Finder, Unknown
from desktop.services.exchange.graph import Node, Stock, catalogue_of, same, whose
from desktop.services.exchange.kinds import FIRST, record_kinds
from desktop.services.exchange.taking import Document, Given, read_document
from desktop.services.exchange.values import UID, UID_HEADING, headings, is_uid, read, relinked
from desktop.services.importing.agreed import Outcome, RowProblem
from desktop.services.importing.cells import cell_text
from desktop.services.progress import Progress, Task
from desktop.services.workspace import Workspace
from desktop.storage.mapping import TABLES, operation
from desktop.storage.types import uuid7

EVERY = 500  # rows between two reports of progress
_UID_HEADINGS = (label_key(UID_HEADING), UID)


def plan_all(workspace: Workspace, source: Path | Document) -> Task[WholePlan]:
    """Read whole records and compare them with the file; nothing is written.

    A record is known again by its uid, else by what tells it from others. Empty cells leave data alone.
    Raises UserError where the file holds no such records, EnvironmentRefused where it cannot be read.
    """
    if not workspace.rights.may_import or not workspace.rights.opens(StaffMember):
        raise UserError("Bạn không có quyền nhập hồ sơ; chưa có gì thay đổi.")
    yield Progress(0, 0, "Đọc tệp")
    document = read_document(source) if isinstance(source, Path) else source
    with workspace.database.read() as session:
        stamp = session.scalar(select(func.max(operation.c.id))) or 0
        planner = _Planner(workspace, document, Stock(session, workspace.rights), _gone(session))
        yield from planner.go()
    return WholePlan(document.path, planner.sheets, planner.finder.made, document.papers, planner.notes, stamp)


def _gone(session: Any) -> set[str]:
    """The uids of removed records: nothing new may bear them."""
    return {
        uid
        for kind in record_kinds()
        for table in [TABLES[kind.entity.__name__]]
        for uid in session.execute(select(table.c.uid).where(table.c.deleted_at.is_not(None))).scalars()
    }


class _Planner:
    def __init__(self, workspace: Workspace, document: Document, stock: Stock, gone: set[str]) -> None:
        self._workspace, self._document, self._stock = workspace, document, stock
        self._catalogue: Catalogue = stock.catalogue
        self._taken = gone | {node.uid for nodes in stock.nodes.values() for node in nodes}
        self.finder = Finder(stock)
        self.sheets: list[TakenSheet] = []
        self.notes: list[str] = [
            f"Trang «{name}» không phải trang của loại bản ghi nào nên không được đọc." for name in document.unknown
        ]
        self._uids: dict[str, str] = {}  # as the document has them, and as they are here
        self._own: dict[type[Record], list[Node]] = defaultdict(list)

    def go(self) -> Task[None]:
        """Plan all sheets, those that others refer to first."""
        by_entity: dict[type[Record], list[Given]] = defaultdict(list)
        for given in self._document.given:
            by_entity[given.kind.entity].append(given)
        total, done = sum(len(given.rows) for given in self._document.given), 0
        for kind in record_kinds():
            for given in by_entity.get(kind.entity, ()):
                if why := self._refusal(given):
                    self.notes.append(why)
                    continue
                yield from self._sheet(given, done, total)
                done += len(given.rows)
            if kind.entity is FIRST[-1]:
                # Fields and codes that the document brings hold for its other sheets.
                nodes = {e: [*self._stock.of(e), *self._own[e]] for e in FIRST}
                self._catalogue = catalogue_of(nodes, self._workspace.rights)
        self._relink()

    def _refusal(self, given: Given) -> str:
        entity, rights = given.kind.entity, self._workspace.rights
        if not rights.opens(entity) or rights.refusal(entity):
            return f"Trang «{given.title}» không được nhập vì bạn không có quyền với loại dữ liệu này."
        return ""

    def _sheet(self, given: Given, done: int, total: int) -> Task[None]:
        columns, unread = self._columns(given)
        sheet = TakenSheet(given.kind, given.title, [], unread)
        self.sheets.append(sheet)
        if unread:
            told = ", ".join(f"«{text}»" for text in unread)
            self.notes.append(
                f"Trang «{given.title}»: cột {told} không có ở đây (hoặc bạn không có quyền) nên không đọc."
            )
        if UID not in columns.values():
            self.notes.append(
                f"Trang «{given.title}» không có cột «{UID_HEADING}»; bản ghi được nhận ra theo nội dung."
            )
        reader = _Rows(self, given, columns, self._catalogue.fields(given.kind.entity))
        for number, (line, cells) in enumerate(given.rows, start=1):
            sheet.rows.append(reader.take(line, cells))
            if number % EVERY == 0:
                yield Progress(done + number, total, f"Đọc trang «{given.title}»")
        reader.settle()
        if given.kind.entity in FIRST:
            self._own[given.kind.entity] += [row.node for row in sheet.rows if row.node and row.node.id is None]

    def _columns(self, given: Given) -> tuple[dict[int, str], list[str]]:
        """Which field stands in which place; headings that name none."""
        called = headings(self._catalogue, given.kind.entity)
        fields = self._catalogue.fields(given.kind.entity)
        names = {label_key(alias): name for name, field in fields.items() for alias in field.aliases}
        names.update({label_key(field.label): name for name, field in reversed(fields.items())})
        names.update({label_key(name): name for name in fields})
        names.update({label_key(heading): name for name, heading in called.items()})
        found: dict[int, str] = {}
        unread = []
        for place, (_letter, heading) in enumerate(given.headings):
            key = label_key(heading)
            name = UID if key in _UID_HEADINGS else names.get(key)
            if name is not None and name not in found.values():
                found[place] = name
            elif any(cells[place] is not None for _line, cells in given.rows):
                unread.append(heading)
        return found, unread

    def new_uid(self, given: str | None) -> str:
        """The uid of a new record: that of the document where it is free here."""
        uid = given if is_uid(given) and given not in self._taken else uuid7()
        assert uid is not None
        self._taken.add(uid)
        return uid

    def known_as(self, given: str | None, node: Node) -> None:
        """Remember under which uid the document speaks of a record."""
        if given is not None:
            self._uids[given] = node.uid
            self.finder.remember(given, node)

    def leave_out(self, given: str | None, entity: type[Record]) -> None:
        """A record that is not taken in: what belongs to it is not either."""
        if given is not None:
            self.finder.leave_out(given, entity)

    def is_closed(self, entity: type[Record], values: Mapping[str, Any]) -> bool:
        """Whether a record is a matter of the Party that the user does not see, in a kind that is open otherwise."""
        rights = self._workspace.rights
        return entity.__name__ in PARTLY_PARTY and not rights.sees_party and values.get("kind") in PARTY_KINDS

    @property
    def is_json(self) -> bool:
        return self._document.is_json

    @property
    def today(self) -> Any:
        return self._workspace.today

    @property
    def papers(self) -> Mapping[str, bytes]:
        return self._document.papers

    def unit(self) -> Node | None:
        """The unit of this file."""
        return next(iter(self._stock.of(Unit)), None)

    def _relink(self) -> None:
        """Texts that name records by uid name them as they are called here."""
        renamed = {given: here for given, here in self._uids.items() if given != here}
        if not renamed:
            return
        for sheet in self.sheets:
            for row in sheet.rows:
                for name in sheet.kind.links:
                    if isinstance(text := row.changes.get(name), str):
                        row.changes[name] = relinked(text, renamed)
                        if row.node is not None and row.node.id is None:
                            row.node.values[name] = row.changes[name]


class _Rows:
    """Reads the rows of one kind."""

    def __init__(
        self, planner: _Planner, given: Given, columns: Mapping[int, str], fields: Mapping[str, Field]
    ) -> None:
        self._planner, self._given, self._fields = planner, given, fields
        self._kind, self._entity = given.kind, given.kind.entity
        self._columns = sorted(columns.items())
        self._places = {name: place for place, name in columns.items()}
        self._later: list[tuple[TakenRow, str, str, Sequence[Any]]] = []
        self._claimed: dict[Node, int] = {}

    def take(self, line: int, cells: Sequence[Any]) -> TakenRow:
        """One row: its values, the record that they mean, what it changes."""
        row = TakenRow(line, Outcome.SAME, "", None)
        uid = self._uid(cells)
        values: dict[str, Any] = {}
        later = []
        for place, name in self._columns:
            mark = self._given.marks.get((line, place))
            if mark is not None and (mark.error or mark.without_value):
                told = f"{self._label(name)}: ô có lỗi hoặc công thức chưa có kết quả; hãy ghi giá trị rồi nhập lại."
                self._tell(row, name, cells, "formula_error", told)
                continue
            raw = cells[place]
            if name == UID or raw is None:
                continue
            field = self._fields[name]
            try:
                if isinstance(field, Reference):
                    if field.to == self._entity.__name__:
                        later.append((row, name, clean(str(raw)), cells))
                        continue
                    value: Any = self._planner.finder.refer(field, clean(str(raw)))
                else:
                    value = read(field, raw, is_json=self._planner.is_json)
            except Unknown as unknown:
                if unknown.is_left_out and field.required:
                    self._planner.leave_out(uid, self._entity)
                    self._tell(
                        row,
                        name,
                        cells,
                        "left_out",
                        f"{field.label} không được nhập nên dòng này cũng không.",
                        "warning",
                    )
                    return row
                if unknown.is_left_out:
                    self._tell(
                        row, name, cells, "left_out", f"{field.label} không được nhập nên ô này bỏ trống.", "warning"
                    )
                else:
                    self._tell(row, name, cells, "unknown", str(unknown))
                continue
            except BadValue as refused:
                self._tell(row, name, cells, refused.code, str(refused))
                continue
            if value is not None:
                values[name] = value
                if isinstance(field, Code) and not field.is_known(value):
                    told = f"{field.label}: «{value}» chưa có trong danh mục, được giữ nguyên như đã ghi."
                    self._tell(row, name, cells, "unlisted", told, "warning")
        if self._is_other_unit(values):
            self._planner.leave_out(uid, self._entity)
            told = "Tệp này là của đơn vị khác; thông tin của đơn vị mình được giữ nguyên."
            self._tell(row, "code", cells, "other_unit", told, "warning")
            return row
        if self._planner.is_closed(self._entity, values):
            self._planner.leave_out(uid, self._entity)
            told = "Dòng này về công tác Đảng nên không được nhập; người làm công tác Đảng nhập lại tệp sẽ thêm vào."
            self._tell(row, "kind", cells, "closed", told, "warning")
            return row
        self._check(row, values, cells)
        node = self._find(row, uid, values, cells)
        if node is not None and node.id is not None:
            self._compare(row, node, values)
        elif node is None:
            node = self._make(row, uid, values, cells)
        row.node = node
        self._planner.known_as(uid, node)
        row.who = " · ".join(
            dict.fromkeys(filter(None, (whose(node), "" if node.entity is StaffMember else str(node))))
        )
        self._later += later
        if any(problem.severity == "error" for problem in row.problems):
            row.outcome = Outcome.WRONG
        return row

    def settle(self) -> None:
        """References inside one kind: the records of all its rows are known now."""
        for row, name, text, cells in self._later:
            assert row.node is not None
            try:
                target = self._planner.finder.refer(self._fields[name], text)
            except Unknown as unknown:
                severity = "warning" if unknown.is_left_out else "error"
                self._tell(row, name, cells, "unknown", str(unknown), severity)
                row.outcome = Outcome.WRONG if severity == "error" else row.outcome
                continue
            if row.node.id is None or row.node.values.get(name) is not target:
                row.changes[name] = target
                if row.outcome is Outcome.SAME:
                    row.outcome = Outcome.CHANGED

    def _uid(self, cells: Sequence[Any]) -> str | None:
        raw = cells[self._places[UID]] if UID in self._places else None
        text = clean(str(raw)).lower() if raw is not None else ""
        return text if is_uid(text) else None

    def _find(self, row: TakenRow, uid: str | None, values: dict[str, Any], cells: Sequence[Any]) -> Node | None:
        finder = self._planner.finder
        if self._entity is Unit and (here := self._planner.unit()) is not None:
            return here
        if self._entity is StaffMember:
            node, refused = finder.person(uid, values)
            for name, told in refused:
                self._tell(row, name, cells, "other_person", told)
        else:
            node = finder.known(self._kind, uid, values, self._claimed)
        if node is None:
            return None
        if node in self._claimed or node.id is None:
            first = self._claimed.get(node)
            told = f"Trùng với dòng {first} của trang; mỗi {self._entity.caption} chỉ được một dòng."
            self._tell(row, self._kind.known_by[-1], cells, "duplicate", told)
        self._claimed[node] = row.number
        return node

    def _compare(self, row: TakenRow, node: Node, values: Mapping[str, Any]) -> None:
        row.changes = {name: value for name, value in values.items() if not same(node.values.get(name), value)}
        row.outcome = Outcome.CHANGED if row.changes else Outcome.SAME

    def _make(self, row: TakenRow, uid: str | None, values: dict[str, Any], cells: Sequence[Any]) -> Node:
        fields = {name: field for name, field in self._fields.items() if name in self._entity.fields}
        if uid is not None:
            # The row of an export: what is empty was empty, also where a new record would have a default.
            whole = {**{n: f.default if f.required else None for n, f in fields.items()}, **values}
        else:
            whole = {**{n: f.default for n, f in fields.items() if f.default is not None}, **values}
        for name, field in fields.items():
            if field.required and whole.get(name) is None and not any(p.field == name for p in row.problems):
                self._tell(row, name, cells, "required", f"Chưa nhập {field.label}.")
        node = Node(self._entity, self._planner.new_uid(uid), whole)
        row.changes, row.outcome = whole, Outcome.NEW
        self._claimed[node] = row.number
        self._planner.finder.add(self._kind, node)
        return node

    def _check(self, row: TakenRow, values: Mapping[str, Any], cells: Sequence[Any]) -> None:
        """Only what cannot be is refused."""
        starts, ends = values.get("starts_on"), values.get("ends_on")
        is_period = issubclass(self._entity, History)
        if is_period and isinstance(starts, PartialDate) and isinstance(ends, PartialDate) and ends.last < starts.first:
            told = f"Ngày kết thúc {ends.show()} trước ngày bắt đầu {starts.show()}."
            self._tell(row, "ends_on", cells, "order", told)
        born = values.get("birth_date")
        if isinstance(born, PartialDate) and born.first > self._planner.today:
            self._tell(row, "birth_date", cells, "future", f"Ngày sinh {born.show()} ở tương lai.")
        paper = self._planner.papers.get(values.get("sha256") or "")
        if paper is not None and hashlib.sha256(paper).hexdigest() != values["sha256"]:
            self._tell(
                row, "sha256", cells, "damaged", "Nội dung giấy tờ trong tệp đã bị hỏng; hãy xuất lại từ nơi gửi."
            )

    def _is_other_unit(self, values: Mapping[str, Any]) -> bool:
        here = self._planner.unit()
        return self._entity is Unit and here is not None and values.get("code") not in (None, here.values["code"])

    def _label(self, name: str) -> str:
        return self._fields[name].label if name in self._fields else name

    def _tell(
        self, row: TakenRow, name: str, cells: Sequence[Any], code: str, told: str, severity: str = "error"
    ) -> None:
        place = self._places.get(name)
        letter = self._given.headings[place][0] if place is not None else ""
        raw = cells[place] if place is not None else None
        value = raw if isinstance(raw, str) else cell_text(raw) if not isinstance(raw, list | dict) else str(raw)
        row.problems.append(RowProblem(row.number, letter, name, value, severity, f"{name}.{code}", told))
        if severity == "error":
            row.outcome = Outcome.WRONG


def made_of(planned: WholePlan) -> Iterator[Node]:
    """Every record that a plan makes, each after those it refers to."""
    new: dict[type[Record], list[Node]] = defaultdict(list)
    for node in planned.made:
        new[node.entity].append(node)
    for sheet in planned.sheets:
        new[sheet.kind.entity] += [row.node for row in sheet.rows if row.outcome is Outcome.NEW and row.node]
    for kind in record_kinds():
        yield from new[kind.entity]
