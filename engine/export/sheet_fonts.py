"""Fonts that have every letter of a text: ours first, then those that the machine has."""

from __future__ import annotations

import logging
import os
import struct
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools.ttLib import TTFont, TTLibError

from resources.loader import resource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

log = logging.getLogger(__name__)

REGULAR, STRONG = "fonts/Inter-Regular.otf", "fonts/Inter-SemiBold.otf"
FONT_DAMAGES = (OSError, TTLibError, LookupError, ValueError, AttributeError, struct.error)
"""What comes of fonts that are damaged, or made in a way nobody foresaw."""

_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
_MOST_LOOKED_AT = 800
_KNOWN = (
    *("notosanscjk", "notosans", "dejavusans", "arialunicode", "segoeui", "msyh", "yugoth"),
    *("malgun", "nirmala", "leelawui", "pingfang", "hiragino", "applesdgothic", "geezapro"),
    *("arial", "droidsansfallback", "wqy", "unifont", "freesans", "lohit"),
)
"""Families that are good to read and have many letters, the best first."""
_SPECIAL = ("bold", "italic", "oblique", "light", "thin", "black", "medium", "mono", "condensed")
_NO_EMBEDDING = 0x0002  # OS/2 fsType: the licence allows no copy in documents


@dataclass(frozen=True, slots=True)
class Face:
    """A font file that has some of the letters."""

    path: Path
    letters: frozenset[str]


def faces_for(
    text: Iterable[str], folders: Sequence[Path] | None = None
) -> tuple[tuple[Face, ...], frozenset[str]]:
    """The machine's fonts for what ours do not have, and the letters that none of them has."""
    wanted = {letter for piece in text for letter in piece if _is_drawn(letter)}
    lacking = wanted - _letters_of(resource(REGULAR), wanted)
    found: list[Face] = []
    for path in _font_files(_folders() if folders is None else folders) if lacking else ():
        has = _letters_of(path, lacking)
        if has:
            found.append(Face(path, frozenset(has)))
            lacking -= has
        if not lacking:
            break
    return tuple(found), frozenset(lacking)


def scripts_of(letters: Iterable[str]) -> list[str]:
    """The scripts that letters belong to, in people's words: ``Arabic``, ``Hiragana``."""
    names = set()
    for letter in letters:
        script = unicodedata.name(letter, "unknown").partition(" ")[0]
        is_sign = unicodedata.category(letter)[0] in "SP"
        names.add("signs" if is_sign else script if script == "CJK" else script.capitalize())
    return sorted(names)


def _is_drawn(letter: str) -> bool:
    return letter > "\x7f" and unicodedata.category(letter)[0] not in "CZ"


def _letters_of(path: Path, wanted: set[str]) -> set[str]:
    try:
        with path.open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            if path.suffix != ".otf" and font["OS/2"].fsType & _NO_EMBEDDING:
                return set()
            has = font.getBestCmap() or {}
            return {letter for letter in wanted if ord(letter) in has}
    except FONT_DAMAGES as error:
        log.info("font %s cannot be used: %s", path.name, error)
        return set()


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    """Font files of the machine, those first that are likely to be good."""
    found = [
        Path(folder, name)
        for top in folders
        for folder, _folders_below, names in os.walk(top)
        for name in names
        if os.path.splitext(name)[1].lower() in _ENDINGS  # noqa: PTH122 - of thousands of names
    ]
    return iter(sorted(found, key=_rank)[:_MOST_LOOKED_AT])


def _rank(path: Path) -> tuple[int, int, str]:
    name = path.stem.lower().replace("-", "").replace("_", "").replace(" ", "")
    places = (place for place, known in enumerate(_KNOWN) if name.startswith(known))
    return (
        sum(word in name for word in _SPECIAL),
        next(places, len(_KNOWN)),
        name,
    )


def _folders() -> tuple[Path, ...]:
    home = Path.home()
    if sys.platform == "win32":
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        own = Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"
        return (windows / "Fonts", own)
    if sys.platform == "darwin":
        return (Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), data / "fonts")
