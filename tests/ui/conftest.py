"""What tests of the window stand on: the theme as it is, a real data file in an empty folder."""

import pytest

from desktop.ui import theme
from desktop.ui.context import Context
from tests.units import fresh_unit


@pytest.fixture
def dressed(qapp):
    """The application in the program's theme, at the usual text size."""
    theme.install(qapp, 1.0)
    yield qapp
    if theme.scale() != 1.0:
        theme.install(qapp, 1.0)


@pytest.fixture
def workspace(tmp_path, today):
    workspace = fresh_unit(tmp_path / "unit.canbo", today=today)
    yield workspace
    workspace.close()


@pytest.fixture
def context(qapp, workspace):
    context = Context(workspace)
    yield context
    context.tasks.shut_down()
