"""Which versions the program runs on, also from a checkout that was never installed."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import PackageNotFoundError, version


def version_of(package: str) -> str:
    """The installed version of ``package``; "checkout" when it was never installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "checkout"


def versions() -> dict[str, str]:
    """The program, its language, its libraries and the system, for reports."""
    return {
        "Recoil": version_of("recoil-desktop"),
        "Python": sys.version.split()[0],
        "Qt for Python": version_of("PySide6-Essentials"),
        "PyAV": version_of("av"),
        "System": f"{platform.system()} {platform.release()}",
    }
