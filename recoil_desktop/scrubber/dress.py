"""The panel's own pieces of style sheet, on top of the window's."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recoil_desktop.theme import Theme

_SHEET = Template("""
QWidget[role="toolbar"] { background: $surface; border-bottom: 1px solid $line;
  border-top: 1px solid $line; }
QWidget[role="hint"] { background: $surface; border-top: 1px solid $line; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="chip"] { background: $raised; color: $muted; border: 1px solid $line;
  border-radius: 4px; padding: 1px 6px; font-size: ${small}px; }
QLabel[role="warn"] { color: $warn; }
QPushButton[role="tab"] { background: transparent; border: 1px solid transparent;
  border-radius: 4px; color: $muted; padding: 0 8px; min-height: 22px; font-size: ${small}px; }
QPushButton[role="tab"]:hover { background: $hover; color: $text; }
QPushButton[role="tab"]:checked { background: $selection; color: $text; }
QPushButton[role="tab"]:focus { border-color: $accent; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
FrameField, TimecodeField { min-height: 24px; padding: 0 6px; border-radius: 4px; }
""")


def style_of(theme: Theme) -> str:
    """The style sheet of the panel in this theme."""
    names = ("surface", "raised", "line", "muted", "text", "warn", "hover", "selection", "accent")
    colours = {name: getattr(theme, name).name() for name in names}
    return _SHEET.substitute(colours, small=theme.small_size)
