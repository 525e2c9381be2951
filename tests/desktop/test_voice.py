"""The sound that goes with pictures that come frame by frame."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from recoil_desktop.scrubber.voice import Voice
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("PulseAudioService", "No audio device", "No RHI backend")
WAIT = 10_000


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sound")
    return [make_clip(folder / f"{n}.mp4", shots=(24,), size=(64, 64), seed=n).path for n in (1, 2)]


@pytest.fixture
def voice(qtbot: QtBot) -> Iterator[Voice]:
    made = Voice()
    yield made
    made.close()
    made.deleteLater()


def test_that_a_clip_is_heard_from_a_moment_on(
    voice: Voice, clips: list[Path], qtbot: QtBot
) -> None:
    voice.speak(clips[0], Fraction(1, 2), 1.0)

    qtbot.waitUntil(lambda: voice._speaking._player.position() > 520, timeout=WAIT)
    assert voice.path == clips[0]
    voice.rest()
    assert voice.path is None
    assert not voice._speaking._player.isPlaying()


def test_that_what_was_prepared_is_heard_without_being_loaded_again(
    voice: Voice, clips: list[Path], qtbot: QtBot
) -> None:
    voice.speak(clips[0], Fraction(0), 1.0)
    voice.prepare(clips[1])
    prepared = voice._waiting

    voice.speak(clips[1], Fraction(0), 1.0)

    assert voice._speaking is prepared
    assert voice.path == clips[1]
    qtbot.waitUntil(lambda: prepared._player.position() > 20, timeout=WAIT)
    assert not voice._waiting._player.isPlaying()


def test_that_silence_loads_nothing(voice: Voice, clips: list[Path]) -> None:
    voice.set_volume(0)

    voice.speak(clips[0], Fraction(0), 1.0)
    voice.prepare(clips[1])

    assert (voice._speaking, voice._waiting, voice.path) == (None, None, None)
