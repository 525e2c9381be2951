"""How a project is, trouble by trouble, as rows: what it is, what helps, where it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.domain.inbox import Place, Room
from engine.domain.listing import is_media
from recoil_desktop.models.rows_model import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.store.journal import StuckChange
    from engine.workspace.dangling import Dangling
    from engine.workspace.health import Health

_SIDECAR = ".json"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble. ``words`` tell all of it; ``fix`` is what helps; ``place`` where it is seen."""

    title: str
    detail: str
    icon: str
    tone: str
    words: str
    fix: str = ""
    place: Place | None = None

    def row(self, number: int) -> Row:
        """It in a list."""
        key = f"trouble {number}"
        return Row(key, self.title, self.detail, "", self.icon, self.tone, item=self)


def troubles_of(health: Health) -> Iterator[Trouble]:
    """Everything that needs a person, the worst first."""
    if health.offline is not None:
        yield _plain("The project is offline", health.offline, "offline", "bad")
    yield from map(_stuck, health.stuck)
    yield from map(_corrupt, health.corrupt)
    yield from map(_dangling, health.dangling)
    for path in health.unreadable:
        yield _plain("A folder can't be read", path, "error", "bad")
    for stage in health.stale:
        detail = f"{stage} is older than what it was made from"
        yield _plain("A stage is stale", detail, "refresh", "info", "recoil rederive")
    if health.reviews:
        words = f"Passes that wait for their review: {health.reviews}"
        yield Trouble(words, "", "cut", "warn", words, "recoil review list", Place(Room.QUEUE))
    if health.orphans:
        words = f"Orphans in quarantine: {health.orphans}"
        yield Trouble(words, "", "quarantine", "info", words, "recoil orphans list")


def _plain(title: str, detail: str, icon: str, tone: str, fix: str = "") -> Trouble:
    return Trouble(title, detail, icon, tone, f"{title}: {detail}", fix)


def _stuck(stuck: StuckChange) -> Trouble:
    done = "".join(f"\ndone: {step}" for step in stuck.done)
    left = "".join(f"\nnot done: {step}" for step in stuck.open)
    words = f"{stuck.title} no longer fits what is on disk: {stuck.reason}{done}{left}"
    fix = f"recoil changes aside {stuck.id}"
    return Trouble(f"{stuck.title} got stuck", stuck.reason, "warning", "bad", words, fix)


def _corrupt(path: str) -> Trouble:
    name = path.rpartition("/")[2]
    words = f"{path} can't be read; it is kept as it is, byte for byte"
    return Trouble(
        f"{name} can't be read", path, "error", "bad", words, "recoil snapshot list", _seen(path)
    )


def _dangling(one: Dangling) -> Trouble:
    path = str(one.as_json().get("file") or "")
    is_file = one.as_json().get("kind") == "reference"
    title = "Something points to nothing" if is_file else "Something never ended"
    return Trouble(
        title, one.line, "question", "warn", one.line, one.fix, _seen(path) if is_file else None
    )


def _seen(path: str) -> Place | None:
    """Where in the tree the media of a sidecar stands; other documents have no line."""
    media = path.removesuffix(_SIDECAR)
    return Place(Room.TREE, media) if is_media(media) else None
