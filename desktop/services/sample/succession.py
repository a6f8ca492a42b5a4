"""Who is planned for which post: three people a post at most, a post higher than the present one."""

from collections import Counter
from datetime import date

from desktop.domain.dates import add_months
from desktop.domain.organisation import DepartmentKind, Post
from desktop.domain.succession import SuccessionEntry, SuccessionState
from desktop.services.sample.plan import Person, UnitPlan
from desktop.services.sample.profiles import Bond, Profession

# Figures of the 900-strong unit.
ENTRIES, PER_POST, PER_PERSON = 84, 3, 2


def make_succession(plan: UnitPlan) -> None:
    """Add the entries of the running term."""
    dice = plan.dice("succession")
    posts = {post.name: post for post in plan.of(Post)}
    wanted = plan.scale.of(ENTRIES)
    fit = [p for p in plan.people if _is_fit(plan, p)]
    by_department: dict[str, list[Person]] = {}
    for person in fit:
        by_department.setdefault(person.spec.code, []).append(person)
    # The posts of the unit first, then heads and deputies of each department.
    seats: list[tuple[str, object, list[Person]]] = []
    board = next((p.department for p in plan.people if p.spec.kind is DepartmentKind.BOARD), None)
    heads = sorted((p for p in fit if p.post_level >= 3), key=lambda p: -p.post_level)
    for name in (plan.profile.head_post, plan.profile.deputy_post):
        seats.append((name, board, [p for p in heads if p.post_level < posts[name].level]))
    for people in by_department.values():
        spec, department = people[0].spec, people[0].department
        if spec.kind is DepartmentKind.BOARD:
            continue
        word = "phòng" if spec.kind is DepartmentKind.OFFICE else "khoa"
        for name in (f"Trưởng {word}", f"Phó Trưởng {word}"):
            below = [p for p in people if p.post_level < posts[name].level]
            if word == "khoa":
                below = [p for p in below if p.profession is not Profession.SUPPORT]
            below.sort(key=lambda p: (-p.post_level, p.official_on is None, p.born))
            seats.append((name, department, below))
    planned_for: Counter[str] = Counter()
    made = 0
    # Round by round, so that every post has somebody before one has three.
    for turn in range(PER_POST):
        for count, (name, department, people) in enumerate(seats):
            chosen = next((p for p in people if planned_for[p.member.uid] < PER_PERSON), None)
            if made >= wanted or chosen is None or (turn == 2 and count % 2):
                continue
            people.remove(chosen)
            planned_for[chosen.member.uid] += 1
            made += 1
            reviewed = date(plan.as_of.year, 3, 31) if plan.as_of.month > 3 else date(plan.as_of.year - 1, 3, 31)
            if dice.chance(0.12):
                reviewed = add_months(plan.as_of, -dice.between(13, 15))
            since = date(2023, 6, 30) if dice.chance(0.4) else date(2025, 9, 30)
            since = max(since, add_months(chosen.joined, 12))
            plan.add(
                SuccessionEntry,
                staff=chosen.member,
                planned_post=posts[name],
                department=department,
                term="2025-2030",
                first_planned_on=since,
                decision_no=f"{dice.between(100, 990)}-QĐ/ĐU",
                decision_on=max(since, date(2025, 10, 15)),
                approving_body=f"Ban Thường vụ Đảng ủy {plan.profile.parent_name}"
                if posts[name].level > 3
                else "Đảng ủy Bệnh viện",
                state=SuccessionState.ACTIVE,
                state_on=max(since, date(2025, 10, 15)),
                last_review_on=reviewed,
                last_review_result="Đạt tiêu chuẩn, tiếp tục quy hoạch",
            )


def _is_fit(plan: UnitPlan, person: Person) -> bool:
    age = plan.as_of.year - person.born.year
    return (
        person.bond is Bond.PUBLIC
        and person.degree not in ("TC", "CD")
        and 27 <= age <= 52
        and person.joined <= add_months(plan.as_of, -36)
    )
