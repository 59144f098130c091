"""Where an answer comes from: numbered chips, one for each page or document.

The trap: the words of an answer may cite a source by its number, so the number is its place among all that came, also
when the same page came before: that chip then has both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.core.message import Source
from desktop.core.text import elide, revealed, well_formed
from desktop.ui.transcript.chip import Chip
from desktop.ui.transcript.look import Look
from desktop.ui.transcript.segment import Action
from desktop.ui.transcript.titles import Titles

MOST: Final = 12
"""Chips that show until all are asked for; one more than this is shown rather than hidden behind a chip."""
ALL: Final = "sources:all"
PART: Final = 1_000_000
"""Stands for the number of their part where matches are put in order: they are shown below all parts."""
KEY: Final = f"sources:{PART}"
_NUMBERS: Final = 4
_TITLE: Final = 60


def sources_flow(sources: Iterable[Source], look: Look, *, shows_all: bool) -> Titles:
    found = _numbered(sources)
    few = found if shows_all or len(found) <= MOST + 1 else found[:MOST]
    chips = [_chip(numbers, source) for numbers, source in few]
    if len(found) > MOST + 1:
        chips.append(_rest(len(found), shows_all=shows_all))
    return Titles(look, chips, KEY)


def _numbered(sources: Iterable[Source]) -> list[tuple[list[int], Source]]:
    """Each page or document once, with the numbers that it has."""
    found: dict[tuple[str, ...], tuple[list[int], Source]] = {}
    for number, source in enumerate(sources, start=1):
        is_document = source.filename or source.title
        same = (source.url,) if source.url else (source.filename, source.title, "" if is_document else source.id)
        found.setdefault(same, ([], source))[0].append(number)
    return list(found.values())


def _chip(numbers: Sequence[int], source: Source) -> Chip:
    is_page = source.url.startswith(("http://", "https://"))
    title = elide(" ".join(" · ".join(_names(source)).split()), _TITLE)
    number = ", ".join(str(number) for number in numbers[:_NUMBERS]) + ("…" if len(numbers) > _NUMBERS else "")
    return Chip(
        f"source:{numbers[0]}",
        Action.LINK,
        source.url if is_page else "",
        ((f"{number}  ", "text-secondary"), (title, "link" if is_page else "text")),
        icon="link" if is_page else "file-text",
        name=_tr("Source %1: %2").replace("%1", number).replace("%2", title),
        tip=revealed(source.url or source.filename or source.title),
    )


def _names(source: Source) -> Iterator[str]:
    """What a source is called; a document also by its file."""
    names = (source.title, "" if source.url else source.filename)
    shown = [well_formed(name) for name in dict.fromkeys(names) if name.strip()]
    yield from shown or [revealed(source.filename or source.url or source.id)]


def _rest(count: int, *, shows_all: bool) -> Chip:
    text = _tr("Show fewer sources") if shows_all else _tr("Show all %1 sources")
    text = text.replace("%1", QLocale().toString(count))
    mark = "chevron-up" if shows_all else "chevron-down"
    return Chip("sources", Action.TOGGLE, ALL, ((text, "text-secondary"),), icon=mark, dress="quiet")


def _tr(text: str) -> str:
    return QCoreApplication.translate("transcript", text)
