"""A field for an amount in dollars; inside it is whole micro-dollars."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox

from engine.domain.money import micro_to_usd, usd_to_micro

_MOST = 1_000_000


class MoneyField(QDoubleSpinBox):
    """Cents are the smallest step; nothing and less than nothing cannot be typed."""

    def __init__(self, tip: str) -> None:
        super().__init__()
        self.setRange(0.01, _MOST)
        self.setDecimals(2)
        self.setPrefix("$ ")
        self.setGroupSeparatorShown(True)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.lineEdit().setTextMargins(6, 0, 0, 0)  # a style sheet's padding does not reach it

    @property
    def micro(self) -> int:
        """The amount in micro-dollars."""
        return usd_to_micro(round(self.value(), 2))

    def show_micro(self, micro: int) -> None:
        """Show an amount in micro-dollars."""
        self.setValue(micro_to_usd(micro))
