"""The program's start: reads the command line and puts the window on screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.store.places import Places
from recoil_desktop.process import tune
from recoil_desktop.shell import Shell, application, build_shell
from recoil_desktop.single_instance import SingleInstance
from recoil_desktop.wishes import Wishes, wishes_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Start the window, or hand the arguments to the one that runs; answers the exit code."""
    wishes = wishes_of(arguments)
    tune()
    app = application()
    places = Places.from_environment(wishes.projects_root)
    instance = SingleInstance(places.state_dir, app)
    if not instance.claim() and instance.hand_over(tuple(_absolute(arguments))):
        return 0
    shell = build_shell(app)
    show_first(shell, wishes)
    from recoil_desktop.life import run_loop  # late: the window is on screen by now

    run_loop(shell, places, instance, wishes)
    return 0


def show_first(shell: Shell, wishes: Wishes) -> None:
    """Put the window on screen, with the start page or with what is going to be opened."""
    if (name := _what_opens(shell, wishes)) is not None:
        shell.window.start_page.say_opening(name)
    shell.window.show()
    shell.app.processEvents()  # painted now; what comes next takes half a second


def _what_opens(shell: Shell, wishes: Wishes) -> str | None:
    if wishes.paths:
        return wishes.paths[0].name
    last = shell.memory.open_project
    is_restored = shell.settings.folders.restores_session and not wishes.demo
    return last.name if last is not None and is_restored else None


def _absolute(arguments: Sequence[str]) -> list[str]:
    """The running window has another working folder: paths are made absolute for it."""
    return [
        str(Path(word).absolute()) if not word.startswith("-") and Path(word).exists() else word
        for word in arguments
    ]
