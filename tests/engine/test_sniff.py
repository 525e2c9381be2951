from __future__ import annotations

import os
from typing import TYPE_CHECKING

import av
import pytest

from engine.errors import ProbeFailed
from engine.media.sniff import Container, sniff
from engine.media.source import open_video
from tests.helpers.clips import make_clip, make_sound, make_text

if TYPE_CHECKING:
    from pathlib import Path

PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/hostname\n",
    "concat": "ffconcat version 1.0\nfile /etc/hostname\n",
    "dash": '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>\n',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\n",
}


@pytest.mark.parametrize("suffix", ["mp4", "mov", "webm", "mkv"])
def test_that_a_video_is_known_by_its_first_bytes(tmp_path: Path, suffix: str):
    codec = "libvpx" if suffix == "webm" else "libx264"
    clip = make_clip(tmp_path / f"clip.{suffix}", shots=(2, 2), size=(64, 64), codec=codec)

    assert sniff(clip.path) is Container(suffix)


@pytest.mark.parametrize("kind", sorted(PLAYLISTS))
@pytest.mark.parametrize("suffix", ["mp4", "mov", "webm"])
def test_that_a_playlist_dressed_as_a_video_never_reaches_a_decoder(
    tmp_path: Path, kind: str, suffix: str, monkeypatch: pytest.MonkeyPatch
):
    path = make_text(tmp_path / f"pass.{suffix}", PLAYLISTS[kind])
    monkeypatch.setattr(av, "open", _never)

    with pytest.raises(ProbeFailed, match=f"a playlist dressed as {suffix}") as refusal:
        open_video(path)

    assert "\n" not in str(refusal.value)


def test_that_text_is_called_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = make_text(tmp_path / "notes.mp4", "Scene 1: the harbour\n")
    monkeypatch.setattr(av, "open", _never)

    with pytest.raises(ProbeFailed, match="text dressed as mp4"):
        open_video(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mp4", b"", "the file is empty"),
        ("zeros.mp4", bytes(5000), "damaged or not a video"),
        ("picture.mp4", b"\x89PNG\r\n\x1a\n" + bytes(100), "the file is a picture"),
        ("old.mp4", b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(100), "an AVI or WAV file"),
        ("other.avi", b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(100), "not a kind of video"),
        ("film.webm", b"\x00\x00\x00\x18ftypmp42" + bytes(100), "the file is MP4 or MOV"),
        ("film.mp4", b"\x1a\x45\xdf\xa3" + bytes(100), "the file is WebM or Matroska"),
    ],
)
def test_that_what_is_no_video_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, reason: str
):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ProbeFailed, match=reason) as refusal:
        sniff(path)

    assert str(refusal.value).startswith(name)
    assert "\n" not in str(refusal.value)


def test_that_a_missing_video_is_called_missing(tmp_path: Path):
    with pytest.raises(ProbeFailed, match=r"gone\.mp4: video not found"):
        sniff(tmp_path / "gone.mp4")


def test_that_a_folder_is_no_video(tmp_path: Path):
    folder = tmp_path / "folder.mp4"
    folder.mkdir()

    with pytest.raises(ProbeFailed, match="not a file"):
        sniff(folder)


def test_that_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path):
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)

    with pytest.raises(ProbeFailed, match="not a file"):
        sniff(pipe)


def test_that_an_unreadable_video_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = make_clip(tmp_path / "clip.mp4", shots=(2,), size=(64, 64)).path
    monkeypatch.setattr(type(path), "open", _denied)

    with pytest.raises(ProbeFailed, match="permission denied"):
        sniff(path)


@pytest.mark.parametrize(
    "name", ["a%03d.mp4", "concat:b.mp4", "subfile,,start,1,:c.mp4", "x:y.mp4"]
)
def test_that_names_that_look_like_commands_are_plain_names(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    made = make_clip(tmp_path / "plain.mp4", shots=(2, 2), size=(64, 64)).path
    path = made.rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)

    with open_video(path.relative_to(tmp_path)) as source:
        assert source.streams.video[0].frames == 4


def test_that_a_sound_file_dressed_as_a_video_is_refused(tmp_path: Path):
    path = make_sound(tmp_path / "sound.mp4")

    with pytest.raises(ProbeFailed, match="an AVI or WAV file"):
        sniff(path)


def _never(*_: object, **__: object) -> None:
    raise AssertionError("a decoder was opened")


def _denied(*_: object, **__: object) -> None:
    raise PermissionError(13, "Permission denied")
