"""A profile of environment variables: complete, or a sentence that names the variable."""

import pytest

from desktop.core.chatbot import DEFAULT_ADDRESS, ENVIRONMENT_PROFILE, Chatbot, Profile, Secret
from desktop.core.environment import KEY_VARIABLE, FromEnvironment, read_environment, take_key

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


def test_the_key_does_not_reach_what_is_started_from_here() -> None:
    environment = dict(WHOLE)
    take_key(environment)
    take_key(environment)
    assert KEY_VARIABLE not in environment
