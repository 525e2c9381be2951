"""The profiles of models: what they can, what they cost, and what a bad file says."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError, NotFound, Refused, UserError
from engine.providers.profiles import Price, Profiles
from resources.loader import read_text


def a_model(**keys: object) -> dict[str, object]:
    return {
        "id": "m",
        "title": "M",
        "provider": "fal",
        "calls": {"video_i2v": {"endpoint": "a/b"}},
        "usd_per_second": 0.1,
        "usd_per_image": None,
        "priced_on": "2026-11-09",
        "max_references": 2,
        **keys,
    }


def a_file(*models: dict[str, object]) -> str:
    return json.dumps({"schema_version": 1, "note": "", "models": list(models)})


def test_that_every_model_of_the_product_can_be_read() -> None:
    profiles = Profiles.load()

    assert {profile.provider for profile in profiles.all()} == {"animatic", "fal", "gemini"}
    assert set(profiles.find("animatic").modalities) == {"video_i2v", "r2v_multi", "image_t2i"}
    assert profiles.find("animatic").upper_bound("r2v_multi", Fraction(300)) == 0


def test_that_every_price_has_the_date_it_was_noted_on() -> None:
    undated = [
        profile.id
        for profile in Profiles.load().all()
        if (profile.usd_per_second or profile.usd_per_image) and profile.priced_on is None
    ]

    assert undated == []
    assert "no quotation" in json.loads(read_text("model_profiles.json"))["note"]


def test_that_an_unknown_model_is_named() -> None:
    with pytest.raises(NotFound, match="model not found: sora-9") as caught:
        Profiles.load().find("sora-9")

    assert isinstance(caught.value, UserError)
    assert caught.value.code == "model_not_found"


def test_that_the_reserve_is_for_the_length_that_is_billed() -> None:
    veo = Profiles.load().find("veo-3.1")

    reserve = veo.upper_bound("video_i2v", Fraction("4.5"), attempts=2)

    assert reserve == 2 * 6 * 400_000


def test_that_the_estimate_is_what_will_be_charged_not_what_was_wished() -> None:
    veo = Profiles.load().find("veo-3.1")

    assert veo.estimate("video_i2v", Fraction("4.5")) == 6 * 400_000
    assert veo.estimate("video_i2v", Fraction(9)) == 9 * 400_000


def test_that_an_unknown_price_is_not_taken_for_nothing() -> None:
    assert Profiles.load().find("wan-2.6").upper_bound("video_i2v", Fraction(5)) is None


def test_that_pictures_are_paid_by_the_piece() -> None:
    gemini = Profiles.load().find("gemini-2.5-flash-image")

    assert gemini.upper_bound("image_t2i", Fraction(5), outputs=2) == 78_000


def test_that_what_a_model_cannot_do_is_refused() -> None:
    veo = Profiles.load().find("veo-3.1")

    with pytest.raises(Refused, match="9 s is too long"):
        veo.check("video_i2v", Fraction(9))
    with pytest.raises(Refused, match="4 references are too many"):
        veo.check("r2v_multi", Fraction(8), references=4)
    with pytest.raises(Refused, match="renders no image_t2i"):
        veo.check("image_t2i", None)
    veo.check("r2v_multi", Fraction(8), references=3)
    veo.check("video_i2v", Fraction(8), references=9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "model_profiles.json"),
        (a_file(a_model(), a_model()), "twice: m"),
        (a_file(a_model(usd_per_second=-1)), "usd_per_second"),
        (a_file(a_model(priced_on=None)), "needs the date"),
        (a_file(a_model(durations=[0])), "a duration is more than nothing"),
        (a_file(a_model(calls={"video": {"endpoint": "a"}})), "no modality: video"),
        (a_file(a_model(calls={})), "calls"),
        (a_file(a_model(surprise=1)), "surprise"),
        (
            a_file(a_model(calls={"r2v_multi": {"endpoint": "a", "arguments": {"x": "y as z"}}})),
            "no form of an argument: z",
        ),
    ],
)
def test_that_a_bad_file_says_what_is_wrong_with_it(text: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        Profiles.load(text)


@given(
    st.lists(st.fractions(min_value=Fraction(1, 2), max_value=30), max_size=5),
    st.fractions(min_value=Fraction(1, 10), max_value=40),
    st.integers(0, 1_000_000),
)
def test_that_no_reserve_is_below_the_estimate(
    durations: list[Fraction], wanted: Fraction, rate: int
) -> None:
    price = Price(rate, None, tuple(sorted(durations)), max(durations, default=None))

    bound, estimate = price.upper_bound(wanted), price.estimate(wanted)

    assert bound is None or (estimate is not None and bound >= estimate)
