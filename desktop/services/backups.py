"""Copies made by themselves, and bringing a copy back.

A copy is made only where something has changed, seldom enough not to disturb, opened and counted once it is
written, and thinned out as it ages. Bringing one back keeps the file that it replaces, and the copy stays as it is.
"""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from desktop.domain.errors import EnvironmentRefused
from desktop.services.workspace import Workspace
from desktop.storage.connection import DataFile, open_file, refuse_if_in_use, telling
from desktop.storage.copying import check, copy_file
from desktop.storage.database import Database, Verdict
from desktop.storage.history import operations

_JOURNAL = "-journal"


_STAMP = "%Y%m%d-%H%M"
_AT_MOST_EVERY = timedelta(minutes=30)


@dataclass(frozen=True)
class Copy:
    """A copy that was made by itself; `records` is what was counted in it, by table."""

    path: Path
    records: Mapping[str, int]


def automatic(workspace: Workspace, folder: Path, now: datetime) -> Copy | None:
    """Copy the open file into `folder` if it is time to, and remove the copies that have aged out; None if it is not.

    `now` is local time. Nothing is removed unless the new copy was opened and found whole. Raises EnvironmentRefused.
    """
    file = workspace.database.file
    made = made_by_itself(folder, file.path.stem)
    last = max(made, default=None)
    if last is not None and (now - last < _AT_MOST_EVERY or _same(file, made[last])):
        return None
    with telling(folder):
        folder.mkdir(parents=True, exist_ok=True)
    copy = copy_file(file, folder / f"{file.path.stem}-{now.strftime(_STAMP)}{file.path.suffix}")
    verdict = verify(copy)
    if not verdict.ok:
        copy.path.unlink()
        raise EnvironmentRefused(f"Bản sao lưu tự động của {file.path.name} không nguyên vẹn ({verdict.integrity}).")
    for aged in too_many({*made, now}, now.date()) - {now}:
        with telling(folder):
            made[aged].unlink(missing_ok=True)
    return Copy(copy.path, verdict.records)


def made_by_itself(folder: Path, stem: str) -> dict[datetime, Path]:
    """The copies of a file that `automatic` made in a folder, by the moment of their making."""
    found = {}
    for path in folder.glob("*.canbo") if folder.is_dir() else ():
        name, _, stamp = path.stem.partition(f"{stem}-")
        try:
            # Local time, as it stands in the name for people to read.
            moment = datetime.strptime(stamp, _STAMP)  # noqa: DTZ007
        except ValueError:
            continue
        if not name:
            found[moment] = path
    return found


def too_many(made: Collection[datetime], today: date) -> set[datetime]:
    """Which copies have aged out.

    All of today and yesterday stay, then the last one of each day for two weeks, of each week for two months, and
    of each month for two years. The newest always stays.
    """
    kept: dict[tuple[object, ...], datetime] = {}
    for moment in sorted(made):
        age = (today - moment.date()).days
        if age < 2:
            kept["all", moment] = moment
        if age < 14:
            kept["day", moment.date()] = moment
        if age < 62:
            kept["week", moment.isocalendar()[:2]] = moment
        if age < 731:
            kept["month", moment.year, moment.month] = moment
        kept["newest",] = moment
    return set(made) - set(kept.values())


def verify(file: DataFile | Path, password: str | None = None) -> Verdict:
    """Whether a data file or a copy of one is whole. An older one is looked at as it is. Raises EnvironmentRefused."""
    proven = file if isinstance(file, DataFile) else open_file(file, password)
    database = Database(proven, today=date.min)
    try:
        return database.verify()
    finally:
        database.close()


def _same(file: DataFile, copy: Path) -> bool:
    """Whether nothing was written since a copy was made. A copy under another password counts as another."""
    try:
        check(DataFile(copy, file.key))
        return _last_write(file) == _last_write(DataFile(copy, file.key))
    except EnvironmentRefused:
        return False


def _last_write(file: DataFile) -> str | None:
    database = Database(file, today=date.min)
    try:
        return next((done.uid for done in operations(database, with_changes=True, limit=1)), None)
    finally:
        database.close()


def restore(copy: DataFile, target: Path) -> Path | None:
    """Put a copy (its password proven) in the place of `target`; return where the file that stood there is kept.

    The copy is checked beside the target before anything moves. Raises EnvironmentRefused; then `target` is as it was.
    """
    refuse_if_in_use(DataFile(target, copy.key))
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
