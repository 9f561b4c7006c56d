"""Which addresses of the network the service may open by itself on behalf of a library: public ones, and those allowed.

A name is looked up once, and what it led to is what is opened: so nobody has it lead elsewhere in between.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Any

from library_exchange.core import security_log
from library_exchange.core.security_log import Defence

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
Resolver = Callable[..., Sequence[tuple[Any, ...]]]
_NAT64 = ip_network("64:ff9b::/96")
"""An IPv6 address of it is an IPv4 address in its last four bytes."""


class NotFound(Exception):
    """No server has this name."""


class NotPublic(Exception):
    """The name leads into a network that is not open to everybody."""


def networks(told: str) -> list[Network]:
    """Return the networks that a setting names, in CIDR form with commas between. Raises ValueError for other text."""
    return [ip_network(one, strict=False) for one in told.replace(",", " ").split()]


def address_of(host: str, port: int, allowed: Sequence[Network] = (), resolve: Resolver = socket.getaddrinfo) -> str:
    """Return the address under which the server `host` is opened.

    Raises NotFound if it has none, NotPublic if any of its addresses is neither public nor `allowed`.
    """
    try:
        found = resolve(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound(host) from error
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses:
        raise NotFound(host)
    if not all(is_open(ip_address(each), allowed) for each in addresses):
        security_log.note_defence(Defence.CLOSED_NETWORK)
        raise NotPublic(host)
    return addresses[0]


def is_open(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Whether an address may be opened; one that hides an IPv4 address is judged by that."""
    if any(address in network for network in allowed):
        return True
    hidden = _hidden_in(address)
    if hidden is not None:
        return is_open(hidden, allowed)
    return address.is_global and not address.is_multicast


def _hidden_in(address: Address) -> IPv4Address | None:
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    relayed = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or relayed
