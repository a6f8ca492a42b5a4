"""Make the small icon font that the program ships out of the large one that QtAwesome carries.

Run it after adding a name to `GLYPHS`: `python tools/subset_icons.py`. It writes the font and the table
of code points beside it; both are committed, so that the program needs neither QtAwesome nor fontTools.
"""

import json
from importlib.metadata import distribution
from pathlib import Path

from fontTools import subset

OUT = Path(__file__).resolve().parents[1] / "resources" / "icons"

# Our name of an icon: the name of the glyph in Material Design Icons.
GLYPHS = {
    "add": "plus",
    "alert": "alert-outline",
    "bell": "bell-outline",
    "bookmark": "bookmark-outline",
    "calendar": "calendar-blank-outline",
    "card": "card-account-details-outline",
    "check": "check",
    "check-circle": "check-circle-outline",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "chevron-up": "chevron-up",
    "circle": "circle-outline",
    "circle-half": "circle-half-full",
    "clock": "clock-outline",
    "close": "close",
    "columns": "view-column-outline",
    "copy": "content-copy",
    "dashboard": "view-dashboard-outline",
    "database": "database-outline",
    "delete": "trash-can-outline",
    "download": "download",
    "edit": "pencil-outline",
    "export": "file-export-outline",
    "eye": "eye-outline",
    "file": "file-outline",
    "filter": "filter-outline",
    "folder": "folder-outline",
    "help": "help-circle-outline",
    "history": "history",
    "hospital": "hospital-building",
    "import": "table-arrow-left",
    "info": "information-outline",
    "link": "link-variant",
    "lock": "lock-outline",
    "mentoring": "account-supervisor-outline",
    "menu": "menu",
    "more": "dots-horizontal",
    "party": "star-outline",
    "people": "account-multiple-outline",
    "play": "play",
    "print": "printer-outline",
    "redo": "redo",
    "refresh": "refresh",
    "report": "file-chart-outline",
    "save": "content-save-outline",
    "search": "magnify",
    "settings": "cog-outline",
    "succession": "stairs",
    "table": "file-excel-outline",
    "training": "school-outline",
    "undo": "undo",
    "unlock": "lock-open-variant-outline",
    "upload": "upload",
    "user": "account-circle-outline",
    "warning": "alert-circle-outline",
}


def main() -> None:
    fonts = Path(str(distribution("QtAwesome").locate_file("qtawesome/fonts")))
    (source,) = fonts.glob("materialdesignicons6-webfont-*.ttf")
    (charmap,) = fonts.glob("materialdesignicons6-webfont-charmap-*.json")
    known = json.loads(charmap.read_text())
    points = {name: int(known[glyph], 16) for name, glyph in GLYPHS.items()}

    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    font = subset.load_font(str(source), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=points.values())
    cut.subset(font)
    for record in font["name"].names:
        # A family of its own: a full copy of the font on the PC must not answer in our place.
        if record.nameID in (1, 4, 6):
            record.string = "CanBoIcons"
    subset.save_font(font, str(OUT / "canbo-icons.ttf"), options)
    table = "".join(f"{name} {point:x}\n" for name, point in sorted(points.items()))
    (OUT / "canbo-icons.txt").write_text(table)
    print(f"{len(points)} glyphs of {source.name}, {(OUT / 'canbo-icons.ttf').stat().st_size} bytes")


if __name__ == "__main__":
    main()
