"""Papers: practice licences, decisions, degrees written twice, attached papers."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from desktop.domain.checks import Found, Known, Life, doubled
from desktop.domain.checks_post import degree_key
from desktop.domain.checks_register import fault
from desktop.domain.dates import show_day
from desktop.domain.errors import Problem
from desktop.domain.staff import LicenceKind, LicenceState
from desktop.domain.text import label_key

# Practice licences of the old and the new law: 000123/NA-CCHN, 0001234/BYT-GPHN, the army's 000123/CCHN-BQP.
_LICENCE_NO = re.compile(r"\d{4,7}/(?:[A-ZĐ]{2,5}-(?:CCHN|GPHN)|(?:CCHN|GPHN)-[A-ZĐ]{2,5})")
_LAST_OLD, _FIRST_NEW = date(2024, 2, 29), date(2024, 1, 1)
# The number of a decision and its day go together: (kind, number, day, what it is).
_HALVES = (
    ("MentoringAssignment", "decision_no", "decision_on", "nghị quyết, quyết định"),
    ("Enrolment", "decision_no", "decision_on", "quyết định cử đi"),
    ("SuccessionEntry", "decision_no", "decision_on", "quyết định phê duyệt"),
    ("PartyCase", "decision_no", "decision_issued_on", "quyết định kết nạp"),
    ("PartyCase", "off_decision_no", "off_decision_on", "quyết định chính thức"),
    ("ScopeChange", "decision_no", "decided_on", "quyết định bổ sung phạm vi"),
)
# Of papers thirty years old often only the day is left.
_DAY_ALONE = ("PartyCase", "ScopeChange")
_NUMBERED = ("Enrolment", "SuccessionEntry", "PartyCase", "ScopeChange")


def problems(life: Life, known: Known) -> Iterator[Found]:
    """Everything about one person's licences, degrees and papers."""
    for row in life.of("Licence"):
        for problem in (*licence_problems(row), *_expired(row, known.today)):
            yield "Licence", row, problem
    for row, _first in doubled(life.of("Qualification"), degree_key):
        yield "Qualification", row, fault("qualification.duplicate", "level", "Văn bằng này đã ghi ở dòng khác.")
    for row in life.of("Attachment"):
        if row.expires_on and row.expires_on < known.today:
            message = f"«{row.title or row.file_name}» hết hạn {show_day(row.expires_on)}."
            yield "Attachment", row, fault("attachment.expired", "expires_on", message)
    for kind in _NUMBERED:
        for row in life.of(kind):
            for problem in half_problems(kind, row, known):
                yield kind, row, problem


def half_problems(kind: str, row: Any, known: Known) -> Iterator[Problem]:
    """A decision of which the number stands without the day, or the day without the number."""
    fields = known.fields(kind)
    for of, number, day, words in _HALVES:
        if of != kind or number not in fields or day not in fields:
            continue
        has_number, has_day = bool(getattr(row, number)), getattr(row, day) is not None
        if has_number and not has_day:
            yield fault("decision.half", day, f"Có số {words} mà chưa có ngày.")
        elif has_day and not has_number and kind not in _DAY_ALONE:
            yield fault("decision.half", number, f"Có ngày {words} mà chưa có số.")


def licence_problems(licence: Any) -> Iterator[Problem]:
    """Doubts about the number of a practice licence and its day. Pharmacists' numbers have shapes of their own."""
    number = (licence.number or "").upper().replace(" ", "")
    if licence.kind is LicenceKind.CCHN_DUOC or not number:
        return
    if not _LICENCE_NO.fullmatch(number):
        yield fault("licence.shape", "number", f"Số «{licence.number}» không theo mẫu 000123/NA-GPHN.")
    elif licence.kind is not None and licence.kind.value not in number:
        yield fault("licence.kind", "kind", f"Số «{licence.number}» không phải {licence.kind.label.lower()}.")
    issued = licence.issued_on
    if issued and licence.kind is LicenceKind.CCHN and issued.first > _LAST_OLD:
        yield fault("licence.date", "issued_on", "Chứng chỉ hành nghề ghi cấp sau tháng 02/2024.")
    if issued and licence.kind is LicenceKind.GPHN and issued.last < _FIRST_NEW:
        yield fault("licence.date", "issued_on", "Giấy phép hành nghề ghi cấp trước năm 2024.")


def _expired(licence: Any, today: date) -> Iterator[Problem]:
    if licence.expires_on and licence.expires_on < today and licence.state in (None, LicenceState.ACTIVE):
        message = f"Hết hạn {show_day(licence.expires_on)} mà trạng thái còn ghi hiệu lực."
        yield fault("licence.expired", "state", message)


def same_numbers(licences: Iterable[Any]) -> Iterator[tuple[Any, Problem]]:
    """One number on two licences, of one person or of two; the later entered is told of."""
    for row, first in doubled(licences, lambda row: label_key(row.number or "") or None):
        owner = first.staff.full_name if first.staff is not None else ""
        yield row, fault("licence.duplicate", "number", f"Số «{row.number}» đã ghi cho {owner}.")


def decision_problems(decision: Any) -> Iterator[Problem]:
    """A decision whose number or day is not known."""
    if decision.issued_on is None:
        told = f"Quyết định số {decision.number}" if decision.number else "Quyết định"
        yield fault("decision.no_date", "issued_on", f"{told} chưa có ngày ký.")
    elif not decision.number:
        yield fault("decision.no_number", "number", f"Quyết định ngày {show_day(decision.issued_on)} chưa có số.")
