"""Where an error ends that nobody caught: in the log, whichever way it came."""

from __future__ import annotations

import asyncio
import logging
import sys
from types import TracebackType

log = logging.getLogger(__name__)


def install_hooks(running: asyncio.AbstractEventLoop) -> None:
    """Three places where an error can end up unheard: a slot, a callback of the loop, and qasync's own logger."""

    def on_unhandled(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("unhandled error", exc_info=(kind, error, trace))

    def on_loop_error(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        log.error("%s", context.get("message"), exc_info=error if isinstance(error, BaseException) else None)

    sys.excepthook = on_unhandled
    running.set_exception_handler(on_loop_error)
