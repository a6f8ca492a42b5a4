"""Pictures in a workbook, and the marks that keep Excel from warning about figures that stand as text in a form.

openpyxl needs a library of its own to place a picture; the few parts that a placed picture takes are written here.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from desktop.excel.sheet import Area, Sheet

_EMU = 12_700  # units of drawings in a point
_TYPES = {"png": "image/png", "jpeg": "image/jpeg"}
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLACED = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


class Image(NamedTuple):
    """What the first bytes of an image tell: png or jpeg, and its size in pixels."""

    kind: str
    width: int
    height: int


def image_of(content: bytes) -> Image | None:
    """The kind and size of a PNG or JPEG image; None for anything else, or a damaged beginning."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return Image("png", width, height) if width and height else None
    return _jpeg(content) if content.startswith(b"\xff\xd8") else None


def _jpeg(content: bytes) -> Image | None:
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return Image("jpeg", width, height) if width and height else None
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None


class Drawn(NamedTuple):
    """What a sheet adds to a workbook: the elements at the end of its own part, and further parts by name."""

    end: str
    parts: Mapping[str, bytes]


def drawing_of(sheet: Sheet, number: int) -> Drawn:
    """The pictures of the sheet with this number in the workbook, and the end of its part."""
    end = "" if sheet.has_header else _figures_as_text(sheet.print_area)
    shown = [(picture, image) for picture in sheet.pictures if (image := image_of(picture.content))]
    if not shown:
        return Drawn(end, {})
    parts: dict[str, bytes] = {}
    anchors, links = [], []
    for place, (picture, image) in enumerate(shown, start=1):
        name = f"form{number}_{place}.{image.kind}"
        parts[f"xl/media/{name}"] = picture.content
        links.append(f'<Relationship Id="rId{place}" Type="{_OFFICE}/image" Target="../media/{name}"/>')
        anchors.append(_anchor(sheet, picture.area, image, place))
    parts[f"xl/drawings/drawing{number}.xml"] = _xml(
        f'<xdr:wsDr xmlns:xdr="{_PLACED}" xmlns:a="{_MAIN}">{"".join(anchors)}</xdr:wsDr>'
    )
    parts[f"xl/drawings/_rels/drawing{number}.xml.rels"] = _relationships(links)
    target = f'<Relationship Id="rId1" Type="{_OFFICE}/drawing" Target="../drawings/drawing{number}.xml"/>'
    parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relationships([target])
    return Drawn(f'{end}<drawing xmlns:r="{_OFFICE}" r:id="rId1"/>', parts)


def declare(types: bytes, parts: Iterable[str]) -> bytes:
    """The list of content types of a workbook, with those of further parts added."""
    found = "".join(sorted(set(_declared(parts))))
    return types.replace(b"</Types>", f"{found}</Types>".encode()) if found else types


def _declared(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        ending = part.rpartition(".")[2]
        if ending in _TYPES:
            yield f'<Default Extension="{ending}" ContentType="{_TYPES[ending]}"/>'
        elif part.startswith("xl/drawings/drawing"):
            yield f'<Override PartName="/{part}" ContentType="{_DRAWING_TYPE}"/>'


def _figures_as_text(area: Area) -> str:
    return f'<ignoredErrors><ignoredError sqref="{area}" numberStoredAsText="1"/></ignoredErrors>'


def _anchor(sheet: Sheet, area: Area, image: Image, place: int) -> str:
    """The picture in the middle of its area, whole, a point away from the frame."""
    width = sum(sheet.column_points[area.left - 1 : area.right])
    height = sum(sheet.heights[area.top - 1 : area.bottom])
    scale = min((width - 2) / image.width, (height - 2) / image.height)
    wide, tall = image.width * scale, image.height * scale
    column, right = _into(sheet.column_points, area.left - 1, (width - wide) / 2)
    row, down = _into(sheet.heights, area.top - 1, (height - tall) / 2)
    size = f'cx="{round(wide * _EMU)}" cy="{round(tall * _EMU)}"'
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>{right}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>{down}</xdr:rowOff></xdr:from><xdr:ext {size}/>"
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{place + 1}" name="Ảnh {place}"/><xdr:cNvPicPr>'
        '<a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{_OFFICE}" r:embed="rId{place}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"
    )


def _into(sizes: tuple[float, ...], first: int, offset: float) -> tuple[int, int]:
    """The row or column (from 0) in which a distance from the start of another one ends, and how far into it."""
    place = first
    while offset >= sizes[place] and place + 1 < len(sizes):
        offset -= sizes[place]
        place += 1
    return place, round(offset * _EMU)


def _relationships(links: Iterable[str]) -> bytes:
    return _xml(f'<Relationships xmlns="{_PACKAGE}">{"".join(links)}</Relationships>')


def _xml(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{body}'.encode()
