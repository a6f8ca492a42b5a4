"""What a file really is, told by its bytes and never by its name."""

import io
import zipfile
from enum import Enum, auto
from pathlib import Path


class Kind(Enum):
    """The kinds that can be read."""

    OOXML = auto()  # .xlsx, .xlsm
    ODS = auto()
    XLS = auto()  # Excel 97–2003
    TEXT = auto()  # .csv, .txt


class Unreadable(Exception):
    """Why the bytes cannot be read as a table: half a sentence, and half a sentence of advice."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what, advice)
        self.what, self.advice = what, advice


BROKEN = "tệp bị hỏng hoặc chép chưa trọn"
COPY_AGAIN = "hãy mở thử bằng Excel rồi lưu lại, hoặc xin lại tệp gốc"
CHOOSE_WORKBOOK = "hãy chọn tệp Excel (.xlsx, .xls), .ods hoặc .csv"
SAVE_AS_XLSX = "hãy mở bằng Excel rồi lưu lại thành .xlsx"
PROTECTED = "tệp được đặt mật khẩu mở"
REMOVE_PASSWORD = "hãy mở bằng Excel, bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc) rồi lưu lại"

_FOREIGN = (
    (b"%PDF", "đây là tệp PDF"),
    (b"\x89PNG", "đây là tệp ảnh PNG"),
    (b"\xff\xd8\xff", "đây là tệp ảnh JPEG"),
    (b"GIF8", "đây là tệp ảnh GIF"),
    (b"BM", "đây là tệp ảnh BMP"),
    (b"II*\x00", "đây là tệp ảnh TIFF"),
    (b"MM\x00*", "đây là tệp ảnh TIFF"),
    (b"{\\rtf", "đây là văn bản RTF"),
    (b"Rar!", "đây là tệp nén RAR"),
    (b"7z\xbc\xaf\x27\x1c", "đây là tệp nén 7-Zip"),
    (b"\x1f\x8b", "đây là tệp nén GZIP"),
    (b"MZ", "đây là một chương trình"),
    (b"SQLite format 3\x00", "đây là một tệp dữ liệu, không phải sổ tính"),
)
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")  # Excel 2, 3 and 4
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(path: Path) -> Kind:
    """Tell the kind of a file; `Unreadable` names what it is when it is no table, `OSError` when it cannot be opened."""
    with path.open("rb") as stream:
        head = stream.read(8192)
        if head.startswith(b"PK"):
            stream.seek(0)
            return _packed(stream)
    if head.startswith(_OLE2):
        return _compound(path)
    if head.startswith(_OLD_EXCEL):
        raise Unreadable("tệp thuộc đời Excel trước năm 1995", SAVE_AS_XLSX)
    for magic, what in _FOREIGN:
        # Two letters alone are too little to tell a picture or a program from a text that begins with them.
        if head.startswith(magic) and (len(magic) > 2 or not _looks_textual(head)):
            raise Unreadable(what, CHOOSE_WORKBOOK)
    if not _looks_textual(head):
        raise Unreadable("tệp không phải là sổ tính", CHOOSE_WORKBOOK)
    _refuse_markup(head)
    return Kind.TEXT


def _packed(stream: io.BufferedReader) -> Kind:
    try:
        with zipfile.ZipFile(stream) as package:
            names = {name.lower().replace("\\", "/") for name in package.namelist()}
            locked = any(entry.flag_bits & 1 for entry in package.infolist())
            declared = package.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
            manifest = package.read("META-INF/manifest.xml")[:1_000_000] if "meta-inf/manifest.xml" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, EOFError, KeyError, RuntimeError, OSError) as error:
        raise Unreadable(BROKEN, COPY_AGAIN) from error
    if locked or b"encryption-data" in manifest:
        raise Unreadable(PROTECTED, REMOVE_PASSWORD)
    if "xl/workbook.xml" in names:
        return Kind.OOXML
    if "opendocument.spreadsheet" in declared:
        return Kind.ODS
    if "xl/workbook.bin" in names:
        raise Unreadable("đây là sổ tính nhị phân .xlsb", SAVE_AS_XLSX)
    if "word/document.xml" in names or "opendocument.text" in declared:
        raise Unreadable("đây là văn bản Word", CHOOSE_WORKBOOK)
    if "ppt/presentation.xml" in names or "opendocument.presentation" in declared:
        raise Unreadable("đây là bài trình chiếu", CHOOSE_WORKBOOK)
    raise Unreadable("đây là tệp nén ZIP", "hãy giải nén rồi chọn tệp Excel ở bên trong")


def _compound(path: Path) -> Kind:
    """Office 97–2003 files and protected newer ones share one container; the names inside it tell them apart.

    Names are looked for as bytes: a damaged directory must not hide that a file is protected.
    """
    content = path.read_bytes()

    def holds(name: str) -> bool:
        return (name + "\0").encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Unreadable(PROTECTED, REMOVE_PASSWORD)
    if holds("Workbook") or holds("Book"):
        return Kind.XLS
    if holds("WordDocument"):
        raise Unreadable("đây là văn bản Word", CHOOSE_WORKBOOK)
    if holds("PowerPoint Document"):
        raise Unreadable("đây là bài trình chiếu", CHOOSE_WORKBOOK)
    raise Unreadable("tệp không phải là sổ tính, hoặc đã bị hỏng", CHOOSE_WORKBOOK)


def _looks_textual(head: bytes) -> bool:
    if head.startswith(_UTF16):
        return True
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return odd * 200 <= len(head)


def _refuse_markup(head: bytes) -> None:
    """Old web programs hand out web pages and XML under the name .xls; Excel opens them, so the clerk cannot know."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(_UTF16):
        start = head[2:].replace(b"\x00", b"").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body", b"<div")):
        raise Unreadable("đây là trang web (HTML) mang tên tệp Excel", SAVE_AS_XLSX)
    if start.startswith(b"mime-version:"):
        raise Unreadable("đây là trang web lưu một tệp (MHTML)", SAVE_AS_XLSX)
    if start.startswith(b"<?xml"):
        if b"<html" in start:
            raise Unreadable("đây là trang web (HTML) mang tên tệp Excel", SAVE_AS_XLSX)
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise Unreadable("đây là sổ tính XML 2003", SAVE_AS_XLSX)
        raise Unreadable("đây là tệp XML", CHOOSE_WORKBOOK)
