"""Make the filled data file that every later program must still open: `python tools/filled_file.py`.

One invented record of every kind, every field filled, and a few operations in its log. Until the first release
the file is made anew whenever a field is added; after it, a released file is never touched again: a step of
migration is added, and the file of the new schema beside the old ones.
"""

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from desktop.storage.connection import newest_schema  # noqa: E402
from desktop.storage.database import Database  # noqa: E402
from tests.storage.making import AUDITED, Maker  # noqa: E402


def main() -> None:
    """Write tests/data/v<schema>.canbo anew."""
    path = ROOT / "tests" / "data" / f"v{newest_schema()}.canbo"
    path.unlink(missing_ok=True)
    database = Database.create(path, today=date(2026, 11, 22), user="Người dùng mẫu")
    maker = Maker()
    for kind in AUDITED:
        with database.write(f"Thêm {kind.caption}") as session:
            session.add(maker.record(kind))
    database.keep_current()
    database.close()
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
