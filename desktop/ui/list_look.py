"""What the list of people shows at a time: columns, conditions, group, day; and how columns stand."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSettings

from desktop.domain.conditions import Joined, Node
from desktop.domain.fields import Exact, Money, Whole
from desktop.storage.grid import DEFAULT_COLUMNS, GridColumn
from desktop.ui.rows_model import ColumnSpec

# How the usual columns stand; every other column is as wide as its field says.
USUAL = {
    "staff_code": ColumnSpec("Mã", width=72),
    "full_name": ColumnSpec("Họ và tên", weight=1.75, least=172),
    "department": ColumnSpec("Khoa, phòng", weight=1.3, least=122, spare=True),
    "birth_date": ColumnSpec("Ngày sinh", width=96, spare=True),
    "title": ColumnSpec("Chức danh", weight=1.1, least=96, spare=True),
    "party_stage": ColumnSpec("Đảng", weight=1.05, least=80, spare=True),
}
QUICK = ("department", "title", "qualification", "post", "party_stage", "cell", "contract_kind", "status", "sex")
GROUPS = ("department", "title", "qualification", "contract_kind", "status", "party_stage", "cell", "job_level")
FROZEN = 2
_PIXELS = 8.2  # of a character of a field's width


@dataclass(frozen=True)
class Look:
    """What the list shows: the columns, how many stand still, the conditions, the group, the day (None: today)."""

    columns: tuple[str, ...] = DEFAULT_COLUMNS
    frozen: int = FROZEN
    conditions: tuple[Node, ...] = ()
    group: str = ""
    day: date | None = None
    name: str = ""
    uid: str = ""


def spec(key: str, found: GridColumn) -> ColumnSpec:
    """How a column stands."""
    if key in USUAL:
        return USUAL[key]
    right = isinstance(found.field, Whole | Exact | Money)
    width = round(max(found.field.width, min(len(found.label), 18)) * _PIXELS)
    return ColumnSpec(found.label, width=min(max(width, 72), 260), align="right" if right else "left")


def split(node: Node | None) -> tuple[Node, ...]:
    """Conditions that must all hold, each for itself."""
    if node is None:
        return ()
    return node.parts if isinstance(node, Joined) and not node.either else (node,)


def joined(nodes: Sequence[Node]) -> Node | None:
    """The same as one condition; None for none."""
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else Joined(tuple(nodes))


def remembered(settings: QSettings | None, known: Container[str]) -> Look:
    """The columns that were chosen last on this PC, of those there are; the usual ones where none were."""
    keys = str(settings.value("people/columns") or "").split(",") if settings is not None else []
    found = tuple(key for key in keys if key in known)
    if settings is None or not found:
        return Look()
    return Look(found, int(str(settings.value("people/frozen") or FROZEN)))


def remember(settings: QSettings | None, look: Look) -> None:
    """Keep the choice of columns on this PC."""
    if settings is not None:
        settings.setValue("people/columns", ",".join(look.columns))
        settings.setValue("people/frozen", look.frozen)
