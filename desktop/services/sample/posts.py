"""Who leads: directors, heads and deputies, head nurses; their terms and the decisions that appointed them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.domain.dates import add_months
from desktop.domain.organisation import Decision, DepartmentKind, Post
from desktop.domain.staff import Appointment
from desktop.services.sample.dice import Dice
from desktop.services.sample.official import listed
from desktop.services.sample.plan import Person, UnitPlan, on
from desktop.services.sample.profiles import Bond, Profession

_P = Profession
TERM = 60  # months


@dataclass(frozen=True)
class PostSpec:
    """A post: the higher the level, the higher the post."""

    name: str
    level: int
    allowance: str = ""
    is_party: bool = False


def post_specs(head: str, deputy: str) -> tuple[PostSpec, ...]:
    """All posts of a unit whose head and deputy are called so."""
    return (
        PostSpec(head, 5, "0.80"),
        PostSpec(deputy, 4, "0.60"),
        PostSpec("Trưởng phòng", 3, "0.50"),
        PostSpec("Trưởng khoa", 3, "0.50"),
        PostSpec("Phó Trưởng phòng", 2, "0.40"),
        PostSpec("Phó Trưởng khoa", 2, "0.40"),
        PostSpec("Điều dưỡng trưởng", 1, "0.30"),
        PostSpec("Hộ sinh trưởng", 1, "0.30"),
        PostSpec("Kỹ thuật y trưởng", 1, "0.30"),
        PostSpec("Bí thư Đảng ủy", 5, is_party=True),
        PostSpec("Phó Bí thư Đảng ủy", 4, is_party=True),
        PostSpec("Đảng ủy viên", 3, is_party=True),
        PostSpec("Bí thư chi bộ", 2, is_party=True),
        PostSpec("Phó Bí thư chi bộ", 1, is_party=True),
    )


def make_posts(plan: UnitPlan) -> None:
    """Add the posts, and fill them."""
    dice = plan.dice("posts")
    posts: dict[str, Any] = {}
    specs = {}
    for count, spec in enumerate(post_specs(plan.profile.head_post, plan.profile.deputy_post), 1):
        specs[spec.name] = spec
        posts[spec.name] = plan.add(
            Post,
            code=f"CV{count:02d}",
            name=spec.name,
            level=spec.level,
            is_manager=not spec.is_party,
            is_party=spec.is_party,
            order_no=count,
        )
    departments: dict[str, list[Person]] = {}
    for person in plan.people:
        departments.setdefault(person.spec.code, []).append(person)
    for department in plan.profile.departments:
        for person, name in _leaders(plan, departments.get(department.code, [])):
            person.post, person.post_level = name, specs[name].level
            _appoint(plan, dice, person, posts[name], Decimal(specs[name].allowance))


def _leaders(plan: UnitPlan, members: list[Person]) -> list[tuple[Person, str]]:
    fit = [
        p
        for p in members
        if p.bond is Bond.PUBLIC and p.levels and p.joined <= add_months(plan.as_of, -36) and not _past_age(plan, p)
    ]
    if not fit:
        return []
    spec = fit[0].spec
    ranks = listed("qualification")
    fit.sort(key=lambda p: (-min(ranks[p.degree].rank, 80), abs(p.born.year - (plan.as_of.year - 49))))
    if spec.kind is DepartmentKind.BOARD:
        grown = [p for p in fit if p.degree in ("TS", "CKII", "THS", "CKI")] or fit
        return [(p, plan.profile.deputy_post if i else plan.profile.head_post) for i, p in enumerate(grown)]
    office = spec.kind is DepartmentKind.OFFICE
    word = "phòng" if office else "khoa"
    heads = [p for p in fit if p.profession is _P.DOCTOR] if not office else fit
    heads = heads or [p for p in fit if p.degree not in ("TC", "CD")] or fit
    chosen = [(heads[0], f"Trưởng {word}")]
    deputies = 2 if len(members) >= 20 else 1 if len(members) >= 6 else 0
    chosen += [(p, f"Phó Trưởng {word}") for p in heads[1 : 1 + deputies]]
    taken = {p.member.uid for p, _ in chosen}
    for profession, name in (
        (_P.MIDWIFE, "Hộ sinh trưởng"),
        (_P.NURSE, "Điều dưỡng trưởng"),
        (_P.TECHNICIAN, "Kỹ thuật y trưởng"),
    ):
        group = [p for p in fit if p.profession is profession and p.member.uid not in taken and p.degree != "TC"]
        if len(group) >= 5 and not office:
            chosen.append((group[0], name))
            break
    return chosen


def _past_age(plan: UnitPlan, person: Person) -> bool:
    return person.retires_on is not None and person.retires_on < add_months(plan.as_of, 12)


def _appoint(plan: UnitPlan, dice: Dice, person: Person, post: Any, allowance: Decimal) -> None:
    """The terms of five years up to now, each with its decision."""
    earliest = max(add_months(person.joined, 24), add_months(person.born, 12 * 28))
    latest = add_months(plan.as_of, -4)
    start = dice.day(max(earliest, add_months(plan.as_of, -12 * 11)), latest).replace(day=1)
    while start <= plan.as_of:
        ends = add_months(start, TERM) - timedelta(days=1)
        if person.retires_on is not None and person.retires_on > start:  # the last working day
            ends = min(ends, person.retires_on)
        again = start > plan.as_of or ends < plan.as_of
        decision = plan.add(
            Decision,
            number=f"{dice.between(12, 990)}/QĐ-{'SYT' if post.level > 3 else plan.profile.unit_code.split('-')[0]}",
            issued_on=_before(start, dice.between(3, 12)),
            effective_on=start,
            issuer=plan.profile.parent_name if post.level > 3 else plan.profile.unit_name,
            kind="Bổ nhiệm",
            subject=f"Bổ nhiệm {post.name}",
        )
        plan.add(
            Appointment,
            staff=person.member,
            post=post,
            department=person.department,
            starts_on=on(start),
            ends_on=on(ends) if again else None,
            term_ends_on=ends,
            allowance=allowance,
            decision=decision,
        )
        start = ends + timedelta(days=1)


def _before(day: date, days: int) -> date:
    return day - timedelta(days=days)
