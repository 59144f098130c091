"""Prints a reply while it grows: its text to standard output, its tool calls to standard error."""

from __future__ import annotations

import sys
from typing import Final

from desktop.cli import output
from desktop.cli.problems import tell
from desktop.cli.report import tool_line
from desktop.core.endings import CUT_SHORT
from desktop.core.message import Message, Status, ToolState

_PREPARING: Final = (ToolState.INPUT_STREAMING,)


class Printer:
    """`show` each state of the reply in turn, then `end` with the last one. Both raise OutputError."""

    def __init__(self) -> None:
        self._printed = ""
        self._tools: dict[str, str] = {}
        # A pipe gets the text as it came, a terminal nothing that could steer it.
        self._clean = output.printable if sys.stdout.isatty() else str
        self._shared = sys.stdout.isatty() and sys.stderr.isatty()
        self._mid_line = False

    def show(self, reply: Message) -> None:
        self._show_tools(reply)
        text = reply.text
        if text.startswith(self._printed) and not _is_half(text):
            self._write(text[len(self._printed) :])
            self._printed = text

    def end(self, reply: Message) -> None:
        """The rest. When parts grew out of order, or were taken back, the whole answer is printed once more."""
        if not reply.text.startswith(self._printed):
            self._write("\n\n")
            self._printed = ""
        self.show(reply)
        self._write("\n" if self._mid_line else "")
        if reply.status is Status.STOPPED:
            output.complain("Stopped. The chatbot may still finish on its side.")
        if reply.status is Status.COMPLETE and reply.finish_reason in CUT_SHORT:
            output.complain(CUT_SHORT[reply.finish_reason])
        if reply.problem is not None:
            tell(reply.problem)

    def _show_tools(self, reply: Message) -> None:
        """A line for each state that a call comes to. One id may be several calls, in steps of their own."""
        for at, part in enumerate(reply.tool_calls):
            key, line = f"{at} {part.id}", tool_line(part)
            if part.state not in _PREPARING and self._tools.get(key) != line:
                self._tools[key] = line
                if self._shared and self._mid_line:
                    line = f"\n{line}"
                    self._mid_line = False
                output.note(line)

    def _write(self, text: str) -> None:
        if text:
            output.write(self._clean(text))
            self._mid_line = not text.endswith("\n")


def _is_half(text: str) -> bool:
    """Whether the text ends in the first half of a character; the other half is on its way."""
    return "\ud800" <= text[-1:] <= "\udbff"
