"""Code lists: official lists with validity dates, extended by the unit, matched by label, code or learnt alias."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from desktop.domain.text import label_key


@dataclass(frozen=True)
class CodeRow:
    """One entry of a code list. `extra` holds what the list alone needs (a salary table, a retirement flag)."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    rank: int = 0
    source: str = ""
    confidence: str = ""
    external_code: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)

    def valid_on(self, day: date) -> bool:
        """Whether the entry may be chosen for something that begins on `day`; old values always stay readable."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or self.valid_to >= day)


class CodeList:
    """One list by code, in its own order. Matching ignores marks, case and stops; a clash of keys goes to the first.

    `rows` may be a function, which is called when the list is first asked for an entry.
    """

    def __init__(
        self,
        name: str,
        rows: Iterable[CodeRow] | Callable[[], Iterable[CodeRow]],
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self._read = rows if callable(rows) else tuple(rows).__iter__
        self._aliases = dict(aliases or {})

    @cached_property
    def _rows(self) -> dict[str, CodeRow]:
        return {row.code: row for row in self._read()}

    @cached_property
    def _keys(self) -> dict[str, str]:
        """What each spelling means; made when the first text is looked up, so that showing codes does not pay for it."""
        keys: dict[str, str] = {}
        for pick in (lambda r: (r.code,), lambda r: (r.label,), lambda r: r.aliases):
            for row in self._rows.values():
                for text in pick(row):
                    keys.setdefault(label_key(text), row.code)
        return {**keys, **self._aliases}

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def __iter__(self) -> Iterator[CodeRow]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, code: str) -> CodeRow:
        return self._rows[code]

    def get(self, code: str | None) -> CodeRow | None:
        """The entry of a code, or None for a value kept as typed."""
        return self._rows.get(code) if code is not None else None

    def find(self, text: str) -> str | None:
        """The code that a text means, or None."""
        return text if text in self._rows else self._keys.get(label_key(text))

    def label(self, code: str) -> str:
        """The label of a code; a value that the list does not know is its own label."""
        row = self._rows.get(code)
        return row.label if row else code

    def extra(self, code: str | None, key: str) -> str:
        """A further property of an entry; empty where the list or the entry has none."""
        row = self.get(code)
        return row.extra.get(key, "") if row else ""
