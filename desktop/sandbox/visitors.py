"""What visitors of the sandbox's chatbots said: thirty sessions in several scripts, made up, the same at every start.

Times are told as seconds before now, so that the newest session is always a few minutes old.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

Lines = tuple[tuple[str, str], ...]

VISITOR: Final = "user"
ANSWER: Final = "assistant"
TOOL: Final = "tool"
_MINUTE: Final = 60
_LONG: Final = 60
"""Messages of the longest session: more than a page."""


class Visit(msgspec.Struct, frozen=True):
    """One session. `lines` are (who, words), `picture` the address of an attachment of the first message, never there.

    `ago` is the age of the last message in seconds. `lead` is what was filled into the form, empty for nothing.
    """

    id: str
    name: str
    lines: Lines
    ago: int
    page: str = "https://shop.example.com/"
    picture: str = ""
    lead: Mapping[str, str] = {}


_STOCK: Final[tuple[tuple[str, Lines], ...]] = (
    (
        "Anna",
        (
            (VISITOR, "Where is my order 4711?"),
            (TOOL, '{"tool": "lookUpOrder", "order": 4711, "state": "left Leipzig"}'),
            (ANSWER, "Your order **4711** left Leipzig this morning and arrives **tomorrow before noon**."),
            (VISITOR, "Great, thank you!"),
        ),
    ),
    (
        "דנה",
        (
            (VISITOR, "שלום, האם אפשר להחליף מידה?"),
            (ANSWER, "כן. אפשר להחליף תוך **30 יום**, גם בלי הקבלה."),
        ),
    ),
    (
        "محمد",
        (
            (VISITOR, "متى تفتحون يوم السبت؟"),
            (ANSWER, "نفتح يوم السبت من الساعة **10** إلى **18**."),
        ),
    ),
    (
        "王芳",
        (
            (VISITOR, "请问可以开发票吗？"),
            (ANSWER, "可以。请提供：\n\n1. 公司名称\n2. 税号\n3. 邮箱地址"),
        ),
    ),
    (
        "さくら",
        (
            (VISITOR, "返品の送料は無料ですか？"),
            (ANSWER, "はい、**無料**です。同封のラベルをお使いください。"),
        ),
    ),
    (
        "Jürgen",
        (
            (VISITOR, "Die Lampe kam zerbrochen an, siehe Bild."),
            (ANSWER, "Das tut mir leid. Wir schicken eine neue; die alte dürfen Sie behalten."),
        ),
    ),
    (
        "Zoë",
        (
            (VISITOR, "Which sizes do you have?"),
            (
                ANSWER,
                "| size | chest | in stock |\n|---|---|---|\n| S | 88 cm | yes |\n| M | 96 cm | no |",
            ),
        ),
    ),
    (
        "",
        (
            (VISITOR, "hi"),
            (ANSWER, "Hello! How can I help you today?"),
        ),
    ),
    (
        "Оксана",
        (
            (VISITOR, "Чи можна оплатити карткою?"),
            (ANSWER, "Так, ми приймаємо картки та PayPal."),
        ),
    ),
    (
        "ศิริ",
        (
            (VISITOR, "จัดส่งไปเชียงใหม่ไหม"),
            (ANSWER, "จัดส่งค่ะ ใช้เวลา 3 ถึง 5 วัน"),
        ),
    ),
)


def _session_id(number: int) -> str:
    return f"6ff922ed-9884-4430-83c9-{number:012d}"


def _long() -> Lines:
    pairs = (
        ((VISITOR, f"Question {number}: and what about article {1000 + number}?"),
         (ANSWER, f"Article {1000 + number} is in stock."))
        for number in range(1, _LONG // 2 + 1)
    )  # fmt: skip
    return tuple(line for pair in pairs for line in pair)


def _visits() -> tuple[Visit, ...]:
    made = []
    for number in range(30):
        name, lines = _STOCK[number % len(_STOCK)]
        has_lead, has_picture = number % 10 == 0, name == "Jürgen"
        made.append(
            Visit(
                id=_session_id(number + 1),
                name=f"{name} {number // len(_STOCK) + 1}" if name and number >= len(_STOCK) else name,
                lines=_long() if number == 1 else lines,
                ago=(4 + number * number * 17) * _MINUTE,
                page=f"https://shop.example.com/{'contact' if has_lead else 'help'}",
                picture="https://shop.example.com/uploads/lamp.jpg" if has_picture else "",
                lead={"name": name, "email": f"visitor{number + 1}@example.com"} if has_lead else {},
            )
        )
    return tuple(made)


VISITS: Final = _visits()
"""The newest first."""


def find_visit(session_id: str) -> Visit | None:
    return next((visit for visit in VISITS if visit.id == session_id), None)
