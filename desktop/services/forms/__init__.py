"""Paper forms about one person: which there are, one filled for one person, many written at once.

    sheet = filled(workspace, "SYLL", uid, Asked(day))
    outcome = run(exporting(workspace, "SYLL", uids, Asked(day), path))

A form is filled by rights: what the user may not see stays blank, and the form says so at its foot.
"""

from desktop.services.forms.base import Asked, FormKind
from desktop.services.forms.making import (
    Outcome,
    exporting,
    exporting_folder,
    file_name,
    filled,
    filling,
    may_export,
    may_print,
    printed,
    saving_pdf,
)
from desktop.services.forms.people import whom
from desktop.services.forms.register import FORMS, find

__all__ = [
    "FORMS",
    "Asked",
    "FormKind",
    "Outcome",
    "exporting",
    "exporting_folder",
    "file_name",
    "filled",
    "filling",
    "find",
    "may_export",
    "may_print",
    "printed",
    "saving_pdf",
    "whom",
]
