"""The state that programs share: keys are set, never the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.errors import CorruptFile
from engine.store.state_file import StateFile

if TYPE_CHECKING:
    from pathlib import Path


def test_that_keys_of_others_stay(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "recoil" / "state.json")
    state.update({"project": "demo", "selection": ["EP001_SH01"]})
    StateFile(state.path).update({"viewer": {"shot_id": "EP001_SH01"}, "project": None})

    assert state.read() == {"selection": ["EP001_SH01"], "viewer": {"shot_id": "EP001_SH01"}}
    assert state.selection() == ("EP001_SH01",)
    assert state.viewer() == {"shot_id": "EP001_SH01"}


def test_that_nothing_is_known_without_a_file(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.json")

    assert state.read() == {}
    assert state.selection() == ()
    assert state.viewer() == {}


def test_that_setting_what_stands_there_writes_nothing(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.json")
    state.update({"project": "demo"})
    before = state.path.stat().st_mtime_ns

    state.update({"project": "demo"})

    assert state.path.stat().st_mtime_ns == before


def test_that_a_corrupt_state_is_not_overwritten(tmp_path: Path) -> None:
    state = StateFile(tmp_path / "state.json")
    state.path.write_bytes(b"{broken")

    with pytest.raises(CorruptFile):
        state.update({"project": "demo"})

    assert state.path.read_bytes() == b"{broken"
