"""The payload of a take, and why there is none."""

from __future__ import annotations

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.domain.project_settings import ProjectSettings
from engine.domain.scenes import Modality
from engine.orchestration.payload import (
    PayloadDefaults,
    PayloadOverrides,
    SegmentChange,
    build_payload,
)
from tests.helpers.payloads import batch, coverage, payload_of, solo
from tests.helpers.shots import (
    PASS,
    entry,
    plans,
    scenes_of,
    segment,
    shots_of,
    some_shots,
)

# -- what is asked -----------------------------------------------------------


def test_that_a_single_shot_is_asked_for_as_planned() -> None:
    raw = {"prompt": "rain", "start_frame": "a.png", "end_frame": "b.png", "refs": ["c.png"]}

    payload = payload_of(solo(seconds=2.5, aspect_ratio="16:9", raw=raw), take=2)

    request = payload.request
    assert payload.modality is Modality.VIDEO_I2V
    assert (request["prompt"], request["model"], request["duration_s"]) == ("rain", "wan", 2.5)
    assert (request["aspect_ratio"], request["size"]) == ("16:9", [1280, 720])
    assert (request["start_frame"], request["end_frame"]) == ("a.png", "b.png")
    assert request["references"] == ["c.png"]
    assert (request["segment_shot_ids"], request["expected_timestamps"]) == (["EP001_SH01"], [])
    assert payload.references == ("a.png", "b.png", "c.png")
    assert payload.file_name() == "EP001_SH1_take2.mp4"
    assert payload.duration == Fraction(5, 2)
    assert payload.tag == request["tag"] == "SOLO_JADE"


def test_that_a_batch_says_its_segments_and_where_cuts_are_expected() -> None:
    payload = payload_of(batch(*shots_of(entry("01", 2.5), entry("02", 3), entry("03", 1.25))))

    request = payload.request
    assert request["prompt"] == (
        "Shot 1 (2.5 s): what 01 shows\nShot 2 (3 s): what 02 shows\nShot 3 (1.25 s): what 03 shows"
    )
    assert request["expected_timestamps"] == [2.5, 5.5]
    assert request["duration_s"] == 6.75
    segments = request["segments"]
    assert isinstance(segments, list)
    assert segments[1] == {
        "shot_id": "EP001_SH02",
        "prompt": "what 02 shows",
        "duration_s": 3,
        "start_s": 2.5,
        "shot_type": None,
        "is_wildcard": False,
    }
    assert payload.tag == "A_JADE"
    assert payload.file_name() == "EP001_CONT_001_SH1_2_3_take1.mp4"


def test_that_a_coverage_pass_is_asked_for_in_its_own_words() -> None:
    scene = coverage(
        segment("02", 2.5, shot_type="close"),
        segment(None, 1, prompt=""),
        segment("01", 2),
        arc_preamble="Night.",
        generation_config={"seed": 7, "tier": "pro", "resolution": "1080x1920", "mood": 1},
        element_config={"jade": {"strength": 1}},
    )

    payload = payload_of(scene)

    request = payload.request
    assert request["prompt"] == (
        "Night.\n\nShot 1 (2.5 s, close): 02 in the pass\n"
        "Shot 2 (1 s): free to choose, in keeping with the shots around it\n"
        "Shot 3 (2 s): 01 in the pass"
    )
    assert request["expected_timestamps"] == [2.5, 3.5]
    assert request["segment_shot_ids"] == ["EP001_SH02", "EP001_SH01"]
    assert (request["seed"], request["tier"], request["size"]) == (7, "pro", [1080, 1920])
    assert request["provider_hints"] == {"seed": 7, "tier": "pro"}
    assert request["element_config"] == {"jade": {"strength": 1}}
    assert "mood" not in request
    assert payload.file_name() == "EP001_COV_011_SH2_1_take1.mp4"
    assert payload.identity.source_pass_id == PASS


def test_that_what_nobody_said_is_left_out() -> None:
    (scene,) = scenes_of("solo", shots_of(entry("01")))

    request = build_payload(scene.beats[0], scene, 1).request

    assert None not in request.values()
    assert not request.keys() & {"seed", "aspect_ratio", "size", "references", "provider_hints"}


@given(plans(), st.sampled_from(["continuity", "oner", "solo"]))
def test_that_every_payload_is_json_and_its_lengths_add_up(
    entries: list[dict[str, object]], strategy: str
) -> None:
    scenes = scenes_of(strategy, shots_of(*({**one, "prompt": "x"} for one in entries)))
    said = PayloadOverrides(prompt="all of it")

    for scene in scenes:
        for beat in scene.beats:
            payload = build_payload(beat, scene, 1, said)
            json.dumps(payload.request, allow_nan=False)
            json.dumps(payload.provenance, allow_nan=False)
            planned = [shot.duration for shot in shots_of(*entries)]
            assert payload.duration <= sum(planned)
            assert payload.request["duration_s"] == float(payload.duration)


def test_that_the_same_beat_gives_the_same_payload() -> None:
    one, other = (json.dumps(payload_of(batch()).request) for _ in range(2))

    assert one == other


