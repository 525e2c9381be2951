"""The record of a pass video, by everything it may say."""

from __future__ import annotations

import pytest

from engine.domain.names import parse_media_name
from engine.domain.pass_lookup import PassLookup
from engine.domain.passes import PassRecord
from engine.domain.paths import ProjectPath

BY_ID = "EP001_PASS_011_SH01_02_A_JADE"
BY_VIDEO = "EP001_PASS_012_SH03_A_JADE"
BY_SHOTS = "EP001_PASS_013_SH04_05_A_JADE"


@pytest.fixture
def lookup() -> PassLookup:
    return PassLookup.of(
        [
            PassRecord.read({"pass_id": BY_ID}),
            PassRecord.read({"pass_id": BY_VIDEO, "video_path": "renders/ep_001/x.mp4"}),
            PassRecord.read({"pass_id": BY_SHOTS, "segment_shot_ids": ["EP001_SH05", "EP001_SH4"]}),
            PassRecord.read({}),
        ]
    )


@pytest.mark.parametrize(
    ("name", "source", "said", "found"),
    [
        ("x.mp4", BY_ID, BY_SHOTS, BY_ID),
        ("x.mp4", None, BY_ID, BY_ID),
        ("x.mp4", "gone", "gone", BY_VIDEO),
        ("x.mp4", None, None, BY_VIDEO),
        ("EP001_PASS_11_SH1_2_A_JADE_take3.mp4", None, None, BY_ID),
        ("EP001_PASS_011_SH01_02_B_TOM_take3.mp4", None, None, BY_ID),
        ("EP001_COV_013_SH4_5_take1.mp4", None, None, BY_SHOTS),
        ("EP001_COV_013_SH4_take1.mp4", None, None, None),
        ("y.mp4", "", "", None),
    ],
)
def test_that_the_most_trusted_witness_wins(
    lookup: PassLookup, name: str, source: str | None, said: str | None, found: str | None
) -> None:
    video = ProjectPath("renders/ep_001") / name

    record = lookup.find(video, parse_media_name(name), source_pass_id=source, pass_id=said)

    assert (record.pass_id if record else None) == found
