"""Commands: made from their functions, and still functions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import pytest

from engine.commands import registry
from engine.commands.catalog import all_commands
from engine.commands.context import CommandContext
from engine.commands.registry import Words, command
from engine.commands.segmentation import confirm_review
from engine.domain.cut_points import read_times
from engine.errors import Refused
from engine.store.places import Places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def no_command_is_left_behind() -> Iterator[None]:
    known = dict(registry._COMMANDS)
    yield
    registry._COMMANDS.clear()
    registry._COMMANDS.update(known)


def test_that_a_command_knows_its_words_from_its_signature() -> None:
    parameters = {parameter.name: parameter for parameter in confirm_review.parameters}

    assert confirm_review.name == "review confirm"
    assert confirm_review.help.startswith("Cut a pass where you say")
    assert parameters["pass_id"].is_required
    assert parameters["at"].words.flag == "--at"
    assert parameters["at"].value("1.5,3") == (Fraction(3, 2), Fraction(3))
    assert parameters["at"].value(None) is None


def test_that_names_are_unique_and_needs_are_said() -> None:
    known = {one.name: one.needs_project for one in all_commands()}

    assert {"cuts", "split", "demo", "projects", "paths", "doctor"} <= set(known)
    assert not known["cuts"]
    assert known["extract"]


def test_that_a_second_command_of_a_name_is_a_bug() -> None:
    with pytest.raises(ValueError, match="two commands named extract"):
        command("extract")(lambda _context: None)


def test_that_a_parameter_without_words_is_a_bug() -> None:
    def mute(context: CommandContext, path: str) -> None: ...

    with pytest.raises(TypeError, match="parameter path has no words"):
        command("mute")(mute)


def test_that_a_type_nobody_can_type_is_a_bug() -> None:
    def odd(context: CommandContext, when: Annotated[Fraction, Words("When.")]) -> None: ...

    with pytest.raises(TypeError, match="no way to read"):
        command("odd")(odd)


def test_that_repeated_options_are_read_one_by_one() -> None:
    def many(
        context: CommandContext,
        at: Annotated[
            tuple[object, ...], Words("When.", "--at", read=read_times, repeats=True)
        ] = (),
    ) -> None: ...

    (parameter,) = command("test many")(many).parameters

    assert parameter.value(["1", "2,3"]) == ((1,), (2, 3))
    assert parameter.value(None) == ()


def test_that_a_command_without_a_project_says_what_to_do(tmp_path: Path) -> None:
    context = CommandContext(Places(tmp_path, tmp_path, tmp_path, tmp_path))

    with pytest.raises(Refused, match="recoil project use NAME"):
        context.require_project()
