"""Both themes can be read, and every icon can be drawn in them."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QImage

from recoil_desktop.icons import icon, icon_names
from recoil_desktop.theme import DARK, LIGHT, Themes, stylesheet_of
from resources.loader import read_text, resource

GROUNDS = ("window", "surface", "raised", "sunken")


def luminance(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
             for part in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", GROUNDS)
def test_that_texts_can_be_read_on_every_ground(theme, ground) -> None:
    back = getattr(theme, ground)

    assert contrast(theme.text, back) >= 7
    assert contrast(theme.muted, back) >= 4.5
    assert contrast(theme.faint, back) >= 3.6


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["good", "warn", "bad", "info", "accent_text"])
def test_that_coloured_words_can_be_read(theme, name) -> None:
    assert contrast(getattr(theme, name), theme.surface) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_that_the_text_of_the_main_button_and_of_a_selection_can_be_read(theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.text, theme.selection) >= 7


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["cut", "planned", "extra", "curve", "threshold", "playhead"])
def test_that_marks_of_the_timeline_stand_out_from_their_ground(theme, name) -> None:
    assert contrast(getattr(theme, name), theme.sunken) >= 3


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_that_the_style_sheet_knows_every_token_it_names(theme) -> None:
    assert "$" not in stylesheet_of(theme)


def test_that_choosing_a_theme_dresses_the_application_and_says_so_once(qapp, qtbot) -> None:
    themes = Themes(qapp)
    told = []
    themes.changed.connect(lambda: told.append(themes.current.name))

    themes.choose("light")
    themes.choose("light")
    themes.choose("dark")

    assert told == ["light", "dark"]
    assert qapp.palette().window().color() == DARK.surface


def test_that_larger_texts_leave_colours_as_they_are(qapp) -> None:
    themes = Themes(qapp)

    themes.choose("dark", 150)

    assert themes.current.text_size == round(DARK.text_size * 1.5)
    assert themes.current.accent == DARK.accent
    themes.choose("dark", 100)
    assert themes.current == DARK


@pytest.mark.parametrize("name", icon_names())
def test_that_every_icon_has_ink_in_it(qapp, name) -> None:
    image = icon(name, DARK).pixmap(20, 20).toImage().convertToFormat(QImage.Format.Format_ARGB32)
    inked = sum(
        image.pixelColor(x, y).alpha() > 128
        for x in range(image.width())
        for y in range(image.height())
    )

    assert inked >= 8


@pytest.mark.parametrize("name", icon_names())
def test_that_every_icon_is_drawn_in_the_one_style(name) -> None:
    source = read_text(f"icons/{name}.svg")

    assert 'viewBox="0 0 20 20"' in source
    assert 'stroke-width="1.5"' in source
    assert "currentColor" in source


def test_that_themes_name_the_same_tokens(qapp) -> None:
    assert {f.name for f in fields(DARK)} == {f.name for f in fields(LIGHT)}


def test_that_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"no resource named icons/unicorn\.svg"):
        resource("icons/unicorn.svg")
