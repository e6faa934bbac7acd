"""A load test in an open loop, and its report."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import numpy as np


async def load(send: Callable[[], Awaitable[int]], leave_at: Sequence[float]) -> list[tuple[int, float]]:
    """Send a request at each of those seconds; (status, seconds waited) of each."""
    start = time.perf_counter()

    async def one(at: float) -> tuple[int, float]:
        await asyncio.sleep(max(0.0, start + at - time.perf_counter()))
        status = await send()
        return status, time.perf_counter() - start - at

    return await asyncio.gather(*(one(at) for at in leave_at))


def report(results: Sequence[tuple[int, float]], seconds: float, limit: float) -> dict[str, float | None]:
    """What the results say."""
    waits = np.array([wait for status, wait in results if status == 200])
    p50, p95 = np.percentile(waits, [50, 95]) if len(waits) else (None, None)
    return {
        "answered": len(waits) / len(results) if results else 0.0,
        "p50": p50 if p50 is None else float(p50),
        "p95": p95 if p95 is None else float(p95),
        "goodput": float(np.sum(waits <= limit)) / seconds,
    }
