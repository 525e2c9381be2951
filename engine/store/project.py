"""One project: its folder, and everything of the store that belongs to it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from engine.clock import Clock, SystemClock
from engine.domain.ids import check_project_name
from engine.domain.paths import ProjectPath
from engine.errors import Refused
from engine.store import files
from engine.store.changes import ChangeSets
from engine.store.json_text import json_text
from engine.store.locks import Locks
from engine.store.marker import Marker
from engine.store.once import once
from engine.store.ops import OpsLog
from engine.store.project_files import MARKER, STATE, ProjectFiles

if TYPE_CHECKING:
    from engine.domain.project_settings import ProjectSettings
    from engine.store.derivation import Derivation
    from engine.store.ledger import Ledger
    from engine.store.pass_state import PassStates
    from engine.store.plans import CoveragePlans, Plans
    from engine.store.review_queue import ReviewQueue
    from engine.store.scenes import Scenes
    from engine.store.shot_states import ShotStateFiles
    from engine.store.sidecars import Sidecars
    from engine.store.snapshots import Snapshots
    from engine.store.takes import TakeFiles


class Project:
    """An open project. Opening and reading never write.

    A project whose marker cannot be read is ``offline``: it can be looked at, and every change is
    refused with ``Offline``. Rooms are built when they are first entered: their documents take
    longer to import than most commands take to run.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self.root = root
        self.clock = clock
        self.files = ProjectFiles(root)
        self._marker = Marker(self.files)
        self.locks = Locks(root / str(STATE) / "locks", self.files.make_place)
        self.changes = ChangeSets(self.files, self.locks, self._marker, clock)
        self.ops = OpsLog(self.files, self.locks, clock)

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

    # -- rooms, each imported late: with the first who enters -----------------

    @once
    def sidecars(self) -> Sidecars:
        """What is known of each media file, beside it."""
        from engine.store.sidecars import Sidecars

        return Sidecars(self.files, self.changes, self.clock)

    @once
    def passes(self) -> PassStates:
        """How far each pass is."""
        from engine.store.pass_state import PassStates

        return PassStates(self.files, self.changes, self.coverage)

    @once
    def shots(self) -> ShotStateFiles:
        """How far each shot is."""
        from engine.store.shot_states import ShotStateFiles

        return ShotStateFiles(self.files)

    @once
    def coverage(self) -> CoveragePlans:
        """The passes that planners asked for."""
        from engine.store.plans import CoveragePlans

        return CoveragePlans(self.files)

    @once
    def plans(self) -> Plans:
        """The shots that planners wrote."""
        from engine.store.plans import Plans

        return Plans(self.files)

    @once
    def scenes(self) -> Scenes:
        """What is rendered from the plan, in versions."""
        from engine.store.scenes import Scenes

        return Scenes(self.files, self.changes, self._marker, self.clock)

    @once
    def derivation(self) -> Derivation:
        """What the stages of an episode were made from."""
        from engine.store.derivation import Derivation

        return Derivation(self.files, self.changes, self.clock)

    @once
    def ledger(self) -> Ledger:
        """Paid jobs and their money."""
        from engine.store.ledger import Ledger

        return Ledger(self.files, self._marker, self.clock)

    @once
    def takes(self) -> TakeFiles:
        """Rendered files on their way to their names."""
        from engine.store.takes import TakeFiles

        return TakeFiles(self.files, self.changes)

    @once
    def review_queue(self) -> ReviewQueue:
        """Takes that only a person can judge."""
        from engine.store.review_queue import ReviewQueue

        return ReviewQueue(self.files, self.locks, self.clock)

    @once
    def snapshots(self) -> Snapshots:
        """All documents as they were."""
        from engine.store.snapshots import Snapshots

        return Snapshots(self.files, self.changes, self.clock)
