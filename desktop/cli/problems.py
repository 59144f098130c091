"""A problem on standard error, and as a member of a JSON object: what happened, and what is known of the request."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.cli import output
from desktop.cli.sentences import sentence
from desktop.core.errors import Problem


def tell(problem: Problem) -> None:
    """The sentence, what the server said, and a line that a report needs where a server was asked."""
    output.complain(sentence(problem))
    if problem.detail:
        output.complain(f"The server said: {problem.detail}")
    if known := particulars(problem):
        output.note(known)


def particulars(problem: Problem) -> str:
    """`503 · DOWN · 2026-11-22T13:00:01+00:00 · req-77`; empty when nobody was asked."""
    if not (problem.status or problem.asked_at or problem.request_id):
        return ""
    asked = datetime.fromtimestamp(problem.asked_at, UTC).astimezone() if problem.asked_at else None
    return " · ".join(
        filter(
            None,
            (
                str(problem.status or ""),
                problem.server_code or problem.code,
                asked.isoformat(timespec="seconds") if asked else "",
                problem.request_id,
            ),
        )
    )


def as_members(problem: Problem, words: str) -> dict[str, object]:
    """`words` is its sentence. `asked_at` is in seconds since 1970, 0 when nobody was asked."""
    return {
        "code": problem.code,
        "sentence": words,
        "detail": problem.detail,
        "status": problem.status,
        "server_code": problem.server_code,
        "asked_at": problem.asked_at,
        "request_id": problem.request_id,
    }
