"""The one way to read a data file of the product, from a checkout, a wheel or a frozen program."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent
"""Beside this module the data files lie in a checkout, in a wheel and in a frozen program."""


def resource(name: str) -> Path:
    """Where the data file ``name`` (``icons/cut.svg``) lies.

    Raises:
        FileNotFoundError: there is no such file in the product.
    """
    path = ROOT / name
    if not path.is_file():
        raise FileNotFoundError(f"no resource named {name}")
    return path


def read_text(name: str) -> str:
    """The text of the data file ``name``."""
    return resource(name).read_text(encoding="utf-8")


def resource_names(folder: str, suffix: str) -> tuple[str, ...]:
    """The stems of all data files in ``folder`` that end with ``suffix``, sorted."""
    return tuple(sorted(path.stem for path in (ROOT / folder).glob(f"*{suffix}")))
