"""Every kind of Markdown in one answer, for eyes and for renderers, and what must not be taken for it: HTML, prices."""

from typing import Final

TOUR: Final = """\
# Every kind of Markdown

This line has **bold**, *italic*, ***both***, ~~struck out~~ and `code in a line`. \
A backslash keeps a \\*star\\* a star. A line can end\\
in a hard break.

## Lists

- A point
- A point with points of its own
  - The second level
    - The third level
- The last point

1. First
2. Second, with a paragraph of its own

   which belongs to the second.
3. Third

- [x] A task that is done
- [ ] A task that is not

## Quotes

> A quote can hold **anything**:
>
> - a list
> - `code`
>
> > and a quote inside the quote.

## Code

```python
from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    number: str
    weight: float  # in kilograms

    def postage(self) -> float:
        return 4.90 if self.weight <= 2 else 7.50
```

```json
{"order": "4711", "items": [{"name": "Kettle", "count": 1}], "paid": true}
```

    An indented block is code too.

## A table

| Item | Count | Price | Note |
| :-- | --: | --: | :-: |
| Kettle | 1 | $39.00 | in stock |
| Cup, *blue* | 4 | $26.00 | `B-12` |
| Tea, a long description that has to wrap somewhere because the column is narrow | 2 | $11.80 | – |

## Links and pictures

- A link with words: [the guide](https://example.com/guide)
- A bare one: <https://example.com/orders/4711>
- A picture is shown as a link: ![A blue cup](https://example.com/cup.png)

## What stays as it is

Prices are not mathematics: it costs $5, not $7. HTML is text: <b>not bold</b> <script>alert("no")</script>. \
Names_with_underscores stay whole, and so do 2 * 3 * 4.

### Smaller

#### And smaller

---

That was a rule. Other scripts and signs: Ünïcödé, Ελληνικά, 日本語, עברית, العربية, 👩🏽‍💻, 🇪🇺, e\u0301.
"""
