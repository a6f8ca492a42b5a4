"""Which record a row or a reference means: by uid, else by what tells it from others."""

import difflib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from desktop.domain.errors import UserError
from desktop.domain.fields import Field, Reference
from desktop.domain.organisation import Decision
from desktop.domain.record import RECORDS, Record
from desktop.domain.staff import StaffMember
from desktop.domain.text import label_key, search_key
from desktop.services.exchange.graph import Node, Stock, same
from desktop.services.exchange.kinds import RecordKind
from desktop.services.exchange.values import DASH, key_of, split_token
from desktop.storage.types import uuid7

_DECISION = re.compile(r"(.+?)(?:\s+ngày\s+(\d{1,2})/(\d{1,2})/(\d{4}))?")


class Unknown(UserError):
    """A reference to a record that is not there; `is_left_out` where the document has it and it is not taken in."""

    def __init__(self, told: str, *, is_left_out: bool = False) -> None:
        super().__init__(told)
        self.is_left_out = is_left_out


class Finder:
    """Knows the records of the file and those that the document brings so far."""

    def __init__(self, stock: Stock) -> None:
        self._by_uid: dict[type[Record], dict[str, Node]] = defaultdict(dict)
        self._by_key: dict[tuple[type[Record], tuple[str, ...]], dict[Any, list[Node]]] = {}
        self._by_words: dict[type[Record], dict[str, list[Node]]] = {}
        self._nodes: dict[type[Record], list[Node]] = defaultdict(list)
        self._left_out: set[tuple[type[Record], str]] = set()
        self.made: list[Node] = []
        for entity, nodes in stock.nodes.items():
            self._nodes[entity] = list(nodes)
            self._by_uid[entity] = {node.uid: node for node in nodes}

    def remember(self, uid: str, node: Node) -> None:
        """The document calls a record by another uid than the file."""
        self._by_uid[node.entity][uid] = node

    def leave_out(self, uid: str, entity: type[Record]) -> None:
        """The document has a record that is not taken in."""
        self._left_out.add((entity, uid))

    def add(self, kind: RecordKind, node: Node) -> None:
        """A new record that later rows may mean."""
        self._nodes[node.entity].append(node)
        self._by_uid[node.entity][node.uid] = node
        for names in (*node.entity.unique, kind.known_by):
            if (index := self._by_key.get((node.entity, names))) is not None:
                index.setdefault(key_of(node.values, names), []).append(node)
        if (words := self._by_words.get(node.entity)) is not None:
            for key in _words(node):
                words.setdefault(key, []).append(node)

    def known(
        self, kind: RecordKind, uid: str | None, values: Mapping[str, Any], claimed: Mapping[Node, int]
    ) -> Node | None:
        """The record that a row means; None for a new one. Of several alike the one most like the row that is free."""
        if uid is not None and (node := self._by_uid[kind.entity].get(uid)) is not None:
            return node
        for names in kind.entity.unique:
            if all(values.get(name) is not None for name in names):
                found = self._index(kind.entity, names).get(key_of(values, names))
                if found:
                    return found[0]
        if kind.entity.unique:
            return None
        alike = self._index(kind.entity, kind.known_by).get(key_of(values, kind.known_by), ())
        free = [node for node in alike if node.id is not None and node not in claimed]
        return min(free, key=lambda node: _distance(node, values), default=None)

    def person(self, uid: str | None, values: Mapping[str, Any]) -> tuple[Node | None, Sequence[tuple[str, str]]]:
        """The person of a row, and why it cannot be: a code or number that somebody else has."""
        code, number, name = values.get("staff_code"), values.get("citizen_id"), values.get("full_name")
        by_uid = self._by_uid[StaffMember].get(uid) if uid else None
        by_code = self._one(("staff_code",), code)
        by_number = self._one(("citizen_id",), number)
        node = by_uid or by_code or by_number
        if node is None:
            alike = self._index(StaffMember, ("full_name", "birth_date")).get(
                key_of(values, ("full_name", "birth_date")), ()
            )
            return (alike[0], ()) if len(alike) == 1 and not code and not number and name else (None, ())
        refused = []
        if by_code is not None and by_code is not node:
            refused.append(("staff_code", f"Mã {code} đang là của {_called(by_code)}; hãy sửa mã trong tệp."))
        if by_number is not None and by_number is not node:
            refused.append(("citizen_id", f"Số CCCD này đang là của {_called(by_number)}; hãy kiểm tra lại."))
        if by_uid is None and name and search_key(name) != search_key(str(node.values.get("full_name") or "")):
            by = ("staff_code", f"Mã {code}") if node is by_code else ("citizen_id", "Số CCCD này")
            refused.append((by[0], f"{by[1]} đang là của {_called(node)}; hãy kiểm tra lại."))
        return node, refused

    def refer(self, field: Field, text: str) -> Node:
        """The record that a reference names. Raises Unknown."""
        assert isinstance(field, Reference)
        entity = RECORDS[field.to]
        words, uid = split_token(text)
        if uid is not None:
            if (node := self._by_uid[entity].get(uid)) is not None:
                return node
            if (entity, uid) in self._left_out:
                raise Unknown(f"{field.label} không được nhập.", is_left_out=True)
        if node := self._by_text(entity, words):
            return node
        if entity is Decision and words:
            return self._made_decision(words)
        near = difflib.get_close_matches(label_key(words), self._named(entity), n=1, cutoff=0.6) if words else []
        advice = f" Có phải «{self._named(entity)[near[0]][0]}»?" if near else ""
        raise Unknown(f"{field.label}: không tìm thấy «{words or text}» trong tệp này và trong dữ liệu.{advice}")

    def _by_text(self, entity: type[Record], words: str) -> Node | None:
        if not words:
            return None
        if entity is StaffMember:
            code = words.partition(DASH)[0].strip()
            if (node := self._one(("staff_code",), code)) is not None:
                return node
        elif ("name",) in entity.unique:
            exact = self._index(entity, ("name",)).get(key_of({"name": words}, ("name",)))
            if exact:
                return exact[0]
        found = self._named(entity).get(label_key(words), ())
        return found[0] if len(found) == 1 else None

    def _made_decision(self, words: str) -> Node:
        """The decision of a row that nobody lists: made from its number and day."""
        found = _DECISION.fullmatch(words)
        assert found is not None
        try:
            issued = date(int(found[4]), int(found[3]), int(found[2])) if found[4] else None
        except ValueError:
            raise Unknown(f"Quyết định «{words}»: ngày ký không có trong lịch.") from None
        node = Node(Decision, uuid7(), {"number": found[1][:60], "issued_on": issued})
        self.made.append(node)
        self._nodes[Decision].append(node)
        for key in _words(node):
            self._named(Decision).setdefault(key, []).append(node)
        return node

    def _one(self, names: tuple[str, ...], value: Any) -> Node | None:
        found = self._index(StaffMember, names).get(key_of({names[0]: value}, names)) if value else None
        return found[0] if found else None

    def _index(self, entity: type[Record], names: tuple[str, ...]) -> dict[Any, list[Node]]:
        if (entity, names) not in self._by_key:
            index: dict[Any, list[Node]] = {}
            for node in self._nodes[entity]:
                index.setdefault(key_of(node.values, names), []).append(node)
            self._by_key[entity, names] = index
        return self._by_key[entity, names]

    def _named(self, entity: type[Record]) -> dict[str, list[Node]]:
        if entity not in self._by_words:
            index: dict[str, list[Node]] = {}
            for node in self._nodes[entity]:
                for key in _words(node):
                    index.setdefault(key, []).append(node)
            self._by_words[entity] = index
        return self._by_words[entity]


def _words(node: Node) -> set[str]:
    """What a cell may call a record: its words, its number or its name alone."""
    texts = {str(node), *(str(node.values.get(name) or "") for name in ("number", "full_name", "name"))}
    return {key for key in map(label_key, texts) if key}


def _distance(node: Node, values: Mapping[str, Any]) -> int:
    return sum(not same(node.values.get(name), value) for name, value in values.items())


def _called(node: Node) -> str:
    return f"{node.values.get('full_name')} ({node.values.get('staff_code')})"
