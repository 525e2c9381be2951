"""Versions of a batch: which one counts, and what differs, shot by shot."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from engine.domain.scene_diff import DiffKind, SceneDiff, ShotDiff
from recoil_desktop.actions.catalogue import ALL_ACTIONS
from recoil_desktop.actions.context import Context
from recoil_desktop.actions.registry import ActionRegistry
from recoil_desktop.actions.run_state import VersionState
from recoil_desktop.models.versions_model import (
    BatchVersions,
    DiffColumn,
    DiffModel,
    VersionRow,
    diff_lines,
    summary_of,
    value_text,
)
from recoil_desktop.theme import Themes
from recoil_desktop.views.versions import Comparison, VersionsPane

FOUND = SceneDiff(
    (
        ShotDiff("EP001_SH01", DiffKind.SAME),
        ShotDiff("EP001_SH02", DiffKind.CHANGED, (("duration_s", 2, 3), ("raw.prompt", "A", "B"))),
        ShotDiff("EP001_SH03", DiffKind.ADDED),
        ShotDiff("EP001_SH04", DiffKind.REMOVED),
    )
)
ROWS = (
    VersionRow(1, is_active=True, created_at="2026-05-04T12:00:00Z"),
    VersionRow(2, is_derived=False, source="rederive", created_at="2026-05-05T08:30:00Z"),
)
LONG = "JADE, red coat, no umbrella, stops under the first sign and reads the doors."


class Nobody:
    """A desk at which nobody sits."""

    def __getattr__(self, verb: str):
        return lambda *_arguments: None


@pytest.fixture
def registry(qapp) -> ActionRegistry:
    return ActionRegistry(ALL_ACTIONS, Nobody())


@pytest.fixture
def pane(qtbot, registry) -> VersionsPane:
    pane = VersionsPane(registry, Themes())
    qtbot.addWidget(pane)
    pane.resize(820, 600)
    pane.show()
    return pane


def filled(pane: VersionsPane, *rows: VersionRow) -> list[tuple[int, int]]:
    """Show a batch with these versions; what the pane asks to be compared."""
    asked: list[tuple[int, int]] = []
    pane.compared.connect(lambda before, after: asked.append((before, after)))
    pane.show_batches([("BATCH_001", len(rows) - 1), ("BATCH_002", 0)], "BATCH_001")
    pane.show_versions(BatchVersions("BATCH_001", rows or ROWS))
    return asked


def test_that_an_episode_without_batches_says_what_to_do(pane) -> None:
    assert pane.empty.isVisible()
    assert "Derive the scenes" in pane.empty.text


def test_that_the_newest_version_is_compared_with_the_one_that_counts(pane) -> None:
    asked = filled(pane)

    assert (pane.chosen, pane.compared_with) == (2, 1)
    assert asked[-1] == (1, 2)
    assert pane.status.text() == "Version 1 counts · 1 candidate waiting"


def test_that_any_two_versions_can_be_compared_with_keys(pane, qtbot) -> None:
    asked = filled(pane, *ROWS, VersionRow(3))
    pane.versions.list.setFocus()
    qtbot.keyClick(pane.versions.list, Qt.Key.Key_Down)

    qtbot.keyClick(pane.against, Qt.Key.Key_End)

    assert asked[-2:] == [(1, 2), (3, 2)]


def test_that_a_version_that_arrives_is_shown_and_else_the_choice_stays(pane) -> None:
    filled(pane)
    pane.choose(1)
    pane.show_versions(BatchVersions("BATCH_001", ROWS))
    assert pane.chosen == 1

    pane.show_versions(BatchVersions("BATCH_001", (*ROWS, VersionRow(3))))

    assert pane.chosen == 3


def test_that_shots_and_fields_show_what_became_of_them(pane) -> None:
    filled(pane)

    pane.show_comparison(Comparison(1, 2, diff_lines(FOUND), summary_of(FOUND)))

    model = pane.model
    rows = [model.index(row, 0).data() for row in range(model.rowCount())]
    fields = model.index(0, 0)
    assert rows == ["SH2", "SH3", "SH4"]
    assert [model.index(0, c, fields).data() for c in range(3)] == ["Length", "2", "3"]
    assert model.headerData(DiffColumn.AFTER, Qt.Orientation.Horizontal) == "Version 2"
    assert pane.summary.text() == "1 added, 1 removed, 1 changed, 1 the same"


def test_that_long_texts_are_read_whole_below_and_short_ones_are_not_repeated(pane) -> None:
    filled(pane)
    changed = (("duration_s", 2, 3), ("raw.prompt", LONG, "Jade waits."))
    found = SceneDiff((ShotDiff("EP001_SH02", DiffKind.CHANGED, changed),))
    pane.show_comparison(Comparison(1, 2, diff_lines(found), summary_of(found)))
    shot = pane.model.index(0, 0)

    pane.tree.setCurrentIndex(pane.model.index(0, 0, shot))
    assert not pane.before.isVisible()
    pane.tree.setCurrentIndex(pane.model.index(1, 0, shot))

    assert pane.before.toPlainText() == LONG
    assert pane.after.toPlainText() == "Jade waits."


def test_that_equal_versions_and_errors_are_said_in_words(pane) -> None:
    filled(pane)
    pane.show_comparison(Comparison(1, 2, summary="3 the same"))
    assert pane.same.isVisible()

    pane.show_comparison(Comparison(1, 1))
    assert "itself" in pane.same.text
    pane.show_comparison(Comparison(1, 2, problem="corrupt file v2.json"))

    assert pane.summary.text() == "corrupt file v2.json"


def test_that_only_verbs_that_apply_have_buttons(pane, registry) -> None:
    filled(pane)

    def verbs(state: VersionState) -> list[str]:
        registry.refresh(Context(project="N", versions=state))
        return [button.text() for button in pane.verbs if button.isVisible()]

    assert verbs(VersionState("BATCH_001", active=1, chosen=2)) == ["Conform"]
    assert verbs(VersionState("BATCH_001", active=2, chosen=1)) == ["Revert"]
    assert verbs(VersionState("BATCH_001", 2, 2, is_derived=False)) == ["Mark derived"]
    assert verbs(VersionState()) == []


def test_that_another_batch_can_be_chosen(pane, qtbot) -> None:
    filled(pane)

    with qtbot.waitSignal(pane.batch_chosen) as chosen:
        pane.batch.activated.emit(1)

    assert chosen.args == ["BATCH_002"]


def test_that_a_batch_that_cannot_be_read_says_so(pane) -> None:
    pane.show_batches([("BATCH_001", 0)], "BATCH_001")

    pane.show_versions(BatchVersions("BATCH_001", problem="corrupt manifest"))

    assert pane.status.text() == "corrupt manifest"


def test_that_the_comparison_is_a_sound_model(qapp, qtmodeltester) -> None:
    model = DiffModel()
    model.sync(diff_lines(FOUND, shows_same=True))
    model.sync(diff_lines(FOUND))

    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "–"), ("a", "a"), (2.5, "2.5"), (3, "3"), (["a"], '["a"]'), ({"ü": 1}, '{"ü": 1}')],
)
def test_that_values_are_told_as_people_read_them(value, words) -> None:
    assert value_text(value) == words
