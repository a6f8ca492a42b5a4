"""Whom a row is about: by staff code, else by citizen number, else by name and date of birth where that is unique."""

import re
from collections.abc import Mapping
from typing import Any

from desktop.domain.text import equal_key, search_key
from desktop.services.importing.cells import Finding, error, warning
from desktop.services.importing.holdings import Held, People
from desktop.services.importing.kinds import Part

_CODE_PREFIX = "NV"


class Finder:
    """Finds the people of rows for one part of a list; `keys` name its identity columns, by field."""

    def __init__(self, people: People, keys: Mapping[str, str]) -> None:
        self._people, self._keys = people, keys

    def find(self, given: Mapping[str, Any]) -> tuple[Held | None, tuple[Finding, ...]]:
        """The person of a row of the staff list; None for a new one. What is doubtful or ambiguous comes with it."""
        code, number, name = given.get("staff_code"), given.get("citizen_id"), given.get("full_name")
        people = self._people
        by_number = people.by_citizen_id.get(number) if number else None
        if code:
            held = people.by_code.get(str(code).casefold())
            if by_number is not None and by_number is not held:
                told = f"Số CCCD này đang là của {_called(by_number)}; hãy kiểm tra lại mã nhân viên hoặc số CCCD."
                return held, (error(self._key("citizen_id"), "duplicate", told),)
            if held is not None:
                return held, self._doubts(held, given)
        if by_number is not None:
            return by_number, ()
        if not name:
            return None, ()
        alike = people.named(name, given.get("birth_date"))
        if code:
            return None, tuple(self._alike(held) for held in alike[:1] if given.get("birth_date"))
        if number:
            # A person kept without a number, or with the old one of nine digits, may come with the new number.
            open_to_it = [h for h in alike if not h.values["citizen_id"] or len(h.values["citizen_id"]) == 9]
            if len(open_to_it) == len(alike):
                return self._unique(alike, name, given)
            return None, (self._alike(alike[0]),)
        return self._unique(alike, name, given)

    def must_find(self, given: Mapping[str, Any]) -> tuple[Held | None, tuple[Finding, ...]]:
        """The person of a row that speaks of somebody known; an error where there is none, or more than one."""
        held, findings = self.find(given)
        if any(finding.is_error for finding in findings):
            return None, findings
        code, number, name = given.get("staff_code"), given.get("citizen_id"), given.get("full_name")
        if held is None:
            if not (code or number or name):
                told = "Dòng này không cho biết là của ai: cần mã nhân viên, số CCCD, hoặc họ tên và ngày sinh."
                return None, (error(self._key("staff_code"), "required", told),)
            who = name or code or number
            by = "mã" if code else "số CCCD" if number else "họ tên và ngày sinh"
            key = self._key("staff_code" if code else "citizen_id" if number else "full_name")
            told = f"Không tìm thấy «{who}» theo {by}; hãy nhập hồ sơ người này trước hoặc sửa lại."
            return None, (error(key, "unknown", told),)
        if (
            name
            and equal_key(name) != equal_key(held.values["full_name"])
            and search_key(name) != search_key(held.values["full_name"])
        ):
            told = f"Dòng này ghi «{name}» nhưng mã (hoặc số CCCD) là của {_called(held)}."
            return None, (error(self._key("full_name"), "mismatch", told),)
        return held, ()

    def _unique(
        self, alike: list[Held], name: str, given: Mapping[str, Any]
    ) -> tuple[Held | None, tuple[Finding, ...]]:
        if len(alike) == 1:
            return alike[0], ()
        if not alike:
            return None, ()
        by = "cùng họ tên và ngày sinh" if given.get("birth_date") else "cùng họ tên"
        told = f"Có {len(alike)} người {by} «{name}»; hãy ghi thêm mã nhân viên hoặc số CCCD."
        return None, (error(self._key("full_name"), "ambiguous", told),)

    def _doubts(self, held: Held, given: Mapping[str, Any]) -> tuple[Finding, ...]:
        """A code that was given to somebody else: neither the name nor the date of birth fits."""
        name, born = given.get("full_name"), given.get("birth_date")
        if not name or search_key(name) == search_key(held.values["full_name"]):
            return ()
        known = held.values["birth_date"]
        if born is not None and known is not None and born.iso[:4] != known.iso[:4]:
            told = f"Mã này đang là của {_called(held)} (sinh {known.show()}), khác cả họ tên và năm sinh; hãy kiểm tra lại."
            return (error(self._key("staff_code"), "other_person", told),)
        told = f"Họ tên sẽ đổi từ «{held.values['full_name']}» thành «{name}»."
        return (warning(self._key("full_name"), "renamed", told),)

    def _alike(self, held: Held) -> Finding:
        told = f"Đã có {_called(held)} trùng họ tên và ngày sinh nhưng khác mã hoặc số CCCD; dòng này được coi là người mới."
        return warning(self._key("full_name"), "similar", told)

    def _key(self, name: str) -> str:
        return self._keys.get(name, name)


def _called(held: Held) -> str:
    return f"{held.values['full_name']} ({held.values['staff_code']})"


class Numbers:
    """Staff codes for people whose list has none: the next free ones, NV0001 on."""

    def __init__(self, people: People) -> None:
        taken = [int(m[1]) for code in people.by_code if (m := re.fullmatch(r"nv(\d{1,9})", code))]
        self._next = max(taken, default=0) + 1
        self._taken = set(people.by_code)
        self.first = self.last = ""
        self.count = 0

    def take(self, used: set[str]) -> str:
        """A code that nobody has, neither in the file nor in the list."""
        while True:
            code = f"{_CODE_PREFIX}{self._next:04d}"
            self._next += 1
            if code.casefold() not in self._taken and code.casefold() not in used:
                self.first = self.first or code
                self.last = code
                self.count += 1
                return code


def identity_keys(part: Part) -> dict[str, str]:
    """The columns of a part that tell whom it speaks of, by field."""
    if part.names is None:
        return {}
    return {name: called.key for name, called in part.names.items()}
