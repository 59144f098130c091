"""A problem report: the files in it as texts that can be looked at, and all of them as one zip archive.

The trap: a log is written by many hands. So what goes out is cleaned once more here: keys of the usual forms, mail
addresses, the name of the home folder, and what stands behind a telling word.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

MASK: Final = "[redacted]"


def _masked(found: re.Match[str]) -> str:
    """What was in quotes stays so, and JSON is JSON."""
    quote = found["quote"] or ""
    return f"{found[1]}{quote}{MASK}{quote}"


_QUOTED: Final = r"""(?P<quote>\\*["'])(?:\\.|[^\\]){0,4000}?(?P=quote)"""
"""Also in JSON within JSON, where the quotes have a backslash each."""
_LINE: Final = r"""\\*["']?[^\r\n"'\\]+(?:(?<==)"[^"\r\n]*"[^\r\n"'\\]*)*"""
"""To the end of the line, or of the text in quotes that this is in."""
_RULES: Final = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{4,}"), rf"\1 {MASK}"),
    (re.compile(r"(?i)\b(?:rk|sk|pk|ghp|xox[abp])[_-][\w-]{8,}"), MASK),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"), MASK),
    # Of a header that grants access all of the line: some have a word before the key, and cookies come in rows.
    (re.compile(rf"""(?is)\b((?:authorization|cookie)\\*["']?\s*[:=]\s*)(?:{_QUOTED}|{_LINE})"""), _masked),
    (
        re.compile(
            r"""(?is)\b([a-z_]*(?:token|secret|password|passwd|credential|api[-_]?key)\\*["']?\s*[:=]\s*)"""
            rf"""(?:{_QUOTED}|[^\s,;&}}\])]+)"""
        ),
        _masked,
    ),
    (re.compile(r"""(?i)([?&](?:key|auth|sig|signature)=)[^\s&#"'<>\\]+"""), rf"\1{MASK}"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)[^\s/]+@"), rf"\1{MASK}@"),
    # Looked for from the beginning of a word alone: from each of its letters on, a long one would take hours.
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[address]"),
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
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    if len(home) > 1:
        text = text.replace(home, "~")
    for name in sorted({name for name in names if len(name) > 2}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", MASK, text)
    return text


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
