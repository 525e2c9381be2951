"""Shows a file in the system's file manager, selected where that is possible."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "org.freedesktop.FileManager1"
_PATH = "/org/freedesktop/FileManager1"


def show_in_file_manager(place: Path) -> bool:
    """Whether something could be asked to show it; paths are arguments, no shell reads them."""
    if sys.platform == "win32":
        # Explorer has no other way to select a file; the path is one argument, no shell.
        subprocess.Popen(["explorer.exe", f"/select,{place}"])
        return True
    if sys.platform == "darwin":
        subprocess.Popen(["/usr/bin/open", "-R", str(place)])
        return True
    folder = place if place.is_dir() else place.parent
    return _shown_by_bus(place) or QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _shown_by_bus(place: Path) -> bool:
    """Ask the file manager of a Linux desktop to select the file; not all of them can."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage  # late: few ask

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    names = bus.interface()
    is_there = names.isServiceRegistered(_NAME).value()
    if not is_there and _NAME not in names.activatableServiceNames().value():
        return False
    message = QDBusMessage.createMethodCall(_NAME, _PATH, _NAME, "ShowItems")
    address = bytes(QUrl.fromLocalFile(str(place)).toEncoded().data()).decode()
    message.setArguments([[address], ""])
    return bus.send(message)
