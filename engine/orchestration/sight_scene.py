"""One batch as whoever shows runs sees it: made anew only when something of it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.domain.dispatches import DispatchState
from engine.domain.run_sight import BeatSight, SceneSight, TakeSight
from engine.domain.scenes import Modality, TakeStatus
from engine.errors import CorruptFile, RecoilError
from engine.orchestration.payload import PayloadRefused, build_payload
from engine.orchestration.payload_overrides import PayloadDefaults, PayloadOverrides
from engine.orchestration.preflight import Block, board_reason, is_stale
from engine.workspace.references import ContentHashes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.dispatches import Dispatch
    from engine.domain.ledger_view import LedgerView
    from engine.domain.scenes import Beat, Take
    from engine.store.project import Project
    from engine.store.scenes import LoadedScene

_ANY = "any"  # pictures are the same for every model


class SceneWatch:
    """A batch of which the body was read once; ledger, videos and pictures are looked at anew.

    A look at what is as it was gives the very same object again.
    """

    def __init__(self, project: Project, loaded: LoadedScene, candidates: tuple[int, ...]) -> None:
        self._project = project
        self._scene = loaded.scene
        self._episode = loaded.episode
        self._frames_stamp: tuple[int, int] | None = None
        self._base = _base_of(loaded, candidates)
        self._hashes = ContentHashes()
        self._references: dict[str, tuple[str, ...] | None] = {}
        self._stale: dict[str, tuple[object, bool]] = {}
        self._standing: object = None
        self._made = self._base

    def look(self, view: LedgerView, *, is_gated: bool) -> SceneSight:
        """The batch as it stands now."""
        dispatches = [view.dispatches.get(_dispatch_id(take)) for take in self._takes()]
        missing = {beat.beat_id for beat in self._scene.beats if self._is_missing(beat)}
        stale = {beat.beat_id for beat in self._scene.beats if self._is_stale(beat)}
        block = self._block(is_gated=is_gated)
        standing = (dispatches, missing, stale, block)
        if standing != self._standing:
            self._standing = standing
            known = {one.dispatch_id: one for one in dispatches if one is not None}
            beats = tuple(
                _beat(self._base.scene_id, beat, known, missing=missing, stale=stale)
                for beat in self._scene.beats
            )
            self._made = replace(self._base, beats=beats, blocked=block)
        return self._made

    def _takes(self) -> Iterator[Take]:
        for beat in self._scene.beats:
            yield from beat.takes

    def _block(self, *, is_gated: bool) -> str:
        """Why the active version may not be rendered, as far as its own files tell."""
        scene = self._scene
        if scene.locked:
            return Block.LOCKED.value
        if not scene.has_modality(Modality.R2V_MULTI):
            return ""
        if not self._base.is_derived:
            return Block.NOT_DERIVED.value
        if is_gated:
            batches = (beat for beat in scene.beats if beat.modality == Modality.R2V_MULTI)
            reasons = (board_reason(self._project, beat, self._hashes) for beat in batches)
            return next((reason.value for reason in reasons if reason is not None), "")
        return ""

    # -- files ---------------------------------------------------------------

    def _is_missing(self, beat: Beat) -> bool:
        """Whether the take that counts has no file any more."""
        primary = beat.primary_take()
        if primary is None or not primary.has_succeeded:
            return False
        return not primary.output_path or self._facts_of(primary.output_path)[1] == 0

    def _is_stale(self, beat: Beat) -> bool:
        """Whether the take that counts was made from other pictures; looked at when one changed."""
        primary = beat.primary_take()
        made_from = beat.beat_metadata.inputs_fingerprint
        if primary is None or not primary.has_succeeded or made_from is None:
            return False
        references = self._references_of(beat)
        if references is None:
            return False
        stamps = tuple((one, *self._facts_of(one)) for one in references)
        before = self._stale.get(beat.beat_id)
        if before is None or before[0] != stamps:
            before = self._stale[beat.beat_id] = (stamps, is_stale(self._project, beat, references))
        return before[1]

    def _references_of(self, beat: Beat) -> tuple[str, ...] | None:
        """The pictures that a beat would be rendered from now; None when that cannot be said."""
        stamp = self._facts_of(self._project.shots.path(self._episode).text)
        if stamp != self._frames_stamp:  # somebody chose other pictures to begin with
            self._frames_stamp = stamp
            self._references.clear()
        if beat.beat_id not in self._references:
            self._references[beat.beat_id] = self._asked(beat)
        return self._references[beat.beat_id]

    def _asked(self, beat: Beat) -> tuple[str, ...] | None:
        project, wishes, version = self._project, PayloadOverrides(model=_ANY), self._base.version
        try:
            chosen = project.shots.read(self._episode)
            defaults = PayloadDefaults.of(project.settings, project.root, chosen)
            payload = build_payload(
                beat, self._scene, 1, wishes, defaults=defaults, scene_version=version
            )
        except (PayloadRefused, CorruptFile):
            return None
        return payload.references

    def _facts_of(self, path: str) -> tuple[int, int]:
        """When a file was changed, and its size; nothing of one that is not there."""
        try:
            facts = self._project.resolve(self._project.path(path)).stat()
        except (RecoilError, OSError):
            return 0, 0
        return facts.st_mtime_ns, facts.st_size


def _base_of(loaded: LoadedScene, candidates: tuple[int, ...]) -> SceneSight:
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


def _beat(
    scene_id: str, beat: Beat, known: Mapping[str, Dispatch], *, missing: set[str], stale: set[str]
) -> BeatSight:
    takes = tuple(
        _take(
            take,
            known.get(_dispatch_id(take)),
            is_missing=beat.beat_id in missing and take.take_id == beat.primary_take_id,
        )
        for take in beat.takes
    )
    return BeatSight(
        scene_id=scene_id,
        beat_id=beat.beat_id,
        shot_ids=beat.shot_ids(),
        modality=beat.modality or "",
        status=beat.status.value,
        primary_take_id=beat.primary_take_id or "",
        takes=takes,
        is_stale=beat.beat_id in stale,
    )


def _take(take: Take, dispatch: Dispatch | None, *, is_missing: bool) -> TakeSight:
    known, facts = take.take_metadata, _last_facts(take)
    sight = TakeSight(
        take_id=take.take_id,
        attempt=take.index,
        status=take.status or TakeStatus.PENDING.value,
        provider=str(facts.get("provider") or ""),
        model=str(facts.get("model") or ""),
        output=take.output_path or "",
        error=str(facts.get("error") or known.get("build_error") or ""),
        error_code=str(facts.get("code") or ""),
        failure_mode=str(facts.get("failure_mode") or ""),
        strategy=_name_of(known.get("strategy")),
        note=str(known.get("note") or ""),
        checks=_texts(known.get("checks")),
        is_missing=is_missing,
    )
    return sight if dispatch is None else _with_ledger(sight, dispatch)


def _dispatch_id(take: Take) -> str:
    return str(take.take_metadata.get("dispatch_id") or "")


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
