"""Documents give back everything they did not change."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.coverage import CoverageDocument
from engine.domain.passes import PassRecord, PassStateDocument, PassTake
from engine.domain.plan import PlanDocument
from engine.domain.project_settings import CastingState, ProjectSettings
from engine.domain.sidecar import Sidecar
from engine.errors import DataError, UserError

if TYPE_CHECKING:
    from engine.domain.documents import Document

BIG = 2**64 + 1
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=12,
)
NUMBERS = st.integers(-(2**70), 2**70) | st.floats(-1e6, 1e6)
MAYBE_TEXT = st.none() | st.text(max_size=5)
UNKNOWN = st.dictionaries(
    st.sampled_from(
        ["zz", "copy", "json", "model_config", "as_json", "_source", "read", "__class__"]
    )
    | st.text(min_size=1, max_size=6).map("x".__add__),
    JSON,
    max_size=3,
)


@st.composite
def shuffled(draw: st.DrawFn, known: dict[str, st.SearchStrategy[object]]) -> dict[str, object]:
    """An object with some known and some unknown keys, in any order."""
    chosen = draw(st.fixed_dictionaries({}, optional=known))
    every = list((chosen | draw(UNKNOWN)).items())
    return dict(draw(st.permutations(every)))


TAKES = shuffled(
    {"take": st.none() | st.integers(1, 2**70), "model": MAYBE_TEXT, "cost_usd": NUMBERS}
)
RECORDS = shuffled(
    {
        "pass_id": st.text(max_size=5),
        "status": MAYBE_TEXT,
        "takes": st.none() | st.lists(TAKES, max_size=2),
        "cost_usd": st.none() | NUMBERS,
        "expected_cuts": st.none() | st.integers(0, 2**70),
        "scene_detection_raw": st.none() | st.lists(NUMBERS, max_size=4),
        "cuts_diverged": st.booleans() | st.none(),
        "confirmed_timestamps": st.none() | st.dictionaries(st.text(max_size=3), JSON, max_size=2),
        "segment_timestamps": st.dictionaries(
            st.text(max_size=3), shuffled({"start": NUMBERS, "end": NUMBERS}), max_size=2
        ),
        "lineage_ref": st.none() | shuffled({"reason": MAYBE_TEXT}),
        "registered_from_orphan": JSON,
    }
)
STATES = shuffled(
    {
        "schema_version": st.just(1),
        "passes": st.dictionaries(st.text(max_size=4), RECORDS, max_size=3),
    }
)


def exactly(value: object) -> str:
    """The JSON text: tells 1 from 1.0 and True, and one order of keys from another."""
    return json.dumps(value, allow_nan=False)


@given(STATES)
def test_that_a_document_nobody_changed_is_written_as_it_was_read(data: dict[str, object]) -> None:
    assert exactly(PassStateDocument.read(data).as_json()) == exactly(data)


@given(RECORDS, st.text(max_size=5))
def test_that_setting_one_field_changes_only_its_key(data: dict[str, object], status: str) -> None:
    record = PassRecord.read(data)

    record.status = status

    assert exactly(record.as_json()) == exactly(data | {"status": status})


@given(RECORDS, st.text(max_size=5))
def test_that_a_changed_copy_changes_only_its_key(data: dict[str, object], status: str) -> None:
    record = PassRecord.read(data)

    changed = record.model_copy(update={"status": status})

    assert exactly(changed.as_json()) == exactly(data | {"status": status})
    assert exactly(record.as_json()) == exactly(data)


@given(st.dictionaries(st.sampled_from("abc"), RECORDS, min_size=1, max_size=3))
@settings(max_examples=50)
def test_that_a_change_inside_a_nested_document_changes_only_that(data: dict[str, object]) -> None:
    document = PassStateDocument.read({"passes": data, "zz": BIG})
    key = next(iter(data))

    document.passes[key].cuts_diverged = not document.passes[key].cuts_diverged
    document.passes[key].takes.append(PassTake(take=7))

    written = document.as_json()
    before = dict(data[key])  # type: ignore[call-overload]
    takes = [*(before.get("takes") or []), {"take": 7}]
    expected = before | {"cuts_diverged": not before.get("cuts_diverged")}
    expected = {"takes": takes} | expected | {"takes": takes}
    assert written["passes"] == data | {key: expected}
    assert written["zz"] == BIG


def test_that_numbers_keep_the_way_they_were_written() -> None:
    data = {"take": 3, "cost_usd": 3, "segment_timestamp_start": 3.0, "seq": BIG, "tags": None}
    sidecar = Sidecar.read(data)

    sidecar.notes = "good"

    assert exactly(sidecar.as_json()) == exactly(data | {"notes": "good"})


def test_that_an_integer_beyond_the_floats_survives_in_a_float_field() -> None:
    sidecar = Sidecar.read({"cost_usd": BIG, "take": 2**90})

    sidecar.status = "pinned"

    assert sidecar.as_json() == {"cost_usd": BIG, "take": 2**90, "status": "pinned"}


def test_that_a_list_changed_in_place_is_written() -> None:
    sidecar = Sidecar.read({"tags": ["a"], "provenance": {"refs": [{"x": BIG}], "beat_id": "b"}})

    sidecar.tags.append("b")
    assert sidecar.provenance is not None
    sidecar.provenance.refs.append("new")

    assert sidecar.as_json() == {
        "tags": ["a", "b"],
        "provenance": {"refs": [{"x": BIG}, "new"], "beat_id": "b"},
    }


def test_that_unset_fields_are_not_invented_and_new_keys_come_last() -> None:
    made = Sidecar(status="candidate", model="wan")
    read = Sidecar.read({"zz": 1, "notes": ""})

    read.take = 2
    read.status = "pinned"

    assert made.as_json() == {"status": "candidate", "model": "wan"}
    assert list(read.as_json()) == ["zz", "notes", "status", "take"]


def test_that_a_default_set_in_a_nested_document_is_written() -> None:
    state = PassStateDocument.read({"passes": {"p": {"zz": 3.0}}})

    state.passes["p"].lineage_ref = None

    assert state.as_json() == {"passes": {"p": {"zz": 3.0, "lineage_ref": None}}}


def test_that_a_nested_document_put_in_the_place_of_an_equal_one_is_written() -> None:
    state = PassStateDocument.read({"passes": {"p": {"cost_usd": 3}}})

    state.passes["p"] = PassRecord.read({"cost_usd": 3.0})

    assert exactly(state.as_json()) == exactly({"passes": {"p": {"cost_usd": 3.0}}})


def test_that_setting_a_key_to_null_writes_null() -> None:
    sidecar = Sidecar.read({"archived_from": "a", "status": "archived"})

    sidecar.archived_from = None

    assert sidecar.as_json() == {"archived_from": None, "status": "archived"}


def test_that_what_is_written_shares_nothing_with_the_document() -> None:
    data: dict[str, object] = {"tags": ["a"], "zz": {"deep": [1]}}
    sidecar = Sidecar.read(data)

    sidecar.as_json()["zz"]["deep"].append(2)  # type: ignore[index]
    data["zz"]["deep"].append(3)  # type: ignore[index]

    assert sidecar.as_json() == {"tags": ["a"], "zz": {"deep": [1]}}


@pytest.mark.parametrize("model", [Sidecar, PassStateDocument, PlanDocument, CoverageDocument])
@pytest.mark.parametrize("data", [None, 1, "x", True, 1.5])
def test_that_something_else_than_an_object_is_bad_data(
    model: type[Document], data: object
) -> None:
    with pytest.raises(DataError, match="not a JSON object"):
        model.read(data)


def test_that_a_known_key_of_the_wrong_kind_is_named_in_one_line() -> None:
    with pytest.raises(DataError, match=r"passes\.p\.takes: ") as caught:
        PassStateDocument.read({"passes": {"p": {"takes": 5}}})

    assert "\n" not in str(caught.value)


@given(
    st.sampled_from([Sidecar, PassStateDocument, PlanDocument, CoverageDocument, ProjectSettings]),
    JSON,
)
def test_that_any_json_is_a_document_or_bad_data(model: type[Document], data: object) -> None:
    try:
        document = model.read(data)
    except DataError:
        return

    if isinstance(data, dict):
        assert exactly(document.as_json()) == exactly(data)


# -- the documents themselves ------------------------------------------------


def test_that_the_next_counter_looks_at_every_pass() -> None:
    state = PassStateDocument.read(
        {
            "passes": {
                "EP001_PASS_011_SH01_A": {"pass_id": "EP001_PASS_011_SH01_A"},
                "odd": {"pass_id": "EP001_PASS_12_SH1"},
                "odder": {},
            }
        }
    )

    assert state.highest_counter() == 12
    assert PassStateDocument().highest_counter() == 0


def test_that_a_pass_in_review_waits_until_its_times_are_confirmed() -> None:
    record = PassRecord.read({"pass_id": "p", "status": "segmentation_review"})

    assert record.waits_for_editor
    record.confirmed_timestamps = {"0": {"start": 0, "end": 1}}
    assert not record.waits_for_editor
    assert record.counter is None


def coverage(*durations: object, **keys: object) -> CoverageDocument:
    segments = [
        {"segment_index": i, "source_shot_id": f"EP001_SH0{i + 1}", "duration_s": duration}
        for i, duration in enumerate(durations)
    ]
    return CoverageDocument.read([{"pass_id": "P", "segments": segments, **keys}])


def test_that_durations_are_exact_decimals() -> None:
    assert coverage(3.2, 5, 0.1).passes[0].durations() == (
        Fraction(16, 5),
        Fraction(5),
        Fraction(1, 10),
    )


@pytest.mark.parametrize(
    "wrong", [-1, 0, float("nan"), float("inf"), "3", True, [], 10**4000, 1e300]
)
def test_that_an_impossible_duration_names_pass_and_segment(wrong: object) -> None:
    with pytest.raises(UserError, match="pass P: segment 1 has no usable duration"):
        coverage(3, wrong).passes[0].durations()


def test_that_a_missing_duration_means_that_none_are_known() -> None:
    assert coverage(3, None).passes[0].durations() == ()
    assert coverage().passes[0].durations() == ()


def test_that_segments_follow_their_index_when_all_have_one() -> None:
    data = {
        "segments": [{"segment_index": 1, "duration_s": 1}, {"segment_index": 0, "duration_s": 2}]
    }
    one = CoverageDocument.read({"passes": [data]}).passes[0]

    assert one.durations() == (2, 1)
    one.segments[0].segment_index = None
    assert one.durations() == (1, 2)


def test_that_wildcards_are_no_shots_unless_there_is_nothing_else() -> None:
    only_wild = coverage(3, shot_range=["EP001_SH01", "EP001_SH01"]).passes[0]
    only_wild.segments[0].is_wildcard = True

    assert only_wild.shot_ids() == ("EP001_SH01",)
    assert coverage(3, 4).passes[0].shot_ids() == ("EP001_SH01", "EP001_SH02")


@pytest.mark.parametrize(
    "data", [[{"pass_id": "P", "zz": 1}], {"passes": [{"pass_id": "P"}], "v": BIG}]
)
def test_that_coverage_is_written_in_the_form_it_was_read(data: object) -> None:
    document = CoverageDocument.read(data)

    assert document.as_file() == data
    assert document.find("P") is document.passes[0]
    assert document.find("Q") is None


@given(st.lists(shuffled({"pass_id": st.text(max_size=5), "segments": st.none()}), max_size=3))
def test_that_a_bare_list_nobody_changed_is_written_as_it_was_read(
    data: list[dict[str, object]],
) -> None:
    assert exactly(CoverageDocument.read(data).as_file()) == exactly(data)
    assert exactly(CoverageDocument.read({"passes": data}).as_file()) == exactly({"passes": data})


def test_that_a_change_inside_a_bare_list_changes_only_that() -> None:
    document = CoverageDocument.read([{"zz": BIG, "pass_id": "P"}, {"pass_id": "Q", "n": 1.0}])

    document.passes[0].label = "left"

    changed = [{"zz": BIG, "pass_id": "P", "label": "left"}, {"pass_id": "Q", "n": 1.0}]
    assert exactly(document.as_file()) == exactly(changed)
    assert document.model_copy().as_file() == changed


SHOTS = [
    {"shot_id": "EP001_SH01", "duration_s": 2.5, "raw": {"prompt": "Rain", "n": BIG}},
    {"shot_id": "EP001_SH33A", "characters": [{"char_id": "JADE"}, "TOM", {"x": 1}]},
]


@pytest.mark.parametrize(
    "data",
    [{"episode_id": "EP001", "sequences": {"SEQ1": {"shots": SHOTS}}}, {"shots": SHOTS}, SHOTS],
)
def test_that_a_plan_reads_in_all_its_forms(data: object) -> None:
    plan = PlanDocument.read(data)

    found = plan.find("EP001_SH033a")

    assert [shot.shot_id for shot in plan.all_shots()] == ["EP001_SH01", "EP001_SH33A"]
    assert found is not None
    assert found.character_ids() == ("JADE", "TOM")
    assert found.duration is None
    assert next(plan.all_shots()).duration == Fraction(5, 2)
    assert next(plan.all_shots()).prompt == "Rain"
    assert plan.as_file() == data


def test_that_only_a_microdrama_works_by_itself() -> None:
    assert ProjectSettings.read({"mode": "microdrama"}).works_by_itself
    assert not ProjectSettings.read({"mode": "client"}).works_by_itself
    assert CastingState.read({"a": BIG}).as_json() == {"a": BIG}


def test_that_a_sidecar_knows_what_it_belongs_to() -> None:
    extra = Sidecar.read({"source_type": "pass_segment", "segment_class": "model-added"})
    video = Sidecar.read({"provenance": {"grouping": {"source_pass_id": "P"}}})

    assert extra.is_segment
    assert extra.is_extra
    assert extra.grouping is None
    assert not video.is_segment
    assert video.grouping is not None
    assert video.grouping.as_json() == {"source_pass_id": "P"}


def test_that_a_document_made_of_documents_can_be_written() -> None:
    record = PassRecord(pass_id="EP001_PASS_001_SH01", takes=[PassTake(take=1, model="m")])

    text = json.dumps(record.as_json())

    assert PassRecord.read(json.loads(text)).takes[0].model == "m"
