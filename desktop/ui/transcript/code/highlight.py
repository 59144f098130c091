"""The colours of a code block's lines: worked out in steps, near what is seen, and the same however the text came.

Lines are read in windows. What a window says of its first half is final: the second half was there to see whether a
comment or string ends. So a text that grows is read about twice, and ends in the colours of one that came whole.
While it grows its last lines are coloured from the nearest line start; that is mended when a window is full or the
growing pauses. The trap: the end of a line may change the colour of lines far above, so no colour outside a final half
is ever kept as final.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final, TypeAlias

from desktop.ui.look.tokens import ColorRole
from desktop.ui.transcript.code import lexing
from desktop.ui.transcript.code.lexing import START, Lexing, State, Step

Inks: TypeAlias = tuple[tuple[int, int, ColorRole], ...]
"""The coloured parts of a line: from character, to character, colour. The rest has the colour of text."""

MOST_LINES: Final = 20_000
"""Lines after these stay plain."""
LONGEST_LINE: Final = 1_000
"""Characters of a line that are coloured: the rules of some languages take the square of a line's length."""
QUIET: Final = 0.25
"""Seconds without growth after which the last lines are read again with all that stands before them."""
_LINES: Final = 48
_CHARACTERS: Final = 6_000
_WIDEST: Final = 8
_LOADING: Final = 0.03
_UNSEEN: Final = 0.05
"""Seconds between two steps while what is read is not what is seen."""


