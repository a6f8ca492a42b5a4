"""Where the data files shipped with the program lie: beside the package in a checkout, inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_resources"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """Path of a shipped file or folder, as in `resource("codes", "ethnic.csv")`; whether it exists is not asked."""
    return _ROOT.joinpath(*parts)
