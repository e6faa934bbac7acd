"""The API of the bank: requests, retries, time limits and distrust of what comes back."""

import json
import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.transport import Transport

PASSING = frozenset({429, 502, 503, 504})


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
        self.deadline: float | None = None
        self._transport, self._key = transport, key
        self._clock, self._sleep, self._rng = clock, sleep, rng or random.Random()
        self._attempts, self._base, self._cap = attempts, base, cap
        self._timeout, self._patience = timeout, patience

    def rate(self, base: str, quote: str) -> Reading:
        """The rate of a pair, from GET /v1/rate with base and quote.

        Raises:
            Unavailable, Refused, BadResponse: see there.
        """
        body = self._get("/v1/rate", {"base": base, "quote": quote}, f"{base}/{quote}")
        if not isinstance(body, dict):
            raise BadResponse(f"the bank's answer for {base}/{quote} is not an object; no figure is known")
        if (body.get("base"), body.get("quote")) != (base, quote):
            raise BadResponse(f"the bank answered for another pair than {base}/{quote}; no figure is known")
        value, as_of, source = body.get("rate"), body.get("as_of"), body.get("source")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadResponse(f"the bank gives no rate for {base}/{quote} now; no figure is known")
        if not math.isfinite(value) or value <= 0:
            raise BadResponse(f"the bank's rate for {base}/{quote} is impossible; no figure is known")
        if not _has_zone(as_of) or not isinstance(source, str) or not source:
            raise BadResponse(f"the rate of {base}/{quote} came without its time or source; do not quote it")
        return Reading(base, quote, float(value), as_of, source)

    def pairs(self) -> list[str]:
        """The pairs that have a rate, such as "LUN/SAL", from GET /v1/pairs.

        Raises:
            Unavailable, Refused, BadResponse: see there.
        """
        body = self._get("/v1/pairs", {}, "the list of pairs")
        found = body.get("pairs") if isinstance(body, dict) else None
        if not isinstance(found, list) or not all(isinstance(pair, str) for pair in found):
            raise BadResponse("the bank's list of pairs cannot be read")
        return found

    def _get(self, path: str, params: Mapping[str, str], what: str) -> Any:
        until = self._clock() + self._patience
        if self.deadline is not None:
            until = min(until, self.deadline)
        for attempt in range(self._attempts):
            left = until - self._clock()
            if left <= 0:
                break
            least = 0.0
            try:
                status, headers, body = self._transport(
                    path, params, {"X-Api-Key": self._key}, min(self._timeout, left)
                )
            except (TimeoutError, ConnectionError):
                pass
            else:
                if status == 200:
                    return _parsed(body, what)
                if status not in PASSING:
                    raise Refused(
                        f"the bank has nothing for {what} (status {status}); list_pairs says what it has"
                    )
                least = _retry_after(headers)
            if attempt + 1 < self._attempts:
                wait = max(least, self._rng.uniform(0, min(self._cap, self._base * 2**attempt)))
                if self._clock() + wait >= until:
                    break
                self._sleep(wait)
        raise Unavailable(f"the bank is not answering about {what}; tell the person, and do not guess")


def _parsed(body: str, what: str) -> Any:
    try:
        return json.loads(body)
    except json.JSONDecodeError:
        raise BadResponse(f"the bank's answer for {what} is no JSON; no figure is known") from None


def _retry_after(headers: Mapping[str, str]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after" and value.strip().isdecimal():
            return float(value)
    return 0.0


def _has_zone(as_of: object) -> bool:
    if not isinstance(as_of, str):
        return False
    try:
        return datetime.fromisoformat(as_of.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False
