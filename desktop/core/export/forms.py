"""The forms that conversations can be written out in, for people and for programs."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, assert_never

from desktop.core.export.pieces import Writer
from desktop.core.text import elide, well_formed

_UNFIT: Final = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u2028\u2029\u202a-\u202e\u2066-\u2069]+')
"""What the name of a file cannot have on one system or another, or what would make it look like another name."""
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class ExportForm(StrEnum):
    """The value is also how the form is called on the command line."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    CSV = "csv"
    TEXT = "text"
    PDF = "pdf"


SUFFIXES: Final = {
    ExportForm.MARKDOWN: "md",
    ExportForm.HTML: "html",
    ExportForm.JSON: "robofy-conversations",  # Windows and macOS go by what stands behind the last dot alone
    ExportForm.CSV: "csv",
    ExportForm.TEXT: "txt",
    ExportForm.PDF: "pdf",
}


def make_writer(form: ExportForm, now: float) -> Writer:
    """The writer of a form; `now` is when the export is made. PDF has none of its own, it is printed from HTML."""
    # Imported late: one of them is wanted, and not at the start.
    match form:
        case ExportForm.MARKDOWN:
            from desktop.core.export.markdown_writer import MarkdownWriter

            return MarkdownWriter()
        case ExportForm.HTML | ExportForm.PDF:
            from desktop.core.export.html_writer import HtmlWriter

            return HtmlWriter(for_paper=form is ExportForm.PDF)
        case ExportForm.JSON:
            from desktop.core.export.json_writer import JsonWriter

            return JsonWriter(now)
        case ExportForm.CSV:
            from desktop.core.export.csv_writer import CsvWriter

            return CsvWriter()
        case ExportForm.TEXT:
            from desktop.core.export.text_writer import TextWriter

            return TextWriter()
        case _:
            assert_never(form)


def file_name(title: str, form: ExportForm) -> str:
    """A name for the file that every system takes, whatever the title is."""
    words = " ".join(_UNFIT.sub(" ", well_formed(title)).split()).strip(". ")
    if not words or _RESERVED.match(words):
        words = f"Conversation {words}".strip()
    return f"{elide(words, 60).rstrip('. …')}.{SUFFIXES[form]}"
