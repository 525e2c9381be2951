"""Pictures of rendering an episode: asking, the run, its versions, its costs; nothing is paid.

A rehearsal server on this machine stands for the provider: it renders animatics and bills, loses
an answer and refuses a prompt, so that the pictures show what an editor may meet.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QDialog

    from engine.store.project import Project
    from recoil_desktop.models.run_line import RunLine
    from recoil_desktop.session.session import Session
    from recoil_desktop.tour import Guide

T = TypeVar("T")
Json = dict[str, Any]
Look = tuple[str, tuple[int, int], str]

_MODEL = "seedance-2.0"
_DIM = 150


async def picture_generating(guide: Guide, looks: Sequence[Look]) -> None:
    """All pictures of this part, in every look."""
    from engine.providers.fake_fal import FakeFal  # late: the tour alone rehearses
    from engine.providers.fake_fal_faults import Fault, Faults, Point

    script = [
        Fault(Point.SUBMIT, "drop_after"),
        Fault(Point.LIST, "500", times=0),
        Fault(Point.JOB, "content_policy:billed"),
    ]
    _give_start_frames(guide.session)
    with FakeFal(faults=Faults(script), queued=1, running=4, price_micro=303_400) as server:
        os.environ["RECOIL_FAL_URL"], os.environ["FAL_KEY"] = server.url, "rehearsal"
        await _ask(guide, looks)
        await _run(guide, looks)
    await _versions(guide, looks)
    await _costs(guide, looks)


async def _ask(guide: Guide, looks: Sequence[Look]) -> None:
    session = guide.session
    session.generate(None)
    await guide.until(lambda: session.generating.dialog)
    dialog = there(session.generating.dialog)
    await guide.until(dialog.start.isEnabled)
    form = dialog.form
    form.provider.setCurrentIndex(form.provider.findData("fal"))
    form.model.setCurrentIndex(form.model.findData(_MODEL))
    form.at_once.setValue(3)
    await guide.until(dialog.start.isEnabled)
    guide.window.toasts.clear()
    for theme, size, ending in looks:
        session.choose_theme(theme)
        guide.window.resize(*size)
        await guide.rest(0.2)
        guide.window.docks.reset()
        await guide.rest(0.3)
        over_window(guide, dialog, f"generate-dialog-{ending}")
    dialog.start.click()


async def _run(guide: Guide, looks: Sequence[Look]) -> None:
    """In the middle of a run: one take is there, one job is lost, others are under way."""
    session = guide.session
    await guide.until(lambda: _stages(session) >= {"done", "active", "question"})
    for theme, size, ending in looks:
        session.choose_theme(theme)
        guide.window.resize(*size)
        guide.window.docks.reset()
        guide.window.docks.front("runs")
        guide.window.toasts.clear()
        guide.session.parts.runs.tree.expandToDepth(0)
        await guide.wait(0.5)
        await guide.picture(f"runs-{ending}")
    session.runs.stop()
    await guide.until(lambda: session.run_watch.run is None)
    await guide.rest()


async def _versions(guide: Guide, looks: Sequence[Look]) -> None:
    session = guide.session
    _change_plan(session)
    session.versions.derive()
    await guide.rest(1.5)
    scenes = there(session.run_watch.sight).scenes
    scene = next(one for one in scenes if one.candidates)
    session.versions.show(scene.scene_id)
    await guide.rest(0.5)
    model = session.parts.versions.model
    field = model.index(1, 0, model.index(0, 0))
    session.parts.versions.tree.setCurrentIndex(field)
    await _shoot(guide, looks, "versions")


async def _costs(guide: Guide, looks: Sequence[Look]) -> None:
    """Some takes are kept, one is rejected: what a used second costs is known then."""
    session = guide.session
    outputs = [line.output for line in _beats(session) if line.stage == "done" and line.output]
    project = there(session.projects.current).project
    for number, output in enumerate(outputs):
        status = "rejected" if number == 1 else "pinned"
        _judge(project, output, status)
    session.costs.look()
    await _shoot(guide, looks, "costs")


async def _shoot(guide: Guide, looks: Sequence[Look], name: str) -> None:
    for theme, size, ending in looks:
        guide.session.choose_theme(theme)
        guide.window.resize(*size)
        guide.window.docks.reset()
        guide.window.docks.front(name)
        guide.window.toasts.clear()
        await guide.rest(0.6)
        await guide.picture(f"{name}-{ending}")


def there(thing: T | None) -> T:
    """What has been waited for."""
    if thing is None:
        raise LookupError("it has gone again")
    return thing


# -- inside ----------------------------------------------------------------------


def _beats(session: Session) -> Iterator[RunLine]:
    for line in session.run_watch.book.tree.children:
        if line.beat_id:
            yield line
        else:
            yield from line.children


def _stages(session: Session) -> set[str]:
    return {str(line.stage) for line in _beats(session)}


def _change_plan(session: Session) -> None:
    """The planner writes a shot anew: the next derivation gives another version."""
    words = "JADE, red coat, under a black umbrella, counts the doors aloud."

    def change(shots: list[Json]) -> None:
        shots[1]["duration_s"] = 3
        for keys in (shots[1], shots[1].get("raw") or {}):
            if "prompt" in keys:
                keys["prompt"] = words

    _edit_plan(session, change)


def _give_start_frames(session: Session) -> None:
    """Single shots are rendered from a picture: the planner chose one for each of them."""
    root = there(session.projects.current).root
    pictures = sorted((root / "prep/ep_001/storyboards").glob("*.png"))

    def change(shots: list[Json]) -> None:
        for shot in shots:
            shot.setdefault("start_frame", pictures[0].relative_to(root).as_posix())

    _edit_plan(session, change)


def _edit_plan(session: Session, change: Callable[[list[Json]], None]) -> None:
    project = there(session.projects.current).project
    place = project.root / str(project.plans.path(1))
    plan = json.loads(place.read_text())
    sequences = plan.get("sequences") or {}
    change([*plan.get("shots", []), *(s for one in sequences.values() for s in one["shots"])])
    place.write_text(json.dumps(plan, indent=2))


def _judge(project: Project, output: str, status: str) -> None:
    place = project.root / f"{output}.json"
    keys = json.loads(place.read_text())
    place.write_text(json.dumps({**keys, "status": status}, indent=2))


def over_window(guide: Guide, dialog: QDialog, name: str) -> None:
    """The dialog stands over the window: a window's own picture does not hold it."""
    picture: QPixmap = guide.window.grab()
    size = dialog.size().boundedTo(guide.window.size() * 0.96)
    dialog.resize(size)
    painter = QPainter(picture)
    shade = QColor(Qt.GlobalColor.black)
    shade.setAlpha(_DIM)
    painter.fillRect(guide.window.rect(), shade)
    corner = QPoint(
        (guide.window.width() - size.width()) // 2, (guide.window.height() - size.height()) // 2
    )
    painter.drawPixmap(corner, dialog.grab())
    painter.end()
    picture.save(str(guide.folder / f"{name}.png"))
    guide.saved.append(f"{name}.png")
