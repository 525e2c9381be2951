"""Status saved as operations: whole, durable, together, and only where the pointer is."""

from __future__ import annotations

import errno
import json
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from engine.domain.scene_operations import BodyInHand, append_take, set_primary, set_take
from engine.errors import Busy, Conflict, CorruptFile, DiskFailed, NotFound, Offline, Refused
from engine.store import files, scene_names
from engine.store.project import Project
from engine.store.quick_lock import QuickLock
from engine.store.scenes import StructureChanged, VersionConflict
from tests.helpers.scenes import BATCH, a_beat, a_body, a_scene, a_take, versioned
from tests.helpers.store import a_document, a_project, failing, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FOLDER = "state/visual/orchestration/ep_001"
FLAT = f"{FOLDER}/ep_001_{BATCH}.json"
FIRST = f"{FOLDER}/ep_001_{BATCH}.v1.json"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def takes_of(project: Project, version: int | None = None, beat: str = "b1") -> list[str]:
    loaded = project.scenes.load(1, BATCH, version)
    assert loaded is not None
    found = loaded.scene.beat(beat)
    return [take.take_id for take in found.takes] if found else []


def together(*works: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work, name=f"saver {n}") for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_that_a_save_changes_one_beat_of_a_flat_body(project: Project) -> None:
    project.scenes.create(1, a_scene(a_beat(1), a_beat(2)))

    project.scenes.change(1, BATCH, 1, append_take("b2", a_take(1)))

    body = a_body(a_beat(1), a_beat(2, a_take(1)))
    assert json.loads((project.root / FLAT).read_bytes()) == body


def test_that_unknown_keys_and_the_layout_stay(project: Project) -> None:
    odd = a_body(a_beat(1) | {"odd": [1.0, 2**70]}, zz={"a": None})
    path = a_document(project, FLAT, odd)

    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    beat: Any = odd["beats"][0]  # type: ignore[index]
    beat["takes"].append(a_take(1))
    assert (project.root / str(path)).read_text() == json.dumps(odd, indent=4)


def test_that_a_save_sees_what_others_wrote(project: Project) -> None:
    project.scenes.create(1, a_scene())
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))
    body = json.loads((project.root / FLAT).read_bytes())
    body["beats"][0]["takes"][0]["status"] = "failed"
    a_document(project, FLAT, body)

    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(2)))
    Project.open(project.root).scenes.change(1, BATCH, 1, append_take("b1", a_take(3)))
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(4)))

    assert takes_of(project) == ["t1", "t2", "t3", "t4"]
    loaded = project.scenes.load(1, BATCH)
    assert loaded is not None
    assert loaded.scene.beats[0].takes[0].status == "failed"


def test_that_an_operation_that_fails_changes_nothing(project: Project) -> None:
    project.scenes.create(1, a_scene())
    before = snapshot(project)

    def operation(body: BodyInHand) -> None:
        append_take("b1", a_take(1))(body)
        set_primary("b1", "gone")(body)

    with pytest.raises(NotFound, match="take not found: gone"):
        project.scenes.change(1, BATCH, 1, operation)
    assert snapshot(project) == before


def test_that_saving_what_is_so_already_writes_nothing(project: Project) -> None:
    project.scenes.create(1, a_scene(a_beat(1, a_take(1))))
    before = (project.root / FLAT).stat()

    project.scenes.change(1, BATCH, 1, set_take("b1", "t1", {"status": "succeeded"}))

    assert (project.root / FLAT).stat() == before


def test_that_a_save_goes_to_the_active_version_only(project: Project) -> None:
    versioned(project, "rain", "snow")
    project.scenes.conform(1, BATCH, 2)
    before = snapshot(project)

    with pytest.raises(VersionConflict, match="at version 2 now, not 1") as caught:
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    assert (caught.value.code, caught.value.active_version) == ("version_conflict", 2)
    assert snapshot(project) == before
    project.scenes.change(1, BATCH, 2, append_take("b1", a_take(1)))
    assert (takes_of(project, 1), takes_of(project, 2)) == ([], ["t1"])


def test_that_the_result_of_a_paid_take_goes_to_the_version_it_was_made_for(
    project: Project,
) -> None:
    versioned(project, "rain", "snow")
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1, "running")))
    project.scenes.conform(1, BATCH, 2)

    for _ in range(2):
        project.scenes.append_result(1, BATCH, 1, "b1", a_take(1, "succeeded"))
        project.scenes.append_result(1, BATCH, 1, "b1", a_take(2, "succeeded"))

    loaded = project.scenes.load(1, BATCH, 1)
    assert loaded is not None
    assert [take.status for take in loaded.scene.beats[0].takes] == ["succeeded"] * 2
    assert takes_of(project, 2) == []
    with pytest.raises(NotFound, match="v9"):
        project.scenes.append_result(1, BATCH, 9, "b1", a_take(1))


def test_that_structure_of_a_version_is_not_saved(project: Project) -> None:
    versioned(project, "rain", "snow")
    before = snapshot(project)

    def reword(body: BodyInHand) -> None:
        body.beat("b1")["beat_metadata"] = a_beat(1, prompt="fog")["beat_metadata"]

    with pytest.raises(StructureChanged):
        project.scenes.change(1, BATCH, 1, reword)
    assert snapshot(project) == before


