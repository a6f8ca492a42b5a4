"""Names that sound like those of the people of the province, made from parts; never a real person's by intent."""

import csv
from functools import cache

from desktop.domain.staff import Sex
from desktop.resources_dir import resource
from desktop.services.sample.dice import Dice

KINH = "01"


class NameBook:
    """Family, middle and given names with their shares."""

    def __init__(self) -> None:
        families, middles, givens = (_rows(part) for part in ("family", "middle", "given"))
        self._families: dict[str, tuple[list[str], list[float]]] = {}
        for row in families:
            for group in row["ethnic_groups"].split():
                _put(self._families, group, row)
        self._middles: dict[str, tuple[list[str], list[float]]] = {}
        for row in middles:
            _put(self._middles, row["sex"], row)
        self._givens: dict[tuple[str, str], tuple[list[str], list[float]]] = {}
        for row in givens:
            for group in row["ethnic_groups"].split() or [""]:
                _put(self._givens, (row["sex"], group), row)

    def draw(self, dice: Dice, is_female: bool, ethnic_group: str = KINH) -> str:
        """A full name for a woman or a man of an ethnic group (code of the list)."""
        sex = (Sex.FEMALE if is_female else Sex.MALE).value
        family = dice.weighted(*self._families.get(ethnic_group, self._families[KINH]))
        middle = dice.weighted(*self._middles[sex])
        own = self._givens.get((sex, ethnic_group))
        given = dice.weighted(*(own if own and dice.chance(0.5) else self._givens[sex, ""]))
        if given in middle.split() or given == family:
            return self.draw(dice, is_female, ethnic_group)
        return f"{family} {middle} {given}"


def _put(table: dict, key: object, row: dict[str, str]) -> None:  # type: ignore[type-arg]
    names, weights = table.setdefault(key, ([], []))
    names.append(row["name"])
    weights.append(float(row["weight"]))


def _rows(part: str) -> list[dict[str, str]]:
    with resource("names", f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def name_book() -> NameBook:
    """The shipped names, read once."""
    return NameBook()
