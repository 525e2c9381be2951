"""Episodes, shots, passes, tags, projects: how they are written, which spellings are equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.errors import UserError

LAST_EPISODE = 999
LAST_COUNTER = 999_999_999

_KNOWN = 16_384  # spellings that are remembered: large projects ask for the same all the time
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_EPISODE = re.compile(r"(?:ep_?)?0*([0-9]{1,3})", re.IGNORECASE)
_SHOT_ID = re.compile(r"EP([0-9]{3})_SH([0-9]+)([A-Za-z]?)(?:[~_][A-Za-z0-9]+)*")
_SHOT_NUMBER = re.compile(r"(?:SH)?([0-9]+)([A-Za-z]?)")
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# Shots begin with a digit and tags with a letter, so that the list's end is never in doubt.
SHOT_LIST = r"[0-9]+[A-Za-z]?(?:_[0-9]+[A-Za-z]?)*"
TAG_PATTERN = r"[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)*"
_PASS_ID = re.compile(
    rf"EP(?P<episode>[0-9]{{1,3}})_PASS_(?P<counter>[0-9]{{1,9}})"
    rf"_SH(?P<shots>{SHOT_LIST})(?:_(?P<tag>{TAG_PATTERN}))?"
)


# -- episodes ----------------------------------------------------------------


def parse_episode(value: str | int) -> int:
    """The number of an episode from ``1``, ``"1"``, ``EP1``, ``EP001`` or ``ep_001``.

    Raises:
        UserError: it is none of these, or beyond 999.
    """
    found = find_episode(value)
    if found is None:
        raise UserError(f"not an episode: {value!r} (say 1, EP001 or ep_001)")
    return found


def find_episode(value: str | int) -> int | None:
    """Like ``parse_episode``, but nothing instead of an error."""
    if isinstance(value, int):
        return value if not isinstance(value, bool) and 0 <= value <= LAST_EPISODE else None
    match = _EPISODE.fullmatch(value)
    return int(match[1]) if match else None


def episode_id(number: int) -> str:
    """The episode as ids write it: ``EP001``."""
    return f"EP{parse_episode(number):03d}"


def episode_folder(number: int) -> str:
    """The episode as paths write it: ``ep_001``."""
    return f"ep_{parse_episode(number):03d}"


# -- shots -------------------------------------------------------------------


def shot_number(shot: str) -> str:
    """The normal number of a shot: ``033a`` for ``EP001_SH33A``, ``SH33A``, ``33a`` or ``033A``.

    Raises:
        UserError: it is not a shot.
    """
    found = find_shot_number(shot)
    if found is None:
        raise UserError(f"not a shot: {shot!r} (say EP001_SH33A)")
    return found


@lru_cache(_KNOWN)
def find_shot_number(shot: str) -> str | None:
    """Like ``shot_number``, but nothing instead of an error."""
    match = _SHOT_ID.fullmatch(shot)
    if match:
        return _normal(match[2], match[3])
    match = _SHOT_NUMBER.fullmatch(shot)
    return _normal(match[1], match[2]) if match else None


@lru_cache(_KNOWN)
def shot_id(episode: int, shot: str) -> str:
    """The id of a shot from any spelling of it: ``EP001_SH33A``, ``EP001_SH01``."""
    return f"{episode_id(episode)}_SH{pass_shot(shot)}"


@lru_cache(_KNOWN)
def pass_shot(shot: str) -> str:
    """The shot as shot lists of pass ids write it: ``01``, ``33A``."""
    digits, letter = _counted(shot)
    return digits.zfill(2) + letter


def file_shot(shot: str) -> str:
    """The shot as file names write it, without leading zeros: ``1``, ``33A``."""
    digits, letter = _counted(shot)
    return digits + letter


@lru_cache(_KNOWN)
def shot_order(shot: str) -> tuple[int, str, str]:
    """A key that sorts shots as people count: 2 before 10, 33 before 33a."""
    number = find_shot_number(shot)
    if number is None:
        return (0, "", shot)
    digits = number.rstrip(_LETTERS)
    return (len(digits), digits, number)


def same_shot(one: str, other: str) -> bool:
    """Whether two spellings mean the same shot; ids of two episodes never do."""
    first, second = find_shot_number(one), find_shot_number(other)
    if first is None or first != second:
        return False
    episodes = {find_shot_episode(one), find_shot_episode(other)} - {None}
    return len(episodes) <= 1


def check_shot_id(shot: str) -> str:
    """``shot`` itself when it is a whole shot id, else a UserError."""
    if not _SHOT_ID.fullmatch(shot):
        raise UserError(f"not a shot id: {shot!r} (say EP001_SH33A)")
    return shot


def shot_episode(shot: str) -> int:
    """The episode a shot id names.

    Raises:
        UserError: it is not a whole shot id.
    """
    return int(check_shot_id(shot)[2:5])


@lru_cache(_KNOWN)
def find_shot_episode(shot: str) -> int | None:
    """The episode a shot id names, or nothing when it names none."""
    return int(shot[2:5]) if _SHOT_ID.fullmatch(shot) else None


# -- tags and projects -------------------------------------------------------


def check_tag(tag: str) -> str:
    """``tag`` itself when it is a semantic tag (``A_JADE``), else a UserError."""
    if not re.fullmatch(TAG_PATTERN, tag):
        raise UserError(f"not a tag: {tag!r} (capitals, digits and _, like A_JADE)")
    return tag


def check_project_name(name: str) -> str:
    """``name`` itself when a project may be called so, else a UserError."""
    if not is_project_name(name):
        raise UserError(
            f"not a project name: {name!r} (letters, digits, . _ -, at most 64, no . or _ first)"
        )
    return name


def is_project_name(name: str) -> bool:
    """Whether a folder of this name can be a project."""
    return bool(_PROJECT.fullmatch(name))


# -- passes ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassId:
    """The parts of ``EP001_PASS_011_SH01_02_A_JADE``; ``shots`` are shot ids, ``tag`` may lack."""

    episode: int
    counter: int
    shots: tuple[str, ...]
    tag: str | None = None

    def __post_init__(self) -> None:
        check_counter(self.counter)
        object.__setattr__(self, "shots", own_shots(self.episode, self.shots))
        if self.tag is not None:
            check_tag(self.tag)

    @classmethod
    def parse(cls, text: str) -> PassId:
        """Read an id in any zero padding.

        Raises:
            UserError: it is not a pass id.
        """
        found = cls.find(text)
        if found is None:
            raise UserError(f"not a pass id: {text!r} (say EP001_PASS_011_SH01_02_A_JADE)")
        return found

    @classmethod
    @lru_cache(_KNOWN)
    def find(cls, text: str) -> PassId | None:
        """Like ``parse``, but nothing instead of an error."""
        match = _PASS_ID.fullmatch(text)
        if match is None:
            return None
        shots = tuple(match["shots"].split("_"))
        return cls(int(match["episode"]), int(match["counter"]), shots, match["tag"])

    @property
    def title(self) -> str:
        """The pass in a few words for people: ``011 A_JADE · SH1–2``, ``007 SH5``."""
        head = f"{self.counter:03d} {self.tag} · " if self.tag else f"{self.counter:03d} "
        return head + shots_in_words(self.shots)

    def __str__(self) -> str:
        shots = "_".join(pass_shot(shot) for shot in self.shots)
        tag = f"_{self.tag}" if self.tag else ""
        return f"{episode_id(self.episode)}_PASS_{self.counter:03d}_SH{shots}{tag}"


def shots_in_words(shots: tuple[str, ...]) -> str:
    """Shots for people: ``SH1–4`` for neighbours in order, else ``SH1, SH2A, SH9``."""
    numbers = [pass_shot(shot).lstrip("0") for shot in shots]
    first = int(numbers[0]) if numbers[0].isdecimal() else 0
    is_run = numbers == [str(first + offset) for offset in range(len(numbers))]
    if is_run and len(numbers) > 1:
        return f"SH{numbers[0]}–{numbers[-1]}"
    return ", ".join(f"SH{number}" for number in numbers)


def check_counter(value: int) -> int:
    """``value`` itself when it can count passes, ordinals or takes in a name, else a UserError."""
    if not 0 <= value <= LAST_COUNTER:
        raise UserError(f"not a counter: {value}")
    return value


def own_shots(episode: int, shots: tuple[str, ...]) -> tuple[str, ...]:
    """``shots`` in normal spelling as ids of ``episode``.

    Raises:
        UserError: there are none, one is not a shot, or one is of another episode.
    """
    if not shots:
        raise UserError("a pass needs at least one shot")
    for shot in shots:
        if find_shot_episode(shot) not in (None, episode):
            raise UserError(f"{shot} is not a shot of {episode_id(episode)}")
    return tuple(shot_id(episode, shot) for shot in shots)


# -- spelling ----------------------------------------------------------------


def _normal(digits: str, letter: str) -> str:
    # Digits stay text: a number of 5,000 digits is no reason to fail.
    return digits.lstrip("0").zfill(3) + letter.lower()


def _counted(shot: str) -> tuple[str, str]:
    number = shot_number(shot)
    digits = number.rstrip(_LETTERS)
    return digits.lstrip("0") or "0", number[len(digits) :].upper()
