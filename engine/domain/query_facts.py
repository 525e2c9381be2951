"""What can be asked of one line of the tree, one card of the board, one recent file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.ids import find_shot_number
from engine.domain.listing import is_picture, is_video
from engine.domain.nodes import NodeKind

if TYPE_CHECKING:
    from engine.domain.board import BoardCard
    from engine.domain.nodes import Node

CARD_KIND = "board"
_FILE_KINDS = frozenset(
    {NodeKind.SEGMENT, NodeKind.EXTRA, NodeKind.TAKE, NodeKind.MEDIA, NodeKind.ORPHAN}
)


@dataclass(frozen=True, slots=True)
class Facts:
    """One thing as a query sees it.

    ``text`` holds all its words, casefolded. ``shots`` are normal numbers (``033a``). ``marks`` are
    the words that ``is:`` knows. Money in micro-dollars, ``modified`` in seconds since 1970.
    """

    text: str = ""
    kind: str = ""
    status: str = ""
    model: str = ""
    episode: int | None = None
    shots: tuple[str, ...] = ()
    pass_id: str = ""
    take: int | None = None
    stars: int = 0
    tags: tuple[str, ...] = ()
    cost_micro: int | None = None
    comments: int = 0
    modified: float = 0.0
    marks: frozenset[str] = frozenset()


def facts_of_node(node: Node) -> Facts:
    """A line of the tree, judged by itself and not by what lies below it."""
    detail = node.detail
    number = find_shot_number(detail.shot_id) if detail.shot_id else None
    return Facts(
        text=text_of(node),
        kind=node.kind.value,
        status=node.status,
        model=detail.model,
        episode=detail.episode,
        shots=(number,) if number else (),
        pass_id=detail.pass_id,
        take=detail.take,
        stars=detail.stars,
        tags=detail.tags,
        cost_micro=detail.cost_micro,
        modified=detail.modified,
        marks=marks_of(node),
    )


def text_of(node: Node) -> str:
    """All words of a line, casefolded."""
    detail = node.detail
    parts = (
        node.name, detail.title, detail.shot_id, detail.pass_id, detail.model, detail.summary,
        node.status, " ".join(detail.tags), _other_name(node),
    )  # fmt: skip
    return " ".join(filter(None, parts)).casefold()


def _other_name(node: Node) -> str:
    """The name of its file, where its line has another one: a pass is named by its shots."""
    name = node.path.name if node.path is not None else ""
    return "" if name == node.name else name


def marks_of(node: Node) -> frozenset[str]:
    """The words of ``is:`` that hold of a line by itself."""
    marks = set()
    if node.detail.is_corrupt:
        marks.add("corrupt")
    if node.kind is NodeKind.EXTRA:
        marks.add("extra")
    if node.kind is NodeKind.ORPHAN:
        marks.add("orphan")
    if node.path is not None and (node.kind in _FILE_KINDS or node.kind is NodeKind.PASS):
        marks |= _sort_of_file(node.path.text)
    elif node.kind is NodeKind.PASS or (node.kind is NodeKind.SHOT and not node.children):
        marks.add("missing")
    return _SHARED.setdefault(frozenset(marks), frozenset(marks))


def facts_of_card(card: BoardCard) -> Facts:
    """A card of the board with all its panels."""
    numbers = (find_shot_number(panel.shot_id) for panel in card.panels)
    words = [card.batch_id, card.title, card.modality, str(card.status), card.broken, *card.stale]
    words += [f"{panel.shot_id} {panel.title} {panel.status}" for panel in card.panels]
    marks = {"stale": bool(card.stale), "broken": bool(card.broken)}
    return Facts(
        text=" ".join(words).casefold(),
        kind=CARD_KIND,
        status=str(card.status),
        model=card.modality,
        episode=card.episode,
        shots=tuple(number for number in numbers if number),
        cost_micro=card.spent_micro,
        comments=card.open_comments,
        marks=frozenset(mark for mark, holds in marks.items() if holds),
    )


def _sort_of_file(name: str) -> set[str]:
    if is_video(name):
        return {"video"}
    return {"picture"} if is_picture(name) else set()


_SHARED: dict[frozenset[str], frozenset[str]] = {}  # a handful: thousands of lines share them
