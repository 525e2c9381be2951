"""How the window looks: two sets of colours, one grid, one font; nothing else names a colour."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from string import Template
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from resources.loader import read_text, resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

UNIT = 4
"""Every distance is a multiple of this many pixels."""

AS_DESIGNED = 100
"""The size of texts in per cent when nobody wants it otherwise."""

_FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
_MONO_FAMILIES = ("SF Mono", "Cascadia Mono", "Consolas", "Noto Sans Mono", "DejaVu Sans Mono")


@dataclass(frozen=True)
class Theme:
    """All colours and sizes of the window; widgets that paint themselves ask this and no other."""

    name: str
    window: QColor
    surface: QColor
    raised: QColor
    sunken: QColor
    hover: QColor
    pressed: QColor
    line: QColor
    strong_line: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    accent_hover: QColor
    accent_text: QColor
    on_accent: QColor
    good: QColor
    warn: QColor
    bad: QColor
    info: QColor
    selection: QColor
    picture: QColor
    cut: QColor
    planned: QColor
    extra: QColor
    curve: QColor
    threshold: QColor
    waveform: QColor
    playhead: QColor
    unit: int = UNIT
    small_size: int = 11
    text_size: int = 13
    title_size: int = 16
    display_size: int = 24

    @property
    def is_dark(self) -> bool:
        """True when texts are lighter than their ground."""
        return self.text.lightness() > self.window.lightness()

    def space(self, units: float = 1) -> int:
        """``units`` steps of the grid in pixels."""
        return round(self.unit * units)

    def font(self, size: int | None = None, *, bold: bool = False) -> QFont:
        """The window's font at ``size`` pixels (the size of running text when not said)."""
        font = QFont()
        font.setFamilies(list(_FAMILIES))
        font.setPixelSize(size or self.text_size)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def mono(self, size: int | None = None) -> QFont:
        """The font of frame numbers, timecodes and traces: every digit is equally wide."""
        font = QFont()
        font.setFamilies(list(_MONO_FAMILIES))
        font.setPixelSize(size or self.small_size + 1)
        return font


def _theme(name: str, **colours: str) -> Theme:
    inks: dict[str, Any] = {key: QColor(value) for key, value in colours.items()}
    return Theme(name, **inks)


DARK = _theme(
    "dark",
    window="#131417",
    surface="#1a1b1f",
    raised="#24262b",
    sunken="#0d0e10",
    hover="#2a2c32",
    pressed="#33363d",
    line="#292b31",
    strong_line="#3d4048",
    text="#e8e9ec",
    muted="#9fa3ad",
    faint="#7f848f",
    accent="#5e6ad2",
    accent_hover="#6b77df",
    accent_text="#9aa4ff",
    on_accent="#ffffff",
    good="#4cc38a",
    warn="#f0b429",
    bad="#ff6b6b",
    info="#5db4ff",
    selection="#2b2f52",
    picture="#08090a",
    cut="#f2f3f5",
    planned="#6f9cff",
    extra="#c89bff",
    curve="#47c2b1",
    threshold="#ffa14a",
    waveform="#5d6470",
    playhead="#ff5c5c",
)

LIGHT = _theme(
    "light",
    window="#eceef1",
    surface="#f9fafb",
    raised="#ffffff",
    sunken="#eef0f3",
    hover="#e6e8ed",
    pressed="#d9dce3",
    line="#d9dce1",
    strong_line="#b5bac4",
    text="#17191e",
    muted="#565c68",
    faint="#6a707c",
    accent="#4c58c9",
    accent_hover="#3f4ab8",
    accent_text="#3f4ab8",
    on_accent="#ffffff",
    good="#157a4c",
    warn="#8f5b00",
    bad="#c62f3b",
    info="#1668b8",
    selection="#dcdff7",
    picture="#101114",
    cut="#17191e",
    planned="#2f5fd0",
    extra="#8440c7",
    curve="#0d8071",
    threshold="#b85a00",
    waveform="#9097a4",
    playhead="#d92d3a",
)


