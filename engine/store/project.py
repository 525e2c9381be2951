"""One project: its folder, and everything of the store that belongs to it."""

from __future__ import annotations

import uuid
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from engine.clock import Clock, SystemClock
from engine.domain.ids import check_project_name, is_project_name
from engine.domain.paths import ProjectPath
from engine.errors import Refused
from engine.store import files
from engine.store.changes import ChangeSets
from engine.store.derivation import Derivation
from engine.store.json_text import json_text
from engine.store.locks import Locks
from engine.store.marker import MARKER, Marker
from engine.store.ops import OpsLog
from engine.store.pass_state import PassStates
from engine.store.plans import CoveragePlans, Plans
from engine.store.project_files import STATE, ProjectFiles
from engine.store.review_queue import ReviewQueue
from engine.store.scenes import Scenes
from engine.store.sidecars import Sidecars
from engine.store.snapshots import Snapshots
from engine.store.takes import TakeFiles

if TYPE_CHECKING:
    from engine.domain.project_settings import ProjectSettings
    from engine.store.ledger import Ledger


class Project:
    """An open project. Opening and reading never write.

    A project whose marker cannot be read is ``offline``: it can be looked at, and every change is
    refused with ``Offline``.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self.clock = clock
        self.files = ProjectFiles(root)
        self._marker = Marker(self.files)
        self.locks = Locks(root / str(STATE) / "locks")
        self.changes = ChangeSets(self.files, self.locks, self._marker, clock)
        self.sidecars = Sidecars(self.files, self.changes, clock)
        self.passes = PassStates(self.files, self.changes)
        self.coverage = CoveragePlans(self.files)
        self.plans = Plans(self.files)
        self.scenes = Scenes(self.files, self.changes, self._marker, clock)
        self.derivation = Derivation(self.files, self.changes, clock)
        self.ops = OpsLog(self.files, self.locks, clock)
        self.snapshots = Snapshots(self.files, self.changes, clock)
        self.review_queue = ReviewQueue(self.files, self.locks, clock)
        self.takes = TakeFiles(self.files, self.changes)

    @classmethod
    def open(cls, root: Path, *, clock: Clock | None = None) -> Project:
        """Open the project in ``root``; writes nothing, an unreadable marker makes it offline."""
        return cls(root.absolute(), clock or SystemClock())

    @classmethod
    def create(
        cls, root: Path, settings: ProjectSettings, *, clock: Clock | None = None
    ) -> Project:
        """Make a new project.

        Raises:
            UserError: a project may not be called so.
            Refused: there is a project already.
            DiskFailed: the folder cannot be made.
        """
        check_project_name(root.name)
        marker = root / str(MARKER)
        if marker.exists():
            raise Refused(f"there is a project already: {root.name}")
        files.make_folder(root)
        keys = {"id": uuid.uuid4().hex, "schema_version": 1} | settings.as_json()
        files.write_new(marker, json_text(keys).encode())
        return cls.open(root, clock=clock)

    @cached_property
    def ledger(self) -> Ledger:
        """Paid jobs and their money."""
        from engine.store.ledger import Ledger  # late: most commands have no money to count

        return Ledger(self.files, self._marker, self.clock)

    @property
    def name(self) -> str:
        """What it is called: its folder's name."""
        return self.root.name

    @property
    def settings(self) -> ProjectSettings:
        """``project.json`` as it was read last."""
        return self._marker.settings

    @property
    def offline(self) -> str | None:
        """Why nothing may be changed now; None when all is well."""
        return self._marker.reason

    def refresh(self) -> None:
        """Read the marker again."""
        self._marker.refresh()

    def path(self, raw: str | Path) -> ProjectPath:
        """A path from a person, a file or an agent as a path inside this project.

        Raises:
            UserError: it leads out of the project, or is none.
        """
        if isinstance(raw, Path):
            return self.files.path_of(raw) if raw.is_absolute() else ProjectPath.of(raw.as_posix())
        return self.files.path_of(Path(raw)) if Path(raw).is_absolute() else ProjectPath.of(raw)

    def resolve(self, path: ProjectPath) -> Path:
        """Where ``path`` lies on this machine, for use at once.

        Raises:
            Refused: a link lies in the way.
        """
        return self.files.place(path)


def list_projects(root: Path) -> tuple[str, ...]:
    """The names of the projects in a folder, sorted; none when there is no such folder."""
    try:
        folders = [entry.name for entry in root.iterdir() if entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise files.UnreadableFile(root, f"cannot be read: {files.reason_of(error)}") from error
    return tuple(sorted(name for name in folders if is_project_name(name)))
