"""What providers elsewhere share: where they are, whose key is shown, that it costs money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Refused
from engine.providers.addresses import is_loopback
from engine.providers.http import Wire
from engine.providers.keys import find_key
from engine.providers.profiles import Profiles

if TYPE_CHECKING:
    from engine.providers.base import ProviderSettings
    from engine.providers.http import Patience
    from engine.providers.keys import Key


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its name, its own address, and the variables that say another one and a key."""

    name: str
    official: str
    url_variable: str
    key_variable: str


class RemoteProvider:
    """A service that is paid for; a server on this machine may play it."""

    def __init__(
        self, service: Service, settings: ProviderSettings, patience: Patience | None
    ) -> None:
        self._service = service
        self._settings = settings
        said = settings.environment.get(service.url_variable, "").strip() or service.official
        self._base = said.rstrip("/")
        self._wire = Wire(service.name, self._base, patience)
        self._profiles = Profiles.load()
        self._found: Key | None = None

    @property
    def name(self) -> str:
        """As the registry knows it."""
        return self._service.name

    @property
    def is_free(self) -> bool:
        """It is not."""
        return False

    @property
    def is_rehearsal(self) -> bool:
        """Whether a server on this machine plays it."""
        return self._wire.is_rehearsal

    @property
    def takes_keys(self) -> bool:
        """Our key may go along, but nobody promises that a second request is no second job."""
        return False

    def check_ready(self) -> None:
        """Raise MissingKey without a key, Refused when it is to go over plain HTTP."""
        self._key()
        if not self._base.startswith("https://") and not is_loopback(self._base):
            variable = self._service.url_variable
            raise Refused(f"{variable} has to begin with https://: {self._base}")
        self._wire.check_ready()

    def _key(self) -> Key:
        if self._found is None:
            service = self._service
            self._found = find_key(service.name, service.key_variable, self._settings)
        return self._found
