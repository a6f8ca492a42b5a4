"""The password of a data file in the credential store of the system, where there is one."""

import logging
from pathlib import Path

_SERVICE = "CanBo"
_LOG = logging.getLogger(__name__)


def remembered(path: Path) -> str | None:
    """The password kept for a data file; None where none is kept or the system has no store."""
    # 0.2 s, and only for who is not told the password otherwise.
    import keyring  # noqa: PLC0415

    try:
        return keyring.get_password(_SERVICE, _name(path))
    except Exception as error:  # a store may refuse in many ways; then the password is asked for
        _LOG.info("no password from the credential store: %s", type(error).__name__)
        return None


def remember(path: Path, password: str) -> bool:
    """Keep the password of a data file; False where the system has no store or refuses."""
    import keyring  # noqa: PLC0415

    try:
        keyring.set_password(_SERVICE, _name(path), password)
    except Exception as error:
        _LOG.info("the credential store keeps no password: %s", type(error).__name__)
        return False
    return True


def _name(path: Path) -> str:
    return str(path.resolve())
