from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import QCoreApplication

from desktop.services.progress import Progress, run
from desktop.ui.tasks import TaskRunner


@pytest.fixture
def runner(qapp):
    runner = TaskRunner()
    yield runner
    runner.shut_down()
    QCoreApplication.sendPostedEvents(runner)


def _unexpected(result: object) -> None:
    pytest.fail(f"finished with {result!r}")


def test_a_task_can_be_driven_without_a_window():
    def work():
        yield Progress(1, 2)
        yield Progress(2, 2)
        return "xong"

    heard = []
    assert run(work(), heard.append) == "xong"
    assert heard == [Progress(1, 2), Progress(2, 2)]


def test_progress_then_result_both_on_the_gui_thread(qtbot, runner):
    threads = []

    def work():
        threads.append(current_thread())
        yield Progress(1, 2)
        return "xong"

    heard = []

    def hear(word):
        heard.append((word, current_thread() is main_thread()))

    runner.start(work(), progress=hear, done=hear)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [(Progress(1, 2), True), ("xong", True)]
    assert threads[0] is not main_thread()


def test_of_much_progress_the_newest_is_told_and_the_queue_never_floods(qtbot, runner):
    def work():
        for n in range(20_000):
            yield Progress(n, 20_000)

    heard, results = [], []
    runner.start(work(), progress=heard.append, done=results.append)
    qtbot.waitUntil(lambda: results == [None])
    assert heard[-1] == Progress(19_999, 20_000)
    assert [p.done for p in heard] == sorted(p.done for p in heard)


def test_busy_holds_from_the_first_task_to_the_end_of_the_last(qtbot, runner):
    def work(word):
        yield Progress(0, 1)
        return word

    told, results = [], []
    runner.busy.connect(told.append)
    runner.start(work("một"), done=results.append, title="Việc một")
    runner.start(work("hai"), done=results.append, title="Việc hai")
    assert (runner.is_busy, runner.title) == (True, "Việc một")
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert (results, told) == (["một", "hai"], [True, False])


def test_cancelling_closes_the_generator_so_that_its_with_rolls_back(qtbot, runner):
    ended = []

    def work():
        try:
            for n in range(10**9):
                yield Progress(n, 0)
        finally:
            ended.append("rolled back")

    heard = []
    cancel = runner.start(work(), progress=lambda _p: cancel(), cancelled=lambda: heard.append("hủy"), done=_unexpected)
    qtbot.waitUntil(lambda: heard == ["hủy"])
    assert ended == ["rolled back"]


def test_an_error_goes_to_whoever_started_the_task_else_to_the_runner(qtbot, runner):
    def work():
        yield Progress(0, 1)
        raise ValueError("x")

    own = []
    runner.start(work(), done=_unexpected, failed=own.append)
    with qtbot.waitSignal(runner.failed) as failed:
        runner.start(work(), done=_unexpected)
    assert [type(e) for e in (*own, *failed.args)] == [ValueError, ValueError]


def test_a_fault_in_a_callback_leaves_the_runner_usable(qtbot, runner):
    def work():
        yield Progress(0, 1)

    with qtbot.captureExceptions() as caught:
        runner.start(work(), done=lambda _r: 1 / 0)
        qtbot.waitUntil(lambda: not runner.is_busy)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    results = []
    runner.start(work(), done=results.append)
    qtbot.waitUntil(lambda: results == [None])


def test_shutting_down_waits_and_calls_nobody(runner):
    started = []

    def work():
        while True:
            started.append(1)
            yield Progress(0, 0)

    runner.start(work(), done=_unexpected, cancelled=lambda: pytest.fail("called"))
    runner.shut_down()
    QCoreApplication.sendPostedEvents(runner)
    assert not runner.is_busy
