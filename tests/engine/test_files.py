"""The one door: whole or not at all, never over anything."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from engine.errors import CorruptFile, DiskFailed, Refused
from engine.store import files, renames
from tests.helpers.store import failing

if TYPE_CHECKING:
    from pathlib import Path

FAILURES = (
    ("write", errno.ENOSPC, "the disk is full"),
    ("fsync", errno.EIO, "the disk has an error"),
    ("open", errno.EROFS, "the disk is read-only"),
    ("replace", errno.EACCES, "no permission"),
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=["the system's call", "link and unlink"])
def any_rename(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "link and unlink":
        monkeypatch.setattr(renames, "_system_call", lambda: None)


def test_that_a_written_file_holds_what_was_given_and_nothing_else_is_left(tmp_path: Path) -> None:
    files.write_atomic(tmp_path / "a.json", b"new")

    assert (tmp_path / "a.json").read_bytes() == b"new"
    assert names(tmp_path) == ["a.json"]


def test_that_a_file_keeps_its_mode_when_it_is_written_again(tmp_path: Path) -> None:
    place = tmp_path / "a.json"
    place.write_bytes(b"old")
    place.chmod(0o664)

    files.write_atomic(place, b"new")

    assert place.stat().st_mode & 0o777 == 0o664


@pytest.mark.parametrize(("call", "number", "reason"), FAILURES)
def test_that_a_failed_write_says_why_in_one_line_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, reason: str
) -> None:
    place = tmp_path / "a.json"
    place.write_bytes(b"old")

    with (
        failing(monkeypatch, call, number, under=tmp_path),
        pytest.raises(DiskFailed, match=reason) as failed,
    ):
        files.write_atomic(place, b"new")

    assert "\n" not in str(failed.value)
    assert place.read_bytes() == b"old"
    assert names(tmp_path) == ["a.json"]


def test_that_writing_into_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    with pytest.raises(DiskFailed, match="the folder is gone"):
        files.write_atomic(tmp_path / "gone" / "a.json", b"new")


def test_that_a_half_written_piece_is_followed_by_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: own(descriptor, bytes(data)[:3]))

    files.write_atomic(tmp_path / "a", b"0123456789")

    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_that_a_quick_write_replaces_too(tmp_path: Path) -> None:
    files.write_quick(tmp_path / "a", b"old")
    files.write_quick(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


@pytest.mark.usefixtures("any_rename")
def test_that_a_new_file_is_refused_where_the_name_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(Refused, match="the name is taken: a"):
        files.write_new(tmp_path / "a", b"new")

    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


@pytest.mark.usefixtures("any_rename")
def test_that_a_move_never_replaces(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"A")
    (tmp_path / "b").write_bytes(b"B")

    with pytest.raises(Refused, match="the name is taken: b"):
        files.move_no_replace(tmp_path / "a", tmp_path / "b")

    assert (tmp_path / "a").read_bytes() == b"A"
    assert (tmp_path / "b").read_bytes() == b"B"


@pytest.mark.usefixtures("any_rename")
def test_that_files_and_folders_move(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a").write_bytes(b"A")

    files.move_no_replace(tmp_path / "folder", tmp_path / "other")
    files.move_no_replace(tmp_path / "other" / "a", tmp_path / "b")

    assert (tmp_path / "b").read_bytes() == b"A"
    assert names(tmp_path) == ["b", "other"]


def test_that_a_folder_does_not_replace_another_where_the_system_has_no_call(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()

    with pytest.raises(FileExistsError):
        renames.link_and_unlink(tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL])
def test_that_a_file_system_without_the_flag_is_served_the_other_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (tmp_path / "a").write_bytes(b"A")
    monkeypatch.setattr(renames, "_system_call", lambda: lambda _source, _target: number)

    renames.rename_no_replace(tmp_path / "a", tmp_path / "b")

    assert names(tmp_path) == ["b"]


def test_that_a_move_to_another_disk_copies_compares_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"film" * 1000)
    (tmp_path / "disk").mkdir()
    stamp = (tmp_path / "a").stat().st_mtime_ns
    other_disk(monkeypatch, tmp_path / "a")

    files.move_no_replace(tmp_path / "a", tmp_path / "disk" / "b")

    assert names(tmp_path) == ["disk"]
    assert names(tmp_path / "disk") == ["b"]
    assert (tmp_path / "disk" / "b").stat().st_mtime_ns == stamp


def test_that_a_copy_that_differs_is_thrown_away_and_the_source_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"film")
    monkeypatch.setattr(files, "sha256", lambda _path: "something else")
    other_disk(monkeypatch, tmp_path / "a")

    with pytest.raises(DiskFailed):
        files.move_no_replace(tmp_path / "a", tmp_path / "b")

    assert names(tmp_path) == ["a"]


def test_that_other_errors_of_a_move_are_not_taken_for_another_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"A")
    monkeypatch.setattr(renames, "_system_call", lambda: lambda _source, _target: errno.EACCES)

    with pytest.raises(DiskFailed, match="no permission"):
        files.move_no_replace(tmp_path / "a", tmp_path / "b")


def test_that_lines_are_appended_and_a_torn_one_is_ended_first(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    files.append_line(log, "one")
    with log.open("ab") as torn:
        torn.write(b"two, torn")

    files.append_line(log, "three")

    assert log.read_text() == "one\ntwo, torn\nthree\n"


def test_that_a_line_that_does_not_fit_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log.jsonl"
    files.append_line(log, "one")
    own = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: own(descriptor, data[:2]))

    with pytest.raises(DiskFailed, match="the disk is full"):
        files.append_line(log, "two")

    assert log.read_text() == "one\n"


@pytest.mark.parametrize("write", [files.write_atomic, files.write_quick])
def test_that_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path, write: object) -> None:
    (tmp_path / "target").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(tmp_path / "target")

    assert callable(write)
    write(tmp_path / "link", b"new")

    assert (tmp_path / "target").read_bytes() == b"mine"


def test_that_nothing_is_appended_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"mine\n")
    (tmp_path / "link").symlink_to(tmp_path / "target")

    with pytest.raises(DiskFailed, match="a link lies in the way"):
        files.append_line(tmp_path / "link", "new")


def test_that_absent_unreadable_and_too_large_are_three_answers(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"0" * 100)

    assert files.read_bytes(tmp_path / "absent") is None
    assert files.read_bytes(tmp_path / "large" / "below") is None
    with pytest.raises(files.UnreadableFile, match="cannot be read"):
        files.read_bytes(tmp_path / "folder")
    with pytest.raises(CorruptFile, match="larger than"):
        files.read_bytes(tmp_path / "large", largest=99)


def test_that_text_that_is_not_utf_8_is_corrupt(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"ab\xff")

    with pytest.raises(CorruptFile, match="not UTF-8 at byte 2"):
        files.read_text(tmp_path / "a")


def test_that_folders_are_made_with_those_above_them(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "a" / "b" / "c")
    files.make_folder(tmp_path / "a" / "b" / "c")

    assert (tmp_path / "a" / "b" / "c").is_dir()


def test_that_a_folder_below_a_file_is_refused_by_the_disk(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"A")

    with pytest.raises(DiskFailed):
        files.make_folder(tmp_path / "a" / "b")


def test_that_empty_folders_go_as_far_as_they_are_empty(tmp_path: Path) -> None:
    (tmp_path / "trash" / "day" / "id").mkdir(parents=True)
    (tmp_path / "trash" / "kept").mkdir()

    files.remove_empty_folders(tmp_path / "trash" / "day" / "id", up_to=tmp_path / "trash")

    assert names(tmp_path / "trash") == ["kept"]


def test_that_removing_is_quiet_about_what_is_gone_already(tmp_path: Path) -> None:
    files.remove_file(tmp_path / "gone")
    files.remove_quick(tmp_path / "gone")
    files.remove_own_folder(tmp_path / "gone")
    files.touch(tmp_path / "gone")

    assert names(tmp_path) == []


def test_that_a_staging_folder_goes_without_what_its_links_lead_to(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "own" / "below").mkdir(parents=True)
    (tmp_path / "own" / "below" / "link").symlink_to(tmp_path / "mine")

    files.remove_own_folder(tmp_path / "own")

    assert names(tmp_path) == ["mine"]


def test_that_an_unknown_system_error_is_named_in_its_own_words() -> None:
    assert files.reason_of(OSError(errno.EBUSY, "Device or resource busy")) == (
        "device or resource busy"
    )


def other_disk(monkeypatch: pytest.MonkeyPatch, source: Path) -> None:
    """Let the first rename of ``source`` fail as one to another disk does."""
    own = files.rename_no_replace

    def rename(old: Path, new: Path) -> None:
        if old == source:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        own(old, new)

    monkeypatch.setattr(files, "rename_no_replace", rename)
