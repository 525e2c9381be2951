"""Keeps the wall of one episode and its notes as they lie on the disk, read beside the window."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from engine.domain.board import Board, BoardCard, CardStatus, PictureKind
from engine.errors import RecoilError
from recoil_desktop.delegates.thumbnails import Thumbnails, Wish
from recoil_desktop.models.board_model import shows_art

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine.domain.comments import Comment
    from engine.domain.paths import ProjectPath
    from engine.jobs import JobContext
    from engine.store.project import Project
    from recoil_desktop.jobs import Job
    from recoil_desktop.session.open_project import OpenProject
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services

_LOOK_MS = 300  # between two looks at the disk while much happens
_UPRIGHT = 9 / 16
_USUAL = (200, 320)

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found.

    ``stamps`` tell one state of a picture's file from another; ``changed`` are those that are other
    than at the look before.
    """

    episodes: tuple[int, ...] = ()
    board: Board = field(default_factory=lambda: Board(0))
    comments: tuple[Comment, ...] = ()
    shape: float = _UPRIGHT
    problem: str = ""
    notes_problem: str = ""
    stamps: Mapping[Path, Stamp] = field(default_factory=dict)
    pictures: tuple[Wish, ...] = field(default=(), compare=False)
    changed: tuple[Path, ...] = field(default=(), compare=False)
    has_new_pictures: bool = field(default=False, compare=False)


class BoardWatch(QObject):
    """Looks only while somebody looks at what it shows; one look at a time."""

    changed = Signal()

    def __init__(
        self,
        services: Services,
        projects: Projects,
        thumbnails: Thumbnails,
        is_watched: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._jobs = services.jobs
        self._projects = projects
        self._thumbnails = thumbnails
        self._is_watched = is_watched
        self._looking: Job | None = None
        self._is_due = False
        self._is_overtaken = False  # a verb answered while a look was going on
        self.seen = Seen()
        self.episode: int | None = None
        self.is_read = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_LOOK_MS)
        self._soon.timeout.connect(self.look)
        projects.opened.connect(self._take_project)
        projects.closed.connect(self._forget)
        projects.looked.connect(lambda _glance: self._look_soon())
        services.hub.changed.connect(lambda _changes, _initiator: self.look())

    # -- asking --------------------------------------------------------------

    @property
    def project(self) -> Project | None:
        """The open one."""
        return self._projects.current.project if self._projects.current else None

    @property
    def board(self) -> Board:
        """The wall as it was at the last look."""
        return self.seen.board

    @property
    def comments(self) -> tuple[Comment, ...]:
        """The notes of the episode, oldest first."""
        return self.seen.comments

    # -- showing -------------------------------------------------------------

    def show_episode(self, episode: int) -> None:
        """Show another episode."""
        if episode != self.episode:
            self.episode = episode
            self.is_read = False
            self.seen = replace(self.seen, board=Board(episode), comments=(), problem="")
            self.changed.emit()
            self._is_due = True
            self.look()

    def look(self) -> None:
        """Look now, or as soon as the look that goes on is over; unwatched, when somebody comes."""
        project = self.project
        if project is None:
            return
        if self._looking is not None or not self._is_watched():
            self._is_due = True
            return
        self._is_due = self._is_overtaken = False
        before = self.seen if self.is_read else None
        work = partial(_look, project, self.episode, before)
        job = self._looking = self._jobs.start_blocking("Look at the board", work)
        job.succeeded.connect(partial(self._see, project, self.episode))
        job.failed.connect(self._tell_problem)
        job.ended.connect(self._end_look)

    def come(self) -> None:
        """Somebody looks at it from now on."""
        if self._is_due or not self.is_read:
            self.look()

    def mark(self, statuses: Mapping[str, CardStatus]) -> None:
        """Show at once what a verb has just answered; the next look shows the rest."""
        cards = tuple(_marked(card, statuses.get(card.key)) for card in self.board.cards)
        self.seen = replace(self.seen, board=replace(self.board, cards=cards))
        self._is_overtaken = self._looking is not None
        self.changed.emit()

    # -- private -------------------------------------------------------------

    def _take_project(self, _opened: OpenProject) -> None:
        self._forget()
        self._is_due = True
        self.look()

    def _forget(self) -> None:
        self._soon.stop()
        self._looking = None
        self.seen, self.episode, self.is_read = Seen(), None, False
        self.changed.emit()

    def _look_soon(self) -> None:
        self._is_due = True
        if self.project is not None and not self._soon.isActive():
            self._soon.start()

    def _end_look(self) -> None:
        self._looking = None
        if self._is_overtaken:
            self.look()
        elif self._is_due:
            self._look_soon()

    def _see(self, project: Project, episode: int | None, seen: Seen) -> None:
        if project is not self.project or episode != self.episode or self._is_overtaken:
            self._is_due = True  # it tells of something that is shown no more
            return
        if self.is_read and seen is self.seen:
            return
        for path in seen.changed:
            self._thumbnails.forget(path)
        if not self.is_read or seen.has_new_pictures:
            self._thumbnails.warm(seen.pictures)
        self.seen, self.is_read = seen, True
        if self.episode is None and seen.episodes:
            self.episode = seen.board.episode
        self.changed.emit()

    def _tell_problem(self, error: RecoilError) -> None:
        self.is_read = True
        self.seen = replace(self.seen, problem=str(error))
        self.changed.emit()


