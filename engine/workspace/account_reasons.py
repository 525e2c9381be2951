"""Why a planned shot has no clip: what its files, its passes and its batches say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.account import Lack, ShotWithoutClip
from engine.domain.ids import find_shot_number
from engine.domain.inbox import Place, Room
from engine.domain.listing import is_video
from engine.domain.nodes import Node, NodeKind, walk
from engine.domain.passes import PassStatus
from engine.domain.scenes import TakeStatus
from engine.domain.sidecar import MediaStatus
from engine.errors import RecoilError
from engine.workspace.account_archive import archived_shots
from engine.workspace.inbox import title_of
from engine.workspace.inbox_runs import GATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.domain.run_sight import BeatSight, EpisodeSight, SceneSight
    from engine.store.project import Project
    from engine.workspace.episode_documents import EpisodeDocuments

_UNDER_WAY = {TakeStatus.RUNNING, TakeStatus.PENDING}


class Reasons:
    """Knows an episode's passes and batches by their shots."""

    def __init__(
        self,
        project: Project,
        episode: Node,
        documents: EpisodeDocuments,
        sight: EpisodeSight,
        entries: Sequence[Mapping[str, object]],
    ) -> None:
        self._project = project
        self._sight = sight
        self._passes = _passes_by_shot(episode, documents)
        self._beats = _beats_by_shot(sight)
        self._entries = _entries_by_shot(entries)
        self._archived = archived_shots(project, sight.episode)

    def of(self, shot_id: str, line: Node | None) -> ShotWithoutClip:
        """Why this shot has no clip; ``line`` is its line of the tree."""
        number = find_shot_number(shot_id) or shot_id
        passes = self._passes.get(number, [])
        takes = line.children if line is not None else ()
        return (
            self._of_pass(shot_id, passes, _COMING)
            or self._of_videos(shot_id, takes)
            or self._of_archive(shot_id, number)
            or self._of_pass(shot_id, passes, _OVER)
            or self._of_runs(shot_id, number)
            or self._of_pictures(shot_id, takes)
            or self._unplanned(shot_id)
        )

    # -- passes --------------------------------------------------------------

    def _of_pass(
        self, shot_id: str, passes: list[Node], wanted: tuple[_PassWords, ...]
    ) -> ShotWithoutClip | None:
        """The pass that is furthest on its way to clips."""
        for status, lack, words, fix in wanted:
            for one in passes:
                if one.status == status and (one.path is not None or status in _NEEDS_NO_VIDEO):
                    pass_id = one.detail.pass_id
                    return ShotWithoutClip(
                        shot_id=shot_id,
                        lack=lack,
                        reason=f"{title_of(pass_id)} {words}",
                        fix=fix.format(pass_id),
                        place=Place(Room.SEGMENTATION if one.path else Room.TREE, pass_id),
                    )
        return None

    # -- files ---------------------------------------------------------------

    def _of_videos(self, shot_id: str, takes: tuple[Node, ...]) -> ShotWithoutClip | None:
        """Videos of the shot that may not be used."""
        own = (take for take in takes if take.kind is not NodeKind.EXTRA)
        videos = [take for take in own if is_video(take.name)]
        if not videos:
            return None
        place = Place(Room.TREE, videos[0].key)
        if all(take.detail.is_corrupt for take in videos):
            said = f"the {_sidecars(len(videos))} can't be read"
            return _lack(shot_id, Lack.UNREADABLE, said, "recoil project health", place)
        if any(take.status == MediaStatus.REJECTED for take in videos):
            said = f"{_takes(len(videos))} rejected{self._why_rejected(videos)}"
            return _lack(shot_id, Lack.REJECTED, said, self._again(), place)
        said = f"{_takes(len(videos))} archived"
        return _lack(shot_id, Lack.ARCHIVED, said, f"recoil restore {videos[0].path}", place)

    def _of_archive(self, shot_id: str, number: str) -> ShotWithoutClip | None:
        archived = self._archived.get(number)
        if archived is None:
            return None
        said = f"{archived.name} was archived"
        return _lack(shot_id, Lack.ARCHIVED, said, f"recoil restore {archived}", Place(Room.TREE))

    def _of_pictures(self, shot_id: str, takes: tuple[Node, ...]) -> ShotWithoutClip | None:
        if not takes:
            return None
        place, fix = Place(Room.TREE, takes[0].key), self._again()
        if any(take.kind is not NodeKind.EXTRA for take in takes):
            return _lack(shot_id, Lack.STILL, "there is a picture of it, no video yet", fix, place)
        said = "there is only what the model added, not the shot itself"
        return _lack(shot_id, Lack.ADDED, said, fix, place)

    def _why_rejected(self, videos: Iterable[Node]) -> str:
        for take in reversed([one for one in videos if one.status == MediaStatus.REJECTED]):
            if take.path is None:
                continue
            try:
                sidecar = self._project.sidecars.read(take.path)
            except RecoilError:
                continue
            said = (sidecar and (sidecar.rejection_reason or sidecar.failure_mode)) or ""
            if said:
                return f": {said.replace('_', ' ')}"
        return ""

    # -- runs ----------------------------------------------------------------

    def _of_runs(self, shot_id: str, number: str) -> ShotWithoutClip | None:
        for scene, beat in self._beats.get(number, []):
            return self._of_beat(shot_id, scene, beat, self._entries.get(number, ""))
        if entry := self._entries.get(number, ""):
            fix, place = "recoil reviews", Place(Room.QUEUE)
            return _lack(shot_id, Lack.JUDGEMENT, f"only you can judge it: {entry}", fix, place)
        return None

    def _of_beat(
        self, shot_id: str, scene: SceneSight, beat: BeatSight, entry: str
    ) -> ShotWithoutClip:
        place, batch = Place(Room.RUNS, scene.scene_id), title_of(scene.scene_id)
        job = next((one for one in self._sight.jobs if one.beat_id == beat.beat_id), None)
        if job is not None and job.needs_person:
            fix = f"recoil jobs decide {job.dispatch_id} found|pay-again|give-up"
            said = f"nobody knows whether {job.provider} took the job of {batch}"
            return _lack(shot_id, Lack.UNKNOWN_JOB, said, fix, place)
        if job is not None:
            said = f"{batch} is at {job.provider}"
            return _lack(shot_id, Lack.RENDERING, said, self._collect(), place)
        if entry:
            place = Place(Room.QUEUE)
            said = f"only you can judge it: {entry}"
            return _lack(shot_id, Lack.JUDGEMENT, said, "recoil reviews", place)
        if beat.primary is not None:
            return self._of_primary(shot_id, beat, batch, place)
        if scene.blocked:
            said = f"{batch} is blocked: {GATES.get(scene.blocked, scene.blocked)}"
            return _lack(shot_id, Lack.GATE, said, self._board(), place)
        if beat.takes and beat.takes[-1].status not in _UNDER_WAY:
            error = beat.takes[-1].error or beat.takes[-1].failure_mode.replace("_", " ")
            said = f"{batch} could not be rendered" + (f": {error}" if error else "")
            return _lack(shot_id, Lack.FAILED, said, self._again(), place)
        said = f"{batch} is not rendered yet"
        return _lack(shot_id, Lack.PENDING, said, self._again(), place)

    def _of_primary(
        self, shot_id: str, beat: BeatSight, batch: str, place: Place
    ) -> ShotWithoutClip:
        """It was rendered: its video is gone, or was not cut into clips."""
        output = beat.primary.output if beat.primary else ""
        if beat.primary is not None and beat.primary.is_missing:
            said = f"the video of {batch} is not there any more"
            return _lack(shot_id, Lack.VIDEO_GONE, said, f"recoil take locate {output}", place)
        said = f"{batch} is rendered and not cut yet"
        return _lack(shot_id, Lack.UNCUT, said, self._extract(), place)

    def _unplanned(self, shot_id: str) -> ShotWithoutClip:
        said = "it is in no pass and no batch yet"
        return _lack(shot_id, Lack.UNPLANNED, said, self._again(), Place(Room.RUNS))

    # -- commands ------------------------------------------------------------

    def _again(self) -> str:
        return f"recoil generate --episode {self._sight.episode} --dry-run"

    def _extract(self) -> str:
        return f"recoil extract --episode {self._sight.episode}"

    def _collect(self) -> str:
        return f"recoil collect --episode {self._sight.episode}"

    def _board(self) -> str:
        return f"recoil board --episode {self._sight.episode}"


