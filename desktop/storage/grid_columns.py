"""The columns of the list of people: which record and field each one shows, and where its values stand in the file.

Plain SQL text, no ORM. What holds on a day is written here a second time (its twin is `storage.current`); for today's
list the columns that nearly everybody shows are read from the summary, all others from the row of the history.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.domain.catalogue import Catalogue
from desktop.domain.codes import CodeList, CodeRow
from desktop.domain.fields import Choice, Code, Day, Exact, Field, Flag, LongText, PartialDay, Text, Whole
from desktop.domain.organisation import Department
from desktop.domain.party import PartyMembership
from desktop.domain.record import Record
from desktop.domain.schooling import Certificate, CertificateKind, Qualification
from desktop.domain.staff import (
    Appointment,
    EmploymentStatus,
    Licence,
    StaffMember,
    TitleHolding,
)
from desktop.storage.grid_declared import (
    HISTORIES,
    LEARNT,
    NAMED,
    ORDERS,
    OWN,
    PARTY,
    PAY,
    PERSON,
    SAID,
    SUMMED,
    WORK,
)

Join = tuple[str, tuple[str, ...]]  # its SQL, and the joins that it reads from
_IDENTIFIER = 40  # texts up to this length are codes and numbers: ordered as they stand


@dataclass(frozen=True)
class GridColumn:
    """One column of the list: its key, the field that shows its values, and where they stand in the file.

    `first` is the SQL of the first day of a date, `joins` the tables that `sql` reads, `entity` and `name` the record
    and field behind it. `load` makes the value of the field out of what stands in the file. `is_own` marks the unit's own fields, `is_worked` what is worked out and stands nowhere.
    """

    key: str
    field: Field
    sql: str
    order: tuple[str, ...]
    show: Callable[[Any], str]
    entity: type[Record]
    name: str
    group: str = PERSON
    joins: tuple[str, ...] = ()
    first: str = ""
    is_own: bool = False
    is_worked: bool = False
    load: Callable[[Any], Any] = str

    @property
    def label(self) -> str:
        """The heading."""
        return self.field.label

    @property
    def told(self) -> str:
        """The words of a value without marks, as SQL. A key may have come in with a file: it is quoted."""
        return f"told_key({_quoted(self.key)}, {self.sql})"

    @property
    def is_wide(self) -> bool:
        """Whether its values may have several lines."""
        return isinstance(self.field, LongText)


@dataclass(frozen=True)
class Worked:
    """A column that is worked out: `work` gets the stored values of `args` (SQL over the person, s) and the ISO day."""

    key: str
    field: Field
    args: tuple[str, ...]
    work: Callable[..., Any]
    group: str = PERSON
    needs: tuple[tuple[type[Record], str], ...] = ()


@dataclass(frozen=True)
class Columns:
    """All columns of one day's list, with the joins that they read from (a join may need another one first).

    `came` is the SQL of «had come by the day», `day` the day itself. `hidden` columns are for counting, not for a chooser.
    """

    by_key: Mapping[str, GridColumn]
    joins: Mapping[str, Join]
    came: str
    day: str
    hidden: Mapping[str, GridColumn]

    def source(self, wanted: Iterable[str]) -> str:
        """FROM with the joins that columns ask for, each after what it needs."""
        found: dict[str, str] = {}

        def take(name: str) -> None:
            if name in found:
                return
            text, needs = self.joins[name]
            for other in needs:
                take(other)
            found[name] = text

        for name in wanted:
            take(name)
        return "\n".join(("staff_member s", *found.values()))


def made(catalogue: Catalogue, day: date | None, today: date | None, worked: Iterable[Worked] = ()) -> Columns:
    """Every column that the user may see, of the list as it stands today (`day` None) or as it stood on a day."""
    # Without a day given the file itself tells which day its summary speaks of.
    known = day or today
    at = f"'{known.isoformat()}'" if known else "(SELECT value FROM file_fact WHERE key = 'current_day')"
    maker = _Maker(catalogue, at, is_today=day is None)
    columns = [
        *maker.own_record(),
        *maker.said(),
        *maker.of_titles(),
        *maker.certificates(),
        *maker.party_days(),
        *maker.counted(),
        *(found for each in worked if (found := maker.worked(each))),
        *maker.own_fields(),
    ]
    by_key: dict[str, GridColumn] = {}
    for column in columns:
        by_key.setdefault(column.key, column)
    hidden = {column.key: column for column in maker.for_counting()}
    return Columns(by_key, maker.joins(), maker.came, at, hidden)


class _Maker:
    """Writes the SQL of one day. `at` is the day as SQL."""

    def __init__(self, catalogue: Catalogue, at: str, *, is_today: bool) -> None:
        self._catalogue, self._at, self._is_today = catalogue, at, is_today
        first_status = (
            "(SELECT min(x.starts_on_first) FROM employment_status x WHERE x.staff_id = s.id AND x.deleted_at IS NULL)"
        )
        since = f"coalesce(s.joined_unit_on_first, s.first_recruited_on_first, {first_status})"
        # Who has no day of joining came with the first status that is written down.
        self.came = f"coalesce({since} <= {at}, 1)"

    # --- joins ----------------------------------------------------------------------------------------------------------

    def joins(self) -> dict[str, Join]:
        """LEFT JOINs by alias, each with those it reads from."""
        found: dict[str, Join] = {"c": ("LEFT JOIN staff_current c ON c.staff_id = s.id", ())}
        for alias, entity in HISTORIES.items():
            order = "x.kind <> 'main', " if alias == "ap" else ""
            found[alias] = self._row(alias, entity, _holds("x", self._at), f"{order}{_LATEST}")
        for alias, (named, key, history) in NAMED.items():
            owner = "c" if self._is_today else history
            found[alias] = (f"LEFT JOIN {named.table} {alias} ON {alias}.id = {owner}.{key}_id", (owner,))
        given = f"coalesce(x.graduated_on_first <= {self._at}, 1)"
        found["q"] = self._row("q", Qualification, given, "rank_of('qualification', x.level) DESC, x.id DESC")
        issued = f"coalesce(x.issued_on_first <= {self._at}, 1)"
        found["lc"] = self._row("lc", Licence, issued, "x.state <> 'active', x.issued_on_first DESC, x.id DESC")
        for kind in CertificateKind:
            held = f"x.kind = '{kind.value}' AND {issued}"
            best = "rank_of('training_level', x.level) DESC, x.id DESC"
            found[f"ce_{kind.value}"] = self._row(f"ce_{kind.value}", Certificate, held, best)
        return found

    def _row(self, alias: str, entity: type[Record], where: str, order: str) -> Join:
        """One row of many: the first in `order` of those that fit."""
        one = (
            f"SELECT x.id FROM {entity.table} x WHERE x.staff_id = s.id AND x.deleted_at IS NULL AND {where} "
            f"ORDER BY {order} LIMIT 1"
        )
        return f"LEFT JOIN {entity.table} {alias} ON {alias}.id = ({one})", ()

    # --- columns --------------------------------------------------------------------------------------------------------

    def own_record(self) -> Iterable[GridColumn]:
        """The fields of the person."""
        own = self._catalogue.own_fields(StaffMember)
        for name, described in self._catalogue.fields(StaffMember).items():
            if name not in own:
                yield self._column(name, StaffMember, name, described, f"s.{name}", (), PERSON)

    def said(self) -> Iterable[GridColumn]:
        """What holds on the day."""
        for said in SAID:
            described = self._open(said.entity, said.name, *said.over)
            if described is None:
                continue
            if said.label and said.label != described.label:
                described = _called(described, said.label)
            sql, join = f"{said.join}.{said.name}", said.join
            if self._is_today and said.key in SUMMED:
                sql, join = SUMMED[said.key]
            elif said.key == "department":
                sql = self._name_then()
            yield self._column(said.key, said.entity, said.name, described, sql, (join,), said.group)

    def _name_then(self) -> str:
        """What a department was called on the day."""
        return (
            "CASE WHEN d.id IS NOT NULL THEN coalesce((SELECT x.name FROM department_name x WHERE x.department_id = d.id "
            f"AND x.deleted_at IS NULL AND {_holds('x', self._at)} ORDER BY {_LATEST} LIMIT 1), d.name) END"
        )

    def of_titles(self) -> Iterable[GridColumn]:
        """What the code of a title tells by itself: the code, the grade."""
        described = self._open(TitleHolding, "title")
        if described is None:
            return
        sql, join = SUMMED["title"] if self._is_today else ("tt.title", "tt")
        codes = self._catalogue.list("professional_title")
        plain = Code("Mã số chức danh", list="professional_title", codes=_relabelled(codes, lambda row: row.code))
        grade = Code("Hạng chức danh", list="professional_title", codes=_relabelled(codes, _grade))
        for key, shown in (("title_code", plain), ("title_grade", grade)):
            yield self._column(key, TitleHolding, "title", shown, sql, (join,), PAY, is_worked=True)
        posts = (
            "(SELECT group_concat(y.name, '; ') FROM (SELECT z.name FROM appointment x JOIN post z ON z.id = x.post_id "
            f"WHERE x.staff_id = s.id AND x.deleted_at IS NULL AND x.kind = 'concurrent' AND {_holds('x', self._at)} "
            "ORDER BY z.order_no, z.name) y)"
        )
        if self._open(Appointment, "post"):
            field = Text("Chức vụ kiêm nhiệm", width=22, max_length=1000)
            yield self._column("concurrent_posts", Appointment, "post", field, posts, (), WORK, is_worked=True)

    def certificates(self) -> Iterable[GridColumn]:
        """The highest certificate of each kind: its level, else its name."""
        level = self._open(Certificate, "level")
        if not isinstance(level, Code):
            return
        for kind in CertificateKind:
            alias = f"ce_{kind.value}"
            held = f"CASE WHEN {alias}.id IS NOT NULL THEN coalesce({alias}.level, {alias}.name, 'Có') END"
            yield self._column(
                f"certificate_{kind.value}",
                Certificate,
                "level",
                _called(level, kind.label),
                held,
                (alias,),
                LEARNT,
                is_worked=True,
            )

    def party_days(self) -> Iterable[GridColumn]:
        """When somebody was admitted, and when the membership became official."""
        described = self._open(PartyMembership, "starts_on")
        if described is None:
            return
        labels = {
            "probationary": ("party_joined_on", "Ngày kết nạp"),
            "official": ("party_official_on", "Ngày chính thức"),
        }
        for stage, (key, label) in labels.items():
            one = (
                "(SELECT x.{} FROM party_membership x WHERE x.staff_id = s.id AND x.deleted_at IS NULL "
                f"AND x.stage = '{stage}' AND coalesce(x.starts_on_first <= {self._at}, 1) "
                "ORDER BY x.starts_on_first, x.id LIMIT 1)"
            )
            yield self._column(
                key,
                PartyMembership,
                "starts_on",
                _called(described, label),
                one.format("starts_on"),
                (),
                PARTY,
                first=one.format("starts_on_first"),
                is_worked=True,
            )

    def counted(self) -> Iterable[GridColumn]:
        """Age, years of service, and whether somebody is in the headcount and works here (`domain.headcount`)."""
        for key, label, since in (
            ("age", "Tuổi", "s.birth_date_first"),
            ("years_in_unit", "Số năm ở đơn vị", "coalesce(s.joined_unit_on_first, s.first_recruited_on_first)"),
            ("years_of_service", "Số năm công tác", "coalesce(s.first_recruited_on_first, s.joined_unit_on_first)"),
        ):
            years = f"(substr({self._at}, 1, 4) - substr({since}, 1, 4) - (substr({self._at}, 6) < substr({since}, 6)))"
            field = Whole(label, width=8)
            yield self._column(key, StaffMember, key, field, years, (), PERSON, is_worked=True)
        if self._open(EmploymentStatus, "status") is None:
            return
        status, join = SUMMED["status"] if self._is_today else ("st.status", "st")
        statuses = self._catalogue.list("staff_status")
        begun = (
            "EXISTS (SELECT 1 FROM employment_status x WHERE x.staff_id = s.id AND x.deleted_at IS NULL "
            f"AND coalesce(x.starts_on_first <= {self._at}, 1))"
        )
        for key, label in (
            ("in_headcount", "Tính vào biên chế, số người"),
            ("working_here", "Đang làm việc tại đơn vị"),
        ):
            outside = ", ".join(_quoted(row.code) for row in statuses if row.extra.get(key) == "0")
            fact = f"({self.came} AND CASE WHEN {status} IS NULL THEN NOT {begun} ELSE {status} NOT IN ({outside}) END)"
            yield self._column(key, EmploymentStatus, key, Flag(label, width=10), fact, (join,), WORK, is_worked=True)

    def worked(self, worked: Worked) -> GridColumn | None:
        """A column that a function works out."""
        if any(self._open(entity, name) is None for entity, name in worked.needs):
            return None
        sql = f"worked_{worked.key}({', '.join((*worked.args, self._at))})"
        return self._column(worked.key, StaffMember, worked.key, worked.field, sql, (), worked.group, is_worked=True)

    def own_fields(self) -> Iterable[GridColumn]:
        """The fields that the unit added to people. Their values are JSON text under the person's uid."""
        for name, described in self._catalogue.own_fields(StaffMember).items():
            stored = (
                "(SELECT json_extract(v.value, '$') FROM own_value v WHERE v.record_uid = uid_text(s.uid) "
                "AND v.deleted_at IS NULL AND v.field_id = (SELECT f.id FROM own_field f "
                f"WHERE f.entity = 'StaffMember' AND f.key = {_quoted(name)} AND f.deleted_at IS NULL))"
            )
            if isinstance(described, Exact):
                stored = f"CAST(round({stored} * {10**described.places}) AS INTEGER)"
            yield self._column(name, StaffMember, name, described, stored, (), OWN, is_own=True)

    def for_counting(self) -> Iterable[GridColumn]:
        """The department itself: two may have borne one name."""
        text = Text("Khoa, phòng (uid)")
        yield self._column("department_uid", Department, "uid", text, "uid_text(d.uid)", ("d",), WORK, is_worked=True)

    # --- parts ----------------------------------------------------------------------------------------------------------

    def _open(self, entity: type[Record], name: str, *over: type[Record]) -> Field | None:
        """A field of a kind of record, unless its user may not see it."""
        rights = self._catalogue.rights
        if not all(rights.opens(kind) for kind in (entity, *over)):
            return None
        return self._catalogue.fields(entity).get(name)

    def _column(
        self,
        key: str,
        entity: type[Record],
        name: str,
        described: Field,
        sql: str,
        joins: tuple[str, ...],
        group: str,
        *,
        first: str = "",
        is_own: bool = False,
        is_worked: bool = False,
    ) -> GridColumn:
        if not first and isinstance(described, PartialDay):
            first = f"{sql}_first"
        elif not first and isinstance(described, Day):
            first = sql
        place = f"place_of({_quoted(key)}, {sql})" if _has_places(described) else sql
        order = ORDERS.get(key, (first or place,))
        return GridColumn(
            *(key, described, sql, order, _shower(described), entity, name, group, joins, first, is_own, is_worked),
            load=_loader(described),
        )


