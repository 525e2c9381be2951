"""Videos that nobody knows: why one is an orphan, and what registering it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import PassId, check_tag, own_shots
from engine.domain.names import (
    Era,
    PassName,
    PlainShotName,
    SegmentName,
    parse_media_name,
)
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.names import MediaName
    from engine.domain.paths import ProjectPath

USUAL_FORMAT = "B"
SETTLED_AFTER = 5.0  # seconds; whoever just wrote the video may be about to write its record
MOST_FILES, MOST_SHARE = 20, 5  # more than 20 files and a fifth of the episode are asked about

_TAKE = re.compile(r"(?:^|[^a-z])take[ _-]?0*([1-9][0-9]{0,8})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A file in quarantine; ``modified`` in seconds since 1970, ``reason`` in words for people."""

    path: ProjectPath
    episode: int
    size: int
    modified: float
    reason: str

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class RegisterOrder:
    """What an editor says about a video that becomes a pass; made by ``register_order``."""

    episode: int
    shots: tuple[str, ...]
    tag: str
    model: str
    notes: str = ""
    format_type: str = USUAL_FORMAT


def orphan_reason(name: MediaName | None) -> str:
    """Why a video of this name is an orphan when no record backs it; empty when it is none."""
    match name:
        case None:
            return "its name says nothing"
        case PlainShotName():
            return "its name says a shot and no pass"
        case PassName(era=Era.SEMANTIC, episode=episode, ordinal=ordinal, shot_ids=shots, tag=tag):
            return f"there is no record of {PassId(episode, ordinal, shots, tag)}"
        case _:
            return ""


def take_of(file_name: str) -> int:
    """The take an old name tells, else the first."""
    name = parse_media_name(file_name)
    if isinstance(name, PassName | SegmentName):
        return name.take
    found = _TAKE.search(file_name.rpartition(".")[0])
    return int(found[1]) if found else 1


def register_order(
    episode: int,
    shots: Sequence[str],
    *,
    tag: str,
    model: str,
    notes: str = "",
    format_type: str = USUAL_FORMAT,
) -> RegisterOrder:
    """What was said, in normal spelling.

    Raises:
        UserError: something is missing, a tag or shot is none, or a shot is another episode's.
    """
    wanted = tuple(said for shot in shots if (said := shot.strip()))
    if not wanted:
        raise UserError("say which shots are in it")
    ids = own_shots(episode, wanted)
    if len(set(ids)) != len(ids):
        raise UserError("a shot is there twice")
    if not tag.strip():
        raise UserError("say a tag, like A_JADE")
    said_model = model.strip()
    if not said_model:
        raise UserError("say the model that rendered it")
    if said_model.lower() == "unknown":
        raise UserError(f"say the model that rendered it: “{said_model}” is not one")
    return RegisterOrder(
        episode,
        ids,
        check_tag(tag.strip()),
        said_model,
        notes.strip(),
        format_type.strip() or USUAL_FORMAT,
    )


def is_much(files: int, among: int) -> bool:
    """Whether so many files of an episode are not moved without a person's word."""
    return files > MOST_FILES and files * MOST_SHARE > among
