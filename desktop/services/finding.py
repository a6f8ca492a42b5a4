"""What the finder answers while somebody waits on the telephone: who heads a department, whose number that is, whose
birthday a day is. Names and codes are the list's own business (`storage.grid`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, and_, cast, func, select

from desktop.domain.dates import age_on, show_day
from desktop.domain.staff import StaffMember
from desktop.domain.text import clean, search_key
from desktop.services.workspace import Workspace
from desktop.storage.current import holds
from desktop.storage.mapping import TABLES, staff_current

MOST = 8
_BIRTHDAY = re.compile(r"(?:sinh nhat|sn|sinh ngay)?\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})")
_BIRTHDAY_NOW = re.compile(r"sinh nhat( hom nay)?")
_BIRTH_MONTH = re.compile(r"sinh nhat thang\s*(\d{1,2})")
_NUMBER = re.compile(r"\+?[\d\s.()-]{4,}")


@dataclass(frozen=True)
class Answer:
    """Somebody who was asked for: `told` says what about them answers the question."""

    uid: str
    name: str
    told: str


def answers(workspace: Workspace, asked: str, most: int = MOST) -> list[Answer]:
    """Whom a question means that is no name: a post and a department, a telephone or citizen number, a birthday.

    Only live people, and of them only what the acting user may see. An empty list where the text is none of these.
    """
    key = search_key(clean(asked))
    for ask in (_birthdays, _numbers, _posts):
        found: dict[str, Answer] = {}
        for answer in ask(workspace, key):
            found.setdefault(answer.uid, answer)
        if found:
            return list(found.values())[:most]
    return []


# Birthdays


def _birthdays(workspace: Workspace, key: str) -> Iterator[Answer]:
    day = month = 0
    if match := _BIRTHDAY.fullmatch(key):
        day, month = int(match[1]), int(match[2])
    elif match := _BIRTH_MONTH.fullmatch(key):
        month = int(match[1])
    elif _BIRTHDAY_NOW.fullmatch(key):
        day, month = workspace.today.day, workspace.today.month
    if not 1 <= month <= 12 or not 0 <= day <= 31:
        return
    t = TABLES["StaffMember"]
    known = t.c.birth_date_first
    whole = known == t.c.birth_date_last  # not a month or a year alone
    at = [whole, cast(func.strftime("%m", known), Integer) == month]
    if day:
        at.append(cast(func.strftime("%d", known), Integer) == day)
    order = (cast(func.strftime("%d", known), Integer), t.c.name_key)
    for row in _people(workspace, and_(*at), order):
        born: date = row.birth_date_first
        yield _answer(workspace, row, f"sinh {show_day(born)}, {age_on(born, workspace.today)} tuổi")


# Numbers


def _numbers(workspace: Workspace, key: str) -> Iterator[Answer]:
    if not _NUMBER.fullmatch(key):
        return
    digits = re.sub(r"\D", "", key)
    if key.startswith("+84") or (digits.startswith("84") and len(digits) == 11):
        digits = f"0{digits[2:]}"
    if len(digits) < 4:
        return
    t = TABLES["StaffMember"]
    fields = workspace.catalogue.fields(StaffMember)
    for name in ("phone", "citizen_id", "social_insurance_no"):
        if name not in fields:
            continue
        plain: Any = t.c[name]
        for mark in (" ", ".", "-"):
            plain = func.replace(plain, mark, "")
        for row in _people(workspace, plain.contains(digits, autoescape=True), (t.c.name_key,)):
            yield _answer(workspace, row, f"{fields[name].label} {fields[name].show(getattr(row, name))}")


# Posts


def _posts(workspace: Workspace, key: str) -> Iterator[Answer]:
    words = key.split()
    if len(words) < 2 or any(character.isdigit() for character in key):
        return
    held, post, own, here = (TABLES[n].alias() for n in ("Appointment", "Post", "Department", "Department"))
    t = TABLES["StaffMember"]
    query = (
        select(*_columns(), post.c.name.label("post"), func.coalesce(own.c.name, here.c.name).label("place"))
        .select_from(
            held.join(post, post.c.id == held.c.post_id)
            .join(t, t.c.id == held.c.staff_id)
            .outerjoin(own, own.c.id == held.c.department_id)
            .outerjoin(staff_current, staff_current.c.staff_id == t.c.id)
            .outerjoin(here, here.c.id == staff_current.c.department_id)
        )
        .where(holds(held, workspace.today), t.c.deleted_at.is_(None), post.c.deleted_at.is_(None))
        .order_by(post.c.order_no, t.c.name_key)
    )
    with workspace.database.read() as session:
        rows = session.connection().execute(query).all()
    matching = [row for row in rows if _says(f"{row.post} {row.place or ''}", words)]
    matching.sort(key=lambda row: not search_key(row.post).startswith(words[0]))
    for row in matching:
        yield _answer(workspace, row, f"{row.post}, {row.place}" if row.place else row.post, with_phone=True)


def _says(text: str, words: list[str]) -> bool:
    """Whether each word begins one of the text's own, in their order."""
    own = iter(search_key(text).split())
    return all(any(mine.startswith(word) for mine in own) for word in words)


# What all of them tell


def _columns() -> list[Any]:
    t = TABLES["StaffMember"]
    names = ("id", "uid", "full_name", "phone", "citizen_id", "social_insurance_no", "birth_date_first")
    return [t.c[name] for name in names]


def _people(workspace: Workspace, where: Any, order: tuple[Any, ...]) -> list[Any]:
    t, here = TABLES["StaffMember"], TABLES["Department"]
    query = (
        select(*_columns(), here.c.name.label("place"))
        .select_from(
            t.outerjoin(staff_current, staff_current.c.staff_id == t.c.id).outerjoin(
                here, here.c.id == staff_current.c.department_id
            )
        )
        .where(t.c.deleted_at.is_(None), where)
        .order_by(*order)
        .limit(MOST)
    )
    with workspace.database.read() as session:
        return list(session.connection().execute(query).all())


def _answer(workspace: Workspace, row: Any, told: str, *, with_phone: bool = False) -> Answer:
    parts = [told]
    if with_phone and row.phone and "phone" in workspace.catalogue.fields(StaffMember):
        parts.append(row.phone)
    elif row.place and row.place not in told:
        parts.append(row.place)
    return Answer(str(row.uid), str(row.full_name), " · ".join(parts))
