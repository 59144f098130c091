"""What is called how where several profiles stand together."""

from desktop.core.chatbot import Profile
from desktop.core.profile_names import ProfileMark, profile_marks, told_apart

STAGING = Profile("p1", "Shop test", label="staging", colour="amber")
PRODUCTION = Profile("p2", "Shop", label="Production")
PLAIN = Profile("p3", "Support")


def test_the_label_stands_for_a_profile_and_without_one_its_name() -> None:
    assert profile_marks((STAGING, PRODUCTION, PLAIN)) == {
        "p1": ProfileMark("staging", "amber", is_label=True),
        "p2": ProfileMark("Production", "red", is_label=True),
        "p3": ProfileMark("Support"),
    }


def test_profiles_of_one_label_are_called_by_both_their_words() -> None:
    other = Profile("p4", "Shop two", label="production")
    namesake = Profile("p5", "production")
    words = {key: mark.words for key, mark in profile_marks((PRODUCTION, other, namesake, PLAIN)).items()}
    assert words == {"p2": "Shop · Production", "p4": "Shop two · production", "p5": "production", "p3": "Support"}


def test_only_chatbots_of_one_name_are_told_apart() -> None:
    names = {("p1", "a"): "Concierge", ("p2", "a"): "concierge", ("p3", "b"): "Writer", ("gone", "a"): "Concierge"}
    assert told_apart(names, profile_marks((STAGING, PRODUCTION, PLAIN))) == {
        ("p1", "a"): "Concierge · staging",
        ("p2", "a"): "concierge · Production",
        ("p3", "b"): "Writer",
        ("gone", "a"): "Concierge",
    }
