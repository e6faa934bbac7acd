"""The API of the bank: requests, retries, time limits and distrust of what comes back."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.transport import Transport


class ApiError(Exception):
    """What went wrong, in words that the model can act on: without the key, without foreign text."""


class Unavailable(ApiError):
    """The API failed for a passing reason until the attempts or the time ran out."""


class Refused(ApiError):
    """The API answered that this request cannot be served; asking again would not help."""


class BadResponse(ApiError):
    """The API answered something that is no rate as documented."""


@dataclass(frozen=True)
class Reading:
    """A rate: one unit of `base` buys `rate` units of `quote`, at `as_of`, according to `source`."""

    base: str
    quote: str
    rate: float
    as_of: str
    source: str


class RateClient:
    """Asks the API through a transport.

    Args:
        transport: see assistant.transport.
        key: sent as the header X-Api-Key; it appears nowhere else.
        clock: seconds that only grow.
        sleep: waits for so many seconds.
        rng: where the random waits come from.
        attempts: how often one request is tried at most.
        base, cap: the wait after failed attempt i (from 0) is between 0 and min(cap, base * 2**i) seconds.
        timeout: the most seconds that one attempt may take.
        patience: the most seconds that one request may take, with its retries and waits.

    Attributes:
        deadline: of the errand, on `clock`; None where there is none. No attempt and no wait goes past it.
    """

    def __init__(
        self,
        transport: Transport,
        key: str = "",
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        rng: random.Random | None = None,
        attempts: int = 4,
        base: float = 0.5,
        cap: float = 8.0,
        timeout: float = 3.0,
        patience: float = 10.0,
    ) -> None:
        raise NotImplementedError

    def rate(self, base: str, quote: str) -> Reading:
        """The rate of a pair, from GET /v1/rate with base and quote.

        Raises:
            Unavailable, Refused, BadResponse: see there.
        """
        raise NotImplementedError

    def pairs(self) -> list[str]:
        """The pairs that have a rate, such as "LUN/SAL", from GET /v1/pairs.

        Raises:
            Unavailable, Refused, BadResponse: see there.
        """
        raise NotImplementedError
