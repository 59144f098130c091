"""The orders that the Order desk knows. Nobody's data: the shop, the customers and the parcels are made up."""

from typing import Final, Literal

import msgspec

Status = Literal["delivered", "on its way", "waiting for payment"]


class Carrier(msgspec.Struct, frozen=True):
    name: str
    address: str
    answers: bool = True


class Item(msgspec.Struct, frozen=True):
    name: str
    count: int
    price: float
    """For one, in euros."""


class Scan(msgspec.Struct, frozen=True):
    when: str
    place: str
    what: str


class Order(msgspec.Struct, frozen=True):
    number: str
    status: Status
    items: tuple[Item, ...]
    carrier: Carrier
    tracking: str
    expected: str
    scans: tuple[Scan, ...] = ()
    """Newest first."""

    @property
    def total(self) -> float:
        return sum(item.count * item.price for item in self.items)


POST: Final = Carrier("Meridian Post", "https://example.com/meridian")
EXPRESS: Final = Carrier("Harbour Express", "https://example.com/harbour")
SLEEPY: Final = Carrier("Old Town Couriers", "https://example.com/oldtown", answers=False)

ORDERS: Final = {
    order.number: order
    for order in (
        Order(
            "4711",
            "on its way",
            (Item("Kettle, enamelled", 1, 39.00), Item("Cup, blue", 4, 6.50)),
            POST,
            "MP 4410 8823 07",
            "tomorrow before 18:00",
            (
                Scan("today 06:12", "Leipzig", "Left the sorting centre"),
                Scan("yesterday 21:40", "Leipzig", "Arrived at the sorting centre"),
                Scan("yesterday 15:05", "Halle", "Handed to the carrier"),
            ),
        ),
        Order(
            "4712",
            "delivered",
            (Item("Notebook, ruled", 3, 8.90),),
            EXPRESS,
            "HX-220917-DE",
            "delivered on Monday",
            (
                Scan("Monday 11:26", "Bremen", "Delivered; left with a neighbour"),
                Scan("Monday 07:58", "Bremen", "Out for delivery"),
            ),
        ),
        Order(
            "5003",
            "on its way",
            (Item("Desk lamp, brass", 1, 84.00), Item("Bulb, warm white", 2, 4.75)),
            SLEEPY,
            "OTC 77-1904",
            "Thursday or Friday",
            (Scan("two days ago 17:30", "Graz", "Collected from the shop"),),
        ),
        Order(
            "5120",
            "delivered",
            (Item("Rain jacket, size M", 1, 119.00),),
            POST,
            "MP 4410 9951 62",
            "delivered nine days ago",
            (Scan("nine days ago 13:14", "Ghent", "Delivered to the customer"),),
        ),
        Order(
            "6044",
            "waiting for payment",
            (Item("Chess set, walnut", 1, 62.00),),
            EXPRESS,
            "",
            "three days after payment",
        ),
    )
}


def euros(amount: float) -> str:
    return f"€{amount:,.2f}"
