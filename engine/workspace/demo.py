"""Makes the demo project: two episodes with their pictures, boards, plans and rendered passes."""

from __future__ import annotations

import os
import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.clock import Clock, SystemClock, stamp
from engine.domain.documents import Document
from engine.domain.ids import check_project_name
from engine.domain.project_settings import Mode, ProjectSettings
from engine.errors import Refused
from engine.jobs import JobContext, Progress
from engine.store.files import (
    TEMPORARY,
    make_folder,
    move_no_replace,
    remove_own_folder,
    write_new,
)
from engine.store.json_text import json_text
from engine.store.project import Project
from engine.workspace import demo_documents, demo_episode_1, demo_episode_2
from engine.workspace.demo_script import RATE, TITLE, Look, PassScript, other_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


PASSES: tuple[PassScript, ...] = (*demo_episode_1.PASSES, *demo_episode_2.PASSES)
# Planned and not rendered yet: something to generate.
WAITING: tuple[PassScript, ...] = tuple(
    other_side(script, counter)
    for script, counter in ((demo_episode_1.PASSES[0], 7), (demo_episode_2.PASSES[4], 7))
)
_SIZE = (720, 1280)
_DRAWING = 12  # frames' worth of work in one picture
_BUDGET = 50.0
_HANDS = 2  # rendered side by side; each encoder uses more than one core by itself


def make_demo(target: Path, ctx: JobContext | None = None, clock: Clock | None = None) -> Path:
    """Make the demo project in the folder ``target``, which must not exist; answers it.

    Everything is made beside it and moved there in one step: stopped or failed, it leaves nothing.

    Raises:
        Refused: there is something called so already.
        UserError: a project may not be called so.
        DiskFailed: it could not be written.
        Stopped: ``ctx`` was cancelled.
    """
    check_project_name(target.name)
    if os.path.lexists(target):
        raise Refused(f"there is something called so already: {target}")
    make_folder(target.parent)
    workshop = target.parent / (TEMPORARY[0] + secrets.token_hex(8) + TEMPORARY[1])
    try:
        project = Project.create(workshop / target.name, _settings(), clock=clock)
        _Maker(project, ctx or JobContext(), clock or SystemClock()).make()
        move_no_replace(project.root, target)
    finally:
        remove_own_folder(workshop)
    return target


def _settings() -> ProjectSettings:
    return ProjectSettings(
        mode=Mode.MICRODRAMA,
        title=TITLE,
        fps=RATE,
        aspect_ratio="9:16",
        board_gate_episodes=[],
        default_video_model=demo_documents.MODEL,
        default_image_model=demo_documents.IMAGE_MODEL,
        budget_usd=_BUDGET,
        max_takes=4,
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """A piece of work: how much of the whole it is, and what it does."""

    weight: int
    work: Callable[[JobContext], None]


@dataclass(slots=True)
class _Tally:
    """How far all tasks together are; told by several threads."""

    ctx: JobContext
    total: int
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, amount: int, note: str) -> None:
        """Count, tell, and stop if the whole was stopped."""
        with self.lock:
            self.done += amount
            done = self.done
        self.ctx.report(done, self.total, note)


