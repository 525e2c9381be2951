"""What was seen of a project's folders, kept in the cache: the next opening reads little anew."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from engine.domain.paths import ProjectPath
from engine.workspace.columns import packed, unpacked
from engine.workspace.index import Folder, media_of
from engine.workspace.sidecar_facts import SidecarFacts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from engine.store.cache import Caches
    from engine.workspace.index import Stamp
    from engine.workspace.sidecar_facts import SidecarCache

log = logging.getLogger(__name__)

KIND = "index"
_FIELDS = tuple(each.name for each in fields(SidecarFacts))
_values_of = attrgetter(*_FIELDS)
# Where the facts are others, what was kept is of no use: it is a cache.
_LAYOUT = [3, *_FIELDS]
_TAGS = _FIELDS.index("tags")


@dataclass(slots=True)
class IndexMemory:
    """Keeps folders and the facts of their sidecars, one entry of the cache for each folder.

    A fact is trusted only together with the stamp of its sidecar. What cannot be read counts as
    absent.
    """

    caches: Caches
    root: Path
    sidecars: SidecarCache
    _kept: dict[str, Folder] = field(default_factory=dict)

    def recall(self, path: str) -> Folder | None:
        """The folder as it was when it was kept; its facts go to the sidecars."""
        data = self.caches.get(KIND, self._key(path))
        if data is None:
            return None
        try:
            folder = self._understood(path, json.loads(data))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            log.warning("what was kept of %s cannot be read: %r", path, error)
            return None
        if folder is not None:
            self._kept[path] = folder
        return folder

    def keep(self, folders: Iterable[Folder]) -> int:
        """Keep what differs from what is kept; says how many folders that were."""
        changed = [one for one in folders if self._kept.get(one.path.text) is not one]
        for folder in changed:
            data = json.dumps(self._told(folder), separators=(",", ":"), ensure_ascii=False)
            self.caches.put(KIND, self._key(folder.path.text), data.encode(errors="surrogatepass"))
            self._kept[folder.path.text] = folder
        return len(changed)

    # -- as it is written ----------------------------------------------------

    def _key(self, path: str) -> str:
        return f"{self.root}\n{path}"

    def _told(self, folder: Folder) -> dict[str, object]:
        stamps = list(zip(*folder.files.values(), strict=True)) or [(), (), ()]
        known = {file.path.name: self.sidecars.known(file) for file in folder.media}
        facts = {name: _values_of(each) for name, each in known.items() if each is not None}
        return {
            "layout": _LAYOUT,
            "changed": folder.changed,
            "folders": folder.folders,
            "names": packed(folder.files),
            "stamps": list(map(packed, stamps)),
            "known": packed(facts),
            "facts": list(map(packed, zip(*facts.values(), strict=True))),
        }

    def _understood(self, path: str, told: dict[str, Any]) -> Folder | None:
        if told["layout"] != _LAYOUT:
            return None
        stamps = zip(*map(unpacked, told["stamps"]), strict=True)
        files: dict[str, Stamp] = dict(zip(unpacked(told["names"]), stamps, strict=True))
        media = media_of(path, files, None)
        facts = dict(zip(unpacked(told["known"]), _rows(told["facts"]), strict=True))
        for file in media:
            known = facts.get(file.path.name)
            if known is not None and file.sidecar is not None:
                self.sidecars.learn(file.path.text, file.sidecar, known)
        return Folder(ProjectPath(path), files, tuple(told["folders"]), media, told["changed"])


def _rows(columns: list[list[Any]]) -> Iterator[SidecarFacts]:
    own = list(map(unpacked, columns))
    if own:
        own[_TAGS] = [tuple(tags) if tags else () for tags in own[_TAGS]]
    return map(SidecarFacts, *own) if own else iter(())