_LATEST = "x.starts_on_first DESC NULLS LAST, x.id DESC"


def _holds(alias: str, at: str) -> str:
    """The rows of a history that hold on a day, both ends included."""
    return f"coalesce({alias}.starts_on_first <= {at}, 1) AND coalesce({alias}.ends_on_last >= {at}, 1)"


def _has_places(described: Field) -> bool:
    """Whether values have a place of their own: entries of a list in its order, words in that of the alphabet."""
    if isinstance(described, Code | Choice):
        return True
    return isinstance(described, Text) and described.max_length > _IDENTIFIER


def _called(described: Field, label: str) -> Field:
    return dataclasses.replace(described, label=label)


def _grade(row: CodeRow) -> str:
    grade = row.extra.get("grade", "")
    return f"Hạng {grade}" if grade else "Không phân hạng"


def _relabelled(codes: CodeList, label: Callable[[CodeRow], str]) -> CodeList:
    """The same entries under other words, in the order of these."""
    rows = [dataclasses.replace(row, label=label(row), aliases=()) for row in codes]
    return CodeList(codes.name, sorted(rows, key=lambda row: row.label))


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _loader(described: Field) -> Callable[[Any], Any]:
    """How a value is made out of what stands in the file."""
    if isinstance(described, Exact):
        places = described.places
        return lambda stored: None if stored is None else Decimal(stored).scaleb(-places)
    return described.load


def _shower(described: Field) -> Callable[[Any], str]:
    """How a value as it stands in the file is shown."""
    if isinstance(described, Code):
        return described.show
    load = _loader(described)
    return lambda stored: described.show(load(stored))
