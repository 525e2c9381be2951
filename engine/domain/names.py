"""Names of media files: one parser, and builders that are its inverse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.ids import (
    SHOT_LIST,
    TAG_PATTERN,
    check_counter,
    check_tag,
    episode_id,
    file_shot,
    own_shots,
    pass_shot,
    shot_number,
    shots_in_words,
)
from engine.domain.listing import MEDIA_SUFFIXES, split_suffix
from engine.errors import UserError


class Strategy(StrEnum):
    """How shots were grouped into the video."""

    COVERAGE = "coverage"
    CONTINUITY = "continuity"
    ONER = "oner"
    SOLO = "solo"


class Era(StrEnum):
    """Which grammar a pass name follows: the one the app writes, or the old one with a tag."""

    GRAMMAR = "grammar"
    SEMANTIC = "semantic"


_CODES = {Strategy.COVERAGE: "COV", Strategy.CONTINUITY: "CONT", Strategy.ONER: "ONER"}
_STRATEGIES = {code: strategy for strategy, code in _CODES.items()}
_TAKE = r"take0*(?P<take>[1-9][0-9]{0,8})"
_GROUP = re.compile(
    rf"EP(?P<episode>[0-9]{{3}})_(?P<code>COV|CONT|ONER)_(?P<ordinal>[0-9]{{1,9}})"
    rf"_SH(?P<shots>{SHOT_LIST})_{_TAKE}"
)
_SOLO = re.compile(rf"EP(?P<episode>[0-9]{{3}})_SH(?P<shots>[0-9]+[A-Za-z]?)_{_TAKE}")
_SEMANTIC = re.compile(
    rf"EP(?P<episode>[0-9]{{1,3}})_PASS_(?P<ordinal>[0-9]{{1,9}})"
    rf"_SH(?P<shots>{SHOT_LIST})(?:_(?P<tag>{TAG_PATTERN}))?_{_TAKE}"
)
_PASS_FORMS = ((_GROUP, Era.GRAMMAR), (_SOLO, Era.GRAMMAR), (_SEMANTIC, Era.SEMANTIC))
_SEGMENT = re.compile(
    rf"shot_(?P<shot>[0-9]+[A-Za-z]?)(?:~(?P<letter>[a-z]))?_FROM_"
    rf"(?:EP[0-9]{{1,3}}_)?PASS_(?P<counter>[0-9]{{1,9}})(?:_SH{SHOT_LIST})?"
    rf"(?:_(?P<tag>{TAG_PATTERN}))?_{_TAKE}"
)
_PLAIN = re.compile(r"shot_(?P<shot>[0-9]+[A-Za-z]?)")


@dataclass(frozen=True, slots=True)
class PassName:
    """The name of a pass video: ``EP001_COV_011_SH1_2_take1.mp4``.

    Shots are kept in normal spelling. The tag belongs to the old grammar; the new one has no place
    for it, so it is dropped there, and so is the ordinal of a solo shot.
    """

    strategy: Strategy
    episode: int
    ordinal: int
    shot_ids: tuple[str, ...]
    tag: str | None = None
    take: int = 1
    suffix: str = ".mp4"
    era: Era = Era.GRAMMAR

    def __post_init__(self) -> None:
        episode_id(self.episode)
        check_counter(self.ordinal)
        _check_take(self.take)
        _check_suffix(self.suffix)
        object.__setattr__(self, "shot_ids", own_shots(self.episode, self.shot_ids))
        if self.strategy is Strategy.SOLO:
            self._check_solo()
        if self.era is Era.GRAMMAR:
            object.__setattr__(self, "tag", None)
        elif self.tag is not None:
            check_tag(self.tag)

    def _check_solo(self) -> None:
        if len(self.shot_ids) != 1:
            raise UserError("a solo video has one shot")
        object.__setattr__(self, "ordinal", 0)

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        episode = episode_id(self.episode)
        if self.era is Era.SEMANTIC:
            shots = "_".join(pass_shot(shot) for shot in self.shot_ids)
            tag = f"_{self.tag}" if self.tag else ""
            return f"{episode}_PASS_{self.ordinal:03d}_SH{shots}{tag}_take{self.take}"
        shots = "_".join(file_shot(shot) for shot in self.shot_ids)
        if self.strategy is Strategy.SOLO:
            return f"{episode}_SH{shots}_take{self.take}"
        return f"{episode}_{_CODES[self.strategy]}_{self.ordinal:03d}_SH{shots}_take{self.take}"

    @property
    def title(self) -> str:
        """The video for people: ``CONT 002 · SH4–9 · take 1``, of a solo shot ``SH4 · take 1``."""
        code = _CODES.get(self.strategy)
        head = f"{code} {self.ordinal:03d} · " if code else ""
        return f"{head}{shots_in_words(self.shot_ids)} · take {self.take}"

    def __str__(self) -> str:
        return self.stem + self.suffix


@dataclass(frozen=True, slots=True)
class SegmentName:
    """The name of a clip cut from a pass: ``shot_033a~b_FROM_PASS_011_A_JADE_take1.mp4``.

    ``letter`` is set for what the model added inside the shot, None for the planned segment.
    """

    shot_number: str
    letter: str | None
    counter: int
    tag: str | None
    take: int = 1
    suffix: str = ".mp4"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shot_number", shot_number(self.shot_number))
        if self.letter is not None and not re.fullmatch("[a-z]", self.letter):
            raise UserError(f"not the letter of an extra: {self.letter!r}")
        if self.tag is not None:
            check_tag(self.tag)
        check_counter(self.counter)
        _check_take(self.take)
        _check_suffix(self.suffix)

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        letter = f"~{self.letter}" if self.letter else ""
        tag = f"_{self.tag}" if self.tag else ""
        return f"shot_{self.shot_number}{letter}_FROM_PASS_{self.counter:03d}{tag}_take{self.take}"

    @property
    def title_in_pass(self) -> str:
        """The clip for people who see which pass it is from: ``SH33A``, ``SH33A extra b``."""
        return f"SH{self.shot_number.lstrip('0').upper() or '0'}{self._extra}"

    @property
    def title_in_shot(self) -> str:
        """The clip for people who see which shot it is: ``011 A_JADE take 1``."""
        tag = f" {self.tag}" if self.tag else ""
        return f"{self.counter:03d}{tag} take {self.take}{self._extra}"

    @property
    def _extra(self) -> str:
        return f" extra {self.letter}" if self.letter else ""

    def __str__(self) -> str:
        return self.stem + self.suffix


@dataclass(frozen=True, slots=True)
class PlainShotName:
    """The oldest form, a shot and nothing else: ``shot_001.png``."""

    shot_number: str
    suffix: str = ".mp4"

    def __post_init__(self) -> None:
        object.__setattr__(self, "shot_number", shot_number(self.shot_number))
        _check_suffix(self.suffix)

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return f"shot_{self.shot_number}"

    def __str__(self) -> str:
        return self.stem + self.suffix


MediaName = PassName | SegmentName | PlainShotName


def parse_media_name(name: str) -> MediaName | None:
    """What a media file's name (or its stem, as of an mp4) says; None when it fits nothing."""
    stem, suffix = split_suffix(name)
    suffix = suffix or ".mp4"
    if stem.startswith("shot_"):
        return _parse_segment(stem, suffix) or _parse_plain(stem, suffix)
    return _parse_pass(stem, suffix)


