"""Looks at an episode's runs for whoever shows them: bodies, ledger, who is at work. Reads only."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import episode_id
from engine.domain.money import usd_to_micro
from engine.domain.run_sight import EpisodeSight, OpenJob, ReviewSight, SceneSight
from engine.errors import RecoilError
from engine.orchestration.keeping import Keeper
from engine.orchestration.order import USUAL_BUDGET, board_gate
from engine.orchestration.sight_scene import SceneWatch
from engine.store.project_files import STATE
from engine.store.review_queue import QUEUE
from engine.store.scene_names import FOLDER, scene_folder, scene_of_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.domain.dispatches import Dispatch
    from engine.domain.ledger_view import LedgerView
    from engine.store.project import Project

_Stamp = tuple[tuple[str, int, int], ...]
_PLAN = re.compile(r"ep_(\d{3})_plan\.json")
_EPISODE = re.compile(r"ep_(\d{3})")
_PLANS = STATE / "visual" / "plans"


def episodes_of(project: Project) -> tuple[int, ...]:
    """The episodes that have a plan, or scenes already; sorted."""
    planned = (_PLAN.fullmatch(name) for name in project.files.names(_PLANS))
    begun = (_EPISODE.fullmatch(name) for name in project.files.names(FOLDER))
    return tuple(sorted({int(found[1]) for found in (*planned, *begun) if found}))


class RunLooker:
    """Looks again and again; a batch whose files are as they were is not read twice.

    For one thread at a time.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[int, str], _Known] = {}
        self._queue: tuple[object, tuple[tuple[str, ReviewSight], ...]] = (None, ())

    def look(self, episode: int) -> EpisodeSight:
        """The episode as it stands on the disk now. What cannot be read is told, not raised."""
        view = self._project.ledger.view()
        stamps = self._stamps(episode)
        scenes = tuple(self._scene(episode, scene, stamps[scene], view) for scene in stamps)
        for key in [key for key in self._known if key[0] == episode and key[1] not in stamps]:
            del self._known[key]
        owner = self._project.locks.leased_by(*Keeper.of_episode(episode))
        return EpisodeSight(
            episode=episode,
            scenes=scenes,
            jobs=tuple(_job(one) for one in view.still_open() if one.episode == episode),
            figures=view.figures(episode),
            budget_micro=self._budget(),
            run_by=f"{owner.program}, pid {owner.pid} on {owner.host}" if owner else "",
            is_here=owner is not None and owner.is_local and owner.pid == os.getpid(),
            reviews=tuple(one for where, one in self._reviews() if where == episode_id(episode)),
            problem=view.problem,
        )

    def _reviews(self) -> tuple[tuple[str, ReviewSight], ...]:
        """What waits for somebody's judgement, with its episode; read again when it changed."""
        try:
            facts = self._project.files.place(QUEUE).stat()
        except OSError:
            return ()
        stamp = (facts.st_mtime_ns, facts.st_size)
        if stamp != self._queue[0]:
            found = tuple(map(_review, self._project.review_queue.open()))
            self._queue = (stamp, found)
        return self._queue[1]

    def _budget(self) -> int:
        known = self._project.settings.budget_usd
        return USUAL_BUDGET if known is None else usd_to_micro(known)

    def _stamps(self, episode: int) -> dict[str, _Stamp]:
        """Of every batch its files with size and time of change, by name."""
        folder = self._project.files.place(scene_folder(episode))
        found: dict[str, list[tuple[str, int, int]]] = {}
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if (scene := scene_of_name(episode, entry.name)) is not None:
                        facts = entry.stat(follow_symlinks=False)
                        line = (entry.name, facts.st_mtime_ns, facts.st_size)
                        found.setdefault(scene, []).append(line)
        except OSError:
            return {}  # not there yet, or gone: the project's own look says so
        return {scene: tuple(sorted(found[scene])) for scene in sorted(found)}

    def _scene(self, episode: int, scene_id: str, stamp: _Stamp, view: LedgerView) -> SceneSight:
        known = self._known.get((episode, scene_id))
        if known is None or known.stamp != stamp:
            known = _Known(stamp, self._read(episode, scene_id))
            self._known[episode, scene_id] = known
        if isinstance(known.found, SceneSight):
            return known.found
        gated = board_gate(episode, tuple(self._project.settings.board_gate_episodes))
        return known.found.look(view, is_gated=gated)

    def _read(self, episode: int, scene_id: str) -> SceneWatch | SceneSight:
        try:
            loaded = self._project.scenes.load(episode, scene_id)
            manifest = self._project.scenes.manifest(episode, scene_id)
        except RecoilError as error:
            return SceneSight(scene_id, problem=str(error))
        if loaded is None:
            return SceneSight(scene_id, problem="it is not there any more")
        newer = tuple(v for v in (manifest.candidates() if manifest else ()) if v > loaded.version)
        return SceneWatch(self._project, loaded, newer)


@dataclass(frozen=True, slots=True)
class _Known:
    """A batch as it was read, and by which files; one that cannot be read says why."""

    stamp: _Stamp
    found: SceneWatch | SceneSight


def _review(entry: Mapping[str, object]) -> tuple[str, ReviewSight]:
    shots, attempts = entry.get("shot_ids"), entry.get("attempts")
    listed = shots if isinstance(shots, list) else [entry.get("shot_id")]
    return str(entry.get("episode_id") or ""), ReviewSight(
        review_id=str(entry.get("rq_id") or ""),
        scene_id=str(entry.get("scene_id") or ""),
        beat_id=str(entry.get("beat_id") or ""),
        shot_ids=tuple(shot for shot in listed if isinstance(shot, str)),
        reason=str(entry.get("reason") or ""),
        failure_mode=str(entry.get("failure_mode") or ""),
        attempts=len(attempts) if isinstance(attempts, list) else 0,
        output=str(entry.get("output") or ""),
    )


def _job(dispatch: Dispatch) -> OpenJob:
    return OpenJob(
        dispatch_id=dispatch.dispatch_id,
        episode=dispatch.episode,
        scene_id=dispatch.scene_id,
        beat_id=dispatch.beat_id,
        take_id=dispatch.take_id,
        provider=dispatch.provider,
        model=dispatch.model,
        state=dispatch.state.value,
        held_micro=dispatch.reserved_micro,
        estimate_micro=dispatch.estimate_micro,
        reason=dispatch.reason,
        run_id=dispatch.run_id,
        needs_person=dispatch.state.needs_person,
        was_sent=dispatch.state.was_sent,
    )
