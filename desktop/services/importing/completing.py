"""What follows from the values of a row: the salary table of a title, the kind of a licence, the stages of membership.

Each function takes what a row gives for one record, adds what follows, and returns what is doubtful.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.codes import CodeList
from desktop.domain.dates import PartialDate
from desktop.domain.fields import Choice, Coded
from desktop.domain.mentoring import TechniqueLevel
from desktop.domain.party import PROBATIONARY, CaseState, PartyStage
from desktop.domain.salary_rules import SalaryScales
from desktop.domain.schooling import CertificateKind
from desktop.domain.staff import LicenceKind
from desktop.domain.text import label_key
from desktop.domain.training import EnrolmentState, LineState, TrainingLine
from desktop.services.importing.cells import Finding, error, warning
from desktop.services.importing.languages import language_called, language_in


@dataclass(slots=True)
class Facts:
    """What completing a row may ask: the day of the list, the pay tables, the title in the row or in the file."""

    as_of: date
    scales: SalaryScales
    titles: CodeList
    levels: CodeList
    title: str | None = None
    held: Mapping[str, Any] | None = None


def complete_salary(given: dict[str, Any], facts: Facts) -> list[Finding]:
    """The table from the title, the step from the coefficient; a coefficient that the scale does not have is doubtful."""
    held = facts.held or {}
    table = given.get("salary_table") or facts.titles.extra(facts.title, "salary_table") or held.get("salary_table")
    step, coefficient = given.get("step"), given.get("coefficient")
    if not table or table not in facts.scales:
        return []
    given["salary_table"] = table
    if step is None and coefficient is not None:
        found = facts.scales.step_of(table, coefficient)
        if found is not None:
            given["step"] = found
            return []
    elif step is None or coefficient is None:
        return []
    due = facts.scales.coefficient(table, step)
    if due == coefficient:
        return []
    shown = f"{coefficient:.2f}".replace(".", ",")
    if step is None:
        told = f"Hệ số {shown} không có trong bảng lương {table}."
    elif due is None:
        told = f"Bảng lương {table} không có bậc {step}."
    else:
        told = f"Hệ số {shown} không khớp bậc {step} của bảng lương {table} ({due:.2f})".replace(".", ",") + "."
    return [warning("salary_coefficient", "scale", told)]


def complete_licence(given: dict[str, Any], _facts: Facts) -> list[Finding]:
    """The kind of a licence from its number: 001234/NA-GPHN, 13075/CCHN-D-SYT-HCM."""
    if "kind" not in given and given.get("number"):
        given["kind"] = licence_kind(given["number"])
    return []


def licence_kind(number: str) -> LicenceKind:
    """The kind that a licence number names; the old certificate where it names none."""
    key = label_key(number)
    if "gphn" in key:
        return LicenceKind.GPHN
    if "cchnd" in key or " cchn d " in f" {key} ":
        return LicenceKind.CCHN_DUOC
    return LicenceKind.CCHN


# Words that tell the kind of a certificate; languages are told by their names.
_CERTIFICATES = (
    ("ly luan chinh tri", CertificateKind.POLITICS),
    ("chinh tri", CertificateKind.POLITICS),
    ("quan ly nha nuoc", CertificateKind.STATE_MANAGEMENT),
    ("qlnn", CertificateKind.STATE_MANAGEMENT),
    ("quoc phong", CertificateKind.DEFENCE),
    ("qpan", CertificateKind.DEFENCE),
    ("chuc danh nghe nghiep", CertificateKind.TITLE),
    ("cdnn", CertificateKind.TITLE),
    ("tin hoc", CertificateKind.IT),
    ("cntt", CertificateKind.IT),
    ("cong nghe thong tin", CertificateKind.IT),
    ("lanh dao", CertificateKind.MANAGEMENT),
    ("quan ly benh vien", CertificateKind.MANAGEMENT),
)


def complete_certificate(given: dict[str, Any], facts: Facts) -> list[Finding]:
    """The kind of a certificate from its language, its level or its name; the language from a level that names it."""
    level, name, language = given.get("level"), given.get("name"), given.get("language")
    named = language_called(language) if language else None
    if named is None and level and level not in facts.levels and (named := language_in(level)) is not None:
        given["level"] = facts.levels.find(named.rest) or level
    if named is None and name and "level" not in given:
        named = language_in(name)
    if named is not None and not language:
        given["language"] = named.language
    if "kind" in given:
        return []
    if named is not None:
        given["kind"] = named.kind
        return []
    if language:
        given["kind"] = CertificateKind.LANGUAGE
        return []
    kind = facts.levels.extra(level, "kind")
    if kind == CertificateKind.LANGUAGE.value:
        given["kind"] = CertificateKind.ENGLISH
        return [warning("kind", "assumed", "Chưa ghi là ngoại ngữ nào; tạm ghi «Tiếng Anh».")]
    text = label_key(f"{name or ''} {level or ''}")
    told = next((found for words, found in _CERTIFICATES if f" {words} " in f" {text} "), None)
    found = next((k for k in CertificateKind if k.value == kind), told)
    if found is not None:
        given["kind"] = found
    return []


def complete_award(given: dict[str, dict[str, Any]], _facts: Facts) -> list[Finding]:
    """A year of the form's table in which nothing was awarded is no award."""
    if given.get("award", {}).keys() <= {"year"}:
        given.pop("award", None)
    return []


