"""The waveform shows the sound where it is heard, measured from the first frame on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine.errors import ProbeFailed
from engine.jobs import JobContext, Stopped
from engine.media.waveform import PER_SECOND, Waveform, peaks
from engine.store.cache import Caches
from tests.helpers.clips import Clip, clicks_in, make_clip, make_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Three shots of a second, a click at the start of each."""
    return make_clip(tmp_path_factory.mktemp("clip") / "pass.mp4")


def clicks(wave: Waveform) -> list[float]:
    """When it is loud, in seconds."""
    loud = np.flatnonzero(wave.highs > 0.45)
    return [n / PER_SECOND for k, n in enumerate(loud) if k == 0 or n - loud[k - 1] > 10]


def the_peaks(path: Path, caches: Caches | None = None) -> Waveform:
    wave = peaks(path, caches)
    assert wave is not None
    return wave


def test_that_clicks_lie_where_the_shots_begin(clip: Clip) -> None:
    wave = the_peaks(clip.path)

    assert clicks(wave) == pytest.approx([0, 1, 2], abs=1.5 / PER_SECOND)
    assert len(wave.lows) == pytest.approx(3 * PER_SECOND, abs=10)
    assert wave.lows.min() < -0.5
    assert wave.highs.max() <= 1


def test_that_time_counts_from_the_first_frame(tmp_path: Path) -> None:
    stamps = [500 + 42 * n for n in range(72)]
    clip = make_clip(tmp_path / "late picture.mov", stamps=stamps)

    wave = the_peaks(clip.path)

    heard = [at - 0.5 for at in clicks_in(clip.path)]
    assert clicks(wave) == pytest.approx([at for at in heard if at >= 0], abs=2 / PER_SECOND)


def test_that_webm_and_several_tracks_are_read(tmp_path: Path) -> None:
    web = make_clip(tmp_path / "web.webm", codec="libvpx")
    two = make_clip(tmp_path / "two.mp4", audio=2)

    assert clicks(the_peaks(web.path)) == pytest.approx([0, 1, 2], abs=3 / PER_SECOND)
    assert clicks(the_peaks(two.path)) == pytest.approx([0, 1, 2], abs=2 / PER_SECOND)


def test_that_a_silent_video_has_none_and_that_is_kept(tmp_path: Path) -> None:
    clip, caches = make_clip(tmp_path / "silent.mp4", audio=False), Caches(tmp_path / "cache")

    first, second = peaks(clip.path, caches), peaks(clip.path, caches)

    assert first is None
    assert second is None
    assert caches.size() > 0


def test_that_the_second_look_comes_from_the_cache(
    clip: Clip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = Caches(tmp_path / "cache")
    first = the_peaks(clip.path, caches)
    monkeypatch.setattr("engine.media.waveform._measured", None)

    second = the_peaks(clip.path, caches)

    assert np.array_equal(first.lows, second.lows)
    assert np.array_equal(first.highs, second.highs)


def test_that_columns_keep_every_peak_at_any_width(clip: Clip) -> None:
    wave = the_peaks(clip.path)

    for count in (1, 7, 100, 3000):
        columns = wave.columns(0, 3, count)
        assert len(columns) == count
        assert max(high for _low, high in columns) == wave.highs.max()
        assert all(low <= high for low, high in columns)


def test_that_beyond_the_sound_there_is_silence(clip: Clip) -> None:
    wave = the_peaks(clip.path)

    assert wave.columns(50, 60, 3) == [(0.0, 0.0)] * 3
    assert wave.columns(-10, -5, 2) == [(0.0, 0.0)] * 2


def test_that_measuring_can_be_cancelled(clip: Clip) -> None:
    ctx = JobContext()
    ctx.cancel()

    with pytest.raises(Stopped):
        peaks(clip.path, None, ctx)


def test_that_a_playlist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProbeFailed):
        peaks(make_text(tmp_path / "list.mp4"), None)
