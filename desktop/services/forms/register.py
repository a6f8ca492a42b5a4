"""The forms there are, in the order in which they are offered."""

from desktop.domain.errors import UserError
from desktop.domain.text import label_key
from desktop.services.forms.base import FormKind
from desktop.services.forms.form_2c import FORM_2C, HS02
from desktop.services.forms.short import FORM_3A, HS01
from desktop.services.forms.supplement import HS03
from desktop.services.forms.syll_tt06 import SYLL

FORMS = {kind.code: kind for kind in (SYLL, FORM_2C, HS02, HS01, FORM_3A, HS03)}


def find(code: str) -> FormKind:
    """The form of a code, however it is cased. Raises UserError, which names the known ones."""
    for known, kind in FORMS.items():
        if label_key(known) == label_key(code):
            return kind
    raise UserError(f"Không có mẫu phiếu «{code}». Các mẫu hiện có: {', '.join(FORMS)}.")
