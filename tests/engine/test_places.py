"""Where things lie: said, configured, or at home."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.store import places
from engine.store.places import Places


def settings(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.ini").write_text(text, encoding="utf-8")


def test_that_the_root_said_on_the_command_line_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_state: Path
) -> None:
    monkeypatch.setenv("RECOIL_PROJECTS_ROOT", str(tmp_path / "environment"))
    settings(own_state, f"[folders]\nprojects_root={tmp_path / 'setting'}\n")

    assert Places.from_environment(tmp_path / "said").projects_root == tmp_path / "said"
    assert Places.from_environment().projects_root == tmp_path / "environment"
    monkeypatch.delenv("RECOIL_PROJECTS_ROOT")
    assert Places.from_environment().projects_root == tmp_path / "setting"
    settings(own_state, "[folders]\nprojects_root=\n")
    assert Places.from_environment().projects_root == Path.home() / "RecoilProjects"


@pytest.mark.parametrize("text", ["not an ini file", "[folders]\n", ""])
def test_that_settings_that_say_nothing_are_passed_over(own_state: Path, text: str) -> None:
    settings(own_state, text)

    assert Places.from_environment().projects_root == Path.home() / "RecoilProjects"


def test_that_one_folder_holds_everything_when_it_is_said(own_state: Path) -> None:
    found = Places.from_environment()

    assert found.state_dir == own_state
    assert found.state_file == own_state / "state.json"
    assert found.cache_dir.parent == own_state
    assert found.log_dir.parent == own_state


def test_that_without_a_word_the_system_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECOIL_STATE_DIR")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    settings(tmp_path / "config" / "Recoil", '[folders]\nprojects_root="/shows, all"\n')

    found = Places.from_environment()

    assert found.state_file.name == "state.json"
    assert found.state_dir.name == "recoil"
    assert found.projects_root == Path("/shows, all")


def test_that_windows_keeps_settings_among_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECOIL_STATE_DIR")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")

    assert places._settings_folder() == tmp_path / "Recoil"
