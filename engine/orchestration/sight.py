"""Looks at an episode's runs for whoever shows them: bodies, ledger, who is at work. Reads only."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.domain.ids import episode_id
from engine.domain.money import usd_to_micro
from engine.domain.run_sight import (
    BeatSight,
    EpisodeSight,
    OpenJob,
    ReviewSight,
    SceneSight,
    TakeSight,
)
from engine.domain.scenes import Modality, TakeStatus
from engine.errors import RecoilError
from engine.orchestration.keeping import Keeper
from engine.orchestration.order import USUAL_BUDGET, board_gate
from engine.orchestration.payload import PayloadRefused, build_payload
from engine.orchestration.payload_overrides import PayloadDefaults, PayloadOverrides
from engine.orchestration.preflight import Block, board_reason, is_stale
from engine.store.project_files import STATE
from engine.store.review_queue import QUEUE
from engine.store.scene_names import FOLDER, scene_folder, scene_of_name

if TYPE_CHECKING:
    from engine.domain.dispatches import Dispatch
    from engine.domain.ledger_view import LedgerView
    from engine.domain.scenes import Beat, Scene, Take
    from engine.store.project import Project
    from engine.store.scenes import LoadedScene

_Stamp = tuple[tuple[str, int, int], ...]
_PLAN = re.compile(r"ep_(\d{3})_plan\.json")
_EPISODE = re.compile(r"ep_(\d{3})")
_ANY = "any"  # pictures are the same for every model
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
            known = _Known(stamp, *self._read(episode, scene_id))
            self._known[episode, scene_id] = known
        if known.scene is None:
            return known.sight
        gated = board_gate(episode, tuple(self._project.settings.board_gate_episodes))
        return replace(
            known.sight,
            beats=tuple(self._beat(known, beat, view) for beat in known.scene.beats),
            blocked=self._block(known, is_gated=gated),
        )

    def _read(self, episode: int, scene_id: str) -> tuple[SceneSight, Scene | None]:
        try:
            loaded = self._project.scenes.load(episode, scene_id)
            manifest = self._project.scenes.manifest(episode, scene_id)
        except RecoilError as error:
            return SceneSight(scene_id, problem=str(error)), None
        if loaded is None:
            return SceneSight(scene_id, problem="it is not there any more"), None
        newer = tuple(v for v in (manifest.candidates() if manifest else ()) if v > loaded.version)
        return _sight_of(loaded, newer), loaded.scene

    def _block(self, known: _Known, *, is_gated: bool) -> str:
        """Why the active version may not be rendered, as far as its own files tell."""
        scene = known.scene
        if scene is None or scene.locked:
            return Block.LOCKED.value if scene is not None else ""
        if not scene.has_modality(Modality.R2V_MULTI):
            return ""
        if not known.sight.is_derived:
            return Block.NOT_DERIVED.value
        if is_gated:
            batches = (beat for beat in scene.beats if beat.modality == Modality.R2V_MULTI)
            reasons = (board_reason(self._project, beat) for beat in batches)
            return next((reason.value for reason in reasons if reason is not None), "")
        return ""

    def _beat(self, known: _Known, beat: Beat, view: LedgerView) -> BeatSight:
        takes = tuple(
            self._take(take, view, is_primary=take.take_id == beat.primary_take_id)
            for take in beat.takes
        )
        return BeatSight(
            scene_id=known.sight.scene_id,
            beat_id=beat.beat_id,
            shot_ids=beat.shot_ids(),
            modality=beat.modality or "",
            status=beat.status.value,
            primary_take_id=beat.primary_take_id or "",
            takes=takes,
            is_stale=self._is_stale(known, beat),
        )

    def _is_stale(self, known: _Known, beat: Beat) -> bool:
        """Whether the take that counts was made from other pictures; looked at when one changed."""
        primary = beat.primary_take()
        made_from = beat.beat_metadata.inputs_fingerprint
        if primary is None or not primary.has_succeeded or made_from is None:
            return False
        references = known.references(self._project, beat)
        if references is None:
            return False
        stamps = tuple((one, *self._facts_of(one)) for one in references)
        before = known.stale.get(beat.beat_id)
        if before is None or before[0] != stamps:
            before = known.stale[beat.beat_id] = (stamps, is_stale(self._project, beat, references))
        return before[1]

    def _facts_of(self, reference: str) -> tuple[int, int]:
        try:
            facts = self._project.resolve(self._project.path(reference)).stat()
        except (RecoilError, OSError):
            return 0, 0
        return facts.st_mtime_ns, facts.st_size

    def _take(self, take: Take, view: LedgerView, *, is_primary: bool) -> TakeSight:
        known = take.take_metadata
        dispatch = view.dispatches.get(str(known.get("dispatch_id") or ""))
        facts = _last_facts(take)
        output = take.output_path or ""
        sight = TakeSight(
            take_id=take.take_id,
            attempt=take.index,
            status=take.status or TakeStatus.PENDING.value,
            provider=str(facts.get("provider") or ""),
            model=str(facts.get("model") or ""),
            output=output,
            error=str(facts.get("error") or known.get("build_error") or ""),
            error_code=str(facts.get("code") or ""),
            failure_mode=str(facts.get("failure_mode") or ""),
            strategy=_name_of(known.get("strategy")),
            note=str(known.get("note") or ""),
            checks=_texts(known.get("checks")),
            is_missing=is_primary and take.has_succeeded and not self._is_there(output),
        )
        return sight if dispatch is None else _with_ledger(sight, dispatch)

    def _is_there(self, output: str) -> bool:
        if not output:
            return False
        try:
            return self._project.resolve(self._project.path(output)).stat().st_size > 0
        except (RecoilError, OSError):
            return False


@dataclass(frozen=True, slots=True)
class _Known:
    """A batch as it was read, and by which files."""

    stamp: _Stamp
    sight: SceneSight
    scene: Scene | None
    stale: dict[str, tuple[object, bool]] = field(default_factory=dict)
    _references: dict[str, tuple[str, ...] | None] = field(default_factory=dict)

    def references(self, project: Project, beat: Beat) -> tuple[str, ...] | None:
        """The pictures that a beat would be rendered from now; None when that cannot be said."""
        if beat.beat_id not in self._references and self.scene is not None:
            self._references[beat.beat_id] = _references_of(project, self.sight, self.scene, beat)
        return self._references.get(beat.beat_id)


def _references_of(
    project: Project, sight: SceneSight, scene: Scene, beat: Beat
) -> tuple[str, ...] | None:
    defaults = PayloadDefaults.of(project.settings, project.root)
    wishes = PayloadOverrides(model=_ANY)
    try:
        payload = build_payload(
            beat, scene, 1, wishes, defaults=defaults, scene_version=sight.version
        )
    except PayloadRefused:
        return None
    return payload.references


def _sight_of(loaded: LoadedScene, candidates: tuple[int, ...]) -> SceneSight:
    scene = loaded.scene
    summaries = (beat.beat_metadata.batch_summary for beat in scene.beats)
    places = dict.fromkeys(one.shared_location_id for one in summaries if one is not None)
    grouping = scene.scene_metadata.grouping
    return SceneSight(
        scene_id=scene.scene_id,
        strategy=(grouping.strategy if grouping else None) or "",
        place=", ".join(place for place in places if place),
        shot_ids=scene.shot_ids(),
        version=loaded.version,
        candidates=tuple(sorted(candidates)),
        is_derived=loaded.is_derived,
    )


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


def _with_ledger(sight: TakeSight, dispatch: Dispatch) -> TakeSight:
    """The take with its money; of one that runs the ledger knows more than the body."""
    status = sight.status
    if status == TakeStatus.RUNNING and dispatch.state.is_end:
        is_good = dispatch.state is DispatchState.CHARGED
        status = (TakeStatus.SUCCEEDED if is_good else TakeStatus.FAILED).value
    return replace(
        sight,
        status=status,
        dispatch_id=dispatch.dispatch_id,
        state=dispatch.state.value,
        provider=sight.provider or dispatch.provider,
        model=sight.model or dispatch.model,
        cost_micro=dispatch.charged_micro,
        held_micro=dispatch.reserved_micro,
        error=sight.error or (dispatch.reason if status != TakeStatus.SUCCEEDED else ""),
    )


def _last_facts(take: Take) -> dict[str, object]:
    """What the last answer of the take's steps says; its error in words."""
    results = take.results()
    if not results:
        return {}
    return {**results[-1].metadata, "error": results[-1].error}


def _name_of(strategy: object) -> str:
    named = strategy.get("name") if isinstance(strategy, Mapping) else strategy
    return named if isinstance(named, str) else ""


def _texts(value: object) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
