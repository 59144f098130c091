"""What a benchmark found, and what a benchmark is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple


class Result(NamedTuple):
    """`value` and `floor` are in `unit`; the goal limits their ratio, or the value itself (`goal_kind`).

    `series` is what the value was worked out from, where that tells more: (seconds, value) pairs.
    """

    name: str
    value: float
    unit: str
    floor: float | None
    goal: float
    goal_kind: Literal["ratio", "value"] = "ratio"
    series: tuple[tuple[float, float], ...] = ()

    @property
    def ratio(self) -> float | None:
        return self.value / self.floor if self.floor else None

    @property
    def ok(self) -> bool:
        measured = self.value if self.goal_kind == "value" else self.ratio
        return measured is not None and measured <= self.goal

    @property
    def line(self) -> str:
        """The result for a person."""
        beside = f"   {self.ratio:.2f} x floor of {self.floor:.4g} {self.unit}" if self.ratio is not None else ""
        limit = f"{self.goal:g} x" if self.goal_kind == "ratio" else f"{self.goal:g} {self.unit}"
        head = f"{self.name}: {self.value:.4g} {self.unit}{beside}   goal {limit}: {'met' if self.ok else 'MISSED'}"
        return "\n".join([head, *(f"  {at:7.0f} s  {value:9.2f}" for at, value in self.series)])

    @property
    def json(self) -> str:
        """The result as one line of JSON."""
        row = {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "floor": self.floor,
            "ratio": self.ratio,
            "goal": self.goal,
            "goal_kind": self.goal_kind,
            "ok": self.ok,
            **({"series": self.series} if self.series else {}),
        }
        return json.dumps(row, ensure_ascii=False)


class Options(NamedTuple):
    """What the command line says to the benchmarks that ask for it."""

    url: str = ""
    minutes: float = 24.0
    times: int = 200


class Bench(NamedTuple):
    """`is_long` ones run only when they are named; `reads_url` ones can take their stream from elsewhere."""

    run: Callable[[Options], Iterable[Result]]
    is_long: bool = False
    reads_url: bool = False


def one(measure: Callable[[], Result]) -> Bench:
    """A benchmark with one result and nothing to choose."""
    return Bench(lambda _options: [measure()])
