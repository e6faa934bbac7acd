"""Which machines may be spoken to, and a connection that can reach no others.

The name is looked up once; every address it has must be public, and the connection goes to the address that
was checked. A name that answers differently the second time (DNS rebinding) has no second time.
"""

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

from httpcore2 import ConnectError, NetworkBackend, NetworkStream, ReadTimeout, SyncBackend

from knowledge_base.errors import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Clock = Callable[[], float]
# Addresses that stand for an IPv4 one: NAT64 (RFC 6052) and the IPv4-compatible ones (RFC 4291).
_TRANSLATED = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))


def is_public(address: Address) -> bool:
    """Whether an address is on the open Internet, whatever form it is written in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and any(address in network for network in _TRANSLATED):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def checked_addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The addresses of a host, in the resolver's order.

    Args:
        host: name, or address in any form the system's resolver takes (decimal, octal, short).
        port: to connect to.
        allow_private: whether addresses of this machine and its network may be among them.

    Raises:
        ConnectError: the name is not known.
        Refused: one of them is not public.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise ConnectError(str(problem)) from problem
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not allow_private and not is_public(ipaddress.ip_address(address.partition("%")[0])):
            raise Refused(
                "{host} leads to {address}, on this machine or a private network; it is not fetched.",
                hint="If you trust it, set library.allow_private_addresses to true in config.toml.",
                host=host,
                address=address,
            )
    return addresses


class CheckedBackend(NetworkBackend):
    """Connects to checked addresses only, and lets no step outlast the deadline.

    Args:
        allow_private: see `checked_addresses`.
        deadline: the moment, on `clock`, at which everything stops.
        clock: seconds.
    """

    def __init__(self, *, allow_private: bool, deadline: float, clock: Clock = time.monotonic) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._clock = clock
        self._inner = SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> NetworkStream:
        """A connection to the first address of the host that answers."""
        problem: Exception = ConnectError(host)
        for address in checked_addresses(host, port, allow_private=self._allow_private):
            left = self.left(timeout)
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except ConnectError as failed:
                problem = failed
                continue
            return _TimedStream(stream, self)
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> NetworkStream:
        """Never: a URL cannot name one."""
        del timeout, socket_options
        raise ConnectError(path)

    def left(self, timeout: float | None) -> float:
        """Seconds a step may take.

        Raises:
            ReadTimeout: the deadline has passed.
        """
        left = self._deadline - self._clock()
        if left <= 0:
            raise ReadTimeout("deadline")
        return left if timeout is None else min(left, timeout)


class _TimedStream(NetworkStream):
    def __init__(self, inner: NetworkStream, backend: CheckedBackend) -> None:
        self._inner = inner
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._backend.left(timeout))
        return _TimedStream(secured, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
