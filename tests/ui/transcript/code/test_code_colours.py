"""The colours of code: right, the same however the text came, and never more work than what is seen asks for."""

from collections.abc import Iterator
from itertools import count
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.ui.transcript.code import lexing
from desktop.ui.transcript.code.highlight import LONGEST_LINE, MOST_LINES, QUIET, Ink, Inks
from desktop.ui.transcript.code.languages import Language, language_of, lexer_names
from desktop.ui.transcript.code.lexing import START, State, Step

SNIPPETS = {
    "python": ['x = """a\n', 'b"""\n', "def f(a: int) -> None:\n", "    return 'x' # y\n", "\n", "@d\nclass C: pass\n"],
    "javascript": ["/* a\n", "b */\n", "const a = `x ${y}\n", "z`;\n", "// c\n", "if (a < /b/g) {}\n"],
    "c": ["/* a\n", "*/\n", "#include <a.h>\n", "int f(char *p) { return 'x'; }\n", '"a\\\n', 'b"\n'],
    "yaml": ["a: 1\n", "b: |\n  x: y\n", "- c: [1, 'd']\n", "# e\n"],
    "json": ['{"a": 1,\n', '"b": [true, null],\n', "}\n", '"c\n'],
    "html": ["<p a='b'>\n", "<script>\nvar a = 1;\n", "</script>\n", "<!-- x\n", "-->\n", "<style>a{b:c}</style>\n"],
    "ruby": ["x = <<~EOS\n", "  EOS\n", "def f\n", "  :a\nend\n", "=begin\n", "=end\n"],
}


