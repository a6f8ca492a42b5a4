"""Whether a window can be shown at all. Asked before Qt is loaded: without a screen Qt ends the whole program."""

import ctypes
import os
import socket
import sys
from pathlib import Path

_SENTENCE = (
    "Không mở được cửa sổ vì máy này không có màn hình đồ họa; hãy chạy trên máy có màn hình, "
    "hoặc dùng các lệnh (xem «canbo --help»)."
)
_MISSING = (
    "Không mở được cửa sổ vì máy thiếu thư viện {library}; hãy cài gói hệ thống có thư viện đó "
    "(trên Debian chạy «make setup») rồi mở lại."
)


def nobody_sees() -> str | None:
    """Why no window that somebody could close can be shown; drawn into memory it would wait for ever."""
    if os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal"):
        return _SENTENCE
    return without_screen()


def without_screen() -> str | None:
    """Why no window can be shown, in one sentence; None when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if _answers_wayland():
        return None
    if not _answers_x11(os.environ.get("DISPLAY", "")):
        return _SENTENCE
    library = "libxcb-cursor.so.0"  # what Qt needs and fresh systems lack
    try:
        ctypes.CDLL(library)
    except OSError:
        return _MISSING.format(library=library)
    return None


def _answers_wayland() -> bool:
    name, folder = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _connects(socket.AF_UNIX, str(Path(folder, name or "")))


def _answers_x11(display: str) -> bool:
    host, colon, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")
    return _connects(socket.AF_INET, (host, 6000 + int(number)))


def _connects(family: int, address: object) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as asked:
        asked.settimeout(2)
        try:
            asked.connect(address)  # type: ignore[arg-type]
        except OSError:
            return False
    return True
