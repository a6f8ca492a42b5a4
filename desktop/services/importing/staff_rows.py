"""The rows of a list of staff: one person each, with what holds on the day of the list."""

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.domain.identity import citizen_id_doubts
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import Sex
from desktop.domain.text import equal_key
from desktop.services.importing.agreed import Edit
from desktop.services.importing.cells import Finding, error, warning
from desktop.services.importing.comparing import Compared, Comparison
from desktop.services.importing.completing import COMPLETE
from desktop.services.importing.histories import Met, changed, meet_current, meet_membership
from desktop.services.importing.holdings import Held
from desktop.services.importing.kinds import Part, Way
from desktop.services.importing.languages import language_in
from desktop.services.importing.persons import Numbers
from desktop.services.importing.rows import ReadRow

WORKING = "DANG_LAM"


class StaffRows(Comparison):
    """Compares a list of staff with the file."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._places = frozenset(row.extra["citizen_prefix"] for row in self.workspace.catalogue.list("province_old"))
        self._numbers = Numbers(self.people)
        self._codes: set[str] = set()
        self._met: dict[Any, int] = {}
        self._assumed: list[ReadRow] = []
        self._numbered: list[ReadRow] = []

    def prepare(self, rows: Sequence[ReadRow]) -> None:
        self._codes.update(
            str(code).casefold() for row in rows if (code := row.of("person").get("staff_code")) is not None
        )

    def finish(self, rows: Sequence[ReadRow]) -> None:
        """What the import assumes by itself is told once."""
        if self._numbered:
            first, last = self._numbers.first, self._numbers.last
            told = f"{self._numbers.count} người chưa có mã nhân viên, được cấp mã từ {first} đến {last}."
            self.warn_once(self._numbered[0], "staff_code", "generated", told)
        if self._assumed:
            told = f"{len(self._assumed)} người mới không ghi tình trạng, được coi là đang làm việc."
            self.warn_once(self._assumed[0], "status", "assumed", told)

    def compare(self, row: ReadRow) -> Compared:
        """Whom a row is about, what it writes, and whether it makes a new main record."""
        person = self.kind.parts[0]
        assert person.way is Way.PERSON
        self._tell_languages_apart(row)
        given = row.of(person.name)
        held, findings = self.finders[person.name].find(given)
        row.findings += findings
        self._check_person(row, given, held)
        if held is not None:
            self.watch(held, *(h for part in self.parts for h in self.held[part.name].get(held.id, ())))
        who = given.get("full_name") or (held.values["full_name"] if held else "")
        code = given.get("staff_code") or (held.values["staff_code"] if held else "")
        edits: list[Edit] = []
        owner: Edit | Held
        if held is None:
            owner = Edit(person, None, given)
            edits.append(owner)
            self._assume_status(row, given)
        else:
            owner = held
            if other := _differing_person(held, given):
                edits.append(Edit(person, held, other))
        for part in self.parts:
            values = row.given.get(part.name)
            if not values:
                continue
            met = self._meet(part, row, values, held)
            row.findings += met.findings
            for edit in met.edits:
                edit.owner = owner
                edits.append(edit)
        if held is None and not row.is_wrong and "staff_code" not in given:
            code = given["staff_code"] = self._numbers.take(self._codes)
            self._numbered.append(row)
        return (f"{who} ({code})" if code else who), tuple(edits), held is None

    def _meet(self, part: Part, row: ReadRow, given: dict[str, Any], owner: Held | None) -> Met:
        rows: Sequence[Held] = self.held[part.name].get(owner.id, ()) if owner is not None else ()
        if part.name == "party":
            tells = self.reader.has("party_official_on")
            return meet_membership(part, rows, given, self.as_of, tells_official=tells)
        findings: list[Finding] = []
        if complete := COMPLETE.get(part.name):
            self.facts.title = self._title(row, owner)
            self.facts.held = rows[-1].values if rows else None
            findings = complete(given, self.facts)
        if part.way is Way.CURRENT:
            default = self.on_day
            if part.name == "status" and not rows and given.get("status") == WORKING:
                default = row.of("person").get("joined_unit_on") or default
            met = meet_current(part, rows, given, self.as_of, default)
        else:
            met = self._meet_listed(part, rows, given)
        return Met(met.edits, (*met.findings, *findings)) if findings else met

    def _meet_listed(self, part: Part, rows: Sequence[Held], given: dict[str, Any]) -> Met:
        """One of many: the record with the same keys is changed, else one is added."""
        whole = {**part.fixed, **given}
        for keys in part.keys:
            if all(key in whole for key in keys):
                for held in reversed(rows):
                    if all(held.values.get(key) == whole[key] for key in keys):
                        return Met(changed(part, held, given))
        missing = next((name for name in part.needs if name not in whole), None)
        if missing is not None:
            if len(rows) == 1:
                return Met(changed(part, rows[0], given))
            called = (part.names or {})[missing]
            told = (
                f"Dòng này chưa có «{self.labels[called.key]}» nên các ô đi kèm ({part.entity.caption}) chưa được ghi."
            )
            return Met(findings=(warning(called.key, "missing", told),))
        return Met((Edit(part, None, whole),))

    def _title(self, row: ReadRow, owner: Held | None) -> str | None:
        title = row.given.get("title", {}).get("title")
        if title is None and owner is not None:
            rows = self.held.get("title", {}).get(owner.id, ())
            title = rows[-1].values.get("title") if rows else None
        return title

    def _check_person(self, row: ReadRow, given: Mapping[str, Any], held: Held | None) -> None:
        """What a row must have, may not repeat, and had better agree with."""
        known = held.values if held is not None else {}
        if held is None and not given.get("full_name") and not any(f.key == "full_name" for f in row.findings):
            row.findings.append(error("full_name", "required", "Chưa nhập Họ và tên."))
        same: list[tuple[str, Any]] = []
        if held is not None:
            same.append(("staff_code", held.id))
        else:
            same += [(name, given[name]) for name in ("staff_code", "citizen_id") if given.get(name)]
            if not same and given.get("full_name"):
                born = given.get("birth_date")
                same.append(("full_name", (equal_key(given["full_name"]), born.iso if born else "")))
        for key, value in same:
            first = self._met.setdefault((key, value), row.number)
            if first != row.number:
                told = f"Trùng với dòng {first} của tệp ({self.labels[key]}); mỗi người chỉ được một dòng."
                row.findings.append(error(key, "duplicate", told))
        born = given.get("birth_date")
        if born is not None and born.first > self.as_of:
            row.findings.append(error("birth_date", "future", f"Ngày sinh {born.show()} ở sau ngày của danh sách."))
        number = given.get("citizen_id")
        if number:
            first = self._met.setdefault(("number", number), row.number)
            if first != row.number and not any(f.code.endswith(".duplicate") for f in row.findings):
                row.findings.append(error("citizen_id", "duplicate", f"Số CCCD trùng với dòng {first} của tệp."))
            sex = given.get("sex") or known.get("sex")
            born = given.get("birth_date") or known.get("birth_date")
            for told in citizen_id_doubts(
                number, sex is Sex.FEMALE if sex else None, born.first if born else None, self._places
            ):
                row.findings.append(warning("citizen_id", "doubt", told))

    def _tell_languages_apart(self, row: ReadRow) -> None:
        """A column «Ngoại ngữ» need not speak of English: another language that it names has a record of its own."""
        level = row.given.get("english", {}).get("level")
        levels = self.facts.levels
        if level is None or level in levels or (named := language_in(level)) is None:
            return
        row.findings[:] = [found for found in row.findings if found.code != "english_level.unlisted"]
        known = levels.find(named.rest)
        if named.kind is CertificateKind.ENGLISH:
            row.of("english")["level"] = known or level
            return
        del row.given["english"]
        other = row.of("language")
        other.setdefault("language", named.language)
        if known or named.rest:
            other.setdefault("level", known or level)

    def _assume_status(self, row: ReadRow, given: Mapping[str, Any]) -> None:
        """A new person of a list without a status works here, from the day of joining where that is known."""
        if not row.given.get("status"):
            row.of("status")["status"] = WORKING
            if not row.is_wrong:
                self._assumed.append(row)


def _differing_person(held: Held, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a list changes of a person. Another spelling of the same name (capitals, place of the tone) is no change."""
    values = {name: value for name, value in given.items() if held.values.get(name) != value}
    name = values.get("full_name")
    if name is not None and equal_key(name) == equal_key(held.values["full_name"]):
        del values["full_name"]
    code = values.get("staff_code")
    if code is not None and str(code).casefold() == str(held.values["staff_code"]).casefold():
        del values["staff_code"]
    born, known = values.get("birth_date"), held.values.get("birth_date")
    if born is not None and known is not None and known.iso.startswith(born.iso):
        del values["birth_date"]  # the file knows the day, the list only the year
    return values
