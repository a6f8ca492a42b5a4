"""Bringing a copy back: the file that it replaces is kept aside, and the copy itself stays as it is."""

import os
from itertools import count
from pathlib import Path

from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, telling
from desktop.storage.copying import copy_file

_JOURNAL = "-journal"


def restore(copy: DataFile, target: Path) -> Path | None:
    """Put a copy (its password proven) in the place of `target`; return where the file that stood there is kept.

    The copy is checked beside the target before anything moves. Raises EnvironmentRefused; then `target` is as it was.
    """
    incoming = _free(target, "khoi-phuc")
    restored = copy_file(copy, incoming)
    try:
        with telling(target):
            if not target.exists():
                os.replace(restored.path, target)
                return None
            kept = _free(target, "truoc-khoi-phuc")
            # A journal belongs to the file it stands beside: left behind, it would be played into the copy.
            journals = target.with_name(target.name + _JOURNAL), kept.with_name(kept.name + _JOURNAL)
            if journals[0].exists():
                os.replace(*journals)
            os.replace(target, kept)
            try:
                os.replace(restored.path, target)
            except OSError:
                os.replace(kept, target)
                if journals[1].exists():
                    os.replace(*reversed(journals))
                raise
            return kept
    finally:
        incoming.unlink(missing_ok=True)


def note_restored(workspace: Workspace, copy: Path) -> None:
    """Put down in the audit of the restored file where it came from."""
    workspace.database.note(f"Khôi phục từ bản sao {copy.name}", kind="restore", reason=str(copy.absolute()))


def _free(target: Path, word: str) -> Path:
    """A name beside `target` that nothing has: benh-vien-truoc-khoi-phuc-1.canbo."""
    names = (target.with_name(f"{target.stem}-{word}-{number}{target.suffix}") for number in count(1))
    return next(name for name in names if not name.exists())
