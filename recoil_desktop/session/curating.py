"""Judges what is selected: pins, stars, rejects, casts; every judgement is a command of the engine.

Several files at once are one change, which one undo takes back.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from engine.commands.curation import sidecar
from engine.commands.promote import promote, star, start_frame
from engine.commands.rejecting import reject
from engine.domain.casting import asset_of
from engine.domain.nodes import Node, NodeKind
from engine.workspace.curation_words import thing
from recoil_desktop.dialogs.pick import PICTURE, Choice, PickDialog
from recoil_desktop.dialogs.reject import RejectDialog
from recoil_desktop.models.curation_choices import (
    asset_of_key,
    asset_words,
    assets_of,
    key_of,
    new_assets,
    shots_of,
)
from recoil_desktop.widgets.status import status_label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine.domain.changes import Outcome
    from engine.domain.paths import ProjectPath
    from engine.jobs import JobContext
    from recoil_desktop.jobs import Job
    from recoil_desktop.models.subject import Notes
    from recoil_desktop.session.doing import Doer
    from recoil_desktop.session.projects import Projects
    from recoil_desktop.session.services import Services
    from recoil_desktop.session.window_parts import WindowParts

QUEUE = "history"  # judgements and what takes them back happen in the order they were asked for
_VERBS = {"pinned": "Pin", "candidate": "Make candidate"}


class Curating(QObject):
    """Knows the selection and the dialogs; decides nothing."""

    def __init__(
        self, services: Services, doer: Doer, projects: Projects, parts: WindowParts
    ) -> None:
        super().__init__(parts.window)
        self._jobs = services.jobs
        self._doer = doer
        self._projects = projects
        self._parts = parts
        self._last_told = ""
        projects.opened.connect(self._get_ready)

    # -- verbs ---------------------------------------------------------------

    def promote(self, status: str) -> None:
        """Give what is selected a status."""
        self.promote_files(self._selected(), status)

    def promote_files(self, paths: tuple[str, ...], status: str) -> None:
        """Give these files a status."""
        words = {"paths": paths, "status": status}
        self._do(promote, f"{_VERBS.get(status, 'Mark')} {_count(paths)}", words)

    def star(self, stars: int) -> None:
        """Give what is selected 0 to 5 stars."""
        self.star_files(self._selected(), stars)

    def star_files(self, paths: tuple[str, ...], stars: int) -> None:
        """Give these files 0 to 5 stars."""
        self._do(star, f"Stars for {_count(paths)}", {"paths": paths, "stars": stars})

    def save_notes(self, path: str, notes: Notes, before: Notes) -> None:
        """Write what was typed; refused when somebody else wrote the same meanwhile."""
        fields = (
            ("notes", notes.text, before.text),
            ("tags", list(notes.tags), list(before.tags)),
        )
        typed = [field for field in fields if field[1] != field[2]]
        words = {
            "path": path,
            "settings": tuple((key, now) for key, now, _ in typed),
            "expected": tuple((key, then) for key, _, then in typed),
        }
        job = self._do(sidecar, "Save notes", words)
        if job is not None:
            # Whoever was faster is shown beside the fields.
            job.failed.connect(lambda _error: self._look())

    def ask_to_reject(self) -> None:
        """Ask why, then reject what is selected: files, or the take of a shot that counts."""
        nodes = self._parts.tree.selection
        if len(nodes) == 1 and nodes[0].kind is NodeKind.SHOT:
            words = "The take that counts stays on disk and is marked with what you say."
            self._ask_why((nodes[0].detail.shot_id,), nodes[0].name, words)
            return
        paths = self._selected()
        one = nodes[0].path
        self.reject_files(paths, thing(one) if len(paths) == 1 and one else f"{len(paths)} takes")

    def reject_files(self, paths: tuple[str, ...], name: str) -> None:
        """Ask why, then reject these files."""
        them, stay, are = ("They", "stay", "are") if len(paths) > 1 else ("It", "stays", "is")
        self._ask_why(paths, name, f"{them} {stay} on disk and {are} marked with what you say.")

    def make_canonical(self) -> None:
        """Let the selected picture stand for its asset; ask for which when its place says none."""
        node = self._parts.tree.selection[0]
        if node.path is None:
            return
        if (asset := asset_of(node.path)) is not None:
            self._canonise(str(node.path), key_of(asset))
            return
        self._ask_for_asset(node, node.path)

    def ask_for_start_frame(self) -> None:
        """Ask which shot begins with the selected picture."""
        node, project = self._parts.tree.selection[0], self._projects.current
        if node.path is None or project is None:
            return
        shots = tuple(map(_shot_choice, shots_of(project.glance.tree, node.detail.episode)))
        dialog = PickDialog(
            "Which shot begins with this picture?",
            "The next take of the shot starts with it. The picture is pinned.",
            shots,
            label="Type a number, as 12 or 33A",
            button="Begin with it",
            parent=self._parts.window,
        )
        dialog.prefer(node.detail.shot_id)
        dialog.chosen.connect(partial(self._begin_with, str(node.path)))
        self._open(dialog, node.path)

    # -- dialogs -------------------------------------------------------------

    def _ask_why(self, what: tuple[str, ...], name: str, sentence: str) -> None:
        if not what:
            return
        dialog = RejectDialog(f"Reject {name}?", sentence, self._parts.window)
        dialog.answered.connect(partial(self._reject, what, name))
        dialog.open()

    def _ask_for_asset(self, node: Node, path: ProjectPath) -> None:
        project = self._projects.current
        if project is None:
            return
        assets = list(assets_of(project.glance.tree))
        choices = tuple(
            Choice(
                key_of(asset),
                asset.entity,
                _asset_detail(asset_words(asset), count, has_hero=has_hero),
            )
            for asset, count, has_hero in assets
        )
        known = frozenset(choice.key for choice in choices)

        def make_new(typed: str) -> tuple[Choice, ...]:
            fresh = new_assets(typed, known)
            return tuple(
                Choice(key_of(one), one.entity, f"a new {asset_words(one)}") for one in fresh
            )

        dialog = PickDialog(
            "Whom does it stand for?",
            f"A copy of {node.title} becomes the hero. Whoever was canonical is a candidate again.",
            choices,
            label="Type the name of a character, place, thing or style",
            button="Make canonical",
            make_new=make_new,
            parent=self._parts.window,
        )
        dialog.chosen.connect(partial(self._canonise, str(path)))
        self._open(dialog, path)

    def _open(self, dialog: PickDialog, path: ProjectPath) -> None:
        """Show the dialog at once, and its picture as soon as that is read."""
        dialog.open()
        project = self._projects.current
        if project is None:
            return
        work = partial(_small, project.root / str(path))
        job = self._jobs.start_blocking(f"Read {path.name}", work)
        job.setParent(dialog)  # whoever closes the dialog wants no picture
        job.succeeded.connect(dialog.show_picture)

    # -- doing ---------------------------------------------------------------

    def _reject(self, what: tuple[str, ...], name: str, reason: str, mode: str) -> None:
        words = {"shots": what, "reason": reason, "mode": mode}
        self._do(reject, f"Reject {name}", words)

    def _canonise(self, path: str, key: str) -> None:
        asset = asset_of_key(key)
        words = {"paths": (path,), "canonical": (asset.type, asset.entity)}
        self._do(promote, f"Make canonical for {asset.entity}", words)

    def _begin_with(self, path: str, shot: str) -> None:
        self._do(start_frame, f"Begin {shot} with a picture", {"path": path, "shot": shot})

    def _do(
        self, command: Callable[..., Outcome[Any]], title: str, words: Mapping[str, object]
    ) -> Job | None:
        project = self._projects.current
        if project is None or words.get("paths") == ():
            return None
        job = self._doer.do(command, project.project, title=title, arguments=words, queue=QUEUE)
        job.succeeded.connect(self._keep_one_message)
        return job

    def _keep_one_message(self, outcome: Outcome[Any]) -> None:
        """The message before goes: the menu still takes it back, and nobody reads a pile."""
        if self._last_told:
            self._parts.window.toasts.dismiss_about(self._last_told)
        self._last_told = outcome.undo or ""

    def _get_ready(self) -> None:
        """The first judgement is as quick as the second: what it needs is loaded by then."""
        self._jobs.start_blocking("Get ready to judge", _load)

    def _look(self) -> None:
        if self._projects.current is not None:
            self._projects.current.look_everywhere()

    def _selected(self) -> tuple[str, ...]:
        """The selected files, each once: a clip stands under its pass and under its shot."""
        nodes = self._parts.tree.selection
        return tuple(dict.fromkeys(str(node.path) for node in nodes if node.path is not None))


def _load(_job: JobContext) -> None:
    for name in ("promotion", "rejecting", "stars", "start_frame"):
        import_module(f"engine.workspace.{name}")


def _count(paths: tuple[str, ...]) -> str:
    return paths[0].rpartition("/")[2] if len(paths) == 1 else f"{len(paths)} files"


def _shot_choice(node: Node) -> Choice:
    count = node.detail.count
    takes = "no take yet" if not count else "1 take" if count == 1 else f"{count} takes"
    status = status_label(node.status)
    detail = f"{status} · {takes}" if status else takes
    return Choice(node.detail.shot_id, node.name, detail)


def _asset_detail(word: str, count: int, *, has_hero: bool) -> str:
    pictures = "1 picture" if count == 1 else f"{count} pictures"
    return f"{word} · {pictures}{'' if has_hero else ' · no hero yet'}"


def _small(path: Path, _job: JobContext) -> QImage:
    """The picture at the size of a dialog; an empty one when it cannot be read."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        twice = QSize(2 * PICTURE.width(), 2 * PICTURE.height())
        reader.setScaledSize(size.scaled(twice, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    image.setDevicePixelRatio(2)
    return image
