"""What views and delegates may ask models for beyond Qt's own roles."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt


class TreeRole(IntEnum):
    """Roles of the project tree."""

    NODE = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2
    STATUS = Qt.ItemDataRole.UserRole + 3
    KIND = Qt.ItemDataRole.UserRole + 4
    SUMMARY = Qt.ItemDataRole.UserRole + 5
    COUNT = Qt.ItemDataRole.UserRole + 6
    IS_CORRUPT = Qt.ItemDataRole.UserRole + 7
    STARS = Qt.ItemDataRole.UserRole + 8


class ListRole(IntEnum):
    """Roles of the lists below the centre: jobs, operations, history, waiting passes."""

    ITEM = Qt.ItemDataRole.UserRole + 1
    TITLE = Qt.ItemDataRole.UserRole + 2
    DETAIL = Qt.ItemDataRole.UserRole + 3
    TONE = Qt.ItemDataRole.UserRole + 4
    PROGRESS = Qt.ItemDataRole.UserRole + 5
    SIDE = Qt.ItemDataRole.UserRole + 6


class RunRole(IntEnum):
    """Roles of the tree of batches, beats and takes."""

    LINE = Qt.ItemDataRole.UserRole + 1


class BoardRole(IntEnum):
    """Roles of the wall of an episode."""

    CARD = Qt.ItemDataRole.UserRole + 1


class CommentRole(IntEnum):
    """Roles of the list of notes."""

    COMMENT = Qt.ItemDataRole.UserRole + 1
