"""References are pictures that can be sent, or it is said what they are instead."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from engine.workspace.references import (
    LARGEST,
    ContentHashes,
    ReferencesBroken,
    check_references,
    fingerprint,
    picture_problem,
)
from tests.helpers.store import a_file, a_project

if TYPE_CHECKING:
    from pathlib import Path

    from engine.store.project import Project

PICTURES = {
    "a.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a.jpg": b"\xff\xd8\xff\xe0" + bytes(100),
    "a.webp": b"RIFF\x64\x00\x00\x00WEBPVP8 " + bytes(100),
    "a jpeg called.png": b"\xff\xd8\xff\xe0" + bytes(100),
}
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
NO_PICTURES = {
    "is empty": b"",
    "is a git-lfs pointer, not the picture: run `git lfs pull`": LFS,
    "is no picture (PNG, JPEG or WebP)": b"<html>not found</html>" * 10,
    "is cut off: 8 bytes": b"\x89PNG\r\n\x1a\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


# -- integrity ---------------------------------------------------------------


def test_that_pictures_and_urls_pass(project: Project) -> None:
    for name, content in PICTURES.items():
        a_file(project, f"assets/{name}", content)

    check_references(project, [*(f"assets/{name}" for name in PICTURES), "https://x.test/a.png"])


def test_that_no_references_pass(project: Project) -> None:
    check_references(project, [])


@pytest.mark.parametrize("problem", NO_PICTURES)
def test_that_what_is_no_picture_is_named_as_what_it_is(project: Project, problem: str) -> None:
    a_file(project, "assets/a.png", NO_PICTURES[problem])

    with pytest.raises(ReferencesBroken) as broken:
        check_references(project, ["assets/a.png"])

    assert str(broken.value) == f"assets/a.png {problem}"


def test_that_a_missing_file_and_a_folder_are_named(project: Project) -> None:
    a_file(project, "assets/jade/a.png")

    assert picture_problem(project, "assets/b.png") == "assets/b.png is missing"
    assert picture_problem(project, "assets/jade/a.png/b.png") == (
        "assets/jade/a.png/b.png is missing"
    )
    assert picture_problem(project, "assets/jade") == "assets/jade is a folder"


def test_that_a_pipe_is_not_waited_for(project: Project) -> None:
    os.mkfifo(project.root / "pipe.png")

    assert picture_problem(project, "pipe.png") == "pipe.png is no plain file"


def test_that_a_file_of_unlikely_size_is_named(project: Project) -> None:
    path = a_file(project, "assets/a.png", PICTURES["a.png"])
    os.truncate(project.resolve(path), LARGEST + 1)

    assert picture_problem(project, "assets/a.png") == (
        "assets/a.png is too large: 64 MiB, at most 64"
    )


@pytest.mark.parametrize(
    "outside", ["../a.png", "/etc/passwd", "file:///etc/passwd", "s3://bucket/a.png", "c:a.png", ""]
)
def test_that_a_path_out_of_the_project_is_a_problem(project: Project, outside: str) -> None:
    assert "not a path inside the project" in (picture_problem(project, outside) or "")


def test_that_a_link_is_a_problem(project: Project, tmp_path: Path) -> None:
    (tmp_path / "b.png").write_bytes(PICTURES["a.png"])
    (project.root / "a.png").symlink_to(tmp_path / "b.png")

    assert "a link lies in the way" in (picture_problem(project, "a.png") or "")


def test_that_every_problem_is_told_and_each_once(project: Project) -> None:
    with pytest.raises(ReferencesBroken) as broken:
        check_references(project, ["a.png", "b.png", "a.png"])

    assert broken.value.problems == ("a.png is missing", "b.png is missing")
    assert str(broken.value) == "a.png is missing (and 1 more)"
    assert broken.value.as_json()["problems"] == ["a.png is missing", "b.png is missing"]


def test_that_an_absolute_path_into_the_project_is_one(project: Project) -> None:
    place = project.resolve(a_file(project, "assets/a.png", PICTURES["a.png"]))

    assert picture_problem(project, str(place)) is None
    assert fingerprint(project, [str(place)]) == fingerprint(project, ["assets/a.png"])


# -- the fingerprint ---------------------------------------------------------


def test_that_no_references_have_no_fingerprint(project: Project) -> None:
    assert fingerprint(project, []) == ""


def test_that_the_fingerprint_knows_content_and_place_but_no_order(project: Project) -> None:
    a_file(project, "a.png", b"one")
    a_file(project, "b.png", b"two")
    before = fingerprint(project, ["a.png", "b.png"])
    assert before == fingerprint(project, ["b.png", "a.png", "./a.png"])

    a_file(project, "b.png", b"three")

    assert fingerprint(project, ["a.png", "b.png"]) != before
    a_file(project, "b.png", b"two")
    assert fingerprint(project, ["a.png", "b.png"]) == before
    a_file(project, "c.png", b"two")
    assert fingerprint(project, ["a.png", "c.png"]) != before


def test_that_two_files_that_change_places_are_another_input(project: Project) -> None:
    a_file(project, "a.png", b"one")
    a_file(project, "b.png", b"two")
    before = fingerprint(project, ["a.png", "b.png"])

    a_file(project, "a.png", b"two")
    a_file(project, "b.png", b"one")

    assert fingerprint(project, ["a.png", "b.png"]) != before


def test_that_a_url_counts_by_its_text(project: Project) -> None:
    one, other = (fingerprint(project, [f"https://x.test/{name}.png"]) for name in "ab")

    assert "" != one != other


@pytest.mark.parametrize("gone", ["a.png", "../a.png", "folder"])
def test_that_what_cannot_be_read_has_no_fingerprint(project: Project, gone: str) -> None:
    a_file(project, "folder/x.png")

    with pytest.raises(ReferencesBroken):
        fingerprint(project, [gone])


def test_that_hashes_are_remembered_while_a_file_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(project, "a.png", b"one")
    hashes = ContentHashes()
    before = fingerprint(project, ["a.png"], hashes)

    with monkeypatch.context() as patch:
        patch.setattr("hashlib.file_digest", None)
        assert fingerprint(project, ["a.png"], hashes) == before

    a_file(project, "a.png", b"other")
    assert fingerprint(project, ["a.png"], hashes) != before
