import gc

import pytest

from desktop.ui.collector import Collector


class Knot:
    """Garbage that only the collector can free."""

    freed = 0

    def __init__(self):
        self.me = self

    def __del__(self):
        Knot.freed += 1


@pytest.fixture
def collecting():
    yield
    gc.enable()


def test_garbage_is_collected_on_the_thread_of_the_collector_alone(qtbot, collecting):
    collector = Collector(every_ms=0)
    assert not gc.isenabled()
    before = Knot.freed
    Knot()
    qtbot.waitUntil(lambda: Knot.freed == before + 1)
    collector.deleteLater()
