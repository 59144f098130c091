import pytest
from failure import SetupFailure
from publisher import CONTACT, SITE, maintainer, site, unnamed


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (CONTACT, SITE):
        monkeypatch.delenv(name, raising=False)


def test_without_a_publisher_the_addresses_lead_nowhere_and_that_is_told() -> None:
    assert maintainer().endswith(".invalid>")
    assert site().endswith(".invalid")
    assert unnamed() == [CONTACT, SITE]


def test_a_publisher_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CONTACT, "packages@desktop.example")
    monkeypatch.setenv(SITE, "https://desktop.example/app/")
    assert maintainer() == "Robofy Desktop contributors <packages@desktop.example>"
    assert site() == "https://desktop.example/app"
    assert unnamed() == []


@pytest.mark.parametrize("wrong", ["http://desktop.example", "desktop.example", "https://a b", 'https://"><script>'])
def test_what_is_no_site_fails_the_build(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(SITE, wrong)
    with pytest.raises(SetupFailure, match=SITE):
        site()


@pytest.mark.parametrize("wrong", ["nobody", "a b@desktop.example", "a@b\nX: y", "<a@b>"])
def test_what_is_no_address_fails_the_build(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(CONTACT, wrong)
    with pytest.raises(SetupFailure, match=CONTACT):
        maintainer()
