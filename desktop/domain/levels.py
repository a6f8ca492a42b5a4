"""The two regimes side by side until 01/07/2027: tables of titles on one hand, levels of work on the other (NĐ 232/2026).

Level, table and «standard met» are three facts: who holds a title whose standard was raised to a college degree and has
not got it sits at level 1 on table B while being upgraded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from desktop.domain.policy import Policy, RuleSet
from desktop.domain.staff import StandardState


@dataclass(frozen=True)
class LevelProposal:
    """The level and table proposed for somebody, whether the standard of the title is met, and why."""

    level: int
    table: str
    standard: StandardState | None
    why: str


@dataclass(frozen=True)
class Share:
    """How many of a position's people stand at a level, against the most that may."""

    position: str
    level: int
    count: int
    people: int
    percent: int

    @property
    def most(self) -> int:
        """The most people that the percentage leaves room for."""
        return self.people * self.percent // 100

    @property
    def is_over(self) -> bool:
        return self.count * 100 > self.people * self.percent

    @property
    def actual(self) -> float:
        """The percentage there is."""
        return 100 * self.count / self.people if self.people else 0.0


def rule_of(policy: Policy, on: date) -> RuleSet:
    """The rule of conversion in force on a day."""
    return policy.rule("level.conversion", on)


def deadline(policy: Policy, on: date) -> date:
    """By when positions are approved and everybody is placed."""
    value = rule_of(policy, on).values["deadline"]
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def level_of(table: str | None, levels: Mapping[str, str]) -> int | None:
    """The level that a salary table answers to; `levels` by table as the list of tables says. None: not converted."""
    found = levels.get(table or "")
    return int(found) if found else None


def proposed(
    title: str | None,
    table: str | None,
    has_degree: bool | None,
    levels: Mapping[str, str],
    policy: Policy,
    on: date,
) -> LevelProposal | None:
    """The level for who holds a title paid by a table on a day, or None where the table has no level.

    `has_degree`: whether the degree that the raised standard asks for is there; None where nobody knows.
    """
    level = level_of(table, levels)
    if level is None or table is None:
        return None
    rule = rule_of(policy, on)
    tables = list(rule.values["tables"])
    if title in rule.values["raised_titles"] and level == 1:
        if has_degree:
            return LevelProposal(2, tables[1], StandardState.MET, "có bằng cao đẳng trở lên: bậc 2, bảng A0")
        why = "chưa có bằng cao đẳng: bậc 1, bảng B, đang nâng chuẩn"
        return LevelProposal(1, tables[0], StandardState.UPGRADING, why)
    target = tables[level - 1]
    why = f"bảng {table} chuyển sang bậc {level}"
    if target != table:
        why += f", xếp lại vào bảng {target}"
    return LevelProposal(level, target, None, why)


def shares(
    counts: Mapping[str, Mapping[int, int]],
    bounds: Mapping[str, tuple[int, int]],
    policy: Policy,
    on: date,
) -> list[Share]:
    """The shares that have a limit, position by position.

    `counts` are people by position and level; `bounds` the lowest and highest level that a position has in the lists.
    Positions with two levels only follow their own limit; those whose highest level is 3 or less with more have none.
    """
    rule = policy.rule("level.share", on)
    found = []
    for position, by_level in counts.items():
        people = sum(by_level.values())
        limits = _limits(rule, bounds.get(position))
        found += [
            Share(position, level, by_level.get(level, 0), people, limits[level])
            for level in sorted(limits, reverse=True)
            if people
        ]
    return found


def _limits(rule: RuleSet, bounds: tuple[int, int] | None) -> dict[int, int]:
    if bounds is None:
        return {}
    lowest, highest = bounds
    if highest - lowest == 1:
        return {highest: rule.whole("two_levels")}
    return {int(level): int(percent) for level, percent in rule.values.get(f"highest_{highest}", {}).items()}


def counted(people: Iterable[tuple[str, int]]) -> dict[str, dict[int, int]]:
    """People by position and level, from pairs of both."""
    found: dict[str, dict[int, int]] = {}
    for position, level in people:
        by_level = found.setdefault(position, {})
        by_level[level] = by_level.get(level, 0) + 1
    return found
