"""What an import would do, and did: how the conversations of a file compare with those that are here."""

from __future__ import annotations

from msgspec import Struct


class Comparison(Struct, frozen=True):
    """Counts. Of the conversations that are here already, some are `unchanged`; some are `grown`: the file has
    `new_messages`, or tags, that are not here; some are `different`: their title or chatbot, or `different_messages`,
    are not as they are here; and some are `restored`: they are in the trash here, and not in the file. One may be all
    three.
    """

    new: int = 0
    unchanged: int = 0
    grown: int = 0
    new_messages: int = 0
    different: int = 0
    different_messages: int = 0
    restored: int = 0

    @property
    def adds_something(self) -> bool:
        return bool(self.new or self.grown or self.restored)
