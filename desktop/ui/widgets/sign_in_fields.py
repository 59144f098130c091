"""Who signs in to a proxy, looked at while it can still be mended: SOCKS has room for little."""

from __future__ import annotations

from desktop.core.proxy import unfit_to_sign_in
from desktop.ui.widgets.form import Field
from desktop.ui.words import sentence


def refuse_unfit(place: str, *fields: Field) -> bool:
    """Whether one of the fields holds more than the proxy of this origin can be told; the first such one says so."""
    for field in fields:
        if problem := unfit_to_sign_in(place, field.text):
            field.set_error(sentence(problem))
            field.setFocus()
            return True
    return False
