"""A session whole, with the right key, and an end to pages that have none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from desktop.chat.inbox import MAX_MESSAGES, MAX_PAGES, Inbox
from desktop.chat.profile_book import ProfileBook
from desktop.core.chatbot import Chatbot, Credential, Profile, Secret
from desktop.core.errors import Problem, ProfileError, ServerError
from desktop.core.inbox import (
    InboxAccess,
    InboxMessage,
    InboxSession,
    Lead,
    LeadPage,
    MessagePage,
    SessionPage,
    moment,
)
from tests.fakes.clock import on_clock
from tests.fakes.ports import FakeThread, FakeVault

SHOP = Profile("shop", "Shop", "https://a.example", "31", (Chatbot("b", "Helper"),))
KEY = Secret("rb_live_0123456789abcdef")
LEAD = Lead((("name", "Anna"),))


class Source:
    """Pages by what asks for them; `asked` has what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, MessagePage] = {"": MessagePage(())}
        self.lead_pages: dict[str, LeadPage] = {"": LeadPage(())}
        self.leads_problem: Problem | None = None
        self.asked: list[str] = []
        self.accesses: list[InboxAccess] = []

    async def sessions(self, access: InboxAccess, more: str = "") -> SessionPage:
        self.accesses.append(access)
        return SessionPage((InboxSession(f"s{more}"),))

    async def messages(self, access: InboxAccess, session_id: str, more: str = "") -> MessagePage:
        self.accesses.append(access)
        self.asked.append(f"{session_id}/{more}")
        return self.pages.get(more) or MessagePage((InboxMessage(text=more),), f"{more}+")

    async def leads(self, access: InboxAccess, session_id: str, more: str = "") -> LeadPage:
        self.accesses.append(access)
        if more not in self.lead_pages and self.leads_problem is not None:
            raise ServerError(self.leads_problem)
        return self.lead_pages.get(more) or LeadPage((LEAD,), f"{more}+")


class Desk:
    def __init__(self, profile: Profile = SHOP, secret: Secret | None = KEY) -> None:
        vault = FakeVault("Test keyring")
        if secret is not None:
            vault.keep("shop", "https://a.example:443", secret)
        self.book = ProfileBook(FakeThread(), lambda _profiles: None, FakeThread(), vault)
        self.book.load((profile,))
        self.source = Source()
        self.prepared: list[str] = []
        self.inbox = Inbox(self.source, self.book, self._prepare)

    async def _prepare(self, profile_id: str) -> None:
        self.prepared.append(profile_id)


def said(text: str, at: int = 0) -> InboxMessage:
    return InboxMessage(text, text=text, when=moment(at))


@on_clock
async def test_sessions_are_read_with_the_key_of_the_profile() -> None:
    desk = Desk()
    page = await desk.inbox.sessions("shop", "b", "2")
    assert page.sessions == (InboxSession("s2"),)
    assert desk.source.accesses == [InboxAccess(SHOP, "b", KEY)]
    assert desk.prepared == ["shop"]


@on_clock
async def test_all_pages_of_a_session_are_read_and_put_in_order() -> None:
    desk = Desk()
    desk.source.pages = {"": MessagePage((said("new", 2_000),), "2", 1), "2": MessagePage((said("old", 1_000),), "", 2)}
    desk.source.lead_pages = {"": LeadPage((LEAD,), "2"), "2": LeadPage((LEAD,))}
    found = await desk.inbox.transcript("shop", "b", "s")
    assert [message.text for message in found.messages] == ["old", "new"]
    assert (found.is_cut, found.unusable, found.leads, found.leads_problem) == (False, 3, (LEAD, LEAD), None)
    assert desk.source.asked == ["s/", "s/2"]


@on_clock
async def test_pages_that_go_round_end() -> None:
    desk = Desk()
    desk.source.pages = {"": MessagePage((said("a"),), "2"), "2": MessagePage((said("b"),), "2")}
    found = await desk.inbox.transcript("shop", "b", "s")
    assert [message.text for message in found.messages] == ["a", "b"]
    assert not found.is_cut


@on_clock
async def test_pages_without_end_are_left() -> None:
    desk = Desk()
    desk.source.pages, desk.source.lead_pages = {}, {}
    found = await desk.inbox.transcript("shop", "b", "s")
    assert (len(found.messages), found.is_cut, len(found.leads)) == (MAX_PAGES, True, 5)


@on_clock
async def test_more_messages_than_this_program_takes_are_cut() -> None:
    desk = Desk()
    desk.source.pages = {"": MessagePage((said("x"),) * (MAX_MESSAGES + 1), "2")}
    found = await desk.inbox.transcript("shop", "b", "s")
    assert (len(found.messages), found.is_cut) == (MAX_MESSAGES, True)
    assert desk.source.asked == ["s/"]


@on_clock
async def test_a_session_is_read_without_the_leads_that_may_not_be() -> None:
    desk = Desk()
    desk.source.pages = {"": MessagePage((said("a"),))}
    desk.source.lead_pages, desk.source.leads_problem = {}, Problem("leads_forbidden", status=403)
    found = await desk.inbox.transcript("shop", "b", "s")
    assert [message.text for message in found.messages] == ["a"]
    assert (found.leads, found.leads_problem) == ((), Problem("leads_forbidden", status=403))


@on_clock
@pytest.mark.parametrize(
    ("desk", "profile_id", "chatbot_id", "code"),
    [
        (lambda: Desk(replace(SHOP, credential=Credential.CLIENT_TOKEN)), "shop", "b", "inbox_client_token"),
        (lambda: Desk(secret=None), "shop", "b", "read_secret_missing"),
        (Desk, "gone", "b", "profile_gone"),
        (Desk, "shop", "gone", "chatbot_gone"),
    ],
)
async def test_an_inbox_that_cannot_be_opened_is_not_asked_for(
    desk: Callable[[], Desk], profile_id: str, chatbot_id: str, code: str
) -> None:
    made = desk()
    with pytest.raises(ProfileError) as caught:
        await made.inbox.sessions(profile_id, chatbot_id)
    assert caught.value.problem.code == code
    assert made.source.accesses == []
