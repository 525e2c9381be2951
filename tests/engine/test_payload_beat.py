"""Bodies that say too little are refused, each with its reason."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from engine.domain.scenes import Scene
from engine.orchestration.payload import (
    PayloadOverrides,
    PayloadRefused,
    SegmentChange,
    build_payload,
)
from tests.helpers.payloads import payload_of, solo


def broken(path: str, value: object) -> Scene:
    """A body of one shot in which something else stands at ``path``."""
    body = json.loads(json.dumps(solo().as_json()))
    *way, last = path.split(".")
    place = body
    for key in way:
        place = place[int(key)] if key.isdigit() else place[key]
    place[last] = value
    return Scene.read(body)


METADATA = "beats.0.beat_metadata"
BROKEN = {
    "no_batch_id": broken(f"{METADATA}.batch_summary.batch_id", ""),
    "no_grouping": broken(f"{METADATA}.grouping", None),
    "no_shots": broken(f"{METADATA}.shot", None),
    "bad_shot": broken(f"{METADATA}.shot.duration_s", -1),
    "bad_modality": broken(f"{METADATA}.modality", "hologram"),
    "bad_segment": broken(f"{METADATA}.segments", [{"duration_s": "long"}]),
    "no_prompt": broken(f"{METADATA}.shot.raw", {"mood": "blue"}),
    "bad_seed": broken(f"{METADATA}.generation_config.seed", "seven"),
    "bad_tier": broken(f"{METADATA}.generation_config.tier", 3),
    "bad_reference": broken(f"{METADATA}.shot.raw.refs", ["../../secret.png"]),
}


@pytest.mark.parametrize("code", BROKEN)
def test_that_a_payload_that_cannot_be_built_says_why(code: str) -> None:
    with pytest.raises(PayloadRefused, match=r"^EP001_SH01__solo: ") as refused:
        payload_of(BROKEN[code])

    assert refused.value.code == code
    assert "\n" not in str(refused.value)


def test_that_a_missing_model_is_said() -> None:
    scene = solo(video_model=None)

    with pytest.raises(PayloadRefused) as refused:
        build_payload(scene.beats[0], scene, 1)

    assert refused.value.code == "no_model"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (PayloadOverrides(duration=Fraction(0)), "bad_duration"),
        (PayloadOverrides(segments={0: SegmentChange(duration=Fraction(-1))}), "bad_duration"),
        (PayloadOverrides(segments={5: SegmentChange(prompt="x")}), "bad_segment"),
    ],
)
def test_that_a_wish_that_makes_no_sense_is_refused(wish: PayloadOverrides, code: str) -> None:
    with pytest.raises(PayloadRefused) as refused:
        payload_of(solo(), wish)

    assert refused.value.code == code
