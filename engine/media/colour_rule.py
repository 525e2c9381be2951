"""Which colours a picture has whose file does not say: one rule for all that is shown.

Exact frames, playback, posters, filmstrips, boundary frames and preview proxies come through here,
so that none differs from the other. The scan's scores don't: they are those of PySceneDetect, for
which whatever is not named is BT.601.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from av.video.reformatter import Colorspace

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

BT709 = 1  # AVCOL_SPC_BT709
_UNSPECIFIED = 2  # AVCOL_SPC_UNSPECIFIED
_HIGHEST_SD = 576  # rows; Qt's player and mpv draw the line here too


def unnamed_matrix(frame: VideoFrame) -> Colorspace | None:
    """The matrix to read ``frame`` with; None when it names one itself or the usual one will do.

    By height as it is stored, before rotation: HD is BT.709 to every player. swscale alone would
    take BT.601 for everything, which is right for SD.
    """
    is_named = frame.colorspace != _UNSPECIFIED or frame.format.is_rgb
    return None if is_named or frame.height <= _HIGHEST_SD else Colorspace.ITU709
