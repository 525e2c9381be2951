"""The execution state of shots: read in every form that tools write, and changed in that form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.domain.casting import Asset, asset_of, hero_of, with_hero
from engine.domain.paths import ProjectPath
from engine.domain.shot_states import ShotStates, rejected_status
from engine.errors import CorruptFile, Refused
from tests.helpers.curation import SHOTS, a_show, opened

if TYPE_CHECKING:
    from pathlib import Path

RECORD = {"shot_id": "EP001_SH04", "status": "video_done", "theirs": 1}
FORMS: dict[str, dict[str, object]] = {
    "by id": {"schema_version": 1, "shots": {"EP001_SH04": RECORD}},
    "a list": {"shots": [RECORD, {"shot_id": "EP001_SH05"}], "more": 1},
    "bare": {"EP001_SH04": RECORD, "EP001_SH05": {}},
}


@pytest.mark.parametrize("form", FORMS)
def test_that_every_form_is_read_and_changed_as_it_is(form: str) -> None:
    states = ShotStates(FORMS[form])

    changed = ShotStates(states.changed("EP001_SH4", {"status": "video_rejected"}))
    added = ShotStates(states.changed("EP001_SH07", {"status": "pending"}))

    assert states.of("EP001_SH04").status == "video_done"
    assert changed.of("EP001_SH04").keys == RECORD | {"status": "video_rejected"}
    assert changed.keys.keys() == states.keys.keys()
    assert len(changed.all()) == len(states.all())
    assert added.of("EP001_SH07").status == "pending"
    assert added.of("EP001_SH04").keys == RECORD


def test_that_a_document_that_lacks_is_begun_with_shots_by_id() -> None:
    assert ShotStates({}).changed("EP001_SH01", {"status": "x"}) == {
        "schema_version": 1, "shots": {"EP001_SH01": {"shot_id": "EP001_SH01", "status": "x"}},
    }  # fmt: skip


def test_that_what_others_wrote_in_another_form_reads_as_nothing() -> None:
    odd = {"status": 7, "attempts": "two", "cost_usd": True, "gates": [], "start_frame": None}
    state = ShotStates({"shots": {"EP001_SH01": odd, "EP001_SH02": 5}}).of("EP001_SH01")

    assert (state.status, state.attempts, state.cost_usd, state.gates) == ("", None, None, {})
    assert state.start_frame == ""


def test_that_known_figures_are_read() -> None:
    record = {"attempts": 2, "max_takes": 5, "cost_usd": 3, "gates": {"identity": "passed"}}
    state = ShotStates({"shots": {"EP001_SH01": record}}).of("EP001_SH01")

    assert (state.attempts, state.most_attempts, state.cost_usd) == (2, 5, 3.0)
    assert state.gates == {"identity": "passed"}


@pytest.mark.parametrize(
    ("stood", "take", "status"),
    [
        ("previs", "a.mp4", "previs_rejected"),
        ("Keyframe_done", "", "keyframe_rejected"),
        ("approved", "a.mp4", "rejected"),
        ("", "a.mp4", "video_rejected"),
        ("", "a.png", "keyframe_rejected"),
        ("", "", "rejected"),
    ],
)
def test_that_a_rejection_says_at_which_stage(stood: str, take: str, status: str) -> None:
    assert rejected_status(stood, take) == status


def test_that_corrupt_states_are_an_error_and_absent_ones_are_none(tmp_path: Path) -> None:
    files = a_show(tmp_path)
    assert opened(files).shots.read(1).all() == ()
    files.text(SHOTS, "{broken")

    with pytest.raises(CorruptFile, match="ep_001_shots"):
        opened(files).shots.read(1)


# -- casting -------------------------------------------------------------------


def test_that_a_hero_joins_the_casting_and_all_else_stays() -> None:
    jade, lin = Asset("char", "jade"), Asset("char", "lin")
    casting = with_hero({"planner": 1}, jade, {"path": "a.png"})
    both = with_hero(casting, lin, {"path": "b.png"})

    assert (both["planner"], hero_of(both, jade)["path"]) == (1, "a.png")
    assert hero_of(both, Asset("loc", "pier")) == {}
    with pytest.raises(Refused, match="holds no assets"):
        with_hero({"canonical": [1]}, jade, {})


def test_that_a_file_tells_the_asset_it_lies_with() -> None:
    assert asset_of(ProjectPath("assets/char/jade/pool/a.png")) == Asset("char", "jade")
    assert asset_of(ProjectPath("assets/char/a.png")) is None
    assert asset_of(ProjectPath("assets/other/jade/a.png")) is None
    assert Asset("char", "jade").is_hero(ProjectPath("assets/char/jade/hero.jpg"))
