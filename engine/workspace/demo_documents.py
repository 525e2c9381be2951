"""What the demo project knows about its passes: plans, coverage, pass state and sidecars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.coverage import CoverageDocument, CoveragePass, CoverageSegment
from engine.domain.ids import episode_folder, episode_id
from engine.domain.passes import (
    PassRecord,
    PassStateDocument,
    PassStatus,
    PassTake,
    ShotLink,
)
from engine.domain.plan import Character, PlanDocument, Sequence, Shot
from engine.domain.sidecar import Grouping, MediaStatus, Provenance, Sidecar
from engine.workspace.demo_script import PLACE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.workspace.demo_script import Look, PassScript, PlannedShot

MODEL = IMAGE_MODEL = "animatic"
DRAWN = "drawn by code"
_ENVIRONMENT = "env"


def video_path(script: PassScript) -> str:
    """Where a pass's video lies in the project."""
    return f"renders/{episode_folder(script.episode)}/{script.file_name}"


def board_path(script: PassScript) -> str:
    """Where a pass's board art lies in the project."""
    return f"prep/{episode_folder(script.episode)}/storyboards/{script.batch_id}_v1.png"


def place_path(look: Look) -> str:
    """Where the picture of a look's place lies in the project."""
    return f"assets/loc/{look.place}/{look.place}_{look.take}.jpg"


def person_path(look: Look) -> str:
    """Where the picture of a look's person, in the light of its place, lies in the project."""
    side = "left" if look.looks_left else "right"
    spot = f"{look.place}_{look.near}_{side}_{round(look.x * 100)}"
    return f"assets/char/{look.who}/{look.who}_{spot}.png"


def sidecar(script: PassScript, now: str) -> Sidecar:
    """The sidecar of a pass's video."""
    refs = [one for shot in script.shots for one in _references(shot.look)]
    return Sidecar(
        status=MediaStatus.CANDIDATE,
        created_at=now,
        updated_at=now,
        tags=[script.strategy.value, script.place],
        source="coverage_pass",
        source_type="pass",
        model=MODEL,
        cost_usd=script.cost_usd,
        pass_id=script.pass_id,
        take=1,
        provenance=Provenance(
            grouping=Grouping(
                strategy=script.strategy,
                ordinal=script.counter,
                shot_ids=list(script.shot_ids),
                source_pass_id=script.pass_id,
            ),
            batch_id=script.batch_id,
            prompt=" ".join([script.arc, *(shot.prompt for shot in script.shots)]),
            seed=script.seed,
            refs=list(dict.fromkeys(refs)),
        ),
    )


def board_sidecar(script: PassScript, now: str) -> Sidecar:
    """The sidecar of a pass's board art."""
    return Sidecar(
        status=MediaStatus.CANDIDATE,
        created_at=now,
        source="storyboard",
        model=DRAWN,
        provenance=Provenance(batch_id=script.batch_id, seed=script.seed),
    )


def picture_sidecar(path: str, now: str) -> Sidecar:
    """The sidecar of a drawn place or person."""
    return Sidecar(
        status=MediaStatus.REGISTERED,
        created_at=now,
        tags=path.split("/")[1:3],
        source="asset",
        model=DRAWN,
    )


def plan(scripts: list[PassScript]) -> PlanDocument:
    """The shot plan of an episode in the order of the film, a sequence for each pass."""
    shots = [_planned(script, shot) for script in scripts for shot in script.shots]
    sequences: dict[str, list[Shot]] = {}
    for shot in shots:
        sequences.setdefault(str(shot.sequence_id), []).append(shot)
    return PlanDocument(
        episode_id=episode_id(scripts[0].episode),
        project="demo",
        sequences={name: Sequence(shots=inside) for name, inside in sequences.items()},
        total_shots=len(shots),
    )


def coverage(scripts: Iterable[PassScript]) -> CoverageDocument:
    """The coverage passes of an episode."""
    return CoverageDocument(passes=[_coverage_pass(script) for script in scripts])


def pass_state(scripts: list[PassScript], now: str) -> PassStateDocument:
    """The pass state of an episode: everything is rendered, nothing is cut yet."""
    return PassStateDocument(
        schema_version=1,
        passes={script.pass_id: _record(script, now) for script in scripts},
        shot_links={
            shot: ShotLink(coverage_pass_id=script.pass_id)
            for script in scripts
            for shot in script.shot_ids
        },
    )


def _planned(script: PassScript, shot: PlannedShot) -> Shot:
    return Shot(
        shot_id=f"{episode_id(script.episode)}_SH{shot.number}",
        scene_index=script.counter,
        sequence_id=f"SEQ_{script.counter:02d}",
        pipeline="video",
        video_model=MODEL,
        location_id=shot.look.place,
        characters=[Character(char_id=shot.look.who)] if shot.look.who else [],
        shot_type=shot.kind,
        duration_s=shot.seconds,
        is_env_only=not shot.look.who,
        has_dialogue=shot.speaks,
        aspect_ratio="9:16",
        cinematography={"move": shot.look.motion},
        raw={
            "prompt": shot.prompt,
            "location": PLACE_NAMES[shot.look.place],
            "refs": _references(shot.look),
        },
    )


def _references(look: Look) -> list[str]:
    """The pictures a shot is made of: its place, and who stands in it."""
    return [place_path(look), *([person_path(look)] if look.who else [])]


def _coverage_pass(script: PassScript) -> CoveragePass:
    people = [shot.look.who for shot in script.shots if shot.look.who]
    return CoveragePass(
        pass_id=script.pass_id,
        episode_id=episode_id(script.episode),
        shot_range=[script.shot_ids[0], script.shot_ids[-1]],
        camera_side=script.tag.split("_")[0],
        label=script.label,
        focus_character=people[0] if people else None,
        pass_type="character" if people else _ENVIRONMENT,
        location_id=script.place,
        arc_preamble=script.arc,
        blueprint_image_path=board_path(script) if script.has_board else None,
        segments=[
            CoverageSegment(
                segment_index=index,
                source_shot_id=shot_id,
                shot_type=shot.kind,
                duration_s=shot.seconds,
                prompt=shot.prompt,
                is_wildcard=False,
            )
            for index, (shot_id, shot) in enumerate(zip(script.shot_ids, script.shots, strict=True))
        ],
        generation_config={"tier": "standard", "seed": script.seed, "resolution": "720x1280"},
        wildcard_enabled=False,
    )


def _record(script: PassScript, now: str) -> PassRecord:
    return PassRecord(
        pass_id=script.pass_id,
        status=PassStatus.REGISTERED,
        segment_shot_ids=list(script.shot_ids),
        video_path=video_path(script),
        takes=[PassTake(take=1, model=MODEL, cost_usd=script.cost_usd)],
        cost_usd=script.cost_usd,
        expected_cuts=len(script.shots) - 1,
        created_at=now,
        updated_at=now,
    )
