"""Sentences about answering customers, put together to any length. The same wish always gives the same text."""

from collections.abc import Iterator
from itertools import count
from typing import Final

PLACES: Final = (
    "a small shop",
    "a busy airline desk",
    "a public library",
    "a bank",
    "a clinic",
    "a software company",
    "a museum",
    "a bicycle workshop",
    "a city office",
    "a theatre",
)

SECTIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (
        "Listen first",
        (
            "Somebody who writes to {place} has usually tried three things before.",
            "The question they send is what is left over, so it deserves to be read twice.",
            "Look for the sentence that holds the worry; it is seldom the first one.",
            "If two questions came together, answer both, and say which is which.",
            "Asking back is no weakness, as long as it happens once and asks for everything.",
            "People who feel heard forgive a slow answer; one that misses the point makes another letter.",
        ),
    ),
    (
        "Answer in the first line",
        (
            "The first line should be the answer, and the rest should be the reasons.",
            "At {place} people read on a telephone, in a queue, with one hand.",
            "“Yes, until Friday” is a better opening than any greeting.",
            "Explanations that come first sound like excuses, even when they are good ones.",
            "If the answer is no, say so, and put the nearest yes right behind it.",
        ),
    ),
    (
        "Use plain words",
        (
            "Every trade has words that save time inside and cost time outside.",
            "What {place} calls a ticket, a case or an incident is to everyone else a question.",
            "Short words are not childish; they are quick.",
            "Numbers help when they can be acted on: a date, a price, a room.",
            "One example does more than three definitions, so long as it is the right one.",
            "Read the reply aloud, and where you run out of breath, put a full stop.",
        ),
    ),
    (
        "Say what happens next",
        (
            "The most useful sentence in a reply begins with “next”.",
            "It names who does what, and when the other side will hear of it.",
            "A promise from {place} is worth more when it is a little late than when it is vague.",
            "If nothing is left to do, that should be said too, because silence looks like waiting.",
            "People do not mind waiting nearly as much as they mind not knowing whether they are.",
        ),
    ),
    (
        "When it goes wrong",
        (
            "Mistakes at {place} are found by the people who suffer from them.",
            "Thank them for it, and mean it: they have done your testing for nothing.",
            "An apology has three parts, which are what happened, that it was ours, and what is different now.",
            "Leave out the weather, the supplier and the season.",
            "Then write down what was learned where the next colleague will find it: the second time it is a decision.",
        ),
    ),
    (
        "Know when to hand over",
        (
            "A machine can answer at three in the morning, and that alone is worth a great deal.",
            "It cannot decide for {place} that a rule should bend today.",
            "So let it do what is known, and let it say plainly where its knowledge ends.",
            "Handing over means handing over everything: nobody should have to tell the story a second time.",
            "The best handover is one that the customer notices only because the name at the bottom has changed.",
        ),
    ),
)


def sentences() -> Iterator[tuple[str, str, str]]:
    """Without end: (chapter, section, sentence)."""
    for number in count():  # pragma: no branch - it has no end
        place = PLACES[number % len(PLACES)]
        chapter = f"Part {number + 1}: {place}"
        for section, lines in SECTIONS:
            for line in lines:
                yield chapter, section, line.format(place=place)


def essay(words: int, opening: str = "") -> str:
    """Markdown of about this many words (never fewer; more by less than a sentence and a heading)."""
    out = [opening] if opening else []
    written = len(opening.split())
    chapter = section = ""
    for new_chapter, new_section, sentence in sentences():  # pragma: no branch - as above
        if written >= words:
            break
        if words > LONG and new_chapter != chapter:
            out.append(f"\n\n## {new_chapter[0].upper()}{new_chapter[1:]}")
            written += len(new_chapter.split()) + 1
        if new_section != section:
            out.append(f"\n\n### {new_section}\n\n" if words > SHORT else "\n\n")
            written += len(new_section.split()) + 1 if words > SHORT else 0
        out.append(sentence if out[-1].endswith("\n") else f" {sentence}")
        written += len(sentence.split())
        chapter, section = new_chapter, new_section
    return "".join(out).strip()


SHORT: Final = 120
LONG: Final = 600
