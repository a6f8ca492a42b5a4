"""The short forms by which departments, cells and partner units change: their fields, and the change that they mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.domain.errors import Problem, Rejected
from desktop.domain.fields import Day, Field, Flag, LongText, Reference, Text
from desktop.domain.organisation import Decision, Department, PartyCell, StructureChange, StructureKind, Unit
from desktop.domain.record import Record
from desktop.domain.structure import Body
from desktop.domain.text import clean
from desktop.services.structure import Change, Place
from desktop.services.workspace import Workspace
from desktop.ui.choice_input import Option
from desktop.ui.editors import Editor, editor_for

_K = StructureKind
_PAPER = ("effective_on", "number", "issued_on", "issuer", "signer")
_NEW = ("kind", "parent", "assigned_headcount")


def fields_of(workspace: Workspace, entity: type[Record], kind: StructureKind, bodies: Sequence[Body]) -> list[Editor]:
    """The editors of a form, in their order. `bodies` are what can be named."""
    known = workspace.catalogue.fields(entity)
    options = [Option(body.uid, body.name) for body in bodies]
    found: list[Editor] = []

    def own(name: str, field: Field) -> None:
        field.name = name
        found.append(editor_for(field, options if isinstance(field, Reference) else None))

    if kind is _K.MERGE:
        own("target", Reference(_tr("Nhập vào nơi đã có"), to=entity.__name__))
        own("new_name", Text(_tr("Hoặc lập nơi mới, tên là")))
    elif kind is _K.SPLIT:
        own("new_names", LongText(_tr("Các nơi mới (mỗi dòng một tên)"), required=True))
        own("keeps_old", Flag(_tr("Nơi cũ tiếp tục hoạt động"), default=True))
        if entity is Department:
            own("rules", LongText(_tr("Xếp theo điều kiện (mỗi dòng: điều kiện => nơi)")))
    elif kind is _K.DISSOLVE:
        own("target", Reference(_tr("Người còn lại chuyển đến"), to=entity.__name__))
    else:
        own("new_name", Text(_tr("Tên mới"), required=True))
    if kind is _K.FOUND and entity is Department:
        for name in _NEW:
            found.append(editor_for(known[name], options if name == "parent" else None))
    elif kind in (_K.MERGE,) and entity is Department:
        found.append(editor_for(known["assigned_headcount"]))
    described = {
        **workspace.catalogue.fields(Decision),
        "effective_on": workspace.catalogue.fields(StructureChange)["effective_on"],
    }
    found += [editor_for(described[name]) for name in _PAPER]
    if entity is Department and kind in (_K.MERGE, _K.SPLIT, _K.DISSOLVE):
        own("keeps_allowance", Flag(_tr("Bảo lưu phụ cấp chức vụ"), default=True))
        own("allowance_until", Day(_tr("Bảo lưu đến ngày")))
    return found


def change_of(
    entity: type[Record], kind: StructureKind, sources: Sequence[str], texts: Mapping[str, str], bodies: Sequence[Body]
) -> Change:
    """The change that a filled form means. Raises Rejected with what is missing."""
    paper = {name: texts.get(name, "") for name in _PAPER}
    more: dict[str, Any] = {}
    if "keeps_allowance" in texts:
        until = Day(_tr("Bảo lưu đến ngày")).read(texts.get("allowance_until", ""))
        more = {"keeps_allowance": texts["keeps_allowance"] == "Có", "allowance_until": until}
    name = clean(texts.get("new_name", ""))
    match kind:
        case _K.RENAME:
            return Change(kind, entity, paper, tuple(sources), name=name)
        case _K.FOUND:
            typed = {"name": name, **{field: texts[field] for field in _NEW if texts.get(field)}}
            _ask_name(name, "new_name")
            return Change(kind, entity, paper, targets=(Place(typed=typed),))
        case _K.MERGE:
            target = texts.get("target", "")
            if bool(target) == bool(name):
                said = _tr("Hãy chọn nơi tiếp nhận đã có, hoặc nhập tên của nơi mới (một trong hai).")
                raise Rejected([Problem("target" if name else "new_name", said, "target.one")])
            given = {"assigned_headcount": texts["assigned_headcount"]} if texts.get("assigned_headcount") else {}
            place = Place(target) if target else Place(typed={"name": name, **given})
            left = tuple(uid for uid in sources if uid != target)
            if not left:
                raise Rejected([Problem("sources", _tr("Hãy chọn các nơi được sáp nhập."), "sources.none")])
            return Change(kind, entity, paper, left, (place,), **more)
        case _K.SPLIT:
            return _split(entity, sources, texts, paper, bodies, more)
        case _:
            target = texts.get("target", "")
            places, rest = ((Place(target),), 0) if target else ((), None)
            return Change(kind, entity, paper, tuple(sources), places, rest=rest, **more)


def _split(
    entity: type[Record],
    sources: Sequence[str],
    texts: Mapping[str, str],
    paper: Mapping[str, str],
    bodies: Sequence[Body],
    more: Mapping[str, Any],
) -> Change:
    names = [name for line in texts.get("new_names", "").splitlines() if (name := clean(line))]
    if not names:
        raise Rejected([Problem("new_names", _tr("Chưa nhập tên các nơi mới."), "new_names.required")])
    places = [Place(typed={"name": name}) for name in names]
    called = list(names)
    keeps = texts.get("keeps_old") == "Có"
    if keeps:
        places.insert(0, Place(sources[0]))
        called.insert(0, next((body.name for body in bodies if body.uid == sources[0]), ""))
    rules = []
    for line in texts.get("rules", "").splitlines():
        if not clean(line):
            continue
        condition, _, name = line.rpartition("=>")
        target = next((n for n, known in enumerate(called) if known.casefold() == clean(name).casefold()), None)
        if target is None or not clean(condition):
            said = _tr("«{}»: hãy viết điều kiện, dấu => rồi tên một nơi sau khi chia.").format(clean(line))
            raise Rejected([Problem("rules", said, "rules.unread")])
        rules.append((condition.strip(), target))
    rest = 0 if keeps else None
    return Change(_K.SPLIT, entity, paper, tuple(sources[:1]), tuple(places), rules=rules, rest=rest, **more)


def _ask_name(name: str, field: str) -> None:
    if not name:
        raise Rejected([Problem(field, _tr("Chưa nhập tên."), f"{field}.required")])


def verb(kind: StructureKind) -> str:
    """What the button of an act says."""
    return {
        _K.FOUND: _tr("Thành lập"),
        _K.MERGE: _tr("Sáp nhập"),
        _K.SPLIT: _tr("Chia tách"),
        _K.RENAME: _tr("Đổi tên"),
        _K.DISSOLVE: _tr("Giải thể"),
    }[kind]


def captions(entity: type[Record]) -> Mapping[str, str]:
    """Shorter words for fields whose own name says too much here."""
    found = {"number": _tr("Số quyết định"), "effective_on": _tr("Có hiệu lực từ")}
    return found | ({"assigned_headcount": _tr("Số người được giao")} if entity is Department else {})


def word(entity: type[Record]) -> str:
    """What bodies of a kind are called."""
    return {Department: _tr("khoa, phòng"), PartyCell: _tr("chi bộ"), Unit: _tr("đơn vị")}.get(
        entity, _tr("đơn vị phối hợp")
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("structure_forms", text)
