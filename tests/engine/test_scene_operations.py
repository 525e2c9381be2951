"""Operations on the status of a scene."""

from __future__ import annotations

import pytest

from engine.domain.scene_operations import (
    all_of,
    append_take,
    put_take,
    set_beat,
    set_board,
    set_inputs,
    set_primary,
    set_take,
)
from engine.errors import Conflict, NotFound, RecoilError, Refused
from tests.helpers.scenes import a_beat, a_take

Json = dict[str, object]


class Body:
    """A body that is a dict of beats."""

    def __init__(self, *beats: Json) -> None:
        self.beats = {str(beat["beat_id"]): beat for beat in beats}

    def beat_ids(self) -> tuple[str, ...]:
        return tuple(self.beats)

    def beat(self, beat_id: str) -> Json:
        if beat_id not in self.beats:
            raise NotFound("beat", beat_id)
        return self.beats[beat_id]


def test_that_takes_are_appended_once() -> None:
    body = Body({"beat_id": "b1"})

    append_take("b1", a_take(1))(body)

    assert body.beat("b1")["takes"] == [a_take(1)]
    with pytest.raises(Conflict, match="t1"):
        append_take("b1", a_take(1))(body)


def test_that_a_take_is_put_over_the_one_of_its_id() -> None:
    body = Body(a_beat(1, a_take(1, "running", odd=1)))

    put_take("b1", a_take(1, "succeeded"))(body)
    put_take("b1", a_take(2))(body)

    assert body.beat("b1")["takes"] == [a_take(1, "succeeded", odd=1), a_take(2)]


def test_that_keys_of_a_take_and_a_beat_are_set() -> None:
    body = Body(a_beat(1, a_take(1, "running")))

    all_of(
        set_take("b1", "t1", {"status": "succeeded"}),
        set_primary("b1", "t1"),
        set_beat("b1", {"phantom_recoveries": 1}),
        set_inputs("b1", {"inputs_fingerprint": "f"}),
        set_board("b1", {"status": "proposed"}),
        set_board("b1", {"artifact": "a.png"}),
    )(body)

    beat = body.beat("b1")
    assert beat["takes"] == [a_take(1, "succeeded")]
    assert (beat["primary_take_id"], beat["phantom_recoveries"]) == ("t1", 1)
    assert beat["beat_metadata"]["inputs_fingerprint"] == "f"  # type: ignore[index]
    assert beat["board"] == {"status": "proposed", "artifact": "a.png"}


def test_that_a_primary_and_a_board_can_be_taken_away() -> None:
    body = Body(a_beat(1) | {"primary_take_id": "t1", "board": {"status": "proposed"}})

    all_of(set_primary("b1", None), set_board("b1", None))(body)

    assert (body.beat("b1")["primary_take_id"], body.beat("b1")["board"]) == (None, None)


@pytest.mark.parametrize(
    "operation",
    [
        set_take("b1", "zz", {}),
        set_primary("b1", "zz"),
        set_primary("b9", None),
        append_take("b9", a_take(1)),
    ],
)
def test_that_what_is_not_there_is_not_changed(operation: object) -> None:
    with pytest.raises(NotFound):
        operation(Body(a_beat(1)))  # type: ignore[operator]


def test_that_takes_that_are_none_are_not_written_over() -> None:
    with pytest.raises(RecoilError, match="takes"):
        append_take("b1", a_take(1))(Body({"beat_id": "b1", "takes": {"odd": 1}}))


def test_that_only_status_is_set() -> None:
    with pytest.raises(Refused, match="modality"):
        set_inputs("b1", {"modality": "video_i2v"})
    with pytest.raises(Refused, match="takes"):
        set_beat("b1", {"takes": []})
