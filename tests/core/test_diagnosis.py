"""The report of a look at a connection."""

from desktop.core.certificate import Certificate
from desktop.core.chatbot import Profile
from desktop.core.diagnosis import SENTENCES, TITLES, Step, StepKind, report, shown_place
from desktop.core.errors import Problem

MADE = Certificate("", "Example CA", 0.0, 86400.0, ("shop.example", "www.shop.example"))


def test_each_step_has_a_title_and_a_sentence() -> None:
    assert set(TITLES) == set(SENTENCES) == set(StepKind)


def test_a_report_names_each_step_its_time_and_where_it_ends() -> None:
    steps = (
        Step(StepKind.NAME, 0.0123, {"host": "shop.example", "addresses": "10.0.0.1"}),
        Step(StepKind.TLS, 1.5, {"version": "TLSv1.3", "cipher": "AES"}, certificate=MADE, checked=False),
        Step(StepKind.HTTP, 0.1, problem=Problem("server_failed", status=503, detail="Down for the night")),
    )
    text = report(steps, "https://shop.example:443", "http://proxy:3128", "1.2.3", 0.0)
    assert text.splitlines() == [
        "Robofy Desktop 1.2.3: connection to https://shop.example:443",
        "1970-01-01T00:00:00+00:00, through the proxy http://proxy:3128",
        "",
        "ok         12 ms  Name        shop.example has the address 10.0.0.1.",
        (
            "ok       1500 ms  Encryption  TLSv1.3 with AES. The certificate is for shop.example, www.shop.example, "
            "issued by Example CA, valid until 1970-01-02. It was NOT checked: the profile says so."
        ),
        (
            "FAIL      100 ms  Server      The server has a problem of its own. Try again in a moment. "
            "The server said: “Down for the night”"
        ),
    ]
    assert "without a proxy" in report(steps[:1], "https://shop.example:443", "", "1", 0.0)


def test_an_address_that_may_hold_a_password_is_not_quoted() -> None:
    assert shown_place(Profile("p", "P", "https://shop.example/x")) == "https://shop.example:443"
    assert "hunter2" not in shown_place(Profile("p", "P", "https://jo:hunter2@shop.example"))
