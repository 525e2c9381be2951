"""Plans for tests: entries as planners write them, checked shots, and all plans there can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from engine.domain.canonical import canonical_plan
from engine.domain.coverage import CoverageDocument
from engine.domain.ids import shot_number
from engine.domain.plan import PlanDocument
from engine.orchestration.derive import scene_of
from engine.orchestration.grouping import group_shots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.canonical import CanonicalShot
    from engine.domain.scenes import Scene

THEN = "2026-05-04T12:00:00Z"
PASS = "EP001_PASS_011_SH01_02_A_JADE"


def entry(number: str, seconds: object = 3, **keys: object) -> dict[str, object]:
    """A shot of episode 1 as a planner writes it: Jade in the kitchen, unless ``keys`` differ."""
    raw = {"prompt": f"what {number} shows"}
    usual: dict[str, object] = {
        "shot_id": f"EP001_SH{number}",
        "duration_s": seconds,
        "location_id": "kitchen",
        "characters": [{"char_id": "jade"}],
        "video_model": "wan",
        "raw": raw,
    }
    return usual | keys


def shots_of(*entries: dict[str, object]) -> tuple[CanonicalShot, ...]:
    """These entries as the checked shots of episode 1."""
    return canonical_plan(PlanDocument.read({"shots": list(entries)}), 1)


def some_shots(count: int, seconds: object = 2, **keys: object) -> tuple[CanonicalShot, ...]:
    """So many equal shots."""
    return shots_of(*(entry(f"{n:02d}", seconds, **keys) for n in range(1, count + 1)))


def segment(number: str | None, seconds: object = 2, **keys: object) -> dict[str, object]:
    """A segment of a coverage pass; without a number it is a wildcard."""
    named = None if number is None else f"EP001_SH{number}"
    said: dict[str, object] = {
        "source_shot_id": named,
        "duration_s": seconds,
        "prompt": f"{number or 'anything'} in the pass",
        "is_wildcard": number is None,
    }
    return said | keys


def coverage_of(*passes: dict[str, object]) -> CoverageDocument:
    """A coverage file of these passes; one without an id has ``PASS``."""
    return CoverageDocument.read({"passes": [{"pass_id": PASS} | one for one in passes]})


def scenes_of(strategy: str, shots: Sequence[CanonicalShot]) -> tuple[Scene, ...]:
    """The scenes that a grouping derives."""
    return tuple(scene_of(group, 1, "demo", THEN) for group in group_shots(strategy, shots))


def plans() -> st.SearchStrategy[list[dict[str, object]]]:
    """Entries of any plan that can be rendered."""
    words = st.text(max_size=12)
    numbers = st.from_regex(r"[0-9]{1,3}[A-Za-z]?", fullmatch=True)
    entries = st.builds(
        entry,
        numbers,
        st.integers(1, 20) | st.integers(100, 20_000).map(lambda ms: ms / 1000),
        location_id=st.sampled_from(["kitchen", "street", None]),
        characters=st.lists(st.sampled_from(["jade", "lin", "Ömer 2", ""]), max_size=3),
        is_env_only=st.booleans(),
        raw=st.dictionaries(st.sampled_from(["prompt", "mood", "lens"]), words),
    )
    return st.lists(entries, max_size=15, unique_by=lambda one: shot_number(str(one["shot_id"])))
