"""Videos that nobody knows, archive and trash in the world: every change that is made to them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable  # noqa: TC003 - names the table below
from pathlib import Path
from typing import TYPE_CHECKING

from engine.domain.orphans import register_order
from engine.domain.paths import ProjectPath
from engine.store import files
from engine.workspace import archive, orphan_register, orphan_sweep, trash
from engine.workspace.orphan_source import Source

if TYPE_CHECKING:
    from engine.store.project import Project

EPISODE = ProjectPath("renders/ep_001")
STRAY = EPISODE / "final cut.mp4"
ORPHAN = EPISODE / "_orphans" / "old_name.mp4"
VIDEO = EPISODE / "EP001_COV_011_SH1_2_3_take1.mp4"
ORDER = register_order(1, ["SH4"], tag="A", model="wan")
# Looked at by clocks that stand in May.
_WRITTEN = 1_700_000_000


def build(root: Path, facts: dict[str, object]) -> None:
    """A stray that is old enough, and what another project knows of a film that is not ours."""
    os.utime(root / str(STRAY), (_WRITTEN, _WRITTEN))
    beside = root.parent.parent / "outside" / "film.mp4.json"
    beside.write_text(json.dumps(facts, indent=4))


def sweep(project: Project) -> None:
    """The stray goes into quarantine with its sidecar."""
    orphan_sweep.sweep(project)


def register(project: Project) -> None:
    """An orphan becomes a pass by its own rules."""
    source = Source(project.resolve(ORPHAN), ORPHAN)
    orphan_register.register_here(project, source, ORDER)


def copy_in(project: Project) -> None:
    """A film from elsewhere becomes a pass; it stays where it is."""
    place = Path(project.root).parent.parent / "outside" / "film.mp4"
    with project.changes.staging() as room:
        staged = room / place.name
        files.copy_no_replace(place, staged)
        orphan_register.adopt(project, Source(place), staged, ORDER)


def delete(project: Project) -> None:
    """An orphan goes to the trash."""
    with project.changes.writing() as draft:
        trash.throw_away(project, draft, ORPHAN)
        draft.commit("trash", "Delete old_name.mp4")


def bring_back(project: Project) -> None:
    """The newest entry of the trash comes back."""
    trash.restore_from_trash(project, trash.trash_entries(project)[0].id)


def archive_video(project: Project) -> None:
    """The video of a pass goes into the archive; its record says so."""
    archive.archive(project, VIDEO)


def restore_video(project: Project) -> None:
    """It comes back."""
    archive.restore(project, VIDEO)


def archive_folder(project: Project) -> None:
    """A whole folder goes, with every sidecar in it changed before."""
    archive.archive(project, EPISODE / "_orphans")


def restore_folder(project: Project) -> None:
    """It comes back."""
    archive.restore(project, EPISODE / "_orphans")


CHANGES: dict[str, Callable[[Project], None]] = {
    f"orphan_{change.__name__}": change
    for change in (
        *(sweep, register, copy_in, delete, bring_back, archive_video, restore_video),
        *(archive_folder, restore_folder),
    )
}
SCENARIOS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((), "orphan_sweep"),
    (("orphan_sweep",), "undo"),
    ((), "orphan_register"),
    (("orphan_register",), "undo"),
    (("orphan_register", "undo"), "redo"),
    ((), "orphan_copy_in"),
    (("orphan_copy_in",), "undo"),
    (("orphan_copy_in", "undo"), "redo"),
    ((), "orphan_delete"),
    (("orphan_delete",), "orphan_bring_back"),
    (("orphan_delete", "orphan_bring_back"), "undo"),
    ((), "orphan_archive_video"),
    (("orphan_archive_video",), "orphan_restore_video"),
    (("orphan_archive_video",), "undo"),
    ((), "orphan_archive_folder"),
    (("orphan_archive_folder",), "orphan_restore_folder"),
    (("orphan_archive_folder",), "undo"),
    (("orphan_archive_folder", "undo"), "redo"),
)