def _marked(card: BoardCard, status: CardStatus | None) -> BoardCard:
    if status is None or status is card.status:
        return card
    approved = card.revision if status is CardStatus.APPROVED else card.approved_revision
    return replace(card, status=status, approved_revision=approved)


# -- looking, beside the window ----------------------------------------------


def _look(project: Project, episode: int | None, before: Seen | None, _job: JobContext) -> Seen:
    """Look at the episode, else at the first; ``before`` itself when nothing is different."""
    from engine.orchestration.sight import episodes_of  # late: brings pydantic

    episodes = episodes_of(project)
    wanted = episode if episode is not None else next(iter(episodes), None)
    shape = _shape_of(project)
    if wanted is None:
        return Seen(shape=shape)
    comments, notes_problem = _comments(project, wanted)
    seen = Seen(episodes, Board(wanted), comments, shape, "", notes_problem)
    return _with_board(project, seen, before)


def _with_board(project: Project, seen: Seen, before: Seen | None) -> Seen:
    from engine.workspace.board import board_of  # late: brings pydantic

    episode = seen.board.episode
    try:
        board = board_of(project, episode, before.board if before else None)
    except RecoilError as error:
        return replace(seen, problem=str(error))
    seen = replace(seen, board=board, stamps=_stamps(project.root, board))
    if before is not None and board is before.board and seen == before:
        return before
    known = before.stamps if before is not None else {}
    return replace(
        seen,
        pictures=_pictures(project.root, board),
        changed=tuple(
            path for path, stamp in seen.stamps.items() if known.get(path, stamp) != stamp
        ),
        has_new_pictures=seen.stamps != known,
    )


def _comments(project: Project, episode: int) -> tuple[tuple[Comment, ...], str]:
    from engine.workspace.comments import read_comments  # late: brings pydantic

    try:
        return read_comments(project, episode), ""
    except RecoilError as error:
        return (), str(error)


def _shape_of(project: Project) -> float:
    """Width by height of the show's pictures; upright where nobody says."""
    wide, _, high = str(project.settings.aspect_ratio or "").partition(":")
    try:
        shape = float(wide) / float(high)
    except (ValueError, ZeroDivisionError):
        return _UPRIGHT
    return min(max(shape, 0.3), 4.0)


def _pictures(root: Path, board: Board) -> tuple[Wish, ...]:
    """Every picture on the wall, in its order, about as large as cards show it."""
    panels = [panel for card in board.cards for panel in card.panels if panel.picture is not None]
    wishes = [
        Wish(
            root / str(panel.picture),
            panel.start if panel.picture_kind is PictureKind.TAKE else None,
            _USUAL,
            panel.area,
        )
        for panel in panels
    ]
    wishes += [Wish(root / str(card.art), size=_USUAL) for card in board.cards if shows_art(card)]
    return tuple(dict.fromkeys(wishes))


def _stamps(root: Path, board: Board) -> dict[Path, Stamp]:
    found: dict[Path, Stamp] = {}
    for name in {str(each) for card in board.cards for each in _files(card)}:
        with suppress(OSError):
            entry = (root / name).stat()
            found[root / name] = (entry.st_mtime_ns, entry.st_size)
    return found


def _files(card: BoardCard) -> list[ProjectPath]:
    shown = [panel.picture for panel in card.panels]
    return [path for path in (card.art, *shown) if path is not None]
