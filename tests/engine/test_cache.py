"""Caches: quick when they are there, harmless when they are not."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from engine.store.cache import Caches, media_key
from tests.helpers.store import failing

if TYPE_CHECKING:
    from pathlib import Path


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_that_an_entry_comes_back_by_kind_and_key(tmp_path: Path) -> None:
    caches = Caches(tmp_path / "cache")
    caches.put("scores", "a", b"scores of a")
    caches.put("strip", "a", b"strip of a")

    assert caches.get("scores", "a") == b"scores of a"
    assert caches.get("strip", "a") == b"strip of a"
    assert caches.get("scores", "b") is None
    assert Caches(tmp_path / "cache").get("scores", "a") == b"scores of a"


def test_that_any_text_is_a_key(tmp_path: Path) -> None:
    caches = Caches(tmp_path)

    for key in ("../../outside", "", "a" * 5000, "\ud800", "a/b\0c"):
        caches.put("kind", key, key.encode(errors="surrogatepass"))
        assert caches.get("kind", key) == key.encode(errors="surrogatepass")


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 100])
def test_that_a_damaged_entry_is_none_and_goes(tmp_path: Path, damage: bytes) -> None:
    caches = Caches(tmp_path)
    caches.put("scores", "a", b"scores of a")
    (entry,) = entries(tmp_path)
    entry.write_bytes(damage)

    assert caches.get("scores", "a") is None
    assert entries(tmp_path) == []


def test_that_an_empty_entry_is_an_entry(tmp_path: Path) -> None:
    caches = Caches(tmp_path)

    caches.put("scores", "a", b"")

    assert caches.get("scores", "a") == b""


def test_that_a_full_disk_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caches = Caches(tmp_path)

    with failing(monkeypatch, "write", errno.ENOSPC, under=tmp_path):
        caches.put("scores", "a", b"scores of a")

    assert caches.get("scores", "a") is None
    assert entries(tmp_path) == []


def test_that_an_entry_that_goes_while_it_is_counted_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches = Caches(tmp_path)
    caches.put("scores", "a", b"x")

    def gone(_path: Path) -> os.stat_result:
        raise FileNotFoundError

    monkeypatch.setattr(type(tmp_path), "lstat", gone)

    assert caches.size() == 0


def test_that_an_entry_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    caches = Caches(tmp_path)
    caches.put("scores", "a", b"x")
    (entry,) = entries(tmp_path)
    entry.unlink()
    entry.mkdir()

    assert caches.get("scores", "a") is None


def test_that_the_least_used_go_when_there_are_too_many(tmp_path: Path) -> None:
    caches = Caches(tmp_path, limit_bytes=1000)
    for number in range(9):
        caches.put("scores", str(number), b"x" * 84)
    for age, entry in enumerate(sorted(entries(tmp_path), key=lambda path: path.stat().st_mtime)):
        os.utime(entry, (age, age))
    caches.get("scores", "0")

    caches.put("scores", "new", b"x" * 84)
    caches.put("scores", "newer", b"x" * 84)

    assert caches.size() <= 1000
    assert caches.get("scores", "new") is not None
    assert caches.get("scores", "0") is not None


def test_that_a_cache_can_be_emptied(tmp_path: Path) -> None:
    caches = Caches(tmp_path)
    caches.put("scores", "a", b"x")

    caches.clear()

    assert caches.get("scores", "a") is None
    assert caches.size() == 0


def test_that_a_media_file_is_known_by_its_content_and_time(tmp_path: Path) -> None:
    one, other = tmp_path / "a.mp4", tmp_path / "b.mp4"
    for place in (one, other):
        place.write_bytes(b"film" * 50_000)
        os.utime(place, (1, 1))
    assert media_key(one) == media_key(other)

    with other.open("r+b") as file:
        file.write(b"x")
    os.utime(other, (1, 1))

    assert media_key(one) != media_key(other)
    os.utime(one, (2, 2))
    assert len({media_key(one), media_key(other)}) == 2
    with pytest.raises(OSError, match="No such file"):
        media_key(tmp_path / "gone")
