"""Profiles handed on in a file: without keys, without trust, and never over what is here."""

import json

import pytest
from msgspec.structs import replace

from desktop.core.chatbot import SANDBOX_PROFILE, Chatbot, Credential, Profile
from desktop.core.errors import StoreError
from desktop.core.profile_file import (
    FORMAT,
    FORMAT_NAME,
    LARGEST,
    Arrival,
    Incoming,
    PortableProfile,
    copy_of,
    export_profiles,
    read_profiles,
)

SHOP = Profile(
    "p1",
    "Shop",
    "https://bots.example.org/api",
    "42",
    (Chatbot("b1", "Ann", "Sells", ("How much?",)), Chatbot("b2", "Bo")),
    colour="red",
    label="production",
    credential=Credential.CLIENT_TOKEN,
    handshake_path="/v1/hello",
)
HELP = Profile("p2", "Help", project_id="7", chatbots=(Chatbot("b3", "Cy"),))


def file_of(*profiles: object, **more: object) -> bytes:
    return json.dumps({"format": FORMAT_NAME, "version": 1, "profiles": profiles} | more).encode()


def arrivals(content: bytes, *here: Profile) -> list[Incoming]:
    return list(read_profiles(content, "p.json", here))


def test_what_is_exported_comes_in_as_it_was() -> None:
    assert arrivals(export_profiles((SHOP, HELP))) == [
        Incoming("Shop", Arrival.NEW, SHOP),
        Incoming("Help", Arrival.NEW, HELP),
    ]


def test_the_sandbox_is_not_exported_and_nothing_of_what_this_computer_trusts() -> None:
    content = export_profiles((Profile(SANDBOX_PROFILE, "Sandbox"), replace(SHOP, verify=False, ca_file="/own.pem")))
    assert b"andbox" not in content
    assert [word for word in (b"verify", b"own.pem", b"managed") if word in content] == []


def test_a_file_does_not_tell_whom_to_trust_nor_that_it_is_managed() -> None:
    (one,) = arrivals(file_of(json.loads(file_members(SHOP)) | {"verify": False, "ca_file": "/x", "managed": True}))
    assert one.profile == SHOP


def file_members(profile: Profile) -> str:
    return json.dumps(json.loads(export_profiles((profile,)))["profiles"][0])


def test_one_that_is_here_already_is_no_news() -> None:
    assert arrivals(export_profiles((SHOP,)), replace(SHOP, verify=False)) == [Incoming("Shop", Arrival.SAME)]


def test_one_of_a_known_id_stands_beside_the_one_that_is_here() -> None:
    (one,) = arrivals(export_profiles((replace(SHOP, address="https://evil.example"),)), SHOP)
    assert (one.name, one.arrival) == ("Shop", Arrival.KNOWN)
    assert one.profile is not None
    assert one.profile.id not in ("", SHOP.id)
    assert (one.profile.name, one.profile.address) == ("Shop (2)", "https://evil.example")


def test_the_same_id_twice_in_one_file_is_two_profiles() -> None:
    both = arrivals(file_of(*(json.loads(file_members(replace(SHOP, name=name))) for name in ("One", "Two"))))
    assert [one.arrival for one in both] == [Arrival.NEW, Arrival.KNOWN]
    assert len({one.profile.id for one in both if one.profile}) == 2


@pytest.mark.parametrize("own", [{}, {"id": ""}, {"id": SANDBOX_PROFILE}])
def test_one_without_an_id_of_its_own_gets_one(own: dict[str, str]) -> None:
    (one,) = arrivals(file_of({"name": "A", "project_id": "1", "chatbots": [{"id": "b", "name": "B"}]} | own))
    assert one.arrival is Arrival.NEW
    assert one.profile is not None
    assert len(one.profile.id) == 36


@pytest.mark.parametrize(
    ("item", "name", "code"),
    [
        (7, "#1", "profile_unreadable"),
        ({"name": 5}, "#1", "profile_unreadable"),
        ({"name": "A", "project_id": 5, "chatbots": []}, "A", "profile_unreadable"),
        ({"name": "A", "project_id": "5", "chatbots": []}, "A", "chatbot_missing"),
        (
            {"name": "A", "project_id": "5", "address": "http://a.example", "chatbots": [{"id": "b", "name": "B"}]},
            "A",
            "address_insecure",
        ),
    ],
)
def test_a_wrong_one_is_told_and_the_others_come(item: object, name: str, code: str) -> None:
    wrong, right = arrivals(file_of(item, json.loads(file_members(HELP))))
    assert (wrong.name, wrong.arrival, wrong.profile) == (name, Arrival.WRONG, None)
    assert wrong.problem is not None
    assert wrong.problem.code == code
    assert right.profile == HELP


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "profiles_foreign"),
        (b"\xff\xfe", "profiles_foreign"),
        (b"[" * 100_000, "profiles_foreign"),
        (b"[]", "profiles_foreign"),
        (b'{"profiles": []}', "profiles_foreign"),
        (json.dumps({"format": FORMAT_NAME, "version": 1, "profiles": {}}).encode(), "profiles_foreign"),
        (json.dumps({"format": FORMAT_NAME, "version": 2, "profiles": 5}).encode(), "profiles_newer"),
        (b" " * (LARGEST + 1), "profiles_too_large"),
    ],
)
def test_another_file_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(StoreError) as refused:
        read_profiles(content, "p.json", ())
    assert refused.value.problem.code == code


def test_a_copy_has_an_id_and_a_name_of_its_own() -> None:
    copy = copy_of(replace(SHOP, managed=True), ("Shop", "Shop (2)"))
    assert copy.id != SHOP.id
    assert replace(copy, id=SHOP.id) == replace(SHOP, name="Shop (3)")


def test_the_form_names_every_member() -> None:
    assert [name for name in PortableProfile.__struct_fields__ if name not in FORMAT] == []
