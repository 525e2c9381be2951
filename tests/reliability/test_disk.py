"""A disk that is full, broken, read-only or gone: one line, and before or after in the end."""

from __future__ import annotations

import errno
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from engine.errors import DiskFailed, Offline, RecoilError
from tests.helpers.store import failing
from tests.reliability import batches, world
from tests.reliability.checker import stuck_journals, tree, violations, visible
from tests.reliability.programs import say
from tests.reliability.renders import money_faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
CALLS = ("open", "write", "fsync", "replace", "mkdir", "unlink")


def done(folder: Path, earlier: tuple[str, ...]) -> Path:
    root = world.build(folder)
    for one in earlier:
        world.CHANGES[one](world.opened(root))
    return root


def faults_when(
    monkeypatch: pytest.MonkeyPatch, root: Path, change: str, *, call: str, after: int
) -> tuple[bool, list[str]]:
    """Whether the disk failed, and what was wrong after it was mended."""
    found: list[str] = []
    has_failed = False
    number = ERRORS[after % len(ERRORS)]
    with failing(monkeypatch, call, number, under=root, after=after):
        try:
            world.CHANGES[change](world.opened(root))
        except RecoilError as error:
            has_failed = True
            if "\n" in str(error):
                found.append(f"more than one line: {error}")
        except OSError as error:
            has_failed = True
            found.append(f"a bare {error!r}")
    project = world.opened(root)
    world.recover(project)
    files = tree(root)
    found += money_faults(project)
    found += violations(files, world.originals(), world.FACTS)
    return has_failed, found + stuck_journals(files)


def sweep(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    scenarios: Sequence[tuple[tuple[str, ...], str]],
) -> tuple[int, Counter[str]]:
    """Let every ``step``-th call of every sort fail, once each."""
    wrong: Counter[str] = Counter()
    cases = 0
    for earlier, change in scenarios:
        start = folder / "+".join((*earlier, change))
        before = visible(tree(done(start, earlier)))
        for call in CALLS:
            for after in range(0, 200, step):
                copy = folder / "copy"
                shutil.copytree(start, copy)
                root = copy / "projects" / "demo"
                failed, faults = faults_when(monkeypatch, root, change, call=call, after=after)
                wrong.update(f"{start.name} {call} {after}: {fault}" for fault in faults)
                is_unchanged = visible(tree(root)) == before
                shutil.rmtree(copy)
                cases += 1
                if not failed and not is_unchanged:
                    break  # fewer calls than that: the change went through
    return cases, wrong


@pytest.mark.slow
def test_that_a_disk_that_fails_now_and_then_leaves_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, wrong = sweep(tmp_path, monkeypatch, 7, world.SCENARIOS[:11:7])

    say("failing disk", {"cases": cases, "violations": dict(wrong)})
    assert not wrong


@pytest.mark.slow
def test_that_a_disk_that_fails_at_a_paid_job_pays_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, wrong = sweep(tmp_path, monkeypatch, 3, world.chosen("render"))

    say("failing disk at a paid job", {"cases": cases, "violations": dict(wrong)})
    assert not wrong


@pytest.mark.slow
def test_that_a_disk_that_fails_at_a_scene_leaves_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, wrong = sweep(tmp_path, monkeypatch, 5, batches.SCENARIOS[:3])

    say("failing disk at a scene", {"cases": cases, "violations": dict(wrong)})
    assert not wrong


@pytest.mark.reliability
def test_that_a_disk_that_fails_at_any_call_leaves_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, wrong = sweep(tmp_path, monkeypatch, 1, (*world.SCENARIOS[:11], *batches.SCENARIOS))

    say("failing disk", {"cases": cases, "violations": dict(wrong)})
    assert not wrong


def test_that_a_project_whose_drive_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    root = world.build(tmp_path)
    project = world.opened(root)
    shutil.rmtree(root)

    for change in ("edit", "confirm", "undo", "recover"):
        with pytest.raises((Offline, DiskFailed)):
            world.CHANGES[change](project)

    assert not root.exists()


def test_that_an_empty_mount_point_is_not_taken_for_the_project(tmp_path: Path) -> None:
    root = world.build(tmp_path)
    project = world.opened(root)
    shutil.rmtree(root)
    root.mkdir()

    with pytest.raises(Offline, match=r"project\.json is not there"):
        world.edit(project)

    assert list(root.iterdir()) == []
