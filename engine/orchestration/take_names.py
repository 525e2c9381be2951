"""Names of rendered takes, and which take comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.domain.names import PassName, parse_pass_name
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.orchestration.grouping_base import GroupIdentity

_Kin = tuple[object, ...]

# File systems take 255 bytes; sidecars, marks and unfinished files need some of them.
LONGEST_NAME = 220


class NameTooLong(UserError):
    """So many shots are in one video that no file can be named after them."""

    code = "name_too_long"


def render_name(
    identity: GroupIdentity, tag: str | None, episode: int, take: int, suffix: str = ".mp4"
) -> str:
    """The file name of a take by grammar: ``EP001_COV_011_SH1_2_take1.mp4``.

    Raises:
        NameTooLong: no file can be called so.
        UserError: the shots are another episode's, or a solo take has several.
    """
    name = str(_name(identity, tag, episode, take, suffix))
    if len(name) > LONGEST_NAME:
        count = len(identity.shot_ids)
        raise NameTooLong(f"one video of {count} shots cannot be named: group them otherwise")
    return name


def next_take(identity: GroupIdentity, episode: int, taken: Iterable[str]) -> int:
    """The number after the highest one in ``taken``: names of videos, pictures, sidecars."""
    shelf = TakenNames()
    for name in taken:
        shelf.add(name)
    return shelf.next_take(identity, episode)


class TakenNames:
    """Which takes of which groups there are; a name is read once, however often one asks."""

    def __init__(self) -> None:
        self._highest: dict[_Kin, int] = {}
        self._seen: set[str] = set()

    def add(self, name: str) -> None:
        """The name of a video, a picture or a sidecar is used up."""
        if name in self._seen:
            return
        self._seen.add(name)
        found = parse_pass_name(name.removesuffix(".json"))
        if found is not None:
            kin = _kin(found)
            self._highest[kin] = max(self._highest.get(kin, 0), found.take)

    def next_take(self, identity: GroupIdentity, episode: int) -> int:
        """The number after the highest one of the group."""
        return self._highest.get(_kin(_name(identity, None, episode, 1, ".mp4")), 0) + 1


def _name(
    identity: GroupIdentity, tag: str | None, episode: int, take: int, suffix: str
) -> PassName:
    return PassName(
        strategy=identity.strategy,
        episode=episode,
        ordinal=identity.ordinal,
        shot_ids=identity.shot_ids,
        tag=tag,
        take=take,
        suffix=suffix,
    )


def _kin(name: PassName) -> _Kin:
    """What names of the same group have in common."""
    return (name.era, name.strategy, name.episode, name.ordinal, name.shot_ids)
