from datetime import date

import pytest

from desktop.domain.dates import PartialDate
from desktop.domain.licence_rules import licence_expiry
from desktop.domain.staff import LicenceKind
from desktop.services.policy import load_policy

POLICY = load_policy()


@pytest.mark.parametrize(
    ("kind", "issued", "printed", "ends"),
    [
        ("GPHN", "2024-06-17", None, date(2029, 6, 17)),
        ("GPHN", "2024-02-29", None, date(2029, 2, 28)),
        ("GPHN", "2024-06-17", date(2028, 1, 1), date(2028, 1, 1)),  # what is printed goes first
        ("GPHN", "2024-06", None, None),
        ("GPHN", None, None, None),
        ("CCHN", "2012-04-26", None, date(2035, 4, 26)),
        ("CCHN", "2016-02-29", None, date(2035, 2, 28)),
        ("CCHN", "2016", None, None),
        ("CCHN_DUOC", "2016-03-01", None, None),  # another law; no end
        (None, "2016-03-01", None, None),
    ],
)
def test_when_a_licence_ends(kind, issued, printed, ends):
    found = licence_expiry(kind and LicenceKind(kind), issued and PartialDate(issued), printed, POLICY)
    assert found == ends
