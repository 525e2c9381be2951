"""Actions that judge what is selected: pin, candidate, stars, reject, canonical, start frame."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from recoil_desktop.actions.blocks import first_of, needs_online
from recoil_desktop.actions.spec import ActionSpec, Menu, Scope

if TYPE_CHECKING:
    from engine.domain.nodes import Node
    from recoil_desktop.actions.context import Context
    from recoil_desktop.actions.desk import Desk

Reason = str | None

_TAKE = (Menu.TAKES, Menu.TREE_CONTEXT)
_MEDIA = (".mp4", ".mov", ".webm", ".png", ".jpg", ".jpeg", ".webp")
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_STAR_WORDS = ("Take stars away", "Give 1 star", *(f"Give {count} stars" for count in range(2, 6)))


def is_media(node: Node) -> bool:
    """Whether a line stands for a file that can be judged."""
    is_orphan = str(node.kind) in {"orphan", "quarantine"}
    return node.path is not None and not is_orphan and str(node.path).lower().endswith(_MEDIA)


def _needs_media(context: Context) -> Reason:
    if not context.selection:
        return "select takes, clips or pictures in the tree"
    if all(map(is_media, context.selection)):
        return None
    return "select only takes, clips and pictures"


def _needs_other_than(status: str, context: Context) -> Reason:
    if all(node.status == status for node in context.selection):
        return f"{'they are' if len(context.selection) > 1 else 'it is'} {status} already"
    return None


def _needs_rejectable(context: Context) -> Reason:
    node = context.selected
    if node is not None and str(node.kind) == "shot" and node.detail.shot_id:
        return None
    return _needs_media(context) or _needs_other_than("rejected", context)


def _needs_picture(context: Context) -> Reason:
    node = context.selected
    if node is None:
        return "select one picture" if context.selection else "select a picture in the tree"
    is_picture = is_media(node) and str(node.path).lower().endswith(_PICTURES)
    return None if is_picture else "select a picture"


def _needs_one_media(context: Context) -> Reason:
    if len(context.selection) > 1:
        return "select one file only: one stands for an asset"
    return _needs_media(context)


def _promote(status: str, desk: Desk) -> None:
    desk.curating.promote(status)


def _star(stars: int, desk: Desk) -> None:
    desk.curating.star(stars)


_STARS = tuple(
    ActionSpec(f"take.star_{stars}", _STAR_WORDS[stars], partial(_star, stars), (Menu.TAKES,),
               str(stars), first_of(needs_online, _needs_media), icon="star", scope=Scope.TREE,
               group="stars", tip="Say how good it is; several at once are one change")
    for stars in range(6)
)  # fmt: skip

CURATION_ACTIONS = (
    ActionSpec("take.pin", "Pin", partial(_promote, "pinned"), _TAKE, "P",
               first_of(needs_online, _needs_media, partial(_needs_other_than, "pinned")),
               icon="pin", scope=Scope.TREE, group="status",
               tip="The take that is meant; the episode's cut shows it first"),
    ActionSpec("take.candidate", "Make candidate", partial(_promote, "candidate"), _TAKE, "U",
               first_of(needs_online, _needs_media, partial(_needs_other_than, "candidate")),
               icon="check-circle", scope=Scope.TREE, group="status",
               tip="One of several that may be used; takes a pin or a rejection back"),
    ActionSpec("take.reject", "Reject…", lambda desk: desk.curating.ask_to_reject(), _TAKE,
               "X; Ctrl+Backspace", first_of(needs_online, _needs_rejectable), icon="reject",
               scope=Scope.TREE, group="status",
               tip="Say what is wrong; the next take of its batch is proposed accordingly"),
    ActionSpec("asset.canonical", "Make canonical…",
               lambda desk: desk.curating.make_canonical(), _TAKE, "H",
               first_of(needs_online, _needs_one_media), icon="crown", scope=Scope.TREE,
               group="asset", tip="It stands for its character, place, thing or style from now on"),
    ActionSpec("shot.start_frame", "Begin a shot with this…",
               lambda desk: desk.curating.ask_for_start_frame(), _TAKE, "F",
               first_of(needs_online, _needs_picture), icon="start-frame", scope=Scope.TREE,
               group="asset", tip="The next take of the shot starts with this picture"),
    *_STARS,
)  # fmt: skip