class Clock:
    """Seconds, as the test says."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def finish(ink: Ink, lines: list[str], clock: Clock) -> list[Inks]:
    """The colours of all lines after everything was worked out."""
    clock.now += QUIET
    assert ink.advance(0, len(lines) - 1, inf) is None
    return [ink.line(index) for index in range(len(lines))]


def colours(name: str, text: str) -> list[Inks]:
    lexing.load(name)
    lines, clock = text.split("\n"), Clock()
    return finish(Ink(name, lines, clock), lines, clock)


def inked(name: str, text: str) -> list[tuple[str, str]]:
    """Each coloured part with its colour."""
    lines = text.split("\n")
    return [(line[a:b], role) for line, inks in zip(lines, colours(name, text), strict=True) for a, b, role in inks]


@pytest.mark.parametrize("name", SNIPPETS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_code_that_grew_has_the_colours_of_code_that_came_whole(name: str, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(SNIPPETS[name]), min_size=1, max_size=70)))
    lexing.load(name)
    lines, clock = [""], Clock()
    ink, at = Ink(name, lines, clock), 0
    while at < len(text):
        size = data.draw(st.sampled_from((1, 7, 40, 200)))
        first = len(lines) - 1
        lines[first:] = (lines[-1] + text[at : at + size]).split("\n")
        ink.changed(first)
        at += size
        clock.now += data.draw(st.sampled_from((0.0, 0.01, 2 * QUIET)))
        if data.draw(st.booleans()):
            ink.advance(max(len(lines) - 10, 0), len(lines) - 1, data.draw(st.sampled_from((0.0, inf))))
    assert finish(ink, lines, clock) == colours(name, text)


def test_words_have_the_colour_of_what_they_are() -> None:
    assert inked("python", "def f(a):  # why\n    return 'x', 12") == [
        ("def", "code-keyword"),
        ("f", "code-function"),
        ("# why", "code-comment"),
        ("return", "code-keyword"),
        ("'x'", "code-string"),
        ("12", "code-number"),
    ]
    assert inked("json", '{"a": "b", "c": null}')[:2] == [('"a"', "code-type"), ('"b"', "code-string")]
    assert inked("diff", "+new\n-old\n same") == [("+new", "code-inserted"), ("-old", "code-deleted")]


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [
        ("python", '"""', '"""'),
        ("javascript", "/*", "*/"),
        ("java", "/*", "*/"),
        ("c", "/*", "*/"),
        ("xml", "<!--", "-->"),
    ],
)
def test_a_comment_is_one_from_its_first_line_to_its_last(name: str, begin: str, end: str) -> None:
    words = ["int of = 1;"] * 150
    found = colours(name, "\n".join([begin, *words, end, "x"]))
    assert {inks[0][2] for inks in found[:-1]} <= {"code-comment", "code-string"}
    assert all(len(inks) == 1 for inks in found[:-1])
    assert found[-1] == ()


def test_an_open_comment_is_one_too() -> None:
    assert colours("javascript", "a\n/* if\nelse")[1:] == [((0, 5, "code-comment"),), ((0, 4, "code-comment"),)]


@pytest.mark.parametrize("name", lexer_names())
def test_every_language_of_the_table_can_be_loaded_and_read(name: str) -> None:
    found = lexing.load(name)
    assert found is not None
    assert list(found.steps("a = 'b' # 1\n", START))


def test_few_lines_are_read_for_the_few_that_are_seen() -> None:
    lexing.load("python")
    lines = ["x = 'a'  # b"] * 20_000
    ink = Ink("python", lines, Clock())
    assert ink.advance(0, 40, inf) is None
    assert ink.line(40)
    assert ink.lines_read < 200


def test_a_line_that_grows_costs_a_few_lines_each_time() -> None:
    lexing.load("python")
    lines, clock = ["x = 'a'  # b"] * 1_000, Clock()
    ink = Ink("python", lines, clock)
    ink.advance(0, len(lines) - 1, inf)
    before = ink.lines_read
    for _ in range(100):
        lines[-1] += "x"
        ink.changed(len(lines) - 1)
        ink.advance(len(lines) - 30, len(lines) - 1, inf)
        assert ink.line(len(lines) - 1)
    assert ink.lines_read - before <= 300


def test_lines_in_sight_have_colours_long_before_all_above_them_were_read() -> None:
    lexing.load("python")
    lines = ["x = 'a'  # b"] * 20_000
    clock = Clock()
    ink = Ink("python", lines, lambda: clock() + next(ticks))
    ticks = (tick / 1_000 for tick in count())
    while not ink.line(19_940):
        assert ink.advance(19_900, 19_940, clock.now + next(ticks) + 0.1) is not None
    assert ink.line(19_920) == ((4, 7, "code-string"), (9, 12, "code-comment"))
    assert ink.lines_read < 400


def test_a_long_line_has_colours_as_far_as_they_are_looked_for() -> None:
    (inks,) = colours("python", "x = 1; " * 150_000)
    assert inks[-1][1] <= LONGEST_LINE


def test_lines_that_nobody_will_ever_read_stay_plain() -> None:
    lexing.load("python")
    lines = ["1"] * (MOST_LINES + 5)
    ink = Ink("python", lines, Clock())
    assert ink.advance(MOST_LINES + 1, MOST_LINES + 4, inf) is None
    assert ink.lines_read == 0
    assert ink.line(MOST_LINES + 1) == ()


def test_time_that_is_up_stops_the_work_between_two_words() -> None:
    lexing.load("python")
    text = "\n".join(["def f(): return 'a'"] * 60)
    lines, clock = text.split("\n"), Clock()
    ink, asked = Ink("python", lines, clock), 1
    while ink.advance(0, 59, clock.now) is not None:
        asked += 1
    assert asked > 60
    assert [ink.line(index) for index in range(60)] == colours("python", text)


def test_text_that_becomes_another_is_read_anew() -> None:
    lexing.load("python")
    lines, clock = ["x = 1"] * 100, Clock()
    ink = Ink("python", lines, clock)
    ink.advance(0, 99, inf)
    lines[:] = ["'a'"]
    ink.changed(0)
    assert finish(ink, lines, clock) == [((0, 3, "code-string"),)]


class Broken:
    """A lexer that fails in the middle of a text, as code of others does some day."""

    def steps(self, text: str, state: State) -> Iterator[Step]:
        yield 0, 1, "code-string", None
        raise KeyError("state")


def test_a_lexer_that_fails_leaves_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(lexing._ready, "broken", Broken())  # noqa: SLF001 - stands for a lexer that was loaded
    ink = Ink("broken", ["abc"], Clock())
    assert ink.advance(0, 0, inf) is None
    assert ink.line(0) == ()


def test_without_a_lexer_nothing_is_done() -> None:
    assert lexing.load("no such language") is None
    for name in ("", "no such language"):
        ink = Ink(name, ["abc"], Clock())
        assert ink.advance(0, 0, inf) is None
        assert ink.lines_read == 0


def test_code_waits_for_its_lexer_in_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(lexing._ready, "lua", raising=False)  # noqa: SLF001 - as at the start of the program
    monkeypatch.setattr(lexing, "_asked", set())
    lines, clock = ["x = 'a'"], Clock()
    ink = Ink("lua", lines, clock)
    with lexing._loading:  # noqa: SLF001 - the thread that loads is not done
        wait = ink.advance(0, 0, inf)
    assert wait is not None
    assert wait > 0
    assert ink.line(0) == ()
    lexing.load("lua")  # waits for the thread that loads it
    assert finish(ink, lines, clock)[0][-1] == (4, 7, "code-string")


@pytest.mark.parametrize(
    ("word", "name", "extension"),
    [
        ("py", "Python", "py"),
        ("Python3", "Python", "py"),
        ("c++", "C++", "cpp"),
        ("{.js}", "JavaScript", "js"),
        ("ts:app.ts", "TypeScript", "ts"),
        ("sh", "Shell", "sh"),
        ("", "", "txt"),
        ("brainfog", "brainfog", "txt"),
        ("../../etc", "../../etc", "txt"),
    ],
)
def test_the_word_after_a_fence_names_a_language(word: str, name: str, extension: str) -> None:
    found = language_of(word)
    assert (found.name, found.extension) == (name, extension)


def test_a_language_that_nobody_knows_is_plain_and_short() -> None:
    assert language_of("x" * 500) == Language("x" * 40)
