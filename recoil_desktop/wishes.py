"""What the command line of the window asks for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    paths: tuple[Path, ...] = ()
    demo: bool = False
    projects_root: Path | None = None


def wishes_of(arguments: Sequence[str]) -> Wishes:
    """Read the command line."""
    if not arguments:
        return Wishes()
    import argparse  # late: most starts name nothing

    words = "From rendered passes to reviewed clips."
    parser = argparse.ArgumentParser("recoil-desktop", description=words, allow_abbrev=False)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH",
                        help="a project folder, or a video to find its cuts")  # fmt: skip
    parser.add_argument("--demo", action="store_true", help="open the demo project")
    parser.add_argument("--projects-root", type=Path, metavar="DIR", help="where projects live")
    said = parser.parse_args(list(arguments))
    return Wishes(tuple(said.paths), said.demo, said.projects_root)
