"""A problem report: the files in it as texts that can be looked at, and all of them as one zip archive.

The trap: a log is written by many hands. So what goes out is cleaned once more here: keys of the usual forms, mail
addresses, the name of the home folder, and what stands behind a telling word.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final, TypeAlias

from msgspec import Struct

MASK: Final = "[redacted]"


def _masked(found: re.Match[str]) -> str:
    """What was in quotes stays so, a list is one text, and JSON is JSON."""
    quote = found["quote"] or found["around"]
    return f"{found['before']}{quote}{MASK}{quote}"


_Rule: TypeAlias = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

_START: Final = r"(?:\b|(?<=\\[nrt]))"
"""Of a word, also in JSON behind a line's end, which is written with a letter there."""
_QUOTED: Final = r"""(?P<quote>\\*["'])(?:\\.|[^\\]){0,4000}?(?P=quote)"""
"""Also in JSON within JSON, where the quotes have a backslash each."""
_LINE: Final = r"""\\*["']?[^\r\n"'\\]+(?:(?<==)"[^"\r\n]*"[^\r\n"'\\]*)*"""
"""To the end of the line, or of the text in quotes that this is in."""
_WORD: Final = r"""[^\s,;&}\])]*[^\s,;&}\])"'\\]"""
"""Without the quotes at its end: they close what this stands in."""
_LIST: Final = r"""\[(?:(?P<mark>\\*["'])(?>(?:\\.|[^\\]){0,4000}?(?P=mark))|\\++(?!["'])|[^\[\]"'\\]++)*\]"""
"""Reads no further than to the next bracket outside of quotes: of many that never close, each would read to the end.

Python 3.11 fails on a group with a name in a repetition that never gives back, so the one in here may.
"""
_ACCESS: Final = "authorization|cookie"
_KEYS: Final = (
    # The setting `send_key` says which key of the keyboard sends.
    r"[a-z0-9_]*(?:token|secret|password|passwd|credential|api[-_]?key|(?<=[-_])(?<!\bsend_)key)"
)
_NAMES_KEY: Final = re.compile(rf"(?i)\b(?:{_ACCESS}|{_KEYS})\Z")
_SEPARATOR: Final = r"""(?P<around>\\*["']?)\s*[:=]\s*"""
_RULES: Final[tuple[_Rule, ...]] = (
    (re.compile(rf"(?i){_START}(bearer|basic)\s+[\w.~+/=-]{{4,}}"), rf"\1 {MASK}"),
    (re.compile(rf"(?i){_START}(?:rk|sk|pk|ghp|xox[abp])[_-][\w-]{{8,}}"), MASK),
    (re.compile(rf"{_START}eyJ[\w-]{{8,}}\.[\w-]{{4,}}(?:\.[\w-]*)?"), MASK),
    # Of a header that grants access all of the line: some have a word before the key, and cookies come in rows.
    (re.compile(rf"(?is){_START}(?P<before>(?:{_ACCESS}){_SEPARATOR})(?:{_QUOTED}|{_LIST}|{_LINE})"), _masked),
    (re.compile(rf"(?is){_START}(?P<before>{_KEYS}{_SEPARATOR})(?:{_QUOTED}|{_LIST}|{_WORD})"), _masked),
    (re.compile(r"""(?i)([?&](?:key|auth|sig|signature)=)[^\s&#"'<>\\]+"""), rf"\1{MASK}"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)[^\s/]+@"), rf"\1{MASK}@"),
    # Looked for from the beginning of a word alone: from each of its letters on, a long one would take hours.
    (re.compile(r"(?:(?<=\\[nrt])|(?<!\\(?=[nrt]))(?<![\w.+-]))[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
)
LONGEST: Final = 2_000_000
"""Characters of one log that go into a report; the end of it counts."""


class ReportFile(Struct, frozen=True):
    """One file of a report. `content` is what is saved, to the byte, and shown.

    `private` holds what was written or answered, and goes along only when the user says so.
    """

    name: str
    content: bytes
    private: bool = False

    @property
    def text(self) -> str:
        """For the preview; bytes that are no text show as marks."""
        return self.content.decode("utf-8", "replace")


def redacted(text: str, home: str = "", names: Iterable[str] = ()) -> str:
    """The text without what could be a key, an address of a person, or who this computer belongs to.

    `home` is the path of the home folder; `names` are further words to take out.
    """
    return redacted_pieces([text], home, names)[0]


def redacted_pieces(pieces: Sequence[str], home: str = "", names: Iterable[str] = ()) -> list[str]:
    """`redacted` for a text that came in pieces, as many as were given.

    The piece in which a masked place begins has the mask, and those after it lose their part of the place.
    """
    text, cuts = "".join(pieces), list(accumulate(map(len, pieces)))
    for pattern, put in (*_RULES, *_own(home, names)):
        text, cuts = _replaced(pattern, put, text, cuts)
    return [text[start:end] for start, end in pairwise([0, *cuts])]


def names_key(name: str) -> bool:
    """Whether what is called so is a key, or grants access."""
    return _NAMES_KEY.search(name) is not None


def _own(home: str, names: Iterable[str]) -> list[_Rule]:
    rules: list[_Rule] = [(re.compile(re.escape(home)), "~")] if len(home) > 1 else []
    known = sorted({name for name in names if len(name) > 2}, key=len, reverse=True)
    return rules + [(re.compile(rf"(?:(?<!\w)|(?<=\\[nrt])){re.escape(name)}(?!\w)"), MASK) for name in known]


def _replaced(
    pattern: re.Pattern[str], put: str | Callable[[re.Match[str]], str], text: str, cuts: list[int]
) -> tuple[str, list[int]]:
    """`pattern.sub`, and where the cuts of the text are afterwards."""
    made: list[str] = []
    moved: list[int] = []
    read = size = 0
    for found in pattern.finditer(text):
        new = put(found) if callable(put) else found.expand(put)
        same = next(
            (at for at, (old, put_in) in enumerate(zip(found[0], new, strict=False)) if old != put_in), len(new)
        )
        start = size + found.start() - read
        while len(moved) < len(cuts) and cuts[len(moved)] < found.end():
            cut = cuts[len(moved)] - found.start()
            moved.append(start + (cut if cut <= same else len(new)))
        made += [text[read : found.start()], new]
        read, size = found.end(), start + len(new)
    moved += [size + cut - read for cut in cuts[len(moved) :]]
    return "".join([*made, text[read:]]), moved


def text_file(name: str, text: str) -> ReportFile:
    """The end of a text as a file."""
    kept = text[-LONGEST:]
    cut = "[the beginning is left out]\n" if len(kept) < len(text) else ""
    return ReportFile(name, (cut + kept).encode("utf-8", "replace"))


def archive(files: Iterable[ReportFile], at: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0)) -> bytes:
    """The files as a zip archive; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for file in files:
            entry = zipfile.ZipInfo(file.name, at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            whole.writestr(entry, file.content)
    return made.getvalue()
