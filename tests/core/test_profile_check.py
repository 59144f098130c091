"""What may be kept as a profile: cleaned of what comes along when pasting, refused with the field to mend."""

import pytest
from msgspec.structs import replace

from desktop.core.chatbot import DEFAULT_ADDRESS, Chatbot, Profile, clean_secret
from desktop.core.errors import ProfileError
from desktop.core.profile_check import clean_handshake_path, clean_name, clean_profile, clean_project_id

SANE = Profile("p", "Shop", DEFAULT_ADDRESS, "42", (Chatbot("b1", "Ann"),))


def test_a_sane_profile_stays_as_it_is() -> None:
    assert clean_profile(SANE) == SANE


def test_what_was_pasted_with_the_values_goes() -> None:
    untidy = Profile(
        "p",
        "  My \n shop ",
        " agents.example/ ",
        ' "42" ',
        (Chatbot("'b1'\n", " "),),
        colour="mauve",
        label=" staging\t2 ",
        handshake_path=' "/v1/hello" ',
    )
    assert clean_profile(untidy) == Profile(
        "p",
        "My shop",
        "https://agents.example",
        "42",
        (Chatbot("b1", "b1"),),
        label="staging 2",
        handshake_path="/v1/hello",
    )


def test_a_profile_without_a_name_is_called_like_its_chatbot() -> None:
    assert clean_profile(replace(SANE, name=" ")).name == "Ann"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"address": "https://a b"}, "address_invalid", "address"),
        ({"address": "https://me:pass@a.example"}, "address_userinfo", "address"),
        ({"address": "http://a.example"}, "address_insecure", "address"),
        ({"project_id": "4 2"}, "id_invalid", "project_id"),
        ({"project_id": "4\n2"}, "id_invalid", "project_id"),
        ({"project_id": "shop"}, "project_not_number", "project_id"),
        ({"project_id": "٤٢"}, "project_not_number", "project_id"),
        ({"project_id": "1" * 201}, "id_too_long", "project_id"),
        ({"chatbots": ()}, "chatbot_missing", "chatbot_id"),
        ({"chatbots": (Chatbot("b\n1", "Ann"),)}, "id_invalid", "chatbot_id"),
        ({"chatbots": (Chatbot("x" * 100_000, "Ann"),)}, "id_too_long", "chatbot_id"),
        ({"handshake_path": "//evil.example/x"}, "handshake_path_invalid", "handshake_path"),
    ],
)
def test_the_first_wrong_field_is_named(change: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(ProfileError) as refused:
        clean_profile(replace(SANE, **change))
    assert (refused.value.problem.code, refused.value.field) == (code, field)


@pytest.mark.parametrize("typed", ["", "  ", '""'])
def test_no_handshake_path_is_none(typed: str) -> None:
    assert clean_handshake_path(typed) == ""


@pytest.mark.parametrize(
    "typed",
    ["v1/a", "https://a.example/v1", "/a b", "/a\nb", "/a?key=1", "/a#b", "\\\\a", "/a\\b", "/" + "x" * 500, "/é"],
)
def test_a_handshake_path_never_leads_elsewhere(typed: str) -> None:
    with pytest.raises(ProfileError):
        clean_handshake_path(typed)


def test_a_project_id_is_text_and_keeps_its_zeros() -> None:
    assert clean_project_id("0042") == "0042"


def test_a_name_is_one_line_and_no_longer_than_it_may_be() -> None:
    assert clean_name("a" * 101) == "a" * 99 + "…"
    assert clean_name("\ud83d half") == "\ufffd half"


def test_a_secret_of_100_kilobytes_is_refused_for_its_length() -> None:
    with pytest.raises(ProfileError) as refused:
        clean_secret("k" * 100_000)
    assert refused.value.problem.code == "secret_too_long"
    assert "kkk" not in str(refused.value)


@pytest.mark.parametrize(
    ("colour", "label", "worn"),
    [("", "", ""), ("", "Production", "red"), ("", "live", "red"), ("green", "production", "green"), ("", "test", "")],
)
def test_production_wears_a_colour_even_when_none_was_chosen(colour: str, label: str, worn: str) -> None:
    assert replace(SANE, colour=colour, label=label).worn_colour == worn