class _Maker:
    """Fills an empty project."""

    def __init__(self, project: Project, ctx: JobContext, clock: Clock) -> None:
        self._project = project
        self._now = stamp(clock.now())
        looks = [script.look_of(stretch) for script in PASSES for stretch in script.stretches()]
        looks += [shot.look for script in PASSES for shot in script.shots]
        self._looks = tuple(dict.fromkeys(looks))
        frames = sum(script.frames for script in PASSES)
        pictures = len(set(map(_place_key, self._looks))) + len(set(map(_person_key, self._looks)))
        self._tally = _Tally(ctx, frames + _DRAWING * pictures)

    def make(self) -> None:
        """Pictures first, then the boards and passes made of them, then what is known of them."""
        places = {_place_key(look): look for look in self._looks}
        people = {_person_key(look): look for look in self._looks if look.who}
        drawings = [_Task(_DRAWING, self._place(look)) for look in places.values()]
        drawings += [_Task(_DRAWING, self._person(look)) for look in people.values()]
        self._run(drawings, "drawing")
        passes = sorted(PASSES, key=lambda script: -script.frames)
        self._run((_Task(script.frames, self._pass(script)) for script in passes), "rendering")
        for script in PASSES:
            self._tally.ctx.check()
            self._document(demo_documents.video_path(script) + ".json", self._sidecar(script))
        for episode in sorted({script.episode for script in PASSES}):
            scripts = [script for script in PASSES if script.episode == episode]
            self._document(self._project.plans.path(episode), demo_documents.plan(scripts))
            planned = [*scripts, *(one for one in WAITING if one.episode == episode)]
            self._document(self._project.coverage.path(episode), demo_documents.coverage(planned))
            state = demo_documents.pass_state(scripts, self._now)
            self._document(self._project.passes.path(episode), state)
        self._tally.ctx.report(self._tally.total, self._tally.total, "done")

    def _run(self, tasks: Iterable[_Task], note: str) -> None:
        pool = ThreadPoolExecutor(_HANDS, thread_name_prefix="demo")
        try:
            running = [pool.submit(self._do, task, note) for task in tasks]
            for one in running:
                one.result()
        finally:
            pool.shutdown(cancel_futures=True)

    def _do(self, task: _Task, note: str) -> None:
        told = 0

        def publish(progress: Progress) -> None:
            nonlocal told
            self._tally.add(progress.done - told, note)
            told = progress.done

        self._tally.add(0, note)
        task.work(JobContext(publish))
        self._tally.add(task.weight - told, note)

    # -- tasks --------------------------------------------------------------------------

    def _place(self, look: Look) -> Callable[[JobContext], None]:
        def draw(_ctx: JobContext) -> None:
            from engine.media.demo_scenes import draw_place  # late: brings cv2

            path = demo_documents.place_path(look)
            draw_place(look.place, look.take, self._new(path))
            self._describe(path)

        return draw

    def _person(self, look: Look) -> Callable[[JobContext], None]:
        def draw(_ctx: JobContext) -> None:
            from engine.media.demo_scenes import draw_person  # late: brings cv2

            path = demo_documents.person_path(look)
            draw_person(
                self._new(path),
                look.who,
                near=look.near,
                place=look.place,
                x=look.x,
                looks_left=look.looks_left,
            )
            self._describe(path)

        return draw

    def _pass(self, script: PassScript) -> Callable[[JobContext], None]:
        def render(ctx: JobContext) -> None:
            self._draw_board(script)
            self._render(script, ctx)

        return render

    def _render(self, script: PassScript, ctx: JobContext) -> None:
        from engine.media.animatic import render_animatic  # late: brings av
        from engine.media.animatic_sound import SoundBed  # late: brings av
        from engine.media.demo_scenes import shot_of  # late: brings cv2

        segments = [
            shot_of(
                *self._stills(look := script.look_of(stretch)),
                frames=round(stretch.seconds * RATE),
                motion=look.motion,
                view=look.view,
                veil=look.veil,
                seed=script.seed * 10 + number,
                dissolve=stretch.dissolve,
                flashes=stretch.flashes,
            )
            for number, stretch in enumerate(script.stretches())
        ]
        render_animatic(
            segments,
            self._new(demo_documents.video_path(script)),
            size=_SIZE,
            rate=Fraction(RATE),
            sound=SoundBed(seed=script.seed, root=82.4 * 2 ** (script.counter % 5 / 12)),
            ctx=ctx,
        )

    def _draw_board(self, script: PassScript) -> None:
        from engine.media.demo_scenes import draw_storyboard  # late: brings cv2

        panels = [
            (*self._stills(shot.look), shot_id, shot.prompt)
            for shot_id, shot in zip(script.shot_ids, script.shots, strict=True)
        ]
        path = demo_documents.board_path(script)
        draw_storyboard(panels, self._new(path))
        self._document(path + ".json", demo_documents.board_sidecar(script, self._now))

    # -- files --------------------------------------------------------------------------

    def _stills(self, look: Look) -> tuple[Path, Path | None]:
        """The files of a look's place and person."""
        root = self._project.root
        person = root / demo_documents.person_path(look) if look.who else None
        return root / demo_documents.place_path(look), person

    def _sidecar(self, script: PassScript) -> Document:
        return demo_documents.sidecar(script, self._now)

    def _describe(self, path: str) -> None:
        self._document(path + ".json", demo_documents.picture_sidecar(path, self._now))

    def _document(self, path: object, document: Document) -> None:
        write_new(self._new(str(path)), json_text(_plain(document)).encode())

    def _new(self, path: str) -> Path:
        """A place in the project, its folder made."""
        place = self._project.root / path
        with self._tally.lock:
            make_folder(place.parent)
        return place


def _place_key(look: Look) -> str:
    return demo_documents.place_path(look)


def _person_key(look: Look) -> str | None:
    return demo_documents.person_path(look) if look.who else None


def _plain(value: object) -> object:
    """A document as JSON, with those inside it that were made here and not read."""
    match value:
        case Document():
            return _plain(value.as_json())
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value
