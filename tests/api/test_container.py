"""Lists in answers: the same are found for chatbots, sessions, messages and leads."""

from __future__ import annotations

import pytest

from desktop.api.container import find_list
from desktop.core.events import Json

NAMES, NEXT = ("data", "items"), ("next", "cursor")


def found(value: Json) -> tuple[list[Json] | None, str]:
    return find_list(value, NAMES, NEXT, lambda one: isinstance(one, dict) and "id" in one)


@pytest.mark.parametrize(
    ("value", "items"),
    [
        ([1], [1]),
        ({"items": [1]}, [1]),
        ({"data": {"data": {"items": [1]}}}, [1]),
        ({"data": "ok", "items": [1]}, [1]),
        ({"data": None, "items": [1]}, [1]),
        ({"data": None}, []),
        ({"data": {"items": None, "total": 0}}, []),
        ({"data": {"id": "a"}}, [{"id": "a"}]),
        ({"id": "a", "items": None}, [{"id": "a", "items": None}]),
        ({"data": {"items": None, "data": "none"}}, []),
        (None, None),
        ("text", None),
        ({}, None),
        ({"data": "agent_1"}, None),
        ({"data": {"data": {"data": {"data": []}}}}, None),
    ],
)
def test_a_list_is_found_where_it_stands(value: Json, items: list[Json] | None) -> None:
    assert found(value)[0] == items


@pytest.mark.parametrize(
    ("members", "token"),
    [
        ({"next": "a"}, "a"),
        ({"cursor": 7}, "7"),
        ({"next": "", "cursor": "b"}, "b"),
        ({"next": True, "cursor": "b"}, "b"),
        ({"next": ["a"], "cursor": "b"}, "b"),
        ({"next": "x" * 5000}, ""),
        ({"next": "a\nb"}, ""),
        ({"next": 0}, ""),
    ],
)
def test_what_could_ask_for_a_page_does(members: dict[str, Json], token: str) -> None:
    assert found({"items": [], **members})[1] == token
    assert found({"data": {"items": []}, **members})[1] == token


def test_the_inner_of_two_pages_is_meant() -> None:
    assert found({"data": {"items": [], "next": "inner"}, "next": "outer"})[1] == "inner"
