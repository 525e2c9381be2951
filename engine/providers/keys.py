"""Keys of paid providers: from the environment, the system's keyring, or a file for us alone."""

from __future__ import annotations

import json
import logging
import stat
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import Refused
from engine.providers.base import MissingKey
from engine.redaction import HIDDEN

if TYPE_CHECKING:
    from pathlib import Path

    from engine.providers.base import ProviderSettings

SERVICE = "recoil"  # as in: keyring set recoil fal
_OTHERS = 0o077  # bits of permission that nobody else may have

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Key:
    """A secret that does not print itself; ``source`` says where it was found."""

    secret: str = field(repr=False)
    source: str = ""

    def __str__(self) -> str:
        return HIDDEN

    def hidden_in(self, text: str) -> str:
        """The text without the secret, should somebody have echoed it."""
        return text.replace(self.secret, HIDDEN)


def find_key(provider: str, variable: str, settings: ProviderSettings) -> Key:
    """The key of a provider: the environment's, the keyring's, or that of the file, in this order.

    Raises:
        MissingKey: there is none.
        Refused: the file can be read by others, or the key is no key.
    """
    found = (
        _said(settings.environment.get(variable), variable)
        or _of_keyring(provider)
        or _of_file(provider, settings.key_file)
    )
    if found is None:
        raise MissingKey(provider, variable)
    if not found.secret.isascii() or not found.secret.isprintable() or " " in found.secret:
        raise Refused(f"the key for {provider} ({found.source}) is no key: it has strange letters")
    return found


def _said(text: str | None, source: str) -> Key | None:
    return Key(text.strip(), source) if text and text.strip() else None


def _of_keyring(provider: str) -> Key | None:
    import keyring  # late: looks for the system's keyrings
    from keyring.errors import KeyringError  # late: with it

    try:
        return _said(keyring.get_password(SERVICE, provider), "keyring")
    except KeyringError as error:
        log.debug("no keyring: %s", error)
        return None


def _of_file(provider: str, path: Path | None) -> Key | None:
    if path is None or not path.is_file():
        return None
    if sys.platform != "win32" and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        raise Refused(f"{path} holds keys and can be read by others: chmod 600 it")
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read as keys: {error}") from error
    said = keys.get(provider) if isinstance(keys, dict) else None
    return _said(said, str(path)) if isinstance(said, str) else None
