"""The limits that every loader keeps to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LoadOptions:
    """How much may be read, and from where.

    Attributes:
        max_file_mb: largest file that is read, in megabytes.
        fetch_seconds: time for one web page with its redirects and robots.txt, in seconds.
        allow_private_addresses: whether a URL may lead to this machine or its network.
        max_page_mb: largest web page, in megabytes.
    """

    max_file_mb: float = 50
    fetch_seconds: float = 20
    allow_private_addresses: bool = False
    max_page_mb: float = 10
