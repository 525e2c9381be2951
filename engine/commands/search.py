"""Finding things in a project by a query, and keeping queries under a name."""

# Annotations are read at run time: the command line is made from them.
from typing import TYPE_CHECKING, Annotated

from engine.commands.answers import Told
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.domain.changes import Outcome
from engine.domain.query import QueryError, parse_query
from engine.errors import UserError

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from engine.domain.query import Query
    from engine.store.saved_searches import SavedSearches

_QUERY = Words("What to look for: e01 status=review tag:hero -rejected text", metavar="QUERY",
               repeats=True)  # fmt: skip
SearchName = Annotated[str, Words("The name it is kept under.", metavar="NAME")]


@command(
    "search",
    examples=(
        "recoil search e01 status=review",
        "recoil search model=seedance 'take>=2' tag:hero",
        "recoil search --saved dailies",
        "recoil search -- -tag:hero",
    ),
)
def search(
    context: CommandContext,
    words: Annotated[tuple[str, ...], _QUERY] = (),
    *,
    saved: Annotated[
        str | None, Words("A search that is kept; more words narrow it.", "--saved", "NAME")
    ] = None,
    limit: Annotated[int, Words("How many to show.", "--limit", "N")] = 100,
) -> Outcome[Told]:
    """Find what is in the project by episode, status, model, tag, kind, shot, take and words.

    Every word has to hold: e01, status=review, model=seedance, tag:hero, kind=clip, shot=12a,
    pass=11, take>=2, stars>=3, cost>0.5, changed>=2026-11-21, is:corrupt, "quoted words", -not.
    """
    from engine.commands.trees import scanned  # late: brings pydantic
    from engine.domain.search import Finder

    if limit < 1:
        raise UserError("say a limit of at least 1")
    kept = _saved(context).get(saved) if saved is not None else ""
    query = parse_query(" ".join([kept, *words]))
    if not query:
        raise UserError("say what to look for: recoil search e01 status=review")
    found = list(Finder().find(scanned(context).root, query))
    shown = found[:limit]
    facts = {
        "query": str(query),
        "total": len(found),
        "results": [_result(node) for node in shown],
    }
    return Outcome(Told(facts, (*map(_line, shown), *_rest(len(found), len(shown)))))


@command("searches", examples=("recoil searches",))
def list_searches(context: CommandContext) -> Outcome[Told]:
    """List the searches that are kept for the project."""
    kept = _saved(context).all()
    facts = {"searches": [{"name": name, "query": query} for name, query in kept.items()]}
    lines = tuple(f"{name}: {query}" for name, query in kept.items())
    none = ("no searches kept: recoil searches save NAME QUERY",)
    return Outcome(Told(facts, lines or none))


@command("searches save", examples=("recoil searches save dailies e01 status=review",))
def save_search(
    context: CommandContext, name: SearchName, words: Annotated[tuple[str, ...], _QUERY]
) -> Outcome[Told]:
    """Keep a search under a name; one of the same name is replaced."""
    query = _checked(" ".join(words))
    _saved(context).save(name, str(query))
    told = Told({"name": name, "query": str(query)}, (f"kept {name}: {query}",))
    return Outcome(told, title=f"Keep search {name}")


@command("searches forget", examples=("recoil searches forget dailies",))
def forget_search(context: CommandContext, name: SearchName) -> Outcome[Told]:
    """Keep a search no longer."""
    searches = _saved(context)
    query = searches.get(name)
    searches.forget(name)
    told = Told({"name": name, "query": query}, (f"forgot {name}: {query}",))
    return Outcome(told, title=f"Forget search {name}")


def _saved(context: CommandContext) -> "SavedSearches":
    from engine.store.saved_searches import SavedSearches  # late: brings locks

    return SavedSearches(context.places.state_dir, context.require_project().root)


def _checked(text: str) -> "Query":
    query = parse_query(text)
    if not query:
        raise QueryError("say what to look for: e01 status=review", text)
    return query


def _result(node: "Node") -> dict[str, object]:
    from engine.domain.nodes import as_json

    told = as_json(node)
    del told["children"]
    return told


def _line(node: "Node") -> str:
    name = node.path.text if node.path is not None else node.name
    return f"{name}  [{node.status}]" if node.status else name


def _rest(total: int, shown: int) -> tuple[str, ...]:
    if not total:
        return ("nothing matches",)
    return (f"{total - shown} more: --limit {total}",) if total > shown else ()
