"""Whole records out of a file and into another, field by field: every kind of record, every reference, attached papers.

`export_all` writes a workbook or JSON, `plan_all` reads and compares, `carry_out_all` writes what the plan says.
"""

from desktop.services.exchange.agreed import WholePlan
from desktop.services.exchange.carrying import carry_out_all
from desktop.services.exchange.kinds import LEFT_OUT, RecordKind, record_kinds
from desktop.services.exchange.leaving import Left, export_all
from desktop.services.exchange.planning import plan_all
from desktop.services.exchange.taking import Document, read_document

__all__ = [
    "LEFT_OUT",
    "Document",
    "Left",
    "RecordKind",
    "WholePlan",
    "carry_out_all",
    "export_all",
    "plan_all",
    "read_document",
    "record_kinds",
]
