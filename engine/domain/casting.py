"""Who and what a show is cast with: the hero picture of every asset (03, ``casting_state.json``).

The document belongs to planners; the heroes stand under one key of ours, all others stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.paths import ProjectPath
from engine.errors import Refused, UserError

ASSETS = ProjectPath("assets")
ASSET_TYPES = ("char", "loc", "prop", "style")
HERO = "hero"
CANONICAL = "canonical"

_ENTITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

Keys = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asset:
    """One entity of a type: a character, a place, a thing, a style."""

    type: str
    entity: str

    @classmethod
    def of(cls, asset_type: str, entity: str) -> Asset:
        """What was said, checked.

        Raises:
            UserError: no such type, or nothing may be called so.
        """
        if asset_type not in ASSET_TYPES:
            known = ", ".join(ASSET_TYPES)
            raise UserError(f"not an asset type: {asset_type!r} (one of {known})")
        if not _ENTITY.fullmatch(entity) or ProjectPath.of(entity).text != entity:
            raise UserError(f"not a name for a {asset_type}: {entity!r}")
        return cls(asset_type, entity)

    @property
    def folder(self) -> ProjectPath:
        """Its pool: every picture of it lies in here."""
        return ProjectPath(f"{ASSETS}/{self.type}/{self.entity}")

    def hero(self, suffix: str) -> ProjectPath:
        """Where its hero lies."""
        return self.folder / f"{HERO}{suffix.lower()}"

    def is_hero(self, path: ProjectPath) -> bool:
        """Whether a file is its hero, of any kind of picture."""
        return path.parent == self.folder and path.stem == HERO


def asset_of(path: ProjectPath) -> Asset | None:
    """The asset in whose folder a file lies; None elsewhere."""
    parts = path.parts
    if len(parts) < 4 or parts[0] != ASSETS.text or parts[1] not in ASSET_TYPES:  # noqa: PLR2004
        return None
    return Asset(parts[1], parts[2])


def hero_of(casting: Keys, asset: Asset) -> Keys:
    """What the casting says of an asset's hero; nothing when it says nothing."""
    heroes = casting.get(CANONICAL)
    of_type = heroes.get(asset.type) if isinstance(heroes, Mapping) else None
    found = of_type.get(asset.entity) if isinstance(of_type, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def with_hero(casting: Keys, asset: Asset, hero: Keys) -> dict[str, object]:
    """The casting with another hero for one asset; all else stays as it was written.

    Raises:
        Refused: something else stands where the heroes should.
    """
    heroes = casting.get(CANONICAL, {})
    of_type = heroes.get(asset.type, {}) if isinstance(heroes, Mapping) else None
    if not isinstance(heroes, Mapping) or not isinstance(of_type, Mapping):
        raise Refused(f"casting_state.json holds no assets under {CANONICAL!r}")
    named = dict(of_type) | {asset.entity: dict(hero_of(casting, asset)) | dict(hero)}
    return dict(casting) | {CANONICAL: dict(heroes) | {asset.type: named}}
