"""Which servers the service asks by itself: public ones alone, whatever their names say."""

import socket
from ipaddress import ip_address

import pytest

from library_exchange.core.public_addresses import NotFound, NotPublic, address_of, is_open, networks

CLOSED = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
    *("::1", "::", "fe80::1", "fc00::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::"),
]


@pytest.mark.parametrize("address", CLOSED)
def test_closed_networks_are_not_open_by_any_spelling(address):
    assert not is_open(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_open(address):
    assert is_open(ip_address(address))


def test_a_network_that_the_operator_allows_is_open():
    assert is_open(ip_address("10.1.2.3"), networks("10.1.0.0/16, 192.168.7.20"))
    assert not is_open(ip_address("10.2.2.3"), networks("10.1.0.0/16"))


def leads_to(*addresses: str):
    """Return what plays the names of the network."""
    return lambda _host, port, **_kind: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses
    ]


def test_a_name_is_opened_at_its_address():
    assert address_of("library.example", 443, resolve=leads_to("93.184.216.34")) == "93.184.216.34"


def test_a_name_that_leads_into_a_closed_network_too_is_not_opened():
    with pytest.raises(NotPublic):
        address_of("library.example", 443, resolve=leads_to("93.184.216.34", "10.0.0.1"))


def test_a_name_that_leads_nowhere_is_told():
    def nowhere(*_args, **_kind):
        raise socket.gaierror

    with pytest.raises(NotFound):
        address_of("library.example", 443, resolve=nowhere)
    with pytest.raises(NotFound):
        address_of("library.example", 443, resolve=leads_to())
