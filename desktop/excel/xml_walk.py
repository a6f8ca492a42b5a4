"""Walking through XML that came from outside, block by block."""

from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from desktop.excel.kinds import BROKEN, COPY_AGAIN, Unreadable

_BLOCK = 2**18


def safe_parser() -> expat.XMLParserType:
    """A parser that refuses a document type: no part of a workbook has one, and entities are how XML bombs are made."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_declaration: object) -> None:
        raise Unreadable(BROKEN, COPY_AGAIN)

    parser.StartDoctypeDeclHandler = refuse
    return parser


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a stream, a quarter of a megabyte at a time."""
    while block := stream.read(_BLOCK):
        yield block
