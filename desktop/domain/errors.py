"""Errors whose text is written for the clerk. Anything else that is raised is a bug."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class UserError(Exception):
    """Something the clerk can understand and act on; `str(error)` is shown as it stands."""


class EnvironmentRefused(UserError):
    """The file, the disk or the password refused; nothing was changed (exit code 3)."""


class BadValue(UserError):
    """One value could not be read or is not allowed; `code` names the kind of fault."""

    def __init__(self, message: str, code: str = "value") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """One thing to put right, and the field it belongs to.

    `severity` is "error" (refused) or "warning" (kept, and shown).
    """

    field: str
    message: str
    code: str = ""
    severity: str = "error"


class Rejected(UserError):
    """A record cannot be saved as it stands; `problems` tells every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(p.message for p in problems))
        self.problems = list(problems)


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed while it was being edited."""

    field: str
    label: str
    theirs: str
    yours: str


class Conflict(UserError):
    """A field changed underneath an edit; both values are told, nothing was written."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        told = "; ".join(
            f"{c.label}: hiện là «{c.theirs or '(trống)'}», bạn nhập «{c.yours or '(trống)'}»" for c in clashes
        )
        super().__init__(f"Hồ sơ vừa được người khác sửa. {told}. Hãy chọn giá trị đúng rồi lưu lại.")
        self.clashes = list(clashes)


def describe(error: BaseException) -> str:
    """Kind and place of an error and of what caused it, without any of their messages."""
    parts: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = traceback.extract_tb(at.__traceback__)
        places = "".join(f"  {Path(f.filename).name}:{f.lineno} {f.name}\n" for f in frames)
        parts.append(f"{type(at).__module__}.{type(at).__qualname__}\n{places}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "".join(parts)
