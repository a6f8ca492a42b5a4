"""What a change of structure would do, before it is written: who goes where, which posts are lost, what follows."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.dates import show_day
from desktop.domain.fields import Reference
from desktop.domain.organisation import Department, StructureKind
from desktop.services.structure import Change, Kept, PersonLine, Place, PostLine, Preview
from desktop.ui import theme
from desktop.ui.choice_input import Option
from desktop.ui.editors import ReferenceEditor, editor_for
from desktop.ui.rows_model import Column, RowsModel
from desktop.ui.table import SheetView
from desktop.ui.widgets import Banner, Scroll, button, column, label, row

_WAITS = "–"
_MOST = 6  # rows of a table seen at once


class ChangePreview(QWidget):
    """`changed(Change)` when the clerk places people or keeps posts; `confirmed` to write it, `back` to the form."""

    changed = Signal(object)
    confirmed = Signal()
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change: Change | None = None
        self._options: list[Option] = []
        self._posts: list[Option] = []
        self.heading = label("", "lead", wrap=True)
        self.figures = label("", "muted", wrap=True)
        self.warnings = Banner()
        self.people = RowsModel(self._people_columns(), key=lambda r: r.uid, parent=self)
        self.people_sheet = self._sheet(self.tr("Người chuyển"), self.people)
        self.place = self._chooser(self.tr("Nơi đến"), lambda: self._options)
        self.place_button = button(self.tr("Xếp người đã chọn"), run=self.place_chosen)
        self.placing = QWidget()
        placing = row(self.place, self.place_button, space=theme.S)
        placing.setStretch(0, 1)
        self.placing.setLayout(placing)
        self.posts = RowsModel(self._post_columns(), key=lambda r: r.uid, parent=self)
        self.posts_sheet = self._sheet(self.tr("Chức vụ"), self.posts)
        self.post = self._chooser(self.tr("Chức vụ ở nơi mới (để trống: như cũ)"), lambda: self._posts)
        self.keep_button = button(self.tr("Giữ chức vụ"), run=self.keep_chosen)
        self.lose_button = button(self.tr("Thôi giữ"), run=self.lose_chosen)
        self.keeping = QWidget()
        keeping = row(self.post, self.keep_button, self.lose_button, space=theme.S)
        keeping.setStretch(0, 1)
        self.keeping.setLayout(keeping)
        self.people_title, self.posts_title = label("", "strong"), label("", "strong")
        self.others = label("", wrap=True)
        inner = QWidget()
        inner.setLayout(
            column(
                self.heading,
                self.figures,
                self.warnings,
                self.people_title,
                self.people_sheet,
                self.placing,
                self.posts_title,
                self.posts_sheet,
                self.keeping,
                self.others,
                None,
                space=theme.S,
            )
        )
        self.back_button = button(self.tr("Sửa lại"), run=self.back.emit)
        self.save_button = button(self.tr("Ghi quyết định"), "primary", run=self.confirmed.emit)
        foot = row(None, self.back_button, self.save_button, space=theme.S)
        whole = column(Scroll(inner), foot, space=theme.S)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_change(self, change: Change, told: Preview, places: Sequence[Option], posts: Sequence[Option]) -> None:
        """Show what a change would do. `places` may be chosen for people: by the number of a target, or by uid."""
        self._change, self._options, self._posts = change, list(places), list(posts)
        self.heading.setText(told.title)
        self.figures.setText(self._counted(change, told))
        self.warnings.show_text("\n".join(told.warnings))
        self.people.set_rows(told.people)
        self.posts.set_rows(told.posts)
        self.people_title.setText(self.tr("Người ({})").format(len(told.people)))
        self.posts_title.setText(self.tr("Chức vụ ({})").format(len(told.posts)))
        for part in (self.people_title, self.people_sheet):
            part.setVisible(bool(told.people))
        placed_one_by_one = change.kind in (StructureKind.SPLIT, StructureKind.DISSOLVE)
        self.placing.setVisible(placed_one_by_one and bool(places))
        for part in (self.posts_title, self.posts_sheet):
            part.setVisible(bool(told.posts))
        self.keeping.setVisible(bool(told.posts) and bool(change.targets))
        self._fit(self.people_sheet, len(told.people))
        self._fit(self.posts_sheet, len(told.posts))
        said = [f"{caption}:\n" + "\n".join(f"   {line}" for line in lines) for caption, lines in told.others]
        self.others.setText("\n".join(said))
        self.save_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_chosen(self) -> None:
        """Place the people who are marked in the table."""
        option = self.place.input.option()
        chosen = self._marked(self.people_sheet, self.people)
        if self._change is None or option is None or not chosen:
            return
        change, target = self._target(self._change, option.value)
        assigned = {**change.assigned, **{line.uid: target for line in chosen}}
        self.changed.emit(dataclasses.replace(change, assigned=assigned))

    def keep_chosen(self) -> None:
        """Let the posts that are marked go along, as the post that is chosen."""
        if self._change is None:
            return
        option = self.post.input.option()
        kept = dict(self._change.keeps)
        for line in self._marked(self.posts_sheet, self.posts):
            kept[line.uid] = Kept(self._goal_of(line), option.value if option else "")
        self.changed.emit(dataclasses.replace(self._change, keeps=kept))

    def lose_chosen(self) -> None:
        """Let the posts that are marked end after all."""
        if self._change is None:
            return
        marked = {line.uid for line in self._marked(self.posts_sheet, self.posts)}
        kept = {uid: how for uid, how in self._change.keeps.items() if uid not in marked}
        self.changed.emit(dataclasses.replace(self._change, keeps=kept))

    def _target(self, change: Change, value: str) -> tuple[Change, int]:
        """The number of a target; a department that was not one becomes one."""
        if value.isdigit():
            return change, int(value)
        for number, place in enumerate(change.targets):
            if place.uid == value:
                return change, number
        return dataclasses.replace(change, targets=(*change.targets, Place(value))), len(change.targets)

    def _goal_of(self, line: PostLine) -> int:
        """Where the holder of a post goes."""
        found = next((p.target for p in self.people.rows() if p.name == line.person and p.target is not None), None)
        return found if found is not None else 0

    def _counted(self, change: Change, told: Preview) -> str:
        parts = []
        if told.people:
            parts.append(self.tr("{} người chuyển").format(told.people_moved))
        if change.entity is Department and (told.managers_before or told.managers_after):
            parts.append(self.tr("lãnh đạo {} → {}").format(told.managers_before, told.managers_after))
        return " · ".join([self.tr("Từ {}").format(show_day(told.effective_on)), *parts])

    def _chooser(self, caption: str, options: Any) -> ReferenceEditor:
        field = Reference(caption, to="Department")
        made = editor_for(field, options)
        assert isinstance(made, ReferenceEditor)
        made.input.setPlaceholderText(caption)
        return made

    def _sheet(self, name: str, model: RowsModel) -> SheetView:
        made = SheetView(name)
        made.setModel(model)
        return made

    def _fit(self, sheet: SheetView, count: int) -> None:
        height = sheet.verticalHeader().defaultSectionSize()
        sheet.setFixedHeight(height * (min(count, _MOST) + 1) + 4)

    def _marked(self, sheet: SheetView, model: RowsModel) -> list[Any]:
        return [found for index in sheet.selectionModel().selectedRows() if (found := model.row_at(index)) is not None]

    def _people_columns(self) -> list[Column]:
        def goes(line: PersonLine) -> str:
            return line.target_name or _WAITS

        return [
            Column(self.tr("Mã"), width=86, show=lambda r: r.staff_code),
            Column(self.tr("Họ và tên"), show=lambda r: r.name, bold=True),
            Column(self.tr("Từ"), show=lambda r: r.source),
            Column(self.tr("Đến"), show=goes, tone=lambda r: "" if r.target_name else "warning"),
        ]

    def _post_columns(self) -> list[Column]:
        def becomes(line: PostLine) -> str:
            return line.kept_post or self.tr("Thôi giữ")

        return [
            Column(self.tr("Họ và tên"), show=lambda r: r.person, bold=True),
            Column(self.tr("Chức vụ"), show=lambda r: f"{r.post}, {r.department}", weight=1.4, tip=str),
            Column(self.tr("Sau đó"), show=becomes, tone=lambda r: "" if r.kept_post else "warning"),
            Column(self.tr("Bảo lưu đến"), width=104, show=lambda r: show_day(r.until)),
        ]
