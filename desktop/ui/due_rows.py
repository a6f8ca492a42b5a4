"""The list of what is due as rows: grouped by how near it is, rounds of one matter folded into one row."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.dates import show_day
from desktop.domain.deadlines import Subject
from desktop.services.due import DueItem
from desktop.ui.due_board import left_told
from desktop.ui.rows_model import Column, Group

MOST_ALONE = 3  # more than so many of one matter make a round
_FITTING = 36  # letters that the column of matters shows

# Key of the chip, its words, and what it lets through.
KINDS: tuple[tuple[str, str, tuple[Subject, ...]], ...] = (
    ("party", "Đảng", (Subject.PARTY,)),
    ("mentoring", "Kèm cặp", (Subject.MENTORING,)),
    ("salary", "Lương", (Subject.SALARY,)),
    ("contract", "Hợp đồng", (Subject.CONTRACT,)),
    ("retirement", "Hưu trí", (Subject.RETIREMENT,)),
    ("licence", "Giấy phép", (Subject.LICENCE,)),
    ("training", "Đào tạo", (Subject.TRAINING,)),
    ("term", "Nhiệm kỳ", (Subject.TERM,)),
    ("follow_up", "Kéo theo", (Subject.FOLLOW_UP,)),
    ("national", "CSDL", (Subject.NATIONAL,)),
    ("rating", "Đánh giá", (Subject.RATING,)),
)


@dataclass(frozen=True)
class Span:
    """A stretch of days: `last` is the farthest day ahead that belongs to it, after the spans before."""

    key: str
    title: str
    last: int


SPANS = (
    Span("overdue", "Quá hạn", -1),
    Span("today", "Hôm nay", 0),
    Span("week", "Trong 7 ngày", 7),
    Span("month", "Trong 30 ngày", 30),
    Span("later", "Trong 90 ngày", 10_000),
)


@dataclass(frozen=True)
class Round:
    """Several people with one matter: «Đợt nâng lương 01/01/2027, 27 người». `key` stays when the list is read again."""

    key: str
    items: tuple[DueItem, ...]
    is_open: bool

    @property
    def title(self) -> str:
        """The matter, with its day where it is one day."""
        first = self.items[0]
        if first.rule == "salary.next_step":
            return f"Đợt nâng lương {show_day(first.due_on)}" if self.is_one_day else "Nâng bậc lương"
        return first.title

    @property
    def is_one_day(self) -> bool:
        """Whether all are due on the same day."""
        return len({item.due_on for item in self.items}) == 1


@dataclass(frozen=True)
class Member:
    """A row inside an open round."""

    item: DueItem


def span_of(item: DueItem) -> Span:
    """The stretch that an item falls into."""
    return next(span for span in SPANS if item.days_left <= span.last)


def counts(items: Collection[DueItem]) -> list[tuple[str, str]]:
    """The chips: everything, then each kind that occurs, with how many there are."""
    by_kind = Counter(item.kind for item in items)
    found = [("", f"Tất cả {len(items)}")]
    for key, words, kinds in KINDS:
        if count := sum(by_kind[kind] for kind in kinds):
            found.append((key, f"{words} {count}"))
    return found


def wanted(items: Sequence[DueItem], kind: str = "", spans: Collection[str] = ()) -> list[DueItem]:
    """The items of a kind (a chip's key) and of some spans; empty for all."""
    kinds = next((kinds for key, _words, kinds in KINDS if key == kind), None)
    return [
        item for item in items if (kinds is None or item.kind in kinds) and (not spans or span_of(item).key in spans)
    ]


def rows(items: Sequence[DueItem], unfolded: Collection[str] = ()) -> list[object]:
    """Groups, items, and rounds with their members where their key is in `unfolded`."""
    shown: list[object] = []
    for span in SPANS:
        of_span = [item for item in items if span_of(item) is span]
        if of_span:
            shown.append(Group(span.title, f"{len(of_span)} việc"))
            shown += _folded(span, of_span, unfolded)
    return shown


def _folded(span: Span, items: Sequence[DueItem], unfolded: Collection[str]) -> Iterator[object]:
    """What is overdue is one round for each matter, whatever its days; what comes, one for each matter and day."""

    def key(item: DueItem) -> str:
        return f"{item.rule} {span.key if span.key == 'overdue' else item.due_on.isoformat()}"

    sizes = Counter(key(item) for item in items)
    told: set[str] = set()
    rounds: list[Round] = []
    for item in items:
        if sizes[key(item)] <= MOST_ALONE:
            yield item
        elif key(item) not in told:
            told.add(key(item))
            members = tuple(other for other in items if key(other) == key(item))
            made = Round(key(item), members, key(item) in unfolded)
            if span.key == "overdue":
                rounds.append(made)  # what stands alone comes first: it is not lost between the many
            else:
                yield from _with_members(made)
    for made in rounds:
        yield from _with_members(made)


def _with_members(made: Round) -> Iterator[object]:
    yield made
    if made.is_open:
        yield from (Member(item) for item in made.items)


def matter(item: DueItem) -> str:
    """What is to be done, as short as the column: the subject without its remarks, else the rule's title."""
    short = item.subject.partition(" (")[0].partition("; ")[0]
    return short if len(short) <= _FITTING else item.title


def explained(item: DueItem) -> str:
    """The whole matter, its legal basis, and the day it is counted from."""
    return f"{item.subject}\nCăn cứ: {item.basis}\nHạn {show_day(item.due_on)}, tính từ {show_day(item.anchor)}"


def _first(row: Any) -> DueItem:
    found = row.items[0] if isinstance(row, Round) else row.item if isinstance(row, Member) else row
    assert isinstance(found, DueItem)
    return found


def _name(row: Any) -> str:
    if isinstance(row, Round):
        return f"{'▾' if row.is_open else '▸'}  {len(row.items)} người"
    return f"\u2003{row.item.name}" if isinstance(row, Member) else str(row.name)


def _matter(row: Any) -> str:
    return row.title if isinstance(row, Round) else matter(_first(row))


def _department(row: Any) -> str:
    if not isinstance(row, Round):
        return _first(row).department
    places = {item.department for item in row.items}
    return places.pop() if len(places) == 1 else f"{len(places)} khoa, phòng"


def _due_on(row: Any) -> str:
    return "" if isinstance(row, Round) and not row.is_one_day else show_day(_first(row).due_on)


def _left(row: Any) -> str:
    return "Quá hạn" if isinstance(row, Round) and not row.is_one_day else left_told(_first(row).days_left)


def _tone(row: Any) -> str:
    left = _first(row).days_left
    return "danger" if left < 0 else "warning" if left <= 7 else "" if left <= 30 else "neutral"


def _tip(row: Any) -> str:
    if isinstance(row, Round):
        names = [item.name for item in row.items]
        more = f" và {len(names) - 8} người khác" if len(names) > 8 else ""
        return f"{row.title}: {', '.join(names[:8])}{more}"
    return explained(_first(row))


def columns() -> tuple[Column, ...]:
    """The columns of the list, as a `RowsModel` wants them."""
    tip: Callable[[Any], str] = _tip
    return (
        Column("Hạn", width=92, show=_due_on, tip=tip),
        Column("Còn", width=104, show=_left, tone=_tone, bold=True, tip=tip),
        Column("Họ và tên", weight=1.0, least=120, show=_name, bold=True, tip=tip),
        Column("Việc", weight=1.39, least=150, show=_matter, tip=tip),
        Column("Khoa, phòng", weight=1.02, least=120, spare=True, show=_department, tip=tip),
    )


def row_key(row: Any) -> str:
    """What stays the same of a row when the list is read again."""
    if isinstance(row, Round):
        return row.key
    item = _first(row)
    return f"{item.rule} {item.target.uid} {item.due_on}"