class Themes(QObject):
    """The theme in force; ``changed`` tells whoever paints by hand that it is another one."""

    changed = Signal()

    def __init__(self, app: QApplication | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = "dark"
        self._percent = AS_DESIGNED
        self._current = DARK
        self._is_applied = False
        if app is not None:
            _load_fonts()
            app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def current(self) -> Theme:
        """The theme to paint with now."""
        return self._current

    @property
    def choice(self) -> str:
        """What was chosen: ``dark``, ``light`` or ``system``."""
        return self._choice

    def choose(self, choice: str, percent: int | None = None) -> None:
        """Use ``dark``, ``light`` or whatever the ``system`` prefers, everywhere and at once.

        ``percent`` is the size of texts, 100 as designed; None leaves it.
        """
        self._choice = choice
        self._percent = percent or self._percent
        self._use(_scaled(_chosen(choice), self._percent))

    def apply(self) -> None:
        """Dress the application again, also when the theme is the same."""
        if self._app is None:
            return
        self._is_applied = True
        self._app.setPalette(palette_of(self._current))
        self._app.setFont(self._current.font())
        self._app.setStyleSheet(stylesheet_of(self._current))

    def _use(self, theme: Theme) -> None:
        if theme == self._current and self._is_applied:
            return  # dressing a whole window takes a tenth of a second
        is_other = theme != self._current
        self._current = theme
        self.apply()
        if is_other:
            self.changed.emit()

    def _follow_system(self) -> None:
        if self._choice == "system":
            self.choose("system")


def palette_of(theme: Theme) -> QPalette:
    """The palette for everything that the style sheet does not dress."""
    roles = QPalette.ColorRole
    palette = QPalette()
    colours = {
        roles.Window: theme.surface,
        roles.WindowText: theme.text,
        roles.Base: theme.surface,
        roles.AlternateBase: theme.raised,
        roles.Text: theme.text,
        roles.Button: theme.raised,
        roles.ButtonText: theme.text,
        roles.ToolTipBase: theme.raised,
        roles.ToolTipText: theme.text,
        roles.Highlight: theme.selection,
        roles.HighlightedText: theme.text,
        roles.Link: theme.accent_text,
        roles.PlaceholderText: theme.faint,
        roles.Mid: theme.line,
        roles.Dark: theme.strong_line,
        roles.Shadow: theme.sunken,
    }
    for role, colour in colours.items():
        palette.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.faint)
    return palette


def stylesheet_of(theme: Theme) -> str:
    """The style sheet with this theme's colours and sizes filled in."""
    tokens = {field.name: _as_css(getattr(theme, field.name)) for field in fields(theme)}
    families = ", ".join(f'"{family}"' for family in _FAMILIES)
    mono = ", ".join(f'"{family}"' for family in _MONO_FAMILIES)
    pictures = {
        "chevron": resource(f"themes/chevron-{theme.name}.svg").as_posix(),
        "branch_closed": resource(f"themes/branch-closed-{theme.name}.svg").as_posix(),
        "check": resource("themes/check.svg").as_posix(),
    }
    sheet = Template(read_text("themes/window.qss"))
    return sheet.substitute(tokens | pictures, families=families, mono=mono)


def _as_css(value: object) -> str:
    return value.name() if isinstance(value, QColor) else str(value)


def _chosen(choice: str) -> Theme:
    if choice == "system":
        from PySide6.QtCore import Qt  # late: see shell.py

        scheme = QGuiApplication.styleHints().colorScheme()
        return LIGHT if scheme == Qt.ColorScheme.Light else DARK
    return LIGHT if choice == "light" else DARK


def _scaled(theme: Theme, percent: int) -> Theme:
    if percent == AS_DESIGNED:
        return theme
    names = ("small_size", "text_size", "title_size", "display_size")
    sizes: dict[str, Any] = {name: round(getattr(theme, name) * percent / 100) for name in names}
    return replace(theme, **sizes)


def _load_fonts() -> None:
    for name in ("Inter-Regular", "Inter-SemiBold"):
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}.otf")))
