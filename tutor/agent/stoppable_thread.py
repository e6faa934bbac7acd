"""Blocking work of a turn, in a thread; a cancelled turn ends the programs that it runs."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from tools.sandboxing.stopping import Stopper

T = TypeVar("T")
GRACE = 5.0  # seconds that stopped work may take to end; killing a sandbox takes a few hundredths


async def in_thread(work: Callable[[], T]) -> T:
    """What `work` gives or raises; cancelling kills the sandboxes that it runs and then waits for its end."""
    stopper = Stopper()
    task = asyncio.ensure_future(asyncio.to_thread(stopper.run, work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stopper.stop()
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task], timeout=GRACE)
        raise
