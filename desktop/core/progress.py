"""How far long work came, and whether it is still wanted: told between two threads.

The work reports, and is ended by that when nobody wants it any more; whoever waits looks now and then.
"""

from __future__ import annotations


class Cancelled(Exception):  # noqa: N818 - it is no error
    """The work is not wanted any more."""


class Progress:
    """`done` of `total`, in whatever the work counts; a total of 0 is not known (yet)."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self._is_cancelled = False

    def cancel(self) -> None:
        self._is_cancelled = True

    @property
    def is_cancelled(self) -> bool:
        return self._is_cancelled

    def report(self, done: int) -> None:
        """Raises Cancelled."""
        self.done = done
        if self._is_cancelled:
            raise Cancelled
