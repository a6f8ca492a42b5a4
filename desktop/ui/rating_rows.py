"""What the sheets of the rating page show: people by group, caps, proposals for titles."""

from collections.abc import Callable

from desktop.domain.rating import UNRATED
from desktop.domain.text import search_key
from desktop.services.rating import PersonRow
from desktop.ui.rows_model import Column, Group

_SHORT = {"HTXS": "Xuất sắc", "HTT": "Tốt", "HT": "Hoàn thành", "KHT": "Không hoàn thành", "KXL": "Không xếp loại"}
POINTS = (4, 5)  # the columns that a round without points leaves empty
_TONES = {"HTXS": "success", "HTT": "info", "HT": "neutral", "KHT": "danger", "KXL": "neutral"}


def grouped(rows: tuple[PersonRow, ...]) -> list[object]:
    """Everybody under the heading of their group of like duties."""
    groups: dict[str, list[PersonRow]] = {}
    for each in rows:
        groups.setdefault(each.unit_group or "Chưa xếp nhóm", []).append(each)
    made: list[object] = []
    for title, members in groups.items():
        done = sum(each.rating not in (None, UNRATED) for each in members)
        made += [Group(title, f"{done}/{len(members)} người đã xếp loại"), *members]
    return made


def columns(label_of: Callable[[str], str]) -> list[Column]:
    return [
        Column("Mã", width=70, show=lambda each: each.staff_code),
        Column("Họ và tên", weight=1.5, least=140, show=lambda each: each.name, bold=True),
        Column("Khoa, phòng", weight=1.2, least=100, spare=True, show=lambda each: each.department),
        Column("Tháng", width=58, align="right", spare=True, show=lambda each: str(each.months)),
        Column("Chung", width=62, align="right", show=lambda each: _points(each.general_points)),
        Column("Kết quả", width=68, align="right", show=lambda each: _points(each.result_points)),
        Column(
            "Xếp loại",
            width=124,
            show=lambda each: _SHORT.get(each.rating or "", each.rating or "") or "chưa xếp",
            badge=lambda each: "danger" if each.problems else _TONES.get(each.rating or "", "warning"),
            tip=lambda each: "\n".join(
                [
                    label_of(each.rating) if each.rating else "Chưa xếp loại",
                    *([each.not_rated_reason] if each.not_rated_reason else []),
                    *(problem.message for problem in each.problems),
                ]
            ),
        ),
    ]


def share_columns() -> list[Column]:
    return [
        Column("Nhóm", weight=1.0, least=110, show=lambda share: share.group or "Chưa xếp nhóm"),
        Column("Tốt", width=52, align="right", show=lambda share: str(share.base)),
        Column("Tối đa", width=92, align="right", show=lambda share: f"{share.cap} ({share.percent} %)"),
        Column(
            "Xuất sắc",
            width=74,
            align="right",
            show=lambda share: str(share.best),
            badge=lambda share: "danger" if share.over else ("success" if share.best else "neutral"),
            tip=lambda share: (
                f"{share.percent} % của {share.base} người hoàn thành tốt = tối đa {share.cap}; đã xếp {share.best}"
            ),
        ),
    ]


def title_columns() -> list[Column]:
    return [
        Column("Họ và tên", weight=1.0, least=120, show=lambda each: each.name, bold=True),
        Column("Danh hiệu", weight=0.9, least=100, show=lambda each: each.title_label),
        Column("Lý do", weight=1.2, least=100, spare=True, show=lambda each: each.reason),
    ]


def _points(value: object) -> str:
    return (
        ""
        if value is None
        else f"{value}".rstrip("0").rstrip(".").replace(".", ",")
        if "." in f"{value}"
        else f"{value}"
    )


def searched(each: PersonRow) -> str:
    return search_key(f"{each.name} {each.staff_code} {each.department} {each.unit_group}")
