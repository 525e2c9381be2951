"""Programs that files are opened with: set up by people, run without a shell."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtDBus import QDBusConnection
from PySide6.QtTest import QTest

from recoil_desktop import file_manager
from recoil_desktop.dialogs.open_with import DEFAULT, OpenWithDialog
from recoil_desktop.dialogs.programs_field import ProgramsField
from recoil_desktop.dialogs.uses import UseLine, UsesDialog
from recoil_desktop.programs import Program, as_setting, programs_of, why_not

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtDBus import QDBusMessage


def a_program(folder: Path, name: str = "player") -> Path:
    place = folder / name
    place.write_text("#!/bin/sh\n")
    place.chmod(place.stat().st_mode | stat.S_IXUSR)
    return place


def shown(field: ProgramsField) -> list[str]:
    items = (field.list.item(row) for row in range(field.list.count()))
    return [item.text().partition("  ·")[0] for item in items]


def test_that_programs_are_whole_paths_each_once():
    setting = "/usr/bin/mpv\nvlc\n\n/usr/bin/mpv\n  /opt/resolve/bin/resolve  "

    assert [program.name for program in programs_of(setting)] == ["mpv", "resolve"]
    assert programs_of(as_setting(programs_of(setting))) == programs_of(setting)


def test_that_a_file_is_one_argument_whatever_its_name():
    file = Path("/show/renders/-a; rm -rf $(x).mp4")

    assert Program(Path("/usr/bin/mpv")).command(file) == ("/usr/bin/mpv", [str(file)])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _folder: Path("mpv"), "not a whole path"),
        (lambda folder: folder / "gone", "there is no program"),
        (lambda folder: folder, "there is no program"),
        (lambda folder: _text(folder / "notes.txt"), "this is no program"),
    ],
)
def test_that_what_is_no_program_is_refused(
    tmp_path, make: Callable[[Path], Path], words: str
) -> None:
    assert words in str(why_not(make(tmp_path)))


def _text(path: Path) -> Path:
    path.write_text("notes")
    return path


def test_that_programs_are_added_and_removed_in_the_list(qtbot, tmp_path):
    field = ProgramsField("/usr/bin/true")
    qtbot.addWidget(field)
    said = []
    field.edited.connect(said.append)

    field.take(a_program(tmp_path))
    field.take(tmp_path / "gone")
    assert "there is no program" in field.complaint.text()
    QTest.keyClick(field.list, Qt.Key.Key_Delete)

    assert said == [f"/usr/bin/true\n{tmp_path / 'player'}", "/usr/bin/true"]
    assert shown(field) == ["true"]


def test_that_the_default_comes_first_and_enter_answers(qtbot, tmp_path):
    dialog = OpenWithDialog("a.mp4", str(a_program(tmp_path)))
    qtbot.addWidget(dialog)
    chosen = []
    dialog.chosen.connect(chosen.append)
    dialog.open()
    assert shown(dialog.programs) == [DEFAULT, "player"]
    assert not dialog.programs.remove.isEnabled()
    QTest.keyClick(dialog.programs.list, Qt.Key.Key_Down)

    QTest.keyClick(dialog.programs.list, Qt.Key.Key_Return)

    assert chosen == [Program(tmp_path / "player")]


def test_that_the_program_of_last_time_is_chosen(qtbot):
    program = Program(Path("/usr/bin/true"))
    dialog = OpenWithDialog("a.mp4", "/usr/bin/false\n/usr/bin/true", program)
    qtbot.addWidget(dialog)

    assert dialog.programs.chosen == program


def test_that_uses_are_listed_most_used_first_and_searched(qtbot):
    lines = [UseLine("Add a cut", "C", 2), UseLine("Next cut", "N", 1200), UseLine("Quit", "", 0)]
    dialog = UsesDialog(lines)
    qtbot.addWidget(dialog)
    assert dialog.shown == (("Next cut", 1200), ("Add a cut", 2), ("Quit", 0))

    dialog.field.setText("CUT next")

    assert dialog.shown == (("Next cut", 1200),)


def test_that_counters_that_cannot_be_read_are_told(qtbot):
    dialog = UsesDialog([], "Nothing is counted: corrupt")
    qtbot.addWidget(dialog)

    assert dialog.note.property("role") == "bad"


# -- file manager --------------------------------------------------------------


class Bus:
    """A session bus with these services."""

    def __init__(self, *names: str, connected: bool = True) -> None:
        self.names = names
        self.connected = connected
        self.sent: list[tuple[str, list[object]]] = []

    def isConnected(self) -> bool:  # noqa: N802 - Qt's name
        return self.connected

    def interface(self) -> Bus:
        return self

    def isServiceRegistered(self, name: str) -> Reply:  # noqa: N802 - Qt's name
        return Reply(name in self.names)

    def activatableServiceNames(self) -> Reply:  # noqa: N802 - Qt's name
        return Reply([])

    def send(self, message: QDBusMessage) -> bool:
        self.sent.append((message.member(), message.arguments()))
        return True


class Reply:
    def __init__(self, value: object) -> None:
        self._value = value

    def value(self) -> object:
        return self._value


def show(monkeypatch: pytest.MonkeyPatch, bus: Bus, place: Path) -> list[str]:
    """Show a file with this bus; the folders that were opened instead."""
    opened: list[str] = []
    monkeypatch.setattr(file_manager.sys, "platform", "linux")
    monkeypatch.setattr(QDBusConnection, "sessionBus", lambda: bus)
    monkeypatch.setattr(
        file_manager.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile())
    )
    file_manager.show_in_file_manager(place)
    return opened


def test_that_a_file_is_selected_where_the_desktop_can(monkeypatch, tmp_path):
    bus = Bus("org.freedesktop.FileManager1")

    opened = show(monkeypatch, bus, tmp_path / "ü a#b.mp4")

    assert opened == []
    ((member, (addresses, _start)),) = bus.sent
    assert (member, addresses[0].endswith("/%C3%BC%20a%23b.mp4")) == ("ShowItems", True)


def test_that_its_folder_is_opened_where_the_desktop_cannot(monkeypatch, tmp_path):
    for bus in (Bus(connected=False), Bus("org.other")):
        assert show(monkeypatch, bus, tmp_path / "a.mp4") == [str(tmp_path)]
        assert show(monkeypatch, bus, tmp_path) == [str(tmp_path)]
        assert bus.sent == []
