"""One section of a record as it stands on the page: its fields, its tables, or a view of the person."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.fields import Code, Field, LongText
from desktop.domain.staff import StaffMember
from desktop.services.person import Person
from desktop.ui import record_places, theme
from desktop.ui.attachments_panel import AttachmentsPanel
from desktop.ui.change_history import ChangeHistory
from desktop.ui.context import Context
from desktop.ui.editors import Editor, editor_for
from desktop.ui.form_grid import FormGrid
from desktop.ui.history_sheet import SheetTable
from desktop.ui.pay_view import PayView
from desktop.ui.record_sections import PAPERS, PAY, TIMELINE, WIDE, SectionLayout, TableLayout
from desktop.ui.timeline import TimelinePanel
from desktop.ui.widgets import Scroll, column

_SETTLED = 30  # milliseconds in which layouts within layouts have found their places


class RecordSection(QWidget):
    """Made when the section is first shown. It shows what `show_person` gave it last, until `is_stale` is said.

    `edited` at every change of a field, `committed(Editor)` when one is left; `saved` after a row or a paper was
    written, `editing_changed` when a row is opened or closed; `past_asked(Editor, QPoint)` for the values before of a
    field; `span_opened(entity, uid)` from the axis.
    """

    edited = Signal()
    committed = Signal(Editor)
    saved = Signal()
    editing_changed = Signal()
    past_asked = Signal(Editor, QPoint)
    span_opened = Signal(str, str)

    def __init__(self, context: Context, layout: SectionLayout) -> None:
        super().__init__()
        self._context, self.layout_ = context, layout
        self.is_stale = True
        self.grid: FormGrid | None = None
        self.tables: dict[str, SheetTable] = {}
        self.view: AttachmentsPanel | TimelinePanel | ChangeHistory | PayView | None = None
        self._scroll: Scroll | None = None
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        if layout.view:
            lines.addWidget(self._make_view(layout.view))
            return
        parts: list[QWidget] = []
        if layout.fields or layout.has_own_fields:
            parts.append(self._make_grid(layout))
        parts += [self._make_table(each) for each in layout.tables]
        content = QWidget()
        content.setLayout(column(*parts, None, space=theme.L))
        self._scroll = Scroll(content)
        lines.addWidget(self._scroll)

    @property
    def editors(self) -> Mapping[str, Editor]:
        """The editors of the fields by name."""
        return self.grid.editors if self.grid is not None else {}

    def texts(self) -> dict[str, str]:
        """What stands in the fields; nothing while they show somebody else."""
        return self.grid.texts() if self.grid is not None and not self.is_stale else {}

    def show_person(self, uid: str, shown: Person, texts: Mapping[str, str]) -> None:
        """Show a person: `texts` in the fields, the rows in the tables."""
        self.is_stale = False
        if self.grid is not None:
            self.grid.set_texts(dict(texts))
        if self.view is not None:
            self.view.show_person(uid)
        for table in self.tables.values():
            table.show_rows(uid, shown.tables[table.entity.__name__])

    def set_read_only(self, read_only: bool) -> None:
        """Only show, or let type again."""
        for editor in self.editors.values():
            editor.set_read_only(read_only)
        for table in self.tables.values():
            table.set_read_only(read_only)
        if self.view is not None:
            self.view.set_read_only(read_only)

    def scroll_to(self, widget: QWidget) -> None:
        """Bring a part of the section into sight, once it has its place (a message under a field moves what follows)."""
        scroll = self._scroll
        if scroll is not None:
            QTimer.singleShot(_SETTLED, scroll, lambda: scroll.ensureWidgetVisible(widget, 0, theme.L))

    def _make_view(self, view: str) -> QWidget:
        if view == TIMELINE:
            timeline = TimelinePanel(self._context)
            timeline.opened.connect(self.span_opened)
            self.view = timeline
            return timeline
        made: AttachmentsPanel | PayView | ChangeHistory
        if view == PAPERS:
            made = AttachmentsPanel(self._context)
        elif view == PAY:
            made = PayView(self._context)
        else:
            made = ChangeHistory(self._context)
        made.saved.connect(self.saved)
        self.view = made
        return made

    def _make_grid(self, layout: SectionLayout) -> FormGrid:
        self.grid = FormGrid(columns=2)
        catalogue, headings = self._context.workspace.catalogue, dict(layout.headings)
        own = catalogue.own_fields(StaffMember) if layout.has_own_fields else {}
        for name in (*layout.fields, *own):
            field = catalogue.fields(StaffMember)[name]
            if name in headings:
                self.grid.add_heading(headings[name])
            editor = self.grid.add(self._editor(field), wide=isinstance(field, LongText) or name in WIDE)
            editor.edited.connect(self.edited)
            editor.committed.connect(self._telling(editor))
        self.grid.history_asked.connect(self.past_asked)
        return self.grid

    def _telling(self, editor: Editor) -> Callable[[], None]:
        return lambda: self.committed.emit(editor)

    def _editor(self, field: Field) -> Editor:
        if isinstance(field, Code) and field.list == "province":
            return editor_for(field, lambda: record_places.province_options(self._context.workspace.catalogue))
        return editor_for(field)

    def _make_table(self, layout: TableLayout) -> SheetTable:
        table = SheetTable(self._context, layout, "mentee" if "mentee" in layout.entity.fields else "staff")
        table.saved.connect(self.saved)
        table.editing_changed.connect(self.editing_changed)
        self.tables[layout.key] = table
        return table
