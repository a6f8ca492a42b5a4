"""What every test stands on: no screen, no clock."""

import os
from datetime import date

import pytest

# Before anything loads Qt. A set platform (xcb under Xvfb, say) stays.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def today() -> date:
    return date(2026, 11, 22)
