"""Which column of a sheet holds which field: by its heading, by what stands beside it, or as the clerk said."""

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.domain.errors import EnvironmentRefused, UserError
from desktop.domain.fields import Choice, Code, LongText
from desktop.domain.staff import Sex
from desktop.domain.system import ImportLayout
from desktop.domain.text import clean, label_key
from desktop.excel.layout import Header
from desktop.services.importing.kinds import Column, Kind, Way
from desktop.services.workspace import Workspace

SURE = 0.6  # what is less sure than this is left to the clerk
_JOIN = " › "
_LONGEST = 120  # characters: no heading is longer
_BETWEEN = re.compile(r"[,;/+]|\bvà\b|\s-\s")
# Read with its marks: «Năm» is no sex.
_SEXES = {"nam": "nam", "nữ": "nu"}
_IGNORED = ("", "-", "bỏ qua", "bo qua")


@dataclass(frozen=True)
class ColumnMatch:
    """A heading of the sheet and the column of the list that it was taken for.

    `option` is the value that a mark in this column stands for («Ngày sinh › Nữ», «Trình độ › Đại học» with an x).
    """

    header: Header
    column: Column | None = None
    confidence: float = 0.0
    option: Any = None

    @property
    def field(self) -> str | None:
        """The name of the column, as JSON and mapping files call it."""
        return self.column.key if self.column else None


@dataclass(frozen=True)
class _Candidate:
    column: Column
    confidence: float
    option: Any = None


