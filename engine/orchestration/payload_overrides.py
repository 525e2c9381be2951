"""What a run, a retry or a reroll changes in a payload; what the project says where nobody does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction
    from pathlib import Path

    from engine.domain.project_settings import ProjectSettings
    from engine.domain.scenes import Modality
    from engine.domain.shot_states import ShotStates


@dataclass(frozen=True, slots=True)
class SegmentChange:
    """Another prompt or length, in seconds, for one segment; None leaves what is planned."""

    prompt: str | None = None
    duration: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadOverrides:
    """Wishes that come before what the beat says.

    In the two configs a None removes the key. ``prompt`` stands for everything that is said of the
    shots, ``prompt_prefix`` comes before it. ``duration`` is the whole length in seconds; the
    segments are scaled to it. ``segments`` are changed by their index. ``references`` stand for
    those of the shots, ``more_references`` join them. ``note`` is why it is rendered again;
    ``provenance`` is added to what is known of the take.
    """

    model: str | None = None
    modality: Modality | None = None
    tier: str | None = None
    seed: int | None = None
    generate_audio: bool | None = None
    generation_config: Mapping[str, object] = field(default_factory=dict)
    element_config: Mapping[str, object] = field(default_factory=dict)
    prompt: str | None = None
    prompt_prefix: str = ""
    duration: Fraction | None = None
    segments: Mapping[int, SegmentChange] = field(default_factory=dict)
    references: tuple[str, ...] | None = None
    more_references: tuple[str, ...] = ()
    without_start_frame: bool = False
    note: str = ""
    provenance: Mapping[str, object] = field(default_factory=dict)


NO_OVERRIDES = PayloadOverrides()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadDefaults:
    """What holds for every beat of a project; ``root`` is its folder, for absolute paths.

    Of what editors chose for shots, by normal number: ``start_frames`` count more than those of
    the plan, ``references`` join them.
    """

    video_model: str | None = None
    image_model: str | None = None
    aspect_ratio: str | None = None
    root: Path | None = None
    start_frames: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        settings: ProjectSettings,
        root: Path | None = None,
        chosen: ShotStates | None = None,
    ) -> Self:
        """The defaults of a project; ``chosen`` is what editors said of an episode's shots."""
        return cls(
            video_model=settings.default_video_model or None,
            image_model=settings.default_image_model or None,
            aspect_ratio=settings.aspect_ratio or None,
            root=root,
            start_frames=chosen.start_frames() if chosen else {},
            references=chosen.references() if chosen else {},
        )


NO_DEFAULTS = PayloadDefaults()