def test_that_a_scene_that_is_not_there_is_not_made(project: Project) -> None:
    before = snapshot(project)

    with pytest.raises(NotFound, match=f"scene not found: {BATCH}"):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))
    assert snapshot(project) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"beats": [{"takes": 5}]}', ""])
def test_that_a_corrupt_body_stays_and_is_that_batchs_trouble_alone(
    project: Project, content: str
) -> None:
    (project.root / FOLDER).mkdir(parents=True)
    (project.root / FLAT).write_text(content)
    project.scenes.create(1, a_scene(scene_id="BATCH_002"))

    with pytest.raises(CorruptFile, match=BATCH):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))
    project.scenes.change(1, "BATCH_002", 1, append_take("b1", a_take(1)))

    assert (project.root / FLAT).read_text() == content


def test_that_a_disk_that_fails_leaves_the_body_and_the_next_save_works(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.scenes.create(1, a_scene())
    before = snapshot(project)

    with (
        failing(monkeypatch, "replace", errno.ENOSPC, under=project.root),
        pytest.raises(DiskFailed, match="disk is full"),
    ):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    assert snapshot(project) == before
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(2)))
    assert takes_of(project) == ["t2"]


def test_that_nothing_is_saved_into_a_project_that_is_offline(project: Project) -> None:
    project.scenes.create(1, a_scene())
    (project.root / "project.json").unlink()

    with pytest.raises(Offline):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))


def test_that_a_project_written_by_a_newer_program_is_read_only(project: Project) -> None:
    versioned(project, "rain", "snow")
    path = project.root / FOLDER / f"ep_001_{BATCH}.versions.json"
    path.write_text(path.read_text().replace('"schema_version": 1', '"schema_version": 2'))

    with pytest.raises(Refused, match="newer version"):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))


def test_that_a_scene_held_by_another_is_busy(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.scenes.create(1, a_scene())
    monkeypatch.setattr(scene_names, "QuickLock", partial(QuickLock, patience=0.05))
    lock = scene_names.scene_lock(project.files, 1, BATCH)

    with lock.held(), pytest.raises(Busy, match=f"scene {BATCH} is held by"):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))


def test_that_saves_that_wait_are_written_together(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.scenes.create(1, a_scene(*map(a_beat, range(1, 9))))
    writes: list[Path] = []
    write, first, rest = files.write_atomic, threading.Event(), threading.Event()

    def slow(path: Path, data: bytes) -> None:
        writes.append(path)
        first.set()
        rest.wait(5)
        write(path, data)

    monkeypatch.setattr(files, "write_atomic", slow)

    def saver(number: int) -> Callable[[], None]:
        def save() -> None:
            if number > 1:
                first.wait(5)
            project.scenes.change(1, BATCH, 1, append_take(f"b{number}", a_take(1)))

        return save

    def release() -> None:
        line = project.scenes._saves._lines[1, BATCH]
        while len(line.waiting) < 7:
            first.wait(0.01)
        rest.set()

    together(release, *map(saver, range(1, 9)))

    assert len(writes) == 2
    assert [takes_of(project, beat=f"b{n}") for n in range(1, 9)] == [["t1"]] * 8


def test_that_many_threads_and_projects_lose_no_save(project: Project) -> None:
    project.scenes.create(1, a_scene(*map(a_beat, range(1, 5))))
    other = Project.open(project.root)

    def saver(number: int) -> Callable[[], None]:
        opened = project if number % 2 else other

        def save() -> None:
            for take in range(10):
                taken = a_take(number * 100 + take)
                opened.scenes.change(1, BATCH, 1, append_take(f"b{take % 4 + 1}", taken))

        return save

    together(*map(saver, range(8)))

    found = [take for n in range(1, 5) for take in takes_of(project, beat=f"b{n}")]
    assert sorted(found) == sorted(f"t{n * 100 + take}" for n in range(8) for take in range(10))


def test_that_one_bad_save_does_not_spoil_those_written_with_it(project: Project) -> None:
    project.scenes.create(1, a_scene())
    told: list[Exception] = []

    def good(number: int) -> Callable[[], None]:
        return lambda: project.scenes.change(1, BATCH, 1, append_take("b1", a_take(number)))

    def bad() -> None:
        try:
            project.scenes.change(1, BATCH, 1, set_primary("b1", "gone"))
        except NotFound as error:
            told.append(error)

    together(*(work for number in range(6) for work in (good(number), bad)))

    assert sorted(takes_of(project)) == [f"t{number}" for number in range(6)]
    assert len(told) == 6


def test_that_a_bug_in_an_operation_is_told_and_the_next_save_works(project: Project) -> None:
    project.scenes.create(1, a_scene())

    def bug(_body: BodyInHand) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        project.scenes.change(1, BATCH, 1, bug)
    project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))
    with pytest.raises(Conflict):
        project.scenes.change(1, BATCH, 1, append_take("b1", a_take(1)))

    assert takes_of(project) == ["t1"]
