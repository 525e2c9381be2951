"""What may be chosen for a picture: the assets and the shots that the project's tree shows."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.domain.casting import ASSET_TYPES, Asset
from engine.domain.nodes import Node, NodeKind, walk
from engine.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASSET_WORDS = MappingProxyType(
    {"char": "character", "loc": "place", "prop": "thing", "style": "style"}
)


def assets_of(tree: Node) -> Iterator[tuple[Asset, int, bool]]:
    """Every asset there is, with its number of files and whether it has a hero."""
    for node in walk(tree):
        if node.kind is not NodeKind.ENTITY or node.path is None:
            continue
        parts = node.path.parts
        try:
            asset = Asset.of(parts[1], parts[2])
        except (IndexError, UserError):
            continue
        has_hero = any(each.path and asset.is_hero(each.path) for each in node.children)
        yield asset, node.detail.count, has_hero


def key_of(asset: Asset) -> str:
    """The asset as one word."""
    return f"{asset.type}/{asset.entity}"


def asset_of_key(key: str) -> Asset:
    """The asset of one word."""
    kind, _, entity = key.partition("/")
    return Asset.of(kind, entity)


def new_assets(typed: str, known: frozenset[str]) -> Iterator[Asset]:
    """The assets that are not there yet and could be called so, one of each type."""
    for kind in ASSET_TYPES:
        try:
            asset = Asset.of(kind, typed)
        except UserError:
            return
        if key_of(asset) not in known:
            yield asset


def asset_words(asset: Asset) -> str:
    """What sort of thing it is, for people."""
    return _ASSET_WORDS[asset.type]


def shots_of(tree: Node, episode: int | None) -> Iterator[Node]:
    """The shots of an episode, or of all when it is not known."""
    for node in walk(tree):
        is_shot = node.kind is NodeKind.SHOT and bool(node.detail.shot_id)
        if is_shot and episode in {None, node.detail.episode}:
            yield node