class Matcher:
    """Tells for the headings of a sheet which column of a kind of list each one names."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.by_key = {column.key: column for column in columns}
        self._headed: dict[str, list[Column]] = {}
        for column in columns:
            for heading in column.headings:
                self._headed.setdefault(heading, []).append(column)

    def known(self, text: str) -> float:
        """How surely a heading (a text alone, or a path joined by « › ») names a column."""
        if len(text) > _LONGEST:
            return 0.0
        found = self._candidates(tuple(text.split(_JOIN)), misspelt=False)
        return max((c.confidence for c in found), default=0.0)

    def match(self, headers: Sequence[Header], settled: Mapping[int, Column | None] | None = None) -> list[ColumnMatch]:
        """A match for each header; `settled` are columns (by the sheet's number) that the clerk has decided."""
        settled = settled or {}
        offered = {h.column: [] if h.column in settled or not h.path else self._candidates(h.path) for h in headers}
        found: dict[int, ColumnMatch] = {}
        taken: dict[str, int] = {}
        for header in headers:
            if header.column in settled:
                column = settled[header.column]
                option = _sex(header) if column is not None and column.name in ("birth_date", "sex") else None
                found[header.column] = ColumnMatch(header, column, 1.0 if column else 0.0, option)
                if column is not None and option is None:
                    taken[column.key] = header.column
        # The surest first; of equals the one that leaves no doubt, then the one further left.
        order = sorted(
            (h for h in headers if offered[h.column]),
            key=lambda h: (-offered[h.column][0].confidence, len(_best(offered[h.column])) > 1, h.column),
        )
        for header in order:
            free = [c for c in offered[header.column] if c.option is not None or c.column.key not in taken]
            best = _best(free)
            if not best:
                continue
            chosen = best[0] if len(best) == 1 else self._by_neighbour(header, headers, best, found)
            found[header.column] = ColumnMatch(header, chosen.column, round(chosen.confidence, 2), chosen.option)
            if chosen.option is None:
                taken[chosen.column.key] = header.column
        return [found.get(h.column, ColumnMatch(h)) for h in headers]

    def _by_neighbour(
        self, header: Header, headers: Sequence[Header], best: Sequence[_Candidate], found: Mapping[int, ColumnMatch]
    ) -> _Candidate:
        """Of several columns with one heading: the one whose group stands above, else beside on the left."""
        above = f" {' '.join(map(label_key, header.path[:-1]))} "
        for candidate in best:
            if any(f" {hint} " in above for hint in candidate.column.part.hints):
                return candidate
        for left in sorted((h.column for h in headers if h.column < header.column), reverse=True):
            beside = found[left].column if left in found else None
            for candidate in best:
                if beside is not None and _belongs(candidate.column, beside):
                    return replace(candidate, confidence=0.95)
        return replace(best[0], confidence=0.9)

    def _candidates(self, path: tuple[str, ...], *, misspelt: bool = True) -> list[_Candidate]:
        """The columns that a heading may name, the surest first."""
        keys = [key for key in map(label_key, path) if key]
        if not keys:
            return []
        option = self._option(path)
        if option:
            return [option]
        for text in (" ".join(keys), " ".join(reversed(keys)), " ".join(keys[-2:]), " ".join(reversed(keys[-2:]))):
            if len(keys) > 1 and text in self._headed:
                return [_Candidate(column, 1.0) for column in self._headed[text]]
        if keys[-1] in self._headed:
            return [_Candidate(column, 1.0) for column in self._headed[keys[-1]]]
        for above in reversed(keys[:-1]):
            # «Số CCCD › (12 chữ số)»: what is below only explains.
            if above in self._headed and clean(path[-1]).startswith("("):
                return [_Candidate(column, 0.9) for column in self._headed[above]]
        found = self._alike(path[-1], keys[-1], misspelt=misspelt)
        return found or (self._alike(" ".join(path), " ".join(keys), misspelt=misspelt) if len(keys) > 1 else [])

    def _option(self, path: tuple[str, ...]) -> _Candidate | None:
        """A column that holds marks, or dates of one sex."""
        leaf = clean(path[-1])
        above = [column for text in path[:-1] for column in self._headed.get(label_key(text), ())]
        if sex := _SEXES.get(leaf.casefold()):
            birth, is_male = self.by_key.get("birth_date"), self.by_key.get("sex")
            if is_male is None or birth is None or (above and not {birth.key, is_male.key} & {c.key for c in above}):
                return None
            holder = is_male if is_male in above else birth
            return _Candidate(holder, 1.0, is_male.field.read(sex))
        for column in above:
            if isinstance(column.field, Code) and column.field.codes is not None and not column.is_code:
                if (code := column.field.codes.find(leaf)) is not None and label_key(leaf) not in self._headed:
                    return _Candidate(column, 1.0, code)
            elif isinstance(column.field, Choice):
                for choice in column.field.options:
                    if label_key(choice.label) == label_key(leaf) and label_key(leaf) not in self._headed:
                        return _Candidate(column, 1.0, choice)
        return None

    def _alike(self, text: str, key: str, *, misspelt: bool) -> list[_Candidate]:
        """Headings that contain a known one, are part of one, or are misspelt."""
        pieces = [p for p in map(label_key, _BETWEEN.split(text)) if p]
        named = {self._headed[p][0].part.name for p in pieces if p in self._headed}
        if len(named) > 1:  # «Chức vụ, đơn vị công tác» holds two things in one cell
            return []
        best: dict[str, _Candidate] = {}
        for heading, columns in self._headed.items():
            if f" {heading} " in f" {key} " and (" " in heading or len(heading) >= 4):
                sure = 0.5 + 0.4 * len(heading) / len(key)
            elif f" {key} " in f" {heading} " and " " in key:
                sure = 0.5 + 0.35 * len(key) / len(heading)
            else:
                continue
            for column in columns:
                if isinstance(column.field, LongText):  # remarks take anything: only their own heading names them
                    continue
                if column.key not in best or best[column.key].confidence < sure:
                    best[column.key] = _Candidate(column, sure)
        if not best and misspelt:
            for heading in difflib.get_close_matches(key, self._headed, n=1, cutoff=0.88):
                ratio = difflib.SequenceMatcher(None, key, heading).ratio()
                best = {column.key: _Candidate(column, 0.8 * ratio) for column in self._headed[heading]}
        return sorted((c for c in best.values() if c.confidence >= SURE), key=lambda c: -c.confidence)


def _best(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return [c for c in candidates if c.confidence == candidates[0].confidence]


def _belongs(column: Column, beside: Column) -> bool:
    """Does a column speak of the same thing as the one beside it? In the person's own record names tell."""
    return beside.part is column.part and (column.part.way is not Way.PERSON or column.key.startswith(beside.key))


def _sex(header: Header) -> Any:
    sex = _SEXES.get(clean(header.path[-1]).casefold()) if header.path else None
    return next((found for found in Sex if found.value == sex), None)


def match(headers: Sequence[Header], kind: Kind, workspace: Workspace) -> list[ColumnMatch]:
    """Match the headings of a sheet by name alone, in the order of the headings."""
    return Matcher(kind.columns(workspace.catalogue)).match(headers)


class Layout:
    """The headings of one kind of workbook; how they were mapped is remembered under their signature."""

    def __init__(self, kind: Kind, headers: Sequence[Header]) -> None:
        self.kind, self.headers = kind, headers

    @cached_property
    def signature(self) -> str:
        told = [self.kind.name, *(f"{h.letter}={' › '.join(map(label_key, h.path))}" for h in self.headers)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def learnt(self, session: Any) -> dict[str, str | None]:
        """What the clerk decided last time: fields (None: left out) by the letter of the column."""
        found = session.scalar(select(ImportLayout.mapping).where(ImportLayout.signature == self.signature))
        return dict(json.loads(found)) if found else {}

    def remember(self, workspace: Workspace, mapping: Mapping[str, str | None]) -> None:
        """Keep the clerk's decisions for the next workbook with the same headings."""
        workspace.database.forget(ImportLayout, signature=self.signature)
        workspace.database.remember(
            [ImportLayout(signature=self.signature, mapping=json.dumps(dict(mapping), ensure_ascii=False))]
        )

    def settled(self, mapping: Mapping[str, str | None], columns: Iterable[Column]) -> dict[int, Column | None]:
        """The decisions of a mapping, by the sheet's column number.

        Keys are letters or headings, values names of columns; empty leaves a column out. Raises UserError.
        """
        by_letter = {h.letter: h for h in self.headers}
        by_text = {label_key(text): h for h in reversed(self.headers) for text in (h.text, *h.path[-1:])}
        names = {name: column for column in columns for name in (column.label, column.key)}
        found: dict[int, Column | None] = {}
        for where, name in mapping.items():
            header = by_letter.get(where.strip().upper()) or by_text.get(label_key(where))
            if header is None:
                raise UserError(
                    f"Bảng ánh xạ nói đến cột «{where}» mà trang này không có; hãy sửa lại tên hoặc chữ cột."
                )
            if name is None or clean(str(name)).casefold() in _IGNORED:
                found[header.column] = None
            elif name in names:
                found[header.column] = names[name]
            else:
                raise UserError(
                    f"Bảng ánh xạ: không có trường «{name}» trong danh sách {self.kind.caption}; "
                    f"các trường: {', '.join(c.key for c in names.values())}."
                )
        return found


def read_mapping(path: Path) -> dict[str, str | None]:
    """A mapping file: TOML lines «heading or letter = "field"», with or without a [columns] table. Raises UserError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EnvironmentRefused(f"Không đọc được tệp ánh xạ «{path}»; hãy kiểm tra lại tên và thư mục.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"Tệp ánh xạ «{path.name}» không đúng dạng TOML ({error}); hãy sửa rồi thử lại.") from error
    table = content.get("columns", content)
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        raise UserError(f'Tệp ánh xạ «{path.name}» phải gồm các dòng dạng: "Họ tên" = "full_name".')
    return {str(key): value for key, value in table.items()}
