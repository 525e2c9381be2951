"""Finds lines of the tree by a query; what did not change since the last time costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.domain.nodes import Node, walk
from engine.domain.query_facts import Facts, facts_of_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.domain.query import Query


@dataclass(frozen=True, slots=True)
class Found:
    """What a query leaves of a tree, and how many lines it matches."""

    tree: Node
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Branch:
    """An episode or another branch below a category, its lines in order from top to bottom.

    ``sizes`` says of each line how many lines it and everything below it are; ``text`` is the text
    of all lines in one, so that a word that is nowhere is missed at once.
    """

    lines: tuple[Node, ...]
    facts: tuple[Facts, ...]
    sizes: tuple[int, ...]
    text: str
    episode: int | None

    def vocabulary(self) -> Iterator[tuple[str, set[str]]]:
        yield "status", {each.status for each in self.facts}
        yield "model", {each.model for each in self.facts}
        yield "tag", {tag for each in self.facts for tag in each.tags}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a query found in a branch; ``hits`` has a 1 for every line that matches."""

    kept: Node | None
    hits: bytes
    count: int


_NOTHING = _Answer(None, b"", 0)


@dataclass(slots=True)
class Finder:
    """Remembers the facts of every branch for as long as the branch is the same object.

    One thread at a time.
    """

    _branches: dict[int, tuple[Node, _Branch]] = field(default_factory=dict)
    _answers: dict[int, tuple[Node, _Answer]] = field(default_factory=dict)
    _query: Query | None = None

    def learn(self, root: Node) -> None:
        """Read all lines now, so that the first search is as quick as the next."""
        for category in root.children:
            for node in category.children:
                self._branch(node)
        self._forget_others(root)

    def vocabulary(self, root: Node) -> dict[str, tuple[str, ...]]:
        """What lines have for ``status=``, ``model=`` and ``tag=``."""
        branches = [self._branch(node) for category in root.children for node in category.children]
        found: dict[str, set[str]] = {"status": set(), "model": set(), "tag": set()}
        for branch in branches:
            for key, values in branch.vocabulary():
                found[key] |= values
        return {key: tuple(sorted(filter(None, values))) for key, values in found.items()}

    def pruned(self, root: Node, query: Query) -> Found:
        """The part of the tree that matches, with the way to it; the root itself always stays.

        What lies below a match stays as well when the query is words alone. Unchanged branches give
        the same objects as the last time.
        """
        if not query:
            return Found(root)
        self._turn_to(query)
        kept = [self._category(category, query) for category in root.children]
        self._forget_others(root)
        children = tuple(node for node, _ in kept if node is not None)
        return Found(_with_children(root, children), sum(count for _, count in kept))

    def find(self, root: Node, query: Query) -> Iterator[Node]:
        """The lines that match, from top to bottom; a file that stands twice comes once."""
        self._turn_to(query)
        seen: set[str] = set()
        for node in self._hits(root, query):
            name = node.path.text if node.path is not None else node.key
            if name not in seen:
                seen.add(name)
                yield node

    # -- private -------------------------------------------------------------

    def _turn_to(self, query: Query) -> None:
        if query != self._query:
            self._query = query
            self._answers = {}

    def _forget_others(self, root: Node) -> None:
        alive = {id(node) for category in root.children for node in category.children}
        self._branches = {key: one for key, one in self._branches.items() if key in alive}
        self._answers = {key: one for key, one in self._answers.items() if key in alive}

    def _category(self, category: Node, query: Query) -> tuple[Node | None, int]:
        own = query.matches(facts_of_node(category))
        answers = [self._answer(node, query) for node in category.children]
        count = own + sum(answer.count for answer in answers)
        if own and query.is_words_alone:
            return category, count
        children = tuple(answer.kept for answer in answers if answer.kept is not None)
        if not children and not own:
            return None, count
        return _with_children(category, children), count

    def _hits(self, root: Node, query: Query) -> Iterator[Node]:
        for category in root.children:
            if query.matches(facts_of_node(category)):
                yield category
            for node in category.children:
                hits = self._answer(node, query).hits
                place = hits.find(1)
                lines = self._branch(node).lines if place >= 0 else ()
                while place >= 0:
                    yield lines[place]
                    place = hits.find(1, place + 1)

    def _answer(self, node: Node, query: Query) -> _Answer:
        known = self._answers.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        answer = _answer(self._branch(node), query)
        self._answers[id(node)] = (node, answer)
        return answer

    def _branch(self, node: Node) -> _Branch:
        known = self._branches.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        branch = _read(node)
        self._branches[id(node)] = (node, branch)
        return branch


def _read(node: Node) -> _Branch:
    lines = tuple(walk(node))
    facts = tuple(map(facts_of_node, lines))
    sizes: list[int] = []
    _measure(node, sizes)
    text = "\n".join(each.text for each in facts)
    return _Branch(lines, facts, tuple(sizes), text, node.detail.episode)


def _measure(node: Node, sizes: list[int]) -> None:
    place = len(sizes)
    sizes.append(1)
    for child in node.children:
        _measure(child, sizes)
    sizes[place] = len(sizes) - place


def _answer(branch: _Branch, query: Query) -> _Answer:
    episodes = query.episodes()
    if episodes is not None:
        low, high = episodes
        if branch.episode is None or not low <= branch.episode <= high:
            return _NOTHING
    if not all(word in branch.text for word in query.words):
        return _NOTHING
    hits = bytes(map(query.matches, branch.facts))
    count = hits.count(1)
    return (
        _Answer(_pruned(branch, hits, 0, query.is_words_alone), hits, count) if count else _NOTHING
    )


def _pruned(branch: _Branch, hits: bytes, place: int, takes_all_below: bool) -> Node:
    """What is left of the line at ``place``, in or below which something matches."""
    node = branch.lines[place]
    if takes_all_below and hits[place]:
        return node
    end = place + branch.sizes[place]
    place += 1
    kept: list[Node] = []
    while place < end:
        after = place + branch.sizes[place]
        if hits.find(1, place, after) >= 0:
            kept.append(_pruned(branch, hits, place, takes_all_below))
        place = after
    return _with_children(node, tuple(kept))


def _with_children(node: Node, children: tuple[Node, ...]) -> Node:
    before = node.children
    if len(children) == len(before) and all(a is b for a, b in zip(children, before, strict=True)):
        return node
    return Node(node.key, node.name, node.kind, node.status, node.path, node.detail, children)
