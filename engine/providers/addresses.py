"""Where a program that was given an address may go: never into the network it stands in."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from engine.errors import Garbled, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterable

Address = IPv4Address | IPv6Address
_NAMES_OF_LOOPBACK = ("localhost", "localhost.localdomain", "ip6-localhost")


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own, as rehearsals use it."""
    host = (urlsplit(url).hostname or "").lower()
    if host in _NAMES_OF_LOOPBACK or host.endswith(".localhost"):
        return True
    literal = _literal(host)
    return literal is not None and literal.is_loopback


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of the same server: scheme, host and port."""
    return _origin(one) == _origin(other)


async def check_address(provider: str, url: str, *, allow_loopback: bool) -> None:
    """Refuse what leads to private addresses, other schemes or plain HTTP out of this machine.

    Raises:
        Garbled: it does; nothing was asked there.
        Unreachable: its name is not known.
    """
    parts = _split(provider, url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (
        parts.scheme == "http" and allow_loopback and is_loopback(url)
    ):
        raise Garbled(provider, f"refused to go to a {parts.scheme or 'strange'} address")
    if literal := _literal(host):
        check_peer(provider, [literal], allow_loopback=allow_loopback)
    elif not goes_by_proxy(url):
        check_peer(provider, await _resolved(provider, parts), allow_loopback=allow_loopback)


def check_peer(provider: str, found: Iterable[Address], *, allow_loopback: bool) -> None:
    """Refuse private addresses, whatever name led there."""
    for address in found:
        if not (address.is_global or (allow_loopback and address.is_loopback)):
            raise Garbled(provider, f"refused to go to a private address: {address}")


def goes_by_proxy(url: str) -> bool:
    """Whether somebody else looks up the name and connects for us."""
    parts = urlsplit(url)
    proxies = getproxies()
    is_proxied = parts.scheme in proxies or "all" in proxies
    return is_proxied and not proxy_bypass(parts.hostname or "")


async def _resolved(provider: str, parts: SplitResult) -> list[Address]:
    loop = asyncio.get_running_loop()
    try:
        infos = await loop.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(provider, f"no such server: {parts.hostname}") from error
    return [address for info in infos if (address := _literal(str(info[4][0])))]


def _split(provider: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise Garbled(provider, f"no address: {error}") from error
    if parts.username or not parts.hostname:
        raise Garbled(provider, "no address of a server")
    return parts


def _literal(host: str) -> Address | None:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").lower(), port