def complete_appraisal(given: dict[str, dict[str, Any]], _facts: Facts) -> list[Finding]:
    """A year of the form's table without a rating is no rating."""
    if given.get("appraisal", {}).keys() <= {"year"}:
        given.pop("appraisal", None)
    return []


def complete_case(given: dict[str, dict[str, Any]], _facts: Facts) -> list[Finding]:
    """A row of the Party list: a case where it tells of more than membership, and the membership that follows."""
    case = given.get("case", {})
    joined, official = case.get("ceremony_on"), case.get("official_on")
    is_case = bool(case.keys() - {"ceremony_on", "official_on", "cell"})
    if is_case and "state" not in case:
        case["state"] = _state_of(case)
    state = case.get("state")
    if (joined or official or given.get("membership")) and (state is None or state in MEMBERS):
        membership = given.setdefault("membership", {})
        if joined:
            membership.setdefault("joined_on", PartialDate.of(joined))
        if official:
            membership.setdefault("official_on", PartialDate.of(official))
        if state in PROBATIONARY and "official_on" not in membership:
            membership["stage"] = PartyStage.PROBATIONARY
        if "cell" in case:
            membership.setdefault("cell", case["cell"])
    if not is_case:
        given.pop("case", None)
    return []


def _state_of(case: Mapping[str, Any]) -> CaseState:
    """The furthest step that the dates of a case tell of."""
    for name, state in _STEPS:
        if case.get(name):
            return state
    return CaseState.MASS


MEMBERS = (*PROBATIONARY, CaseState.OFFICIAL)
_STEPS = (
    ("official_on", CaseState.OFFICIAL),
    ("off_base_meeting_on", CaseState.OFFICIAL_BASE_VOTED),
    ("off_cell_meeting_on", CaseState.OFFICIAL_CELL_VOTED),
    ("ceremony_on", CaseState.PROBATION),
    ("decision_issued_on", CaseState.DECIDED),
    ("base_meeting_on", CaseState.BASE_VOTED),
    ("cell_meeting_on", CaseState.CELL_VOTED),
    ("vetting_sent_on", CaseState.VETTING),
    ("dossier_opened_on", CaseState.DOSSIER_OPEN),
    ("dossier_allowed_on", CaseState.DOSSIER_ALLOWED),
    ("class_cert_on", CaseState.CLASS_DONE),
    ("list_resolution_on", CaseState.SYMPATHISER),
    ("nominated_on", CaseState.NOMINATED),
)


class TrainingState(Choice):
    """The state of a row of the training list: of somebody sent, or of a line of the plan."""

    def _read(self, raw: object) -> Coded:
        key = label_key(str(raw))
        known: tuple[Coded, ...] = (*EnrolmentState, LineState.PLANNED)
        for option in known:
            if key in (label_key(option.label), label_key(option.value)):
                return option
        found: Coded = super()._read(raw)
        return found


def complete_training(given: dict[str, dict[str, Any]], _facts: Facts) -> list[Finding]:
    """A row with a day on which somebody began is a person sent; any other is a line of the plan."""
    sent = given.setdefault("enrolment", {})
    line = given.get("line", {})
    state = sent.get("state")
    if "starts_on" in sent or "ended_on" in sent or (isinstance(state, EnrolmentState) and state is not _CANCELLED):
        # The year alone tells of which plan; the line is looked for, not made.
        given["line"] = {name: sent[name] for name in ("kind", "topic") if name in sent} if given.get("plan") else {}
        if state is LineState.PLANNED:
            return [error("state", "choice", "Người đã cử đi không thể có trạng thái «Trong kế hoạch».")]
        return []
    shared = {name: value for name, value in sent.items() if name in TrainingLine.fields}
    if state is not None:
        shared["state"] = LineState.CANCELLED if state is _CANCELLED else LineState.PLANNED
    given["line"] = {**line, **shared}
    del given["enrolment"]
    return []


_CANCELLED = EnrolmentState.CANCELLED


def complete_rotation(given: dict[str, dict[str, Any]], _facts: Facts) -> list[Finding]:
    """A technique of which the list does not say how far it has come has been watched at least."""
    technique = given.get("technique")
    if technique and "level" not in technique:
        technique["level"] = TechniqueLevel.OBSERVED
        return [warning("technique_level", "assumed", "Chưa ghi mức đạt của kỹ thuật; tạm ghi «Quan sát».")]
    return []


def complete_row(kind: str, given: dict[str, dict[str, Any]], facts: Facts) -> list[Finding]:
    """What follows for a whole row of one kind of list, before it is compared."""
    hook = _ROWS.get(kind)
    findings = hook(given, facts) if hook else []
    for part, values in given.items():
        if values and (complete := COMPLETE.get(part)):
            findings += complete(values, facts)
    return findings


_ROWS: Mapping[str, Callable[[dict[str, dict[str, Any]], Facts], list[Finding]]] = {
    "party": complete_case,
    "training": complete_training,
    "rotation": complete_rotation,
    "awards": complete_award,
    "appraisals": complete_appraisal,
}

COMPLETE: Mapping[str, Callable[[dict[str, Any], Facts], list[Finding]]] = {
    "salary": complete_salary,
    "licence": complete_licence,
    "certificate": complete_certificate,
}
