"""The log file of this PC, for what went wrong in the program itself. Nothing personal is written there."""

import logging
import tempfile
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

_BYTES, _KEPT = 1_000_000, 5


def log_file() -> Path:
    """Where the log of this PC lies; it need not exist yet."""
    return Path(platformdirs.user_log_dir("CanBo", appauthor=False)) / "canbo.log"


def start_log() -> RotatingFileHandler:
    """Send the program's warnings and errors to a rotating file; `baseFilename` names it.

    Where the usual folder cannot be written, the folder for temporary files is taken.
    """
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError:
        path = Path(tempfile.gettempdir()) / path.name
    handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    return handler


def stop_log(handler: RotatingFileHandler) -> None:
    """Let the log file go."""
    logging.getLogger().removeHandler(handler)
    handler.close()
