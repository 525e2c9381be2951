"""What is looked at before a change set's intent is written: fit, permission, space (08 M1)."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from engine.errors import Conflict, DiskFailed, Refused
from engine.store import files
from engine.store.apply import STAGING
from engine.store.steps import MoveStep, PutStep, Standing, Step, look_safely

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.domain.paths import ProjectPath
    from engine.store.project_files import ProjectFiles

_SPARE = 1024 * 1024  # bytes that stay free on the disk
# Unicode in journals is written as it is; a text stands there twice, and once in its file.
_COPIES = 4


def check_before(
    project: ProjectFiles, steps: tuple[Step, ...], fresh: Mapping[ProjectPath, str]
) -> None:
    """Raise Conflict, Refused or DiskFailed when the steps could not all be carried out."""
    _check_fit(project, steps)
    _check_devices(project, steps)
    _check_permission(project, steps)
    _check_space(project, steps, fresh)


def stage(project: ProjectFiles, steps: tuple[Step, ...], fresh: Mapping[ProjectPath, str]) -> None:
    """Put all that will be adopted on the disk, before the intent says that it is there."""
    for path, text in fresh.items():
        project.write_new(path, text)
    adopted = [s.source for s in steps if isinstance(s, MoveStep) and s.source.is_under(STAGING)]
    for path in adopted:
        if path not in fresh:
            files.sync_file(project.place(path))
    for folder in dict.fromkeys(path.parent for path in adopted):
        files.sync_folder(project.place(folder))


def device_of(place: Path) -> int:
    """The disk on which a place lies, or will lie."""
    return _existing(place).stat().st_dev


def _check_fit(project: ProjectFiles, steps: tuple[Step, ...]) -> None:
    # Between reading and now only a program without our locks can have written.
    moves = [step for step in steps if isinstance(step, MoveStep)]
    moved = {path for step in moves for path in step.paths}
    for step in steps:
        arrives = any(step.paths[0].is_under(move.target) for move in moves)  # with its folder
        if isinstance(step, PutStep) and step.path not in moved and not arrives:
            look = look_safely(step, project)
            if look.standing is Standing.NEITHER:
                raise Conflict(look.reason)


def _check_devices(project: ProjectFiles, steps: tuple[Step, ...]) -> None:
    moves = [step for step in steps if isinstance(step, MoveStep)]
    for step in (move for move in moves if project.is_folder(move.source)):
        if device_of(project.place(step.source)) != device_of(project.place(step.target)):
            raise Refused(f"{step.source} lies on another disk than {step.target.parent}")


def _check_permission(project: ProjectFiles, steps: tuple[Step, ...]) -> None:
    folders = {path.parent for step in steps for path in step.paths}
    for folder in sorted(folders):
        place = _existing(project.place(folder))
        if not os.access(place, os.W_OK | os.X_OK):
            raise DiskFailed(place, "no permission")


def _check_space(
    project: ProjectFiles, steps: tuple[Step, ...], fresh: Mapping[ProjectPath, str]
) -> None:
    puts = [step for step in steps if isinstance(step, PutStep)]
    texts = [text for step in puts for text in (step.before, step.after, step.restore) if text]
    needed = _SPARE + _COPIES * sum(map(len, [*texts, *fresh.values()]))
    if shutil.disk_usage(project.root).free < needed:
        raise DiskFailed(project.root, "the disk is full")


def _existing(place: Path) -> Path:
    while not place.exists() and place.parent != place:
        place = place.parent
    return place
