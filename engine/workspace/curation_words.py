"""What curation calls files and shots in the titles of its changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.ids import file_shot, find_shot_number
from engine.domain.names import PassName, SegmentName, parse_media_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.domain.paths import ProjectPath


def thing(path: ProjectPath) -> str:
    """One file in a few words: ``take 2 of SH12``, else its name."""
    name = parse_media_name(path.name)
    if isinstance(name, SegmentName) and name.letter is None:
        return f"take {name.take} of {short_shot(name.shot_number)}"
    if isinstance(name, PassName) and len(name.shot_ids) == 1:
        return f"take {name.take} of {short_shot(name.shot_ids[0])}"
    return path.name


def things(paths: Sequence[ProjectPath]) -> str:
    """One file by its name, several by their number."""
    return thing(paths[0]) if len(paths) == 1 else f"{len(paths)} files"


def short_shot(shot: str) -> str:
    """The shot as people say it within an episode: ``SH12``, ``SH33A``."""
    return f"SH{file_shot(shot)}" if find_shot_number(shot) else shot
