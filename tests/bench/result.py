"""What a benchmark found."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeAlias


class Result(NamedTuple):
    """`value` and `floor` are in `unit`; the goal limits their ratio, or the value itself when there is no floor."""

    name: str
    value: float
    unit: str
    floor: float | None
    goal: float
    goal_kind: Literal["ratio", "value"] = "ratio"

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
        return f"{self.name}: {self.value:.4g} {self.unit}{beside}   goal {limit}: {'met' if self.ok else 'MISSED'}"

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
        }
        return json.dumps(row, ensure_ascii=False)


Bench: TypeAlias = Callable[[], Result]
