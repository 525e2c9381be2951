"""Which takes are compared: the two that are selected, or one with the best of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import find_episode, find_shot_number
from engine.domain.listing import is_media, is_picture
from engine.domain.nodes import Node, NodeKind, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from engine.domain.paths import ProjectPath

_PRIORITY = ("canonical", "pinned", "candidate", "registered", "untracked")
_SHOWN = frozenset(
    {NodeKind.TAKE, NodeKind.SEGMENT, NodeKind.EXTRA, NodeKind.PASS, NodeKind.MEDIA,
     NodeKind.ORPHAN}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ComparedTake:
    """One file that can be put on a side; ``key`` is its line in the tree."""

    key: str
    path: ProjectPath
    title: str
    status: str = ""
    modified: float = 0.0

    @property
    def name(self) -> str:
        """What people read where only one line is free."""
        return f"{self.title} · {self.status}" if self.status else self.title


@dataclass(frozen=True, slots=True)
class TakeChoice:
    """What is compared: all that may be put on the sides, and which two are there."""

    title: str = ""
    takes: tuple[ComparedTake, ...] = ()
    a: int | None = None
    b: int | None = None

    def shares_with(self, other: TakeChoice) -> bool:
        """Whether some file is in both: then it is the same comparison, gone on with."""
        return bool({take.path for take in self.takes} & {take.path for take in other.takes})

    def find(self, path: ProjectPath | None) -> int | None:
        """Which take is this file."""
        places = (place for place, take in enumerate(self.takes) if take.path == path)
        return next(places, None)


def choice_of(root: Node, selection: Sequence[Node]) -> TakeChoice:
    """What comparing this selection means; without takes when it means nothing."""
    files = list({node.path: node for node in selection if _is_file(node)}.values())
    if len(files) > 1:
        return _choice_of_files(root, files)
    if files:
        return _choice_of_one(root, files[0])
    shot = next((node for node in selection if node.kind is NodeKind.SHOT), None)
    return _choice_of_shot(shot) if shot is not None else TakeChoice()


def why_not(selection: Sequence[Node]) -> str | None:
    """Why this selection cannot be compared; None when it may be."""
    if not selection:
        return "select one or two takes of a shot"
    is_some = any(_is_file(node) or node.kind is NodeKind.SHOT for node in selection)
    return None if is_some else "select a shot, or takes of one"


def again(
    choice: TakeChoice, root: Node, a: ProjectPath | None, b: ProjectPath | None
) -> TakeChoice:
    """The same choice after the project changed; what is gone is on no side."""
    found = files_at(root, {take.path for take in choice.takes})
    takes = tuple(
        _take(found[take.path], take.path, take.title)
        for take in choice.takes
        if take.path in found
    )
    fresh = TakeChoice(choice.title, takes)
    return TakeChoice(choice.title, takes, fresh.find(a), fresh.find(b))


def shot_of(root: Node, node: Node) -> Node | None:
    """The shot that a line stands for, or that the file of a line is a take of."""
    if node.kind is NodeKind.SHOT:
        return node
    number = find_shot_number(node.detail.shot_id) if node.detail.shot_id else None
    if node.kind is NodeKind.PASS:
        return None
    for shot in shots_of(root, node.detail.episode):
        if any(take.path == node.path for take in shot.children):
            return shot
        if number is not None and find_shot_number(shot.detail.shot_id) == number:
            return shot
    return None


def shots_of(root: Node, episode: int | None) -> Iterator[Node]:
    """The shots of an episode, as the tree lists them."""
    return (line for line in _lines(root, episode) if line.kind is NodeKind.SHOT)


def files_at(root: Node, paths: Collection[ProjectPath]) -> dict[ProjectPath, Node]:
    """The lines of these files; of a large project only those parts are looked through."""
    found: dict[ProjectPath, Node] = {}
    for category in root.children:
        for line in category.children or (category,):
            if any(_may_hold(line, path) for path in paths):
                for node in walk(line):
                    if node.path in paths and node.path is not None and _is_file(node):
                        found.setdefault(node.path, node)
    return found


# -- inside ----------------------------------------------------------------------------------


def _is_file(node: Node) -> bool:
    return node.kind in _SHOWN and node.path is not None and is_media(node.path.name)


def _may_hold(line: Node, path: ProjectPath) -> bool:
    """Whether a line may have this file somewhere below it."""
    if line.kind is NodeKind.EPISODE:
        return any(find_episode(part) == line.detail.episode for part in path.parts[:-1])
    return line.path is None or line.path == path or path.is_under(line.path)


def _choice_of_files(root: Node, files: list[Node]) -> TakeChoice:
    """Several files: the first two against each other, the rest to be chosen."""
    shots = {shot_of(root, node) for node in files}
    shot = shots.pop() if len(shots) == 1 else None
    family = _family(shot) if shot is not None else []
    paths = {node.path for node in family}
    takes = _takes(family + [node for node in files if node.path not in paths])
    title = _shot_title(shot) if shot is not None else f"{len(files)} files"
    choice = TakeChoice(title, takes)
    return TakeChoice(title, takes, choice.find(files[0].path), choice.find(files[1].path))


def _choice_of_one(root: Node, node: Node) -> TakeChoice:
    """One file: against the best other take of its shot, or of its pass."""
    shot = shot_of(root, node)
    if shot is not None:
        family, title = _family(shot), _shot_title(shot)
    else:
        family, title = _pass_family(root, node), node.title
    paths = {one.path for one in family}
    takes = _takes(family if node.path in paths else [node, *family])
    choice = TakeChoice(title, takes)
    here = choice.find(node.path)
    others = [place for place in range(len(takes)) if place != here]
    same_sort = [place for place in others if _is_alike(takes[place], node)]
    best = min(same_sort or others, key=lambda place: _rank(takes[place]), default=None)
    return TakeChoice(title, takes, here, best)


def _choice_of_shot(shot: Node) -> TakeChoice:
    """A shot: its best take against the next best."""
    takes = _takes(_family(shot))
    videos = [place for place, take in enumerate(takes) if not is_picture(take.path.name)]
    order = sorted(videos or range(len(takes)), key=lambda place: _rank(takes[place]))
    first, second = [*order[:2], None, None][:2]
    return TakeChoice(_shot_title(shot), takes, first, second)


def _passes(root: Node, episode: int | None) -> Iterator[Node]:
    return (line for line in _lines(root, episode) if line.kind is NodeKind.PASS)


def _lines(root: Node, episode: int | None) -> Iterator[Node]:
    """What stands in the groups of an episode."""
    if episode is None:
        return
    for category in root.children:
        for line in category.children:
            if line.kind is NodeKind.EPISODE and line.detail.episode == episode:
                for group in line.children:
                    yield from group.children


def _family(shot: Node) -> list[Node]:
    return [take for take in shot.children if _is_file(take)]


def _pass_family(root: Node, node: Node) -> list[Node]:
    """The videos of one pass: its main one and those of its other takes."""
    for each in _passes(root, node.detail.episode):
        members = (each, *each.children)
        if any(one.path == node.path for one in members):
            kinds = {NodeKind.PASS, NodeKind.TAKE}
            return [one for one in members if one.kind in kinds and _is_file(one)]
    return []


def _takes(nodes: Iterable[Node]) -> tuple[ComparedTake, ...]:
    return tuple(_take(node, node.path) for node in nodes if node.path is not None)


def _take(node: Node, path: ProjectPath, title: str = "") -> ComparedTake:
    modified = node.detail.modified
    return ComparedTake(node.key, path, title or _title(node), node.status, modified)


def _title(node: Node) -> str:
    is_named = node.kind is NodeKind.PASS or node.detail.take is None
    return node.title if is_named or node.detail.title else f"take {node.detail.take}"


def _shot_title(shot: Node) -> str:
    return shot.name


def _is_alike(take: ComparedTake, node: Node) -> bool:
    """A video is compared with a video, a picture with a picture."""
    return node.path is not None and is_picture(take.path.name) == is_picture(node.path.name)


def _rank(take: ComparedTake) -> int:
    return _PRIORITY.index(take.status) if take.status in _PRIORITY else len(_PRIORITY)
