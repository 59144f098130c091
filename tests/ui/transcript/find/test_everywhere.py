"""Words are found in what is never shown whole, in sources and files, and however quotes were written."""

import pytest

from desktop.core.message import File, Source, Text
from tests.ui.transcript.conftest import MakeView, answered
from tests.ui.transcript.find.test_finding import (
    FAR,
    call,
    colours,
    go_on,
    is_in_sight,
    look_for,
    said,
    selected,
    state,
)

LINES = "\n".join(f"row {number}" for number in range(2_000)) + "\nthe needle"
WORDS = "word " * 5_000 + "the needle"


@pytest.mark.parametrize("word", ["ascii", "wörd"])
def test_what_a_tree_never_shows_is_counted_and_the_end_of_what_it_shows_gone_to(
    make_view: MakeView, word: str
) -> None:
    tools = call(id="1", output={"kind": word, "rows": f"{LINES} {word}"}), call(id="2", output=f"{WORDS} {word}")
    view, _model = make_view(said("z", FAR), answered("a", *tools), said("b", FAR))
    look_for(view, "needle")
    for number in (1, 2):
        assert state(view) == (number, 2)
        assert view.finding.is_at_match
        assert selected(view) == "…"
        assert is_in_sight(view)
        go_on(view)
    assert "output:all" in "".join(target.key for _index, target in view.rows.layout(1).targets())


def test_long_strings_show_each_match_at_its_place(make_view: MakeView) -> None:
    rows = "\n".join(f"🙂 row   {number}" for number in range(450))
    view, _model = make_view(answered("a", call(output={"rows": rows, "first": "row " + "x" * 400})))
    look_for(view, "row 4")
    assert view.finding.count == 61
    for _ in range(61):
        assert selected(view).split() == ["row", "4"]
        go_on(view)
    look_for(view, "row x")
    assert (selected(view), state(view)) == ("row x", (1, 1))


def test_sources_and_files_are_found_where_they_are_shown(make_view: MakeView) -> None:
    sources = [
        Source(f"s{number}", url=f"https://example.com/{number}", title=f"Page {number}") for number in range(20)
    ]
    policy = Source("p", url="https://example.com/p", title="Refund policy")
    invoice = File(url="https://example.com/files/Invoice.pdf", media_type="application/pdf")
    reply = answered("a", *sources, policy, invoice, Text("t", "See the policy in the invoice.", done=True))
    view, _model = make_view(said("z", FAR), reply, said("b", FAR))
    look_for(view, "policy")
    assert state(view)[1] == 2
    for number in (1, 2):
        assert state(view)[0] == number
        assert view.finding.is_at_match
        assert is_in_sight(view)
        go_on(view)
    assert "sources:all" in view.rows.opened["a"]
    look_for(view, "invoice")
    assert state(view)[1] == 2
    assert is_in_sight(view)
    look_for(view, "21")  # the number of a source is no word of it
    assert view.finding.count == FAR.count("21") * 2
    look_for(view, "page 1")
    assert view.finding.count == 11


def test_a_found_source_is_ringed(make_view: MakeView) -> None:
    view, _model = make_view(answered("a", Source("p", url="https://example.com/p", title="Refund policy")))
    ring = view.look.color("found-here").rgb()
    assert ring not in colours(view.viewport().grab().toImage())
    look_for(view, "refund")
    assert state(view) == (1, 1)
    assert ring in colours(view.viewport().grab().toImage())


def test_an_apostrophe_is_found_however_it_was_written(make_view: MakeView) -> None:
    view, _model = make_view(said("a", "I don’t know, **don't** ask"))
    look_for(view, "don't")
    assert (selected(view), state(view)) == ("don’t", (1, 2))
    look_for(view, "don’t")
    assert state(view) == (1, 2)
