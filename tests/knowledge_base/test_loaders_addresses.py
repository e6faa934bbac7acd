"""Which addresses are public, in every way of writing one, and connections that reach no others."""

import ipaddress
import socket
from typing import Any

import pytest
from httpcore2 import ConnectError, ReadTimeout

from knowledge_base.errors import Refused
from knowledge_base.loaders.addresses import CheckedBackend, checked_addresses, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:db8::1",
    ],
)
def test_private_addresses(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "::1"]
)
def test_every_form_of_this_machine_is_refused(host: str) -> None:
    with pytest.raises(Refused, match="on this machine or a private network"):
        checked_addresses(host, 80, allow_private=False)


def resolver(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """The system's resolver gives these addresses, one list a look-up."""
    waiting = list(answers)

    def getaddrinfo(host: str, port: int, **more: Any) -> list[Any]:
        if not waiting:
            raise OSError("no such name")
        return [(0, 0, 0, "", (address, port)) for address in waiting.pop(0)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("answer", [["10.0.0.5"], ["8.8.8.8", "192.168.0.1"], ["fe80::1%eth0"]])
def test_a_name_that_leads_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, answer: list[str]
) -> None:
    resolver(monkeypatch, answer)
    with pytest.raises(Refused):
        checked_addresses("innocent.example", 443, allow_private=False)


def test_private_addresses_may_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, ["10.0.0.5", "10.0.0.5"])
    assert checked_addresses("wiki.intern", 80, allow_private=True) == ["10.0.0.5"]


def test_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch)
    with pytest.raises(ConnectError):
        checked_addresses("nowhere.example", 80, allow_private=False)


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    # The second look-up would give a private address: there must be none.
    resolver(monkeypatch, ["8.8.8.8", "8.8.4.4"], ["127.0.0.1"])
    asked: list[str] = []

    def connect(address: tuple[str, int], *more: Any, **other: Any) -> None:
        asked.append(address[0])
        raise OSError("refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    backend = CheckedBackend(allow_private=False, deadline=10, clock=lambda: 0)
    with pytest.raises(ConnectError):
        backend.connect_tcp("rebinding.example", 80, timeout=5)
    assert asked == ["8.8.8.8", "8.8.4.4"]


def test_no_step_outlasts_the_deadline() -> None:
    now = [0.0]
    backend = CheckedBackend(allow_private=False, deadline=10, clock=lambda: now[0])
    assert (backend.left(3), backend.left(None), backend.left(30)) == (3, 10, 10)
    now[0] = 10
    with pytest.raises(ReadTimeout):
        backend.left(3)


def test_a_socket_file_is_never_opened() -> None:
    with pytest.raises(ConnectError):
        CheckedBackend(allow_private=True, deadline=10).connect_unix_socket("/run/docker.sock")
