"""Qt's view of batches, beats and takes."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from recoil_desktop.models.keyed_tree import Index, KeyedTreeModel
from recoil_desktop.models.roles import RunRole
from recoil_desktop.models.run_line import EMPTY_RUN, LineKind, RunLine, Stage
from recoil_desktop.models.run_words import check_words, counted, listed, money

if TYPE_CHECKING:
    from collections.abc import Mapping

_DISPLAY = Qt.ItemDataRole.DisplayRole


class Column(IntEnum):
    """What is told of a line, from left to right."""

    NAME = 0
    STATE = 1
    TAKES = 2
    CHECKS = 3
    COST = 4
    NOTE = 5


_TITLES = ("Batch", "State", "Takes", "Checks", "Cost", "Note")
_TIPS = (
    "Batch or pass, its beats, and their takes",
    "Where it stands now",
    "How often it was tried",
    "What the checks say of the take: one that could not run says so",
    "What was charged; before that, what it will probably cost",
    "The strategy of a retry, and why something failed or waits",
)


class RunsModel(KeyedTreeModel[RunLine]):
    """Lines with their columns. Their looks leave out the children: those are rows of their own."""

    columns = len(Column)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(EMPTY_RUN, parent)

    def looks(self, item: RunLine) -> object:
        """All but the lines below."""
        return replace(item, children=())

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """What a view or a delegate asks for."""
        if not index.isValid():
            return None
        line = self.item(index)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return text_of(line, Column(index.column()))
            case Qt.ItemDataRole.ToolTipRole:
                return _tip_of(line, Column(index.column()))
            case Qt.ItemDataRole.TextAlignmentRole:
                is_right = index.column() in {Column.TAKES, Column.COST}
                side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case RunRole.LINE:
                return line
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _TITLES[section]
            case Qt.ItemDataRole.ToolTipRole:
                return _TIPS[section]
            case Qt.ItemDataRole.TextAlignmentRole:
                is_right = section in {Column.TAKES, Column.COST}
                side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _:
                return None


def text_of(line: RunLine, column: Column) -> str:
    """What stands in a column of a line."""
    match column:
        case Column.NAME:
            return listed((line.title, line.detail))
        case Column.STATE:
            is_several = line.kind is LineKind.BATCH and not line.beat_id
            if line.share is None or is_several:
                return line.word
            return f"{line.word} {min(99, round(100 * line.share))} %"
        case Column.TAKES:
            return str(line.attempts) if line.attempts else ""
        case Column.CHECKS:
            return checks_in_words(line.checks)
        case Column.COST:
            return _cost(line)
        case Column.NOTE:
            strategy = line.strategy.replace("_", " ")
            return listed((strategy, line.reason))


def checks_in_words(checks: Mapping[str, str]) -> str:
    """``5 passed, 1 failed, 2 not checked``: what could not run is never passed over."""
    counts = {verdict: list(checks.values()).count(verdict) for verdict in _VERDICTS}
    words = {"pass": "passed", "fail": "failed", "not checked": "not checked"}
    return ", ".join(f"{counts[one]} {words[one]}" for one in _VERDICTS if counts[one])


_VERDICTS = ("pass", "fail", "not checked")


def _check(name: str) -> str:
    """A check by its name; of a batch's several beats each names its own before it."""
    beat, _, own = name.rpartition(": ")
    return f"{beat} {check_words(own).lower()}" if beat else check_words(own)


def _cost(line: RunLine) -> str:
    is_open = line.stage in {Stage.ACTIVE, Stage.WAITING, Stage.QUESTION}
    may_cost = is_open and line.estimate_micro is not None
    if line.cost_micro is not None and (line.cost_micro or not may_cost):
        return money(line.cost_micro)
    return "" if line.estimate_micro is None else f"~{money(line.estimate_micro)}"


def _tip_of(line: RunLine, column: Column) -> str:
    match column:
        case Column.NAME:
            return "\n".join(one for one in (line.scene_id, line.beat_id, line.output) if one)
        case Column.CHECKS:
            return "\n".join(f"{_check(name)}: {verdict}" for name, verdict in line.checks.items())
        case Column.COST:
            return _cost_tip(line)
        case Column.TAKES:
            return counted(line.attempts, "take") if line.attempts else ""
        case _:
            return line.reason or line.word


def _cost_tip(line: RunLine) -> str:
    parts = []
    if line.cost_micro is not None:
        parts.append(f"Charged: {money(line.cost_micro)}")
    if line.estimate_micro is not None:
        name = "Held" if line.stage is Stage.QUESTION else "Probably"
        parts.append(f"{name}: {money(line.estimate_micro)}")
    return "\n".join(parts)
