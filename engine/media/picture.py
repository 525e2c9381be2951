"""One exact frame, ready to be shown: pixels of display size and the number they belong to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels of one frame: packed RGB, three bytes each, rows from the top, no padding.

    ``frame`` is the number of the frame they were decoded from, upright (rotation is applied).
    ``is_reduced`` tells that it is smaller than was asked for: it came from the preview proxy.
    """

    frame: int
    width: int
    height: int
    pixels: bytes
    is_reduced: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a request: frame ``requested`` was asked for, ``picture`` is what there is.

    While a drag runs over a long group a near picture may come first; the exact one follows as
    soon as the drag rests. A damaged frame is answered with the nearest one before it.
    """

    requested: int
    picture: Picture
    is_last: bool = True  # nothing better will follow for this request

    @property
    def decoded(self) -> int:
        """The number of the frame whose pixels these are."""
        return self.picture.frame

    @property
    def is_exact(self) -> bool:
        """Whether the pixels are those of the frame that was asked for."""
        return self.requested == self.picture.frame
