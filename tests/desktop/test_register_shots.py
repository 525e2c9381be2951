"""The list of shots a video may be registered for, and what its dialog makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from recoil_desktop.models.register_choices import ShotChoice
from recoil_desktop.models.register_shots import RegisterShotsModel, ShotRole

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

ORDER = ("EP001_SH01", "EP001_SH02", "EP001_SH03")


@pytest.fixture
def model(qapp: QApplication) -> RegisterShotsModel:
    model = RegisterShotsModel()
    QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, parent=model
    )
    shots = [ShotChoice(shot, shot[-1], "rain") for shot in reversed(ORDER)]
    model.show(shots, ORDER, ["EP001_SH03"])
    return model


def test_that_what_is_ticked_comes_in_the_order_of_the_film(model: RegisterShotsModel) -> None:
    told: list[tuple[str, ...]] = []
    model.chosen_changed.connect(lambda: told.append(model.chosen))

    model.toggle(model.index(2))

    assert told == [("EP001_SH01", "EP001_SH03")]
    assert [shot.shot_id for shot in model.shots] == list(reversed(ORDER))


def test_that_ticking_works_by_qt_s_own_way_too(model: RegisterShotsModel) -> None:
    index, role = model.index(0), Qt.ItemDataRole.CheckStateRole

    chosen = []
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.Checked.value):
        assert model.setData(index, state, role)
        chosen.append(model.chosen)

    assert chosen == [(), ("EP001_SH03",)]
    assert not model.setData(index, "x")


def test_that_a_shot_that_is_not_offered_is_not_chosen(model: RegisterShotsModel) -> None:
    model.show([ShotChoice("EP001_SH02", "2")], ORDER, ["EP001_SH01", "EP001_SH02"])

    assert model.chosen == ("EP001_SH02",)


def test_that_a_row_tells_its_parts(model: RegisterShotsModel, tmp_path: Path) -> None:
    shot = ShotChoice("EP001_SH09", "9", "rain", picture=tmp_path / "a.jpg", reason="its name")
    model.show([shot], (), [])
    index = model.index(0)

    assert index.data() == "SH9 rain"
    assert index.data(ShotRole.SHOT) == shot
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "EP001_SH09\nrain\nits name"
    assert model.row_showing(tmp_path / "a.jpg") == 0
    assert model.row_showing(tmp_path / "b.jpg") is None