def parse_pass_name(name: str) -> PassName | None:
    """What a pass name of any era (with or without its suffix) says; None when it is none."""
    stem, suffix = split_suffix(name)
    return _parse_pass(stem, suffix or ".mp4")


def _parse_pass(stem: str, suffix: str) -> PassName | None:
    for form, era in _PASS_FORMS:
        if match := form.fullmatch(stem):
            said = {"code": None, "ordinal": "0", "tag": None} | match.groupdict()
            return PassName(
                strategy=_strategy(form, said["code"]),
                episode=int(match["episode"]),
                ordinal=int(said["ordinal"] or 0),
                shot_ids=tuple(match["shots"].split("_")),
                tag=said["tag"],
                take=int(match["take"]),
                suffix=suffix,
                era=era,
            )
    return None


def _strategy(form: re.Pattern[str], code: str | None) -> Strategy:
    if code:
        return _STRATEGIES[code]
    return Strategy.SOLO if form is _SOLO else Strategy.COVERAGE


def _parse_segment(stem: str, suffix: str) -> SegmentName | None:
    match = _SEGMENT.fullmatch(stem)
    if match is None:
        return None
    counter, take = int(match["counter"]), int(match["take"])
    return SegmentName(match["shot"], match["letter"], counter, match["tag"], take, suffix)


def _parse_plain(stem: str, suffix: str) -> PlainShotName | None:
    match = _PLAIN.fullmatch(stem)
    return PlainShotName(match["shot"], suffix) if match else None


def _check_take(take: int) -> None:
    if check_counter(take) < 1:
        raise UserError("takes count from 1")


def _check_suffix(suffix: str) -> None:
    if suffix.lower() not in MEDIA_SUFFIXES:
        raise UserError(f"not a media suffix: {suffix!r}")
