"""Settings are kept, judged, and told."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtCore import QSettings

from recoil_desktop.settings import GROUPS, SettingsStore, rule_of

ALL_FIELDS = [(name, each) for name, kind in GROUPS.items() for each in fields(kind)]


@pytest.mark.parametrize(("group", "declared"), ALL_FIELDS, ids=lambda value: str(value)[:40])
def test_that_every_setting_says_what_it_does_and_has_an_allowed_default(group, declared) -> None:
    rule = rule_of(declared)

    assert rule.sentence
    assert rule.allows(declared.default)


def test_that_a_setting_outlives_the_program(qapp, tmp_path) -> None:
    first = SettingsStore(tmp_path)
    first.set("look.theme", "light")
    first.set("work.threads", 6)
    first.set("review.opens_next", False)
    first.save()

    second = SettingsStore(tmp_path)

    assert second.look.theme == "light"
    assert second.work.threads == 6
    assert second.review.opens_next is False


def test_that_a_change_is_told_once(qapp, tmp_path) -> None:
    store = SettingsStore(tmp_path)
    told = []
    store.changed.connect(told.append)

    store.set("look.theme", "light")
    store.set("look.theme", "light")

    assert told == ["look.theme"]


@pytest.mark.parametrize(
    ("name", "value"), [("look.theme", "pink"), ("work.threads", 0), ("look.text_size", 500)]
)
def test_that_a_value_out_of_range_is_refused_and_changes_nothing(
    qapp, tmp_path, name, value
) -> None:
    store = SettingsStore(tmp_path)
    before = store.get(name)

    with pytest.raises(ValueError, match=name):
        store.set(name, value)

    assert store.get(name) == before


@pytest.mark.parametrize("garbage", ["", "many", "999", "-1"])
def test_that_garbage_in_the_file_becomes_the_default_and_is_logged(
    qapp, tmp_path, caplog, garbage
) -> None:
    file = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    file.setValue("work/threads", garbage)
    file.setValue("future/unknown", "kept")
    file.sync()

    store = SettingsStore(tmp_path)
    store.set("look.theme", "light")
    store.save()

    assert store.work.threads == 4
    assert "work.threads" in caplog.text
    again = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert again.value("future/unknown") == "kept"


def test_that_the_engine_reads_the_folder_chosen_here(qapp, tmp_path, own_state) -> None:
    from engine.store.places import Places

    store = SettingsStore()
    store.set("folders.projects_root", str(tmp_path))
    store.save()

    assert Places.from_environment().projects_root == tmp_path