# -- who decides -------------------------------------------------------------


def test_that_the_model_is_the_orders_then_the_shots_then_the_projects() -> None:
    assert payload_of(solo(), PayloadOverrides(model="mine")).model == "mine"
    assert payload_of(solo()).model == "wan"
    assert payload_of(solo(video_model=None)).model == "usual"


def test_that_a_keyframe_has_the_models_for_pictures() -> None:
    still = PayloadOverrides(modality=Modality.IMAGE_T2I)

    assert payload_of(solo(previs_model="draw"), still).model == "draw"
    assert payload_of(solo(), still).model == "still"


def test_that_shots_that_want_something_else_than_their_batch_are_noted() -> None:
    shots = shots_of(
        entry("01", aspect_ratio="9:16"),
        entry("02", video_model="kling"),
        entry("03", aspect_ratio="16:9", video_model=None),
    )

    payload = payload_of(batch(*shots))

    assert payload.model == "wan"
    assert payload.notes == (
        "EP001_SH02 asks for kling, its batch is rendered with wan",
        "EP001_SH03 asks for 16:9, its batch is rendered with 9:16",
    )
    assert payload_of(batch(*shots), PayloadOverrides(model="veo")).notes == payload.notes[1:]


def test_that_overrides_come_before_the_config_of_the_pass() -> None:
    scene = coverage(segment("01"), segment("02"), generation_config={"seed": 7, "tier": "pro"})
    wishes = PayloadOverrides(seed=8, generation_config={"tier": None, "format_mode": "B"})

    request = payload_of(scene, wishes).request

    assert (request["seed"], request["format_mode"]) == (8, "B")
    assert "tier" not in request
    assert request["provider_hints"] == {"seed": 8}


def test_that_element_configs_are_merged_and_null_removes() -> None:
    scene = coverage(segment("01"), segment("02"), element_config={"a": {"x": 1, "y": 2}, "b": 3})
    wishes = PayloadOverrides(element_config={"a": {"x": None, "z": 5}, "b": None, "c": {"d": 1}})

    request = payload_of(scene, wishes).request

    assert request["element_config"] == {"a": {"y": 2, "z": 5}, "c": {"d": 1}}


def test_that_a_retry_may_change_words_and_lengths_of_segments() -> None:
    wishes = PayloadOverrides(
        prompt_prefix="Calm.",
        segments={1: SegmentChange(prompt="other", duration=Fraction(4))},
        duration=Fraction(4),
    )

    payload = payload_of(batch(), wishes)

    assert payload.request["prompt"] == (
        "Calm.\n\nShot 1 (1 s): what 01 shows\nShot 2 (2 s): other\nShot 3 (1 s): what 03 shows"
    )
    assert payload.duration == Fraction(4)
    assert payload.request["expected_timestamps"] == [1, 3]


def test_that_a_prompt_may_be_replaced_whole() -> None:
    scene = solo(raw={})

    assert payload_of(scene, PayloadOverrides(prompt="softer")).request["prompt"] == "softer"


def test_that_sound_is_asked_for_only_when_somebody_says_so() -> None:
    assert "generate_audio" not in payload_of(solo()).request
    silent = payload_of(solo(), PayloadOverrides(generate_audio=False))
    assert silent.request["generate_audio"] is False


def test_that_the_projects_settings_are_the_defaults() -> None:
    settings = ProjectSettings.read({"default_video_model": "a", "aspect_ratio": "1:1"})

    defaults = PayloadDefaults.of(settings)

    assert (defaults.video_model, defaults.image_model, defaults.aspect_ratio) == ("a", None, "1:1")


# -- where it comes from -----------------------------------------------------


def test_that_the_provenance_says_where_the_take_comes_from() -> None:
    scene = coverage(segment("01"), segment("02"), generation_config={"seed": 7})
    wishes = PayloadOverrides(note="her hand", provenance={"retry_strategy": "change_seed"})

    payload = payload_of(scene, wishes, version=3)

    assert payload.provenance == {
        "shot_id": None,
        "shot_ids": ["EP001_SH01", "EP001_SH02"],
        "scene_id": PASS,
        "episode": "ep_001",
        "project": "demo",
        "modality": "r2v_multi",
        "grouping": payload.identity.as_json(),
        "tag": "A_JADE",
        "model": "wan",
        "batch_id": PASS,
        "beat_id": f"{PASS}__cov",
        "prompt": payload.request["prompt"],
        "seed": 7,
        "refs": [],
        "scene_version": 3,
        "reroll_note": "her hand",
        "retry_strategy": "change_seed",
    }


def test_that_a_solo_of_a_small_batch_is_traced_to_its_batch() -> None:
    (scene,) = scenes_of("continuity", some_shots(2))

    payload = payload_of(scene)

    assert (payload.provenance["batch_id"], payload.provenance["shot_id"]) == (
        "BATCH_001",
        "EP001_SH01",
    )
    assert payload.file_name() == "EP001_SH1_take1.mp4"
