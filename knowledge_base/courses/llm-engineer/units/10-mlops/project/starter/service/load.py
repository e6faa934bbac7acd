"""A load test in an open loop, and its report."""

from collections.abc import Awaitable, Callable, Sequence


async def load(send: Callable[[], Awaitable[int]], leave_at: Sequence[float]) -> list[tuple[int, float]]:
    """Send a request at each of those seconds, without waiting for the earlier ones; (status, wait) of each.

    Args:
        send: sends one request and gives its status.
        leave_at: seconds after the start. A wait counts from there.
    """
    raise NotImplementedError


def report(results: Sequence[tuple[int, float]], seconds: float, limit: float) -> dict[str, float | None]:
    """What the results say.

    Returns:
        answered: share with status 200, 0 where there are no results.
        p50, p95: percentiles of the waits with status 200, as np.percentile gives them; None without any.
        goodput: answers with status 200 within the limit, per second.
    """
    raise NotImplementedError
