"""Where on the record page something stands: by the number of the paper item, or by its words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop.domain.catalogue import Catalogue
from desktop.domain.places import gone_provinces, short
from desktop.domain.staff import StaffMember
from desktop.domain.text import search_key
from desktop.ui.choice_input import Option
from desktop.ui.record_sections import SectionLayout

# Items of the paper form that are rows of another item's table, marked as such.
_SHARED = {"23": ("25", "Chức vụ kiêm nhiệm"), "26": ("27", "Chức vụ Đảng kiêm nhiệm")}


@dataclass(frozen=True)
class Place:
    """A field or a table of the page; `target` is what `RecordForm.go_to` takes, `column` a field of a table."""

    item: str
    label: str
    section: str
    target: str
    column: str = ""


def places(layouts: Iterable[SectionLayout], catalogue: Catalogue) -> list[Place]:
    """Every field and table of the sections, in their order; of tables also the fields that have an item."""
    found = []
    for layout in layouts:
        known = catalogue.fields(StaffMember)
        found += [Place(known[name].item, known[name].label, layout.title, name) for name in layout.fields]
        for table in layout.tables:
            found.append(Place(table.item, table.title, layout.title, table.key))
            columns = catalogue.fields(table.entity)
            found += [
                Place(columns[name].item, columns[name].label, table.title, table.key, name)
                for name in table.fields
                if columns[name].item and columns[name].item != table.item
            ]
        if layout.view:
            found.append(Place("", layout.title, "", layout.key))
    twins = {place.item: place for place in reversed(found) if place.item in _SHARED}
    return [*found, *(replace(place, item=_SHARED[at][0], label=_SHARED[at][1]) for at, place in twins.items())]


def find(known: Sequence[Place], text: str, most: int = 10) -> list[Place]:
    """The places that a text means: an item number («30.1», «36», «30.1đ»), or words of a label, marks or not."""
    key = search_key(text).rstrip(".")
    if not key:
        return []
    if key[0].isdigit():
        under = [place for place in known if place.item and _is_under(search_key(place.item), key)]
        return sorted(under, key=lambda place: search_key(place.item) != key)[:most]
    words = key.split()
    matching = [place for place in known if all(f" {word}" in f" {search_key(place.label)}" for word in words)]
    return sorted(matching, key=lambda place: not search_key(place.label).startswith(key))[:most]


def _is_under(item: str, key: str) -> bool:
    """Whether an item is the one typed or stands under it: 30.1 has 30.1a, and 3 has not 30."""
    return item == key or (item.startswith(key) and not (key[-1].isdigit() and item[len(key)].isdigit()))


def province_options(catalogue: Catalogue) -> list[Option]:
    """Today's provinces; each name that is gone offers the province that took it in."""
    today, old = catalogue.list("province"), catalogue.list("province_old")
    found = [Option(row.label, row.label, also=short(row.label)) for row in today]
    for name, code in gone_provinces(today, old):
        label = today.label(code)
        found.append(Option(label, label, detail=f"{name} cũ", also=name))
    return found
