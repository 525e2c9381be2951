"""The demo's pictures: its places and its people, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.media.demo_figures import Lighting
from engine.media.demo_paint import colour
from engine.media.demo_rooms import apartment, corridor, shop
from engine.media.demo_streets import alley, pier, rooftop

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

PLACES: dict[str, Callable[[int], NDArray[np.uint8]]] = {
    "alley": alley,
    "shop": shop,
    "rooftop": rooftop,
    "pier": pier,
    "corridor": corridor,
    "apartment": apartment,
}
LIGHTING = {
    "alley": Lighting(colour("7f8fd0", 0.55), colour("ff5aa0", 1.2)),
    "shop": Lighting(colour("ffc58a", 0.9), colour("ffd9a0", 1.0), from_left=False),
    "rooftop": Lighting(colour("8a6aa8", 0.45), colour("ffab70", 1.3), from_left=False),
    "pier": Lighting(colour("a8c0cc", 0.75), colour("fff0d8", 0.8)),
    "corridor": Lighting(colour("a8d8cc", 0.8), colour("e8fff6", 0.8)),
    "apartment": Lighting(colour("6a80c8", 0.5), colour("ffb873", 1.1), from_left=False),
}