_NEEDS_NO_VIDEO = {PassStatus.GENERATING, PassStatus.FAILED}
_CUT = "recoil extract --pass {}"
_PassWords = tuple[PassStatus, Lack, str, str]
_COMING: tuple[_PassWords, ...] = (
    (PassStatus.SEGMENTATION_REVIEW, Lack.REVIEW, "waits for its cuts", "recoil review show {}"),
    (PassStatus.EXTRACTING, Lack.CUTTING, "is being cut", _CUT),
    (PassStatus.REGISTERED, Lack.UNCUT, "is not cut yet", _CUT),
    (PassStatus.GENERATING, Lack.RENDERING, "is being rendered", "recoil jobs --open"),
)
_OVER: tuple[_PassWords, ...] = (
    (PassStatus.EXTRACTED, Lack.CLIP_GONE, "is cut, but its clip is not there any more", _CUT),
    (PassStatus.FAILED, Lack.PASS_FAILED, "failed", "recoil pass {}"),
)


def _lack(shot_id: str, lack: Lack, reason: str, fix: str, place: Place) -> ShotWithoutClip:
    return ShotWithoutClip(shot_id=shot_id, lack=lack, reason=reason, fix=fix, place=place)


def _passes_by_shot(episode: Node, documents: EpisodeDocuments) -> dict[str, list[Node]]:
    """The lines of passes by the shots that their records, else their plans, name."""
    shots = {one.pass_id: one.shot_ids() for one in documents.planned_passes()}
    shots |= {
        key: tuple(record.segment_shot_ids)
        for key, record in documents.records()
        if record.segment_shot_ids
    }
    found: dict[str, list[Node]] = {}
    for node in walk(episode):
        if node.kind is NodeKind.PASS and node.detail.pass_id:
            for shot in shots.get(node.detail.pass_id, ()):
                found.setdefault(find_shot_number(shot) or shot, []).append(node)
    return found


def _beats_by_shot(sight: EpisodeSight) -> dict[str, list[tuple[SceneSight, BeatSight]]]:
    found: dict[str, list[tuple[SceneSight, BeatSight]]] = {}
    for scene in sight.scenes:
        for beat in scene.beats:
            for shot in beat.shot_ids:
                found.setdefault(find_shot_number(shot) or shot, []).append((scene, beat))
    return found


def _entries_by_shot(entries: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """Why each shot waits in the review queue."""
    found: dict[str, str] = {}
    for entry in entries:
        shots = entry.get("shot_ids")
        named = shots if isinstance(shots, list) else [entry.get("shot_id")]
        for shot in named:
            if isinstance(shot, str):
                found[find_shot_number(shot) or shot] = str(entry.get("reason") or "no reason")
    return found


def _takes(count: int) -> str:
    return "its only take was" if count == 1 else f"all {count} takes were"


def _sidecars(count: int) -> str:
    return "sidecar of its take" if count == 1 else f"sidecars of its {count} takes"
