"""Turns what the system's player decodes into images, with the colours of the exact frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from recoil_desktop.scrubber.frame_feed import image_of

if TYPE_CHECKING:
    from engine.media.picture import Shape

_Pixels = QVideoFrameFormat.PixelFormat
_FORMATS = {
    _Pixels.Format_YUV420P: "yuv420p",
    _Pixels.Format_YUV422P: "yuv422p",
    _Pixels.Format_NV12: "nv12",
    _Pixels.Format_P010: "p010le",
    _Pixels.Format_YUV420P10: "yuv420p10le",
}
# What FFmpeg calls the same matrix and range; 2 and 0 are "not said".
_Space = QVideoFrameFormat.ColorSpace
_MATRICES = {_Space.ColorSpace_BT601: 6, _Space.ColorSpace_BT709: 1, _Space.ColorSpace_BT2020: 9}
_Range = QVideoFrameFormat.ColorRange
_RANGES = {_Range.ColorRange_Video: 1, _Range.ColorRange_Full: 2}


class VideoImages:
    """Makes images of video frames, scaled like the frame server's pictures.

    Qt's own conversion takes every matrix for BT.601 where there is no graphics card, and the
    picture would change its colours at each pause. It serves for formats we do not know and for
    frames that lie on the card.
    """

    def __init__(self) -> None:
        from engine.media.picture import PictureMaker  # late: brings av

        self._maker = PictureMaker()

    def image(self, frame: QVideoFrame, shape: Shape, box: tuple[int, int]) -> QImage:
        """The upright image of ``frame`` that fits ``box``; null when it cannot be read."""
        pixel_format = _FORMATS.get(frame.pixelFormat())
        is_in_memory = frame.handleType() == QVideoFrame.HandleType.NoHandle
        if pixel_format is None or not is_in_memory:
            return frame.toImage()
        if not frame.map(QVideoFrame.MapMode.ReadOnly):
            return QImage()
        try:
            return self._converted(frame, pixel_format, shape, box)
        finally:
            frame.unmap()

    def _converted(
        self, frame: QVideoFrame, pixel_format: str, shape: Shape, box: tuple[int, int]
    ) -> QImage:
        from engine.media.picture import frame_of_planes  # late: brings av

        tags = frame.surfaceFormat()
        places = range(frame.planeCount())
        decoded = frame_of_planes(
            (frame.width(), frame.height()),
            pixel_format,
            [memoryview(frame.bits(place)) for place in places],
            [frame.bytesPerLine(place) for place in places],
            (_MATRICES.get(tags.colorSpace(), 2), _RANGES.get(tags.colorRange(), 0)),
        )
        picture = self._maker.make(0, decoded, shape, box)
        return image_of(picture)
