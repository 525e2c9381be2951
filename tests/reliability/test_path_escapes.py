"""A thousand ways out of a project, none of which leads out."""

from __future__ import annotations

import posixpath
import random
from itertools import product
from pathlib import PureWindowsPath

from engine.domain.paths import ProjectPath
from engine.errors import UserError

_CLIMBS = ("..", "../..", "a/../..", "a/b/../../..", "./..", ".//..", "a/./../..", "../a")
_ROOTS = (
    "/",
    "//",
    "///",
    "\\",
    "\\\\",
    "C:",
    "C:/",
    "C:\\",
    "c:",
    "\\\\?\\C:\\",
    "//?/C:/",
    "~/../",
)
_DEVICES = ("CON", "nul", "Aux", "prn.txt", "COM1", "lpt9.mp4", "com².png", "CONOUT$", "nul .mp4")
_BREAKS = ("\x00", "\n", "\x1b", "\x7f", "\udcff", ":", "::$DATA", "\\")
_TARGETS = ("etc/passwd", "x.mp4", "renders/ep_001/a.mp4", "project.json", ".ssh/id")


def escapes() -> list[str]:
    """Every combination of a way out and a thing to reach, with random dressing."""
    chance = random.Random(8)
    ways = [f"{climb}/{target}" for climb, target in product(_CLIMBS, _TARGETS)]
    ways += [f"{root}{target}" for root, target in product(_ROOTS, _TARGETS)]
    ways += [f"{target}/{device}" for device, target in product(_DEVICES, _TARGETS)]
    ways += [f"{target}{sign}x" for sign, target in product(_BREAKS, _TARGETS)]
    ways += [
        f"{target}{end}" for end, target in product((".", " ", "/..", "/. .", "/... "), _TARGETS)
    ]
    while len(ways) < 1_000:
        way = chance.choice(ways)
        dressing = chance.choice(("renders/../", "./../", "a/b/../../../", "..//", "renders/\x00/"))
        ways.append(dressing + way)
    return ways


def test_that_a_thousand_ways_out_of_the_project_are_refused() -> None:
    ways = escapes()

    let_through = [way for way in ways if _is_let_through(way)]

    print(f"path escapes: {len(ways)} tried, {len(let_through)} let through")  # noqa: T201 - a figure
    assert len(ways) >= 1_000
    assert let_through == []


def test_that_whatever_passes_stays_inside_on_every_system() -> None:
    chance = random.Random(9)
    pieces = ("..", ".", "a", "/", "\\", ":", "~", "$", "nul", " ", "%2e%2e", "․․", "\x00", "C")
    kept = 0
    for _ in range(20_000):
        raw = "".join(chance.choices(pieces, k=chance.randrange(1, 9)))
        if _is_let_through(raw):
            kept += 1
            text = ProjectPath.of(raw).text
            assert posixpath.normpath(f"/project/{text}").startswith("/project/")
            windows = PureWindowsPath(text)
            assert not windows.drive
            assert not windows.root
            assert ".." not in windows.parts

    assert kept > 100


def _is_let_through(raw: str) -> bool:
    try:
        ProjectPath.of(raw)
    except UserError:
        return False
    return True
