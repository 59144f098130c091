"""Pygments in steps: words in colours one after the other, and the places where one can begin anew.

The trap: Pygments reads a text in one go, and its lexers take up to 200 ms to load. Here they are loaded in a thread
on first use, and their rules are followed one match at a time, so that whoever asks can stop at any word and go on
later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from threading import Lock, Thread
from typing import Final, Protocol, TypeAlias, cast

from desktop.ui.look.tokens import ColorRole

State: TypeAlias = tuple[str, ...]
Step: TypeAlias = tuple[int, int, ColorRole | None, State | None]
"""From, to, colour; with a state when one can begin anew at `to`, which is then the start of a line."""
START: Final[State] = ("root",)

_DEEPEST: Final = 200
_IDLE: Final = 50
_ROLES: Final[dict[str, ColorRole | None]] = {
    "Keyword": "code-keyword",
    "Keyword.Type": "code-type",
    "Operator.Word": "code-keyword",
    "Comment": "code-comment",
    "Comment.Preproc": "code-keyword",
    "Comment.PreprocFile": "code-string",
    "Literal.String": "code-string",
    "Literal.String.Escape": "code-number",
    "Literal.String.Interpol": "code-number",
    "Literal.Number": "code-number",
    "Literal.Date": "code-number",
    "Name.Function": "code-function",
    "Name.Decorator": "code-function",
    "Name.Attribute": "code-function",
    "Name.Property": "code-function",
    "Name.Class": "code-type",
    "Name.Builtin": "code-type",
    "Name.Builtin.Pseudo": None,
    "Name.Exception": "code-type",
    "Name.Tag": "code-type",
    "Name.Constant": "code-type",
    "Name.Variable": "code-type",
    "Name.Entity": "code-number",
    "Generic.Inserted": "code-inserted",
    "Generic.Deleted": "code-deleted",
    "Generic.Heading": "code-keyword",
    "Generic.Subheading": "code-type",
    "Generic.Prompt": "code-comment",
    "Generic.Traceback": "code-deleted",
    "Generic.Error": "code-deleted",
}
# Languages inside others are loaded when they are first met: these make sure that it happens in the thread.
_SAMPLES: Final = {
    "html": "<script>a()</script><style>a{b:c}</style><p style='a:b' onclick='c()'>\n",
    "php": "<p><?php a(); ?><script>a()</script><style>a{b:c}</style>\n",
    "pycon": ">>> a()\nTraceback (most recent call last):\n  File 'a', line 1, in b\nC: d\n",
    "console": "$ a\nb\n",
    "make": "a: b\n\tc\n",
    "http": "GET / HTTP/1.1\nContent-Type: application/json\n\n{}\n",
}
# Not read line by line through their rules: any line start will do, or only one that stands at the margin.
_ANY_LINE: Final = frozenset({"json", "pycon", "console"})
_COMMENTS: Final = (("/*", "*/"), ("<!--", "-->"))
_AT_MARGIN: Final = re.compile(r"[\w#$@.-]")


class Lexing(Protocol):
    def steps(self, text: str, state: State) -> Iterator[Step]:
        """The words of some whole lines. It may raise what `FAILURES` names."""


FAILURES: Final = (LookupError, TypeError, ValueError, AttributeError, AssertionError, RecursionError, ImportError)
"""A lexer is code of others, and what it is given is hostile at times: then the text is shown without colours."""


class _Kind(Protocol):
    def __iter__(self) -> Iterator[str]: ...


class _Lexer(Protocol):
    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _Kind, str]]: ...


_Action: TypeAlias = Callable[[_Lexer, re.Match[str]], Iterator[tuple[int, _Kind, str]]]
_Move: TypeAlias = int | str | Sequence[str] | None
_Rule: TypeAlias = tuple[Callable[[str, int], re.Match[str] | None], "_Action | _Kind | None", _Move]


@cache
def _role(kind: tuple[str, ...]) -> ColorRole | None:
    """The colour of a kind of word: its own, or that of the kind it belongs to."""
    while kind:
        name = ".".join(kind)
        if name in _ROLES:
            return _ROLES[name]
        kind = kind[:-1]
    return None


class _Rules:
    """Follows the rules of a lexer that consists of nothing else.

    Many lexers know a long comment only by its end. One that has none yet is a comment all the same: a text that grows
    would flicker, and one that is cut would be coloured as code.
    """

    def __init__(self, lexer: _Lexer, rules: Mapping[str, Sequence[_Rule]]) -> None:
        self._lexer = lexer
        self._rules = rules
        self._comments: tuple[tuple[str, str], ...] = ()
        self._comments = tuple(pair for pair in _COMMENTS if self._is_comment(" a ".join(pair) + "\n"))

    def _is_comment(self, text: str) -> bool:
        roles = (role for start, stop, role, _state in self.steps(text, START) if start < stop)
        return next(roles, None) == "code-comment"

    def _is_open_comment(self, text: str, at: int) -> bool:
        return any(text.startswith(begin, at) and text.find(end, at + 2) < 0 for begin, end in self._comments)

    def steps(self, text: str, state: State) -> Iterator[Step]:
        stack, at, idle = list(state), 0, 0
        while at < len(text):
            found, action, move = self._match(text, at, stack)
            stop = found.end() if found else at + 1
            is_known = callable(action) or (isinstance(action, tuple) and _role(action) is not None)
            if not is_known and self._is_open_comment(text, at):
                yield at, len(text), "code-comment", None
                return
            if found and isinstance(action, tuple):
                yield at, stop, _role(action), None
            elif found and callable(action):
                for start, kind, word in action(self._lexer, found):
                    yield start, start + len(word), _role(tuple(kind)), None
            elif found is None and text[at] == "\n":
                stack = list(START)
            _move(stack, move)
            idle = idle + 1 if stop == at else 0
            at = stop if idle < _IDLE else stop + 1  # rules that send each other to and fro take a character in the end
            if at and at <= len(text) and text[at - 1] == "\n" and not idle:
                yield at, at, None, tuple(stack)

    def _match(
        self, text: str, at: int, stack: list[str]
    ) -> tuple[re.Match[str] | None, _Action | _Kind | None, _Move]:
        for match, action, move in self._rules[stack[-1]]:
            found = match(text, at)
            if found:
                return found, action, move
        return None, None, None


def _move(stack: list[str], move: _Move) -> None:
    """Go where a rule leads: so many states back, into the same one again, or into others."""
    if isinstance(move, int):
        del stack[max(len(stack) + move, 1) :]
    elif move == "#push":
        stack.append(stack[-1])
    elif isinstance(move, tuple):
        for one in move:
            if one == "#pop":
                del stack[max(len(stack) - 1, 1) :]
            else:
                stack.append(stack[-1] if one == "#push" else one)
    if len(stack) > _DEEPEST:
        del stack[1 : len(stack) - _DEEPEST // 2]


class _Whole:
    """A lexer with code of its own: asked as it is, and begun anew where that does little harm."""

    def __init__(self, lexer: _Lexer, *, any_line: bool) -> None:
        self._lexer = lexer
        self._any_line = any_line

    def steps(self, text: str, state: State) -> Iterator[Step]:
        for start, kind, word in self._lexer.get_tokens_unprocessed(text):
            stop = start + len(word)
            yield start, stop, _role(tuple(kind)), None
            line = text.rfind("\n", start, stop) + 1
            if line and not text[line:stop].strip() and self._is_safe(text, line):
                yield line, line, None, START
        yield len(text), len(text), None, START

    def _is_safe(self, text: str, line: int) -> bool:
        return line < len(text) and (self._any_line or _AT_MARGIN.match(text, line) is not None)


_ready: dict[str, Lexing | None] = {}
_asked: set[str] = set()
_loading: Final = Lock()


def find(name: str) -> Lexing | None:
    """The lexer of this name, when it is loaded; None also when there is no such lexer."""
    return _ready.get(name)


def is_ready(name: str) -> bool:
    """Whether `find` has its last word. When not, loading begins."""
    if name not in _ready and name not in _asked:
        _asked.add(name)
        Thread(target=load, args=(name,), name=f"lexer-{name}", daemon=True).start()
    return name in _ready


def load(name: str) -> Lexing | None:
    """Load a lexer, which takes up to 200 ms."""
    with _loading:
        if name not in _ready:
            made: Lexing | None = None
            try:
                made = _made(name)
            finally:
                _ready[name] = made
    return _ready[name]


def _made(name: str) -> Lexing | None:
    from pygments.lexer import ExtendedRegexLexer, RegexLexer
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(name, stripnl=False, ensurenl=False, handlecodeblocks=False)
    except (ClassNotFound, ImportError):
        return None
    list(lexer.get_tokens_unprocessed(_SAMPLES.get(name, "a = 1\n")))
    if isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer):
        rules = cast("Mapping[str, Sequence[_Rule]]", lexer._tokens)  # noqa: SLF001 - there is no public name
        return _Rules(lexer, rules)
    return _Whole(lexer, any_line=name in _ANY_LINE)
