"""The one way to read a data file of the product, from a checkout, a wheel or a frozen program."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path


def resource(name: str) -> Path:
    """Where the data file ``name`` (``icons/cut.svg``) lies.

    Raises:
        FileNotFoundError: there is no such file in the product.
    """
    path = _root() / name
    if not path.is_file():
        raise FileNotFoundError(f"no resource named {name}")
    return path


def read_text(name: str) -> str:
    """The text of the data file ``name``."""
    return resource(name).read_text(encoding="utf-8")


def resource_names(folder: str, suffix: str) -> tuple[str, ...]:
    """The stems of all data files in ``folder`` that end with ``suffix``, sorted."""
    return tuple(sorted(path.stem for path in (_root() / folder).glob(f"*{suffix}")))


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)  # PyInstaller unpacks the data files there
    return Path(frozen) / "resources" if frozen else Path(str(files("resources")))
