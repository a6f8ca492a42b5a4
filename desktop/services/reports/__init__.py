"""The reports, one module each. A new one is written there and named here."""

from desktop.services.reports.base import ReportKind
from desktop.services.reports.bm01a import BM01A
from desktop.services.reports.f06 import F06
from desktop.services.reports.f10c import F10C
from desktop.services.reports.r3 import R3
from desktop.services.reports.r4 import R4

REPORTS: dict[str, ReportKind] = {kind.code: kind for kind in (BM01A, F06, F10C, R3, R4)}
