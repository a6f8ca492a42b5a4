"""Compile the translations of resources/i18n: `python tools/build_translations.py`. The compiled files are committed.

Vietnamese is the language of the source, so only Qt's own texts need translating into it (Qt ships none).
"""

import subprocess
from pathlib import Path

import PySide6

SOURCES = Path(__file__).resolve().parents[1] / "resources" / "i18n"


def main() -> None:
    lrelease = Path(PySide6.__file__).with_name("lrelease")
    for source in sorted(SOURCES.glob("*.ts")):
        subprocess.run([lrelease, "-silent", source, "-qm", source.with_suffix(".qm")], check=True)
        print(f"{source.stem}: {source.with_suffix('.qm').stat().st_size} bytes")


if __name__ == "__main__":
    main()
