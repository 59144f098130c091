"""A profile of environment variables: complete, or a sentence that names the variable."""

import pytest

from desktop.core.chatbot import DEFAULT_ADDRESS, ENVIRONMENT_PROFILE, Chatbot, Profile, Secret
from desktop.core.environment import KEY_VARIABLE, FromEnvironment, read_environment, spare_key, take_key
from desktop.core.errors import ProfileError

WHOLE = {"ROBOFY_API_KEY": " Bearer key-1 ", "ROBOFY_PROJECT_ID": "42", "ROBOFY_CHATBOT_ID": "bot-1"}


def test_four_variables_are_a_profile_with_its_key() -> None:
    found = read_environment(WHOLE | {"ROBOFY_ADDRESS": "agents.example"}, "Here")
    profile = Profile(ENVIRONMENT_PROFILE, "Here", "https://agents.example", "42", (Chatbot("bot-1", "bot-1"),))
    assert found == FromEnvironment(profile, Secret("key-1"))


def test_the_address_and_the_key_may_be_left_out() -> None:
    found = read_environment({"ROBOFY_PROJECT_ID": "42", "ROBOFY_CHATBOT_ID": "bot-1", "ROBOFY_API_KEY": ""}, "Here")
    assert found.profile is not None
    assert (found.profile.address, found.secret) == (DEFAULT_ADDRESS, None)


@pytest.mark.parametrize("environment", [{}, {"ROBOFY_API_KEY": "k"}, {"ROBOFY_ADDRESS": "https://a.example"}])
def test_without_project_and_chatbot_there_is_none(environment: dict[str, str]) -> None:
    assert read_environment(environment, "Here") == FromEnvironment()


def test_what_is_missing_is_named() -> None:
    problem = read_environment({"ROBOFY_CHATBOT_ID": "b"}, "Here").problem
    assert problem is not None
    assert problem.sentence == "The profile from the environment is not complete: ROBOFY_PROJECT_ID is not set."


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"ROBOFY_ADDRESS": "http://a.example"}, "ROBOFY_ADDRESS"),
        ({"ROBOFY_PROJECT_ID": "x"}, "ROBOFY_PROJECT_ID"),
        ({"ROBOFY_CHATBOT_ID": "b b"}, "ROBOFY_CHATBOT_ID"),
        ({"ROBOFY_API_KEY": "two words"}, "ROBOFY_API_KEY"),
    ],
)
def test_what_is_wrong_is_named_and_not_repeated(change: dict[str, str], name: str) -> None:
    found = read_environment(WHOLE | change, "Here")
    assert found.profile is None
    assert found.problem is not None
    assert name in found.problem.sentence
    assert change[name] not in found.problem.sentence.replace("(http)", "")


NAMED = Profile("p1", "Shop", "https://Agents.example/v1", "7", (Chatbot("bot-7", "Helper"),))
KEY = {"ROBOFY_API_KEY": " Bearer key-1 "}
ELSEWHERE = "environment_key_elsewhere"
WRONG = "environment_wrong"


@pytest.mark.parametrize(
    "more", [{}, {"ROBOFY_ADDRESS": "agents.example:443"}, WHOLE | {"ROBOFY_ADDRESS": "https://agents.example"}]
)
def test_the_key_may_be_for_a_profile_that_is_named(more: dict[str, str]) -> None:
    assert spare_key(KEY | more, NAMED) == Secret("key-1")


@pytest.mark.parametrize("environment", [{}, {"ROBOFY_API_KEY": " "}, {"ROBOFY_ADDRESS": "https://other.example"}])
def test_without_a_key_there_is_none_for_anybody(environment: dict[str, str]) -> None:
    assert spare_key(environment, NAMED) is None


@pytest.mark.parametrize(
    ("more", "code", "named"),
    [
        ({"ROBOFY_ADDRESS": "https://other.example"}, ELSEWHERE, "https://other.example:443"),
        ({"ROBOFY_ADDRESS": "https://agents.example:8443"}, ELSEWHERE, "https://agents.example:8443"),
        ({"ROBOFY_PROJECT_ID": "42"}, ELSEWHERE, DEFAULT_ADDRESS),
        ({"ROBOFY_CHATBOT_ID": "bot-1"}, ELSEWHERE, DEFAULT_ADDRESS),
        ({"ROBOFY_ADDRESS": "https://me:pass@agents.example"}, WRONG, "ROBOFY_ADDRESS"),
        ({"ROBOFY_API_KEY": "two words"}, WRONG, "ROBOFY_API_KEY"),
    ],
)
def test_a_key_for_another_server_is_for_nobody_else(more: dict[str, str], code: str, named: str) -> None:
    with pytest.raises(ProfileError) as caught:
        spare_key(KEY | more, NAMED)
    assert caught.value.problem.code == code
    assert named in str(caught.value)
    assert "key-1" not in str(caught.value)
    assert "pass@" not in str(caught.value)
    if code == ELSEWHERE:  # without the variables that say so, the key would go where it is not for
        assert str(caught.value).endswith("(profiles key NAME --key-stdin), or use --key-stdin.")
        assert "Unset" not in str(caught.value)


def test_the_key_does_not_reach_what_is_started_from_here() -> None:
    environment = dict(WHOLE)
    take_key(environment)
    take_key(environment)
    assert KEY_VARIABLE not in environment
