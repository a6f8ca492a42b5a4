"""Makes this checkout ready to run: system packages on Debian, then `.venv` with the locked Python packages.

Standard library only. `make` calls it before every target that needs it; on Windows say `py tools/setup.py --dev`.
It looks first and adds only what is missing, so a second call installs nothing and needs no network.
"""

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.json"
LOG = ROOT / "build" / "setup.log"

MINORS = range(11, 14)  # of Python 3: the Qt that is locked has no wheels for 3.14

# Library that Qt loads -> Debian package that holds it.
BASE_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SCREEN_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Family that must have every Vietnamese letter -> package. The second is as wide as Times New Roman; Debian 12's
# fonts-liberation has it without Vietnamese, later releases drop fonts-liberation2.
FONTS = {"Noto Sans": "fonts-noto-core", "Liberation Serif": "fonts-liberation2"}


class SetupError(Exception):
    """One sentence: what is missing and what to do about it."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", action="store_true", help="also what the tests and checks need")
    dev = parser.parse_args(arguments).dev
    try:
        python = find_python()
        if sys.platform == "linux":
            provide_system_packages(python)
        provide_venv(python)
        provide_packages(dev)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


def find_python() -> str:
    """An interpreter that the locked packages exist for: this one if it will do."""
    if sys.version_info[0] == 3 and sys.version_info[1] in MINORS:
        return sys.executable
    for minor in reversed(MINORS):
        if found := shutil.which(f"python3.{minor}"):
            return found
    raise SetupError(
        f"Python 3.{MINORS[0]} to 3.{MINORS[-1]} is needed and this is {sys.version.split()[0]}; "
        f"install python3.{MINORS[-1]} and try again."
    )


def provide_system_packages(python: str) -> None:
    """Install what Debian packages are missing; where that is not allowed, name them.

    Without the base nothing runs, so that stops the set-up. The rest is needed for a window on a screen only.
    """
    base = [package for library, package in BASE_LIBRARIES.items() if not can_load(library)]
    if not (PYTHON.exists() or succeeds([python, "-c", "import ensurepip, venv"])):
        base.append("python3-venv")
    screen = [package for library, package in SCREEN_LIBRARIES.items() if not can_load(library)]
    screen += [package for family, package in FONTS.items() if not has_vietnamese(family)]
    if screen and not shutil.which("fc-list"):
        screen.append("fontconfig")
    if not base and not screen:
        return

    if install := apt_get():
        say(f"installing system packages: {' '.join(base + screen)}")
        logged([*install, "update"])
        if "fonts-liberation2" in screen and not succeeds(["apt-cache", "show", "fonts-liberation2"]):
            screen[screen.index("fonts-liberation2")] = "fonts-liberation"
        if logged([*install, "install", "-y", "--no-install-recommends", *base, *screen]):
            return
    sentence = f"system packages are missing; install them with: sudo apt-get install {' '.join(base + screen)}"
    if base:
        raise SetupError(sentence)
    say(f"{sentence} (only a window on the screen and its fonts need them)")


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_vietnamese(family: str) -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", f"{family}:lang=vi"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def apt_get() -> list[str]:
    """The command that installs packages here without asking for a password, or nothing."""
    if not shutil.which("apt-get"):
        return []
    command = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    if os.geteuid() == 0:
        return command
    return ["sudo", "-n", *command] if shutil.which("sudo") and succeeds(["sudo", "-n", "true"]) else []


def provide_venv(python: str) -> None:
    asked = [str(PYTHON), "-c", f"import sys; sys.exit(sys.version_info[1] not in {list(MINORS)})"]
    if PYTHON.exists() and succeeds(asked):
        return
    if not logged([python, "-m", "venv", "--clear", str(VENV)]):
        raise SetupError(f"could not make a virtual environment; {LOG.relative_to(ROOT)} says why.")


def provide_packages(dev: bool) -> None:
    """Install a lock unless the stamp in `.venv` says that it was. The dev lock holds the runtime one."""
    locks = {name: ROOT / "requirements" / f"{name}.txt" for name in ("runtime", "dev")}
    hashes = {name: hashlib.sha256(lock.read_bytes()).hexdigest() for name, lock in locks.items()}
    installed = json.loads(STAMP.read_text("utf-8")) if STAMP.exists() else {}
    if installed == hashes or (not dev and installed.get("runtime") == hashes["runtime"]):
        return
    say("installing the locked Python packages into .venv (once; half a minute or so)")
    wanted = "dev" if dev else "runtime"
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if not logged([*pip, "--require-hashes", "-r", str(locks[wanted])]):
        raise SetupError(
            f"could not install requirements/{wanted}.txt: is the package index reachable? "
            f"{LOG.relative_to(ROOT)} says more."
        )
    STAMP.write_text(json.dumps(hashes if dev else {"runtime": hashes["runtime"]}), "utf-8")


def succeeds(command: Sequence[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode == 0


def logged(command: Sequence[str]) -> bool:
    """Run a command with its output in the log; whether it succeeded."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        print("$", *command, file=log, flush=True)
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False).returncode == 0


def say(sentence: str) -> None:
    print(f"setup: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
