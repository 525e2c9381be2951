"""Finds lines of the tree by a query; what did not change since the last time costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine.domain.nodes import Node, walk
from engine.domain.query_facts import facts_of_node, marks_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.domain.query import Query
    from engine.domain.query_facts import Facts
    from engine.domain.query_terms import Term

_BYTE = 256
# What a key's answer depends on: lines that are alike in it answer alike.
_DEPENDS_ON: dict[str, Callable[[Node], Any]] = {
    "episode": attrgetter("detail.episode"),
    "status": attrgetter("status"),
    "model": attrgetter("detail.model"),
    "tag": attrgetter("detail.tags"),
    "kind": attrgetter("kind"),
    "shot": attrgetter("detail.shot_id", "detail.episode"),
    "pass": attrgetter("detail.pass_id"),
    "take": attrgetter("detail.take"),
    "stars": attrgetter("detail.stars"),
    "cost": attrgetter("detail.cost_micro"),
    "changed": attrgetter("detail.modified"),
    "comments": lambda _node: 0,
    "is": lambda node: (marks_of(node), node.detail.stars > 0),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a query leaves of a tree, and how many lines it matches."""

    tree: Node
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Column:
    """What one key depends on, line by line: a code for each line, and one line for each code."""

    codes: bytes | tuple[int, ...]
    facts: tuple[Facts, ...]

    def hits(self, test: Callable[[Facts], bool]) -> bytes:
        answers = bytes(map(test, self.facts))
        if isinstance(self.codes, bytes):
            return self.codes.translate(answers.ljust(_BYTE, b"\0"))
        return bytes(map(answers.__getitem__, self.codes))


@dataclass(frozen=True, slots=True)
class _Branch:
    """An episode or another branch below a category, its lines in order from top to bottom.

    ``sizes`` says of each line how many lines it and everything below it are; ``text`` is the text
    of all lines in one, so that a word that is nowhere is missed at once.
    """

    lines: tuple[Node, ...]
    sizes: tuple[int, ...]
    texts: tuple[str, ...]
    text: str
    columns: dict[str, _Column] = field(default_factory=dict)

    def column(self, key: str) -> _Column:
        """What ``key`` depends on; worked out when it is first asked for."""
        known = self.columns.get(key)
        if known is None:
            known = self.columns[key] = _column(self.lines, _DEPENDS_ON[key])
        return known

    def hits(self, term: Term, test: Callable[[Facts], bool]) -> bytes:
        """A 1 for every line of which the term holds."""
        if term.key:
            return self.column(term.key).hits(test)
        word, is_wanted = term.values[0], not term.is_negated
        return bytes([(word in text) is is_wanted for text in self.texts])

    def values(self, key: str) -> set[str]:
        """The words that ``key`` has in it."""
        facts = self.column(key).facts
        if key == "tag":
            return {tag for each in facts for tag in each.tags}
        return {getattr(each, key) for each in facts}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a query found in a branch; ``hits`` has a 1 for every line that matches."""

    kept: Node | None
    hits: bytes
    count: int


_NOTHING = _Answer(None, b"", 0)


@dataclass(slots=True)
class Finder:
    """Remembers the words of every branch for as long as the branch is the same object.

    One thread at a time.
    """

    _branches: dict[int, tuple[Node, _Branch]] = field(default_factory=dict)
    _answers: dict[int, tuple[Node, _Answer]] = field(default_factory=dict)
    _query: Query | None = None

    def vocabulary(self, root: Node) -> dict[str, tuple[str, ...]]:
        """What lines have for ``status=``, ``model=`` and ``tag=``.

        All lines have been read after this, so that the first search is as quick as the next.
        """
        branches = [self._branch(node) for category in root.children for node in category.children]
        self._forget_others(root)
        found: dict[str, tuple[str, ...]] = {}
        for key in ("status", "model", "tag"):
            values = {value for branch in branches for value in branch.values(key)}
            found[key] = tuple(sorted(filter(None, values)))
        return found

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
    texts = tuple(map(text_of, lines))
    sizes: list[int] = []
    _measure(node, sizes)
    return _Branch(lines, tuple(sizes), texts, "\n".join(texts))


def _measure(node: Node, sizes: list[int]) -> None:
    place = len(sizes)
    sizes.append(1)
    for child in node.children:
        _measure(child, sizes)
    sizes[place] = len(sizes) - place


def _column(lines: tuple[Node, ...], depends_on: Callable[[Node], Any]) -> _Column:
    known: dict[Any, int] = {}
    codes = [known.setdefault(value, len(known)) for value in map(depends_on, lines)]
    first = {code: place for place, code in reversed(tuple(enumerate(codes)))}
    facts = tuple(facts_of_node(lines[first[code]]) for code in range(len(known)))
    return _Column(bytes(codes) if len(known) <= _BYTE else tuple(codes), facts)


def _answer(branch: _Branch, query: Query) -> _Answer:
    if not all(word in branch.text for word in query.words):
        return _NOTHING
    hits = _hits_of_all(branch, query)
    count = hits.count(1)
    if not count:
        return _NOTHING
    return _Answer(_pruned(branch, hits, 0, query.is_words_alone), hits, count)


def _hits_of_all(branch: _Branch, query: Query) -> bytes:
    """A 1 for every line of which all terms hold; whole numbers are the quickest way to an and."""
    length = len(branch.lines)
    found = int.from_bytes(b"\1" * length, "little")
    for term, test in query.tests:
        if not found:
            break
        found &= int.from_bytes(branch.hits(term, test), "little")
    return found.to_bytes(length, "little")


def _pruned(branch: _Branch, hits: bytes, place: int, takes_all_below: bool) -> Node:
    """What is left of the line at ``place``, in or below which something matches."""
    node, sizes = branch.lines[place], branch.sizes
    end = place + sizes[place]
    if (takes_all_below and hits[place]) or hits.find(0, place + 1, end) < 0:
        return node
    place += 1
    kept: list[Node] = []
    while place < end:
        size = sizes[place]
        if size == 1:
            if hits[place]:
                kept.append(branch.lines[place])
        elif hits.find(1, place, place + size) >= 0:
            kept.append(_pruned(branch, hits, place, takes_all_below))
        place += size
    return _with_children(node, tuple(kept))


def _with_children(node: Node, children: tuple[Node, ...]) -> Node:
    before = node.children
    if len(children) == len(before) and all(a is b for a, b in zip(children, before, strict=True)):
        return node
    return Node(node.key, node.name, node.kind, node.status, node.path, node.detail, children)
