"""The one checker of all rows. It looks at folders and files and knows nothing of the program.

The only names it shares with the program are those of the contract on disk: sidecars lie beside
their media, records name their video, begun changes are files in ``state/txn``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Tree = dict[str, bytes]

_PURPOSE = ("episode", "scene_id", "version", "beat_id", "purpose")
_ENDS = ("charged", "failed_free", "failed_billed", "cancelled")

MEDIA = (".mp4", ".mov", ".webm", ".png", ".jpg")
# Bookkeeping of the program and the trash: not what an editor calls the project.
BOOKS = (
    "state/txn",
    "state/stuck",
    "state/history",
    "state/locks",
    "state/staging",
    "state/snapshots",
    "state/counters.json",
    "state/visual/ledger.jsonl",
    "state/visual/dispatches",
    ".trash",
)


def tree(folder: Path) -> Tree:
    """Every file below a folder and its content."""
    found: Tree = {}
    for place, _, names in os.walk(folder):
        for name in names:
            full = os.path.join(place, name)  # noqa: PTH118 - this runs thousands of times
            with open(full, "rb") as file:  # noqa: PTH123 - likewise
                found[os.path.relpath(full, folder)] = file.read()
    return found


def violations(files: Tree, media: Mapping[str, str], facts: Mapping[str, object]) -> list[str]:
    """What is wrong with a project after a restart.

    ``media`` are the hashes that must be there, with their names; ``facts`` are the keys that
    every sidecar has to have.
    """
    return [
        *_lost_media(files, media),
        *_bare_media(files, facts),
        *_unreadable_documents(files),
        *_records_without_file(files),
        *_leftovers(files),
        *_wrong_sums(files),
    ]


def visible(files: Tree) -> dict[str, str]:
    """What an editor calls the project: without books, locks and trash; documents as values."""
    return {
        name: _meaning(name, content)
        for name, content in files.items()
        if not name.startswith(BOOKS) and not name.endswith(".lock")
    }


def whole_lines(ledger: bytes) -> list[dict[str, Any]]:
    """The lines of a ledger; one that was torn is ended with the sign for cancel."""
    texts = ledger.split(b"\n")[:-1]
    return [json.loads(text) for text in texts if not text.endswith(b"\x18")]


def money_faults(lines: Iterable[dict[str, Any]], cap: int | None = None) -> list[str]:
    """What is wrong with the money of a ledger, at any line, with a cap on what is spent and held.

    Each dispatch has one reserve and one end; only one at a time is open for the same purpose.
    """
    held: dict[str, int] = {}
    purposes: dict[str, tuple[object, ...]] = {}
    found, spent, ended = [], 0, set()
    for line in (one for one in lines if "event" not in one):
        name, was_known = line["dispatch_id"], line["dispatch_id"] in held
        if "reserve_micro" in line:
            if was_known or name in ended:
                found.append(f"{name} has two reserves")
            held[name], purpose = line["reserve_micro"], tuple(line[key] for key in _PURPOSE)
            if purpose in purposes.values():
                found.append(f"two are open for {purpose}")
            purposes[name] = purpose
        elif not was_known:
            found.append(f"{name} goes on without money")
        elif line["state"] in _ENDS:
            spent += line["charged_micro"]
            ended.add(name)
            if line["charged_micro"] > held.pop(name) and "over_reserve" not in line["flags"]:
                found.append(f"{name} cost more than it held")
            del purposes[name]
        if cap is not None and spent + sum(held.values()) > cap:
            found.append(f"{spent} spent and {sum(held.values())} held of {cap}")
    return found


def stuck_journals(files: Tree) -> list[str]:
    """Begun changes that are still there."""
    return sorted(name for name in files if name.startswith("state/txn/"))


def open_intents(files: Tree) -> dict[str, bytes]:
    """What was begun and never done, in the way of recovery or put aside by a person."""
    folders = ("state/txn/", "state/stuck/")
    found = [name for name in files if name.startswith(folders) and not name.endswith(".tmp")]
    return {name.rpartition("/")[2]: files[name] for name in sorted(found)}


def _lost_media(files: Tree, media: Mapping[str, str]) -> Iterator[str]:
    shown = {name: content for name, content in files.items() if name.endswith(MEDIA)}
    copies = {name for name in shown if _is_copy(files, name)}
    kept = {_hash(shown[name]) for name in copies}
    seen = Counter(_hash(content) for name, content in shown.items() if name not in copies)
    for digest, name in media.items():
        if seen[digest] != 1 and not (seen[digest] == 0 and digest in kept):
            yield f"{name} is there {seen[digest]} times"


def _is_copy(files: Tree, name: str) -> bool:
    # A hero is by contract a copy of a picture that stays where it is. Its sidecar names that
    # picture, and goes on doing so when the hero is kept because the picture was thrown away.
    keys = _value(files.get(f"{name}.json", b""))
    was_hero = isinstance(keys, dict) and bool(keys.get("promoted_from"))
    return was_hero or name.rpartition("/")[2].startswith("hero.")


def _bare_media(files: Tree, facts: Mapping[str, object]) -> Iterator[str]:
    for name in files:
        if not name.endswith(MEDIA) or name.startswith("state/staging"):
            continue
        if "/boundary_frames/" in name:  # pictures of the video beside them, nothing of their own
            continue
        keys = _value(files.get(f"{name}.json", b""))
        if not isinstance(keys, dict):
            yield f"no sidecar beside {name}"
            continue
        lost = [key for key, value in facts.items() if keys.get(key) != value]
        if lost:
            yield f"the sidecar of {name} lost {lost}"


def _unreadable_documents(files: Tree) -> Iterator[str]:
    for name, content in files.items():
        if name.endswith(".json") and _value(content) is None:
            yield f"{name} does not parse"


def _records_without_file(files: Tree) -> Iterator[str]:
    for name in files:
        keys = _value(files[name]) if name.endswith("_pass_state.json") else None
        for pass_id, record in keys.get("passes", {}).items() if isinstance(keys, dict) else ():
            video = record.get("video_path")
            if video and video not in files:
                yield f"{pass_id} points to a file that is not there"


def _leftovers(files: Tree) -> Iterator[str]:
    for name in files:
        if name.endswith(".tmp"):
            yield f"unfinished file {name}"
        if name.endswith(".mp4.json") and name.removesuffix(".json") not in files:
            yield f"sidecar alone: {name}"


def _wrong_sums(files: Tree) -> Iterator[str]:
    lines = whole_lines(files.get("state/visual/ledger.jsonl", b""))
    yield from money_faults(lines)
    for line in lines:
        name = f"state/visual/dispatches/{line.get('dispatch_id')}.json"
        if "reserve_micro" in line and name not in files:
            yield f"{name} is not there"


def _meaning(name: str, content: bytes) -> str:
    if name.endswith(".jsonl"):  # a line that was torn says nothing
        return json.dumps(whole_lines(content))
    if not name.endswith(".json"):
        return _hash(content)
    return json.dumps(_value(content), sort_keys=True)


def _value(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
