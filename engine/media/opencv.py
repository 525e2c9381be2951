"""OpenCV, imported here and nowhere else, so that it leaves Qt alone."""

from __future__ import annotations

import os

# OpenCV points Qt to plugins and fonts of its own; a window opened later would load them.
_QT_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_before = {name: os.environ.get(name) for name in _QT_VARIABLES}

import cv2  # noqa: E402 - the variables must be looked at first

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

# Pictures of a few thousand pixels: a pool of threads costs more than it gives.
cv2.setNumThreads(1)

__all__ = ["cv2"]