@dataclass
class _Run:
    """Lines that are being read. `marks` are the lines where one could begin anew, and how."""

    start: int
    stop: int
    steps: Iterator[Step]
    starts: list[int]
    is_window: bool = False
    is_exact: bool = False
    line: int = 0
    inks: list[tuple[int, int, ColorRole]] = field(default_factory=list)
    marks: list[tuple[int, State]] = field(default_factory=list)
    end: tuple[int, State] | None = None

    @property
    def half(self) -> int:
        return self.start + max((self.stop - self.start) // 2, 1)

    def mark(self, state: State) -> None:
        found = (self.start + self.line, state)
        self.marks.append(found)
        if self.start < found[0] <= self.half:
            self.end = found

    @property
    def is_enough(self) -> bool:
        """Whether a window has said what is final: its second half is for looking ahead."""
        return self.is_window and self.end is not None and self.start + self.line > self.half


class Ink:
    """Colours for `lines`, which its owner changes: say so with `changed`. `clock` gives seconds."""

    def __init__(self, name: str, lines: list[str], clock: Callable[[], float] = perf_counter) -> None:
        self.lines_read = 0
        """How many lines were read, again and again ones too: what the work costs."""
        self._name = name
        self._lines = lines
        self._clock = clock
        self._grown = -QUIET
        self._is_plain = not name
        self._restart()

    def _restart(self) -> None:
        self._inks: list[Inks] = []
        self._covered = 0  # lines that have colours, be they final or not
        self._final = 0  # lines whose colours stay
        self._state: State = START
        self._scale = 1
        self._is_exact = False  # whether all lines after the final ones were read from there on
        self._marks: list[tuple[int, State]] = []
        self._run: _Run | None = None
        self._guess: _Guess | None = None

    def changed(self, first: int) -> None:
        """The lines from this one on are new or others."""
        self._is_plain = not self._name
        if first < self._final:
            self._restart()
            return
        if first:
            self._grown = self._clock()
        self._is_exact = False
        self._covered = min(self._covered, first)
        self._marks = [mark for mark in self._marks if mark[0] < first]
        if self._run is not None and self._run.stop > first:
            self._run = None
        if self._guess is not None and self._guess.stop > first:
            self._guess = None

    def line(self, index: int) -> Inks:
        """The colours of a line as far as they are known."""
        if index < self._covered:
            return self._inks[index]
        return self._guess.line(index) if self._guess is not None else ()

    def advance(self, first: int, last: int, deadline: float) -> float | None:
        """Work out the colours of these lines until the deadline; in how many seconds there is more to do, if ever."""
        if self._is_plain or first >= MOST_LINES:
            return None
        if not lexing.is_ready(self._name):
            return _LOADING
        found = lexing.find(self._name)
        if found is None:
            self._is_plain = True
            return None
        try:
            return self._advance(found, first, min(last + 1, self._most), deadline)
        except lexing.FAILURES:
            self._restart()
            self._is_plain = True
            return None

    @property
    def _most(self) -> int:
        return min(len(self._lines), MOST_LINES)

    def _advance(self, found: Lexing, first: int, wanted: int, deadline: float) -> float | None:
        if first > self._covered + 2 * _LINES and self._guessed(first, wanted, deadline):
            return 0.0
        while self._needs(wanted):
            if self._run is None:
                self._run = self._begun(found)
            if not self._read(self._run, deadline):
                return _UNSEEN if first > self._covered else 0.0
            self._end(self._run)
            self._run = None
        if self._final >= wanted or self._is_exact:
            return None
        return max(self._grown + QUIET - self._clock(), 0.0)

    def _needs(self, wanted: int) -> bool:
        if self._final >= wanted:
            return False
        if self._window() or self._covered < self._most:
            return True
        return not self._is_exact and self._clock() - self._grown >= QUIET

    def _window(self) -> int:
        """Where the next window ends; 0 when lines are missing. The last line never belongs to one: it may grow."""
        stop, room = self._final, _CHARACTERS * self._scale
        end = min(self._final + _LINES * self._scale, self._most)
        while stop < end and room > 0:
            room -= min(len(self._lines[stop]), LONGEST_LINE) + 1
            stop += 1
        is_full = stop == self._final + _LINES * self._scale or room <= 0
        return stop if is_full and stop < len(self._lines) else 0

    def _begun(self, found: Lexing) -> _Run:
        stop = self._window()
        if stop:
            return self._made(found, self._final, stop, self._state, is_window=True)
        if self._marks and self._covered < self._most and self._clock() - self._grown < QUIET:
            # One line back: a word may have gone on from it.
            line, state = max(
                (mark for mark in self._marks if mark[0] < self._covered), default=(self._final, self._state)
            )
            return self._made(found, line, self._most, state, is_exact=line == self._final)
        return self._made(found, self._final, self._most, self._state, is_exact=True)

    def _made(
        self, found: Lexing, start: int, stop: int, state: State, *, is_window: bool = False, is_exact: bool = False
    ) -> _Run:
        lines = [line[:LONGEST_LINE] for line in self._lines[start:stop]]
        starts, at = [], 0
        for line in lines:
            starts.append(at)
            at += len(line) + 1
        steps = found.steps("\n".join(lines) + "\n", state)
        return _Run(start, stop, steps, [*starts, at], is_window, is_exact)

    def _read(self, run: _Run, deadline: float) -> bool:
        """Go on with a run; False when time is up before its end."""
        for start, stop, role, state in run.steps:
            if state is not None:
                self._finish_lines(run, stop)
                run.mark(state)
                if run.is_enough:
                    return True
            elif role is not None:
                self._paint(run, start, stop, role)
            if self._clock() >= deadline:
                return False
        self._finish_lines(run, run.starts[-1])
        return True

    def _finish_lines(self, run: _Run, place: int) -> None:
        """Put down the colours of the lines before this place."""
        while run.line < run.stop - run.start and run.starts[run.line + 1] <= place:
            self._put(run.start + run.line, tuple(run.inks))
            run.inks = []
            run.line += 1
            self.lines_read += 1

    def _put(self, line: int, inks: Inks) -> None:
        if line < len(self._inks):
            self._inks[line] = inks
        else:
            self._inks.append(inks)
        self._covered = max(self._covered, line + 1)

    def _paint(self, run: _Run, start: int, stop: int, role: ColorRole) -> None:
        self._finish_lines(run, start)
        while run.line < run.stop - run.start and start < stop:
            first, end = run.starts[run.line], run.starts[run.line + 1] - 1
            left, right = start - first, min(stop, end) - first
            if left < right:
                _add(run.inks, left, right, role)
            if stop <= end:
                return
            start = end + 1
            self._finish_lines(run, start)

    def _end(self, run: _Run) -> None:
        if run.is_window:
            self._close(run)
            return
        before = [] if run.is_exact else [mark for mark in self._marks if mark[0] <= run.start]
        self._marks = [*before, *run.marks]
        self._is_exact = run.is_exact

    def _close(self, run: _Run) -> None:
        """The first half of a window is final. One in whose first half nothing ends is read again as a wider one."""
        if run.end is None and self._scale < _WIDEST:
            self._scale *= 2
            return
        self._final, self._state = run.end or (run.marks or [(run.stop, self._state)])[-1]
        self._marks = [mark for mark in run.marks if self._final <= mark[0] < run.stop]
        self._scale, self._is_exact = 1, False

    def _guessed(self, first: int, wanted: int, deadline: float) -> bool:
        """Far from what is read, lines are coloured as if nothing stood before them. True when time is up."""
        guess = self._guess
        if guess is None or not guess.start <= first <= wanted <= guess.stop:
            start = max(first // _LINES * _LINES - _LINES // 2, 0)
            stop = min(max(start + 4 * _LINES, wanted), self._most)
            guess = self._guess = _Guess(start, stop, Ink(self._name, self._lines[start:stop], self._clock))
        before = guess.ink.lines_read
        wait = guess.ink.advance(first - guess.start, wanted - guess.start - 1, deadline)
        self.lines_read += guess.ink.lines_read - before
        return wait == 0


@dataclass
class _Guess:
    """Colours of some lines in the middle, until all above them was read too."""

    start: int
    stop: int
    ink: Ink

    def line(self, index: int) -> Inks:
        return self.ink.line(index - self.start) if self.start <= index < self.stop else ()


def _add(inks: list[tuple[int, int, ColorRole]], left: int, right: int, role: ColorRole) -> None:
    """One more coloured part; one that goes on in the same colour becomes longer."""
    if inks and inks[-1][1] == left and inks[-1][2] == role:
        left = inks.pop()[0]
    inks.append((left, right, role))
