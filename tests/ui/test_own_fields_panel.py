"""Trường riêng: a clerk adds a field without a new program."""

import pytest

from desktop.services import own_fields
from desktop.ui.own_fields_panel import OwnFieldsPanel
from tests.ui.hands import show


@pytest.fixture
def panel(qtbot, dressed, context):
    made = OwnFieldsPanel(context)
    show(qtbot, made, 900, 600)
    return made


def fill(panel, **texts):
    for name, text in texts.items():
        panel.form.editors[name].set_text(text)


def listed(panel):
    return [(panel.model.index(n, 0).data(), panel.model.index(n, 1).data()) for n in range(panel.model.rowCount())]


def test_a_field_is_added_with_its_kind_and_choices(panel, workspace):
    panel.begin_new()
    fill(panel, label="Cỡ áo blouse", kind="Danh sách", options="S\nM\n\nL")
    assert panel.form.save()
    assert listed(panel) == [("Cỡ áo blouse", "Danh sách")]
    (view,) = own_fields.listed(workspace)
    assert view.options == ("S", "M", "L")


def test_a_name_that_the_record_has_already_is_refused_in_a_sentence(panel, workspace):
    panel.begin_new()
    fill(panel, label="Số điện thoại", kind="Chữ")
    assert not panel.form.save()
    assert "Số điện thoại" in panel.form.problem.text()
    assert own_fields.listed(workspace) == []


def test_fields_are_renamed_put_in_order_taken_out_of_use_and_back(panel, workspace):
    for name in ("Số áo", "Biển số xe"):
        own_fields.add(workspace, name, "text")
    panel.sheet.selectRow(1)
    panel.up_button.click()
    assert [name for name, _ in listed(panel)] == ["Biển số xe", "Số áo"]
    panel.sheet.selectRow(0)
    panel.begin_edit()
    fill(panel, label="Biển số xe máy")
    assert panel.form.save()
    panel.sheet.selectRow(0)
    panel.retire_button.click()
    assert [name for name, _ in listed(panel)] == ["Số áo"]
    panel.retired.setChecked(True)
    panel.sheet.selectRow(1)
    panel.retire_button.click()
    assert {view.label for view in own_fields.listed(workspace)} == {"Số áo", "Biển số xe máy"}
