"""Phiếu bổ sung lý lịch (HS03-VC/BNV, before it 2a-BNV/2007): what changed in a record between two days.

Histories and lists tell by their own dates; what has none (family, health, a person's own fields) by the log of changes.
The printed annex of HS03 was not at hand: headings follow its predecessor.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from desktop.domain.biography import FamilyMember, ForeignRelation, ForeignTrip, Household
from desktop.domain.dates import PartialDate, show_day
from desktop.domain.merits import Award, Discipline
from desktop.domain.party import PartyMembership, PartyStage
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, CertificateKind, Qualification, WorkHistory
from desktop.domain.staff import (
    Appointment,
    EmploymentStatus,
    JobHolding,
    Placement,
    SalaryStep,
    StaffMember,
    TitleHolding,
)
from desktop.excel.form import Column, Corner, Line, Note, Part, Prose, Table, Titles
from desktop.services.forms.base import Asked, FormKind, section, signed
from desktop.services.forms.facts import Facts
from desktop.services.forms.shared import SCHOOLED, schooled_row
from desktop.services.forms.short import award_row, measure_row
from desktop.services.forms.wording import NetChange, shown_date

_HEALTH = ("health_status", "height_cm", "weight_kg", "blood_group")
_BLANK = 2


def _parts(facts: Facts, asked: Asked) -> tuple[Part, ...]:
    assert asked.since is not None
    return tuple(_Supplement(facts, asked, asked.since).parts())


HS03 = FormKind(
    "HS03", "Phiếu bổ sung lý lịch HS03", "TT 07/2019/TT-BNV; QĐ 06/2007/QĐ-BNV", _parts, "recalled", has_period=True
)


@dataclass
class _Supplement:
    facts: Facts
    asked: Asked
    since: date

    # The form

    def parts(self) -> Iterator[Part]:
        facts, since, day = self.facts, show_day(self.since), show_day(self.asked.day)
        yield Corner("Mẫu HS03-VC/BNV", "(theo Thông tư số 07/2019/TT-BNV ngày 01/6/2019 của Bộ trưởng Bộ Nội vụ)")
        yield _line(("Cơ quan, đơn vị có thẩm quyền quản lý viên chức:", facts.parent_name))
        yield _line(("Cơ quan, đơn vị sử dụng viên chức:", facts.unit_name))
        yield _line(("Số hiệu viên chức:", facts.own("staff_no")))
        yield Titles(("PHIẾU BỔ SUNG LÝ LỊCH VIÊN CHỨC", f"(Từ ngày {since} đến ngày {day})"))
        yield from self._heading()
        yield from self._section(
            "I. THAY ĐỔI VỀ CHỨC DANH, CHỨC VỤ, ĐƠN VỊ CÔNG TÁC",
            (
                Column("Từ tháng, năm - đến tháng, năm", 26, "center"),
                Column("Chức danh, chức vụ, nội dung thay đổi", 74),
            ),
            self._work(),
        )
        yield from self._section("II. ĐÀO TẠO, BỒI DƯỠNG", SCHOOLED, self._schooling())
        merit = Column("Tháng/năm", 16, "center"), Column("Nội dung và hình thức", 56), Column("Cấp quyết định", 28)
        yield from self._section(
            "III. KHEN THƯỞNG",
            merit,
            [award_row(facts, row) for row in facts.rows(Award) if self._awarded(row)],
        )
        yield from self._section(
            "IV. KỶ LUẬT",
            merit,
            [measure_row(facts, row) for row in facts.rows(Discipline) if self._in(row.decided_on)],
        )
        yield from self._section(
            "V. ĐI NƯỚC NGOÀI",
            (Column("Thời gian", 30, "center"), Column("Nơi đến", 30), Column("Mục đích", 40)),
            self._trips(),
        )
        yield section("VI. TÌNH TRẠNG SỨC KHỎE")
        yield from self._health()
        yield section("VII. KINH TẾ BẢN THÂN")
        yield Prose("\n".join(self._means()), _BLANK)
        yield section("VIII. GIA ĐÌNH")
        yield Prose("\n".join(self._family()), _BLANK)
        yield section("IX. NHỮNG VẤN ĐỀ KHÁC")
        yield Prose("\n".join(self._others()), _BLANK)
        if self.facts.dropped:
            yield Note(
                "Nhật ký của một số thay đổi trong kỳ đã được dọn nên nội dung không còn; hãy đối chiếu hồ sơ giấy."
            )
        yield signed(facts, self.asked, "Thủ trưởng cơ quan, đơn vị")

    def _heading(self) -> Iterator[Part]:
        facts, own, text = self.facts, self.facts.own, self.facts.text
        title, pay = facts.title, facts.pay
        yield _line(("1) Họ và tên khai sinh:", own("full_name").upper()))
        yield _line(("2) Sinh ngày:", own("birth_date")), ("Giới tính:", own("sex")))
        yield _line(("3) Chức vụ (chức danh) hiện tại:", text(facts.post, "post") or text(title, "title")))
        yield _line(("4) Chức danh nghề nghiệp:", text(title, "title")), ("Mã số:", facts.title_code(title)))
        yield _line(
            ("5) Bậc lương:", text(pay, "step")),
            ("Hệ số:", text(pay, "coefficient")),
            ("Ngày hưởng:", text(pay, "starts_on")),
            ("Phụ cấp chức vụ:", facts.post_allowance),
            ("Phụ cấp khác:", facts.other_allowances),
        )
        yield _line(
            ("6) Ngày vào Đảng Cộng sản Việt Nam:", facts.party_since(PartyStage.PROBATIONARY)),
            ("Ngày chính thức:", facts.party_since(PartyStage.OFFICIAL)),
        )

    @staticmethod
    def _section(title: str, columns: tuple[Column, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[Part]:
        yield section(title)
        yield Table(columns, list(rows), _BLANK)

    # What changed by its own date

    def _in(self, value: PartialDate | date | None) -> bool:
        if value is None:
            return False
        first, last = (value.first, value.last) if isinstance(value, PartialDate) else (value, value)
        return last >= self.since and first <= self.asked.day

    def _moved(self, kind: type[Record]) -> list[Any]:
        """The rows of a history that began or ended in the period."""
        return [row for row in self.facts.rows(kind) if self._in(row.starts_on) or self._in(row.ends_on)]

    def _work(self) -> list[tuple[str, str]]:
        facts, text = self.facts, self.facts.text
        told: list[tuple[Any, str]] = []
        for row in self._moved(EmploymentStatus):
            told.append((row, ", ".join(t for t in (text(row, "status"), text(row, "place")) if t)))
        for row in self._moved(Placement):
            told.append((row, ", ".join(t for t in (f"Công tác tại {row.department}", text(row, "job")) if t)))
        for row in self._posts():
            again = f" (bổ nhiệm lại ngày {shown_date(row.reappointed_on)})" if self._in(row.reappointed_on) else ""
            told.append((row, f"Chức vụ: {row.post}{again}"))
        for row in self._moved(TitleHolding):
            code = facts.title_code(row)
            told.append((row, f"Chức danh nghề nghiệp: {text(row, 'title')}{f', mã số {code}' if code else ''}"))
        for row in self._moved(JobHolding):
            level = text(row, "level")
            told.append((row, f"Vị trí việc làm: {text(row, 'position')}{f', bậc {level}' if level else ''}"))
        for row in (r for r in facts.rows(SalaryStep) if self._in(r.starts_on)):
            told.append((row, f"Xếp lương: {_pay(facts, row)}"))
        for row in self._moved(WorkHistory):
            told.append((row, ", ".join(t for t in (text(row, "position"), text(row, "organisation")) if t)))
        told.sort(key=lambda each: each[0].starts_on.first if each[0].starts_on else date.min)
        return [(self._span(row), what) for row, what in told]

    def _posts(self) -> list[Any]:
        rows = [
            row
            for row in self.facts.rows(Appointment)
            if self._in(row.starts_on) or self._in(row.ends_on) or self._in(row.reappointed_on)
        ]
        return [row for row in rows if not row.post.is_party or self.facts.opens(PartyMembership)]

    def _span(self, row: Any) -> str:
        """From – to; an end after the period is none yet."""
        start = shown_date(row.starts_on)
        if row.ends_on is None or row.ends_on.first > self.asked.day:
            return f"Từ {start}" if start else ""
        return f"{start} - {shown_date(row.ends_on)}" if start else f"Đến {shown_date(row.ends_on)}"

    def _schooling(self) -> list[tuple[str, ...]]:
        facts = self.facts
        dates = ("starts_on", "ends_on", "graduated_on", "issued_on")
        degrees = facts.begun(Qualification)
        courses = [row for row in facts.begun(Certificate) if row.kind in CertificateKind]
        return [
            schooled_row(facts, row)
            for row in (*degrees, *courses)
            if any(self._in(getattr(row, name, None)) for name in dates)
        ]

    def _awarded(self, row: Any) -> bool:
        if row.awarded_on is not None:
            return self._in(row.awarded_on)
        return self._in(PartialDate(str(row.year)))

    def _trips(self) -> list[tuple[str, ...]]:
        facts = self.facts
        return [
            (self._span(row), facts.text(row, "destination"), facts.text(row, "purpose"))
            for row in self._moved(ForeignTrip)
        ]

    def _means(self) -> Iterator[str]:
        facts = self.facts
        for row in facts.rows(Household):
            if not self._in(row.declared_on):
                continue
            told = [
                f"{field.label}: {text}"
                for name, field in facts.catalogue.fields(Household).items()
                if name not in ("staff", "declared_on") and (text := facts.text(row, name))
            ]
            yield f"Kê khai ngày {shown_date(row.declared_on)}: {'; '.join(told)}."

    # What changed by the log

    @cached_property
    def _changes(self) -> list[NetChange]:
        return self.facts.net_changes()

    def _own(self, *, health: bool) -> Iterator[str]:
        for each in self._changes:
            if each.entity is StaffMember and each.field and (each.field in _HEALTH) is health:
                yield each.told()

    def _health(self) -> Iterator[Part]:
        own = self.facts.own
        yield _line(
            ("Hiện tại:", own("health_status")),
            ("Chiều cao (cm):", own("height_cm")),
            ("Cân nặng (kg):", own("weight_kg")),
            ("Nhóm máu:", own("blood_group")),
        )
        if told := list(self._own(health=True)):
            yield Prose("\n".join(told))

    def _family(self) -> Iterator[str]:
        found: dict[str, list[NetChange]] = {}
        for each in self._changes:
            if each.entity is FamilyMember:
                found.setdefault(each.record_uid, []).append(each)
        known = {row.uid: row for row in (*self.facts.rows(FamilyMember), *self.facts.removed)}
        for uid, changes in found.items():
            row = known.get(uid)
            if row is None:
                continue
            whom = " ".join(text for text in (self.facts.text(row, "relation"), self.facts.text(row, "name")) if text)
            born, told = self.facts.text(row, "birth_year"), self.facts.text(row, "detail")
            kinds = {each.what for each in changes if not each.field}
            if row in self.facts.removed:
                if "Thêm" not in kinds:
                    yield f"Thôi khai {whom}."
            elif "Thêm" in kinds:
                yield f"Khai thêm {whom}{f', sinh năm {born}' if born else ''}{f': {told}' if told else ''}."
            else:
                yield from (f"{whom}: {each.told()}" for each in changes if each.field)

    def _others(self) -> Iterator[str]:
        facts = self.facts
        yield from self._own(health=False)
        for row in (r for r in facts.rows(PartyMembership) if self._in(r.starts_on)):
            yield f"{facts.text(row, 'stage')} từ ngày {shown_date(row.starts_on)}."
        for row in self._moved(ForeignRelation):
            yield f"Quan hệ với tổ chức nước ngoài ({self._span(row)}): {facts.text(row, 'detail')}"


def _line(*pairs: tuple[str, str]) -> Line:
    return Line.of(*pairs)


def _pay(facts: Facts, row: Any) -> str:
    named = (
        ("bậc", "step"),
        ("hệ số", "coefficient"),
        ("vượt khung (%)", "over_frame_percent"),
        ("mức tiền", "amount"),
    )
    return ", ".join(f"{label} {text}" for label, name in named if (text := facts.text(row, name)))
