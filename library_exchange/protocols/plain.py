"""Answers of doors that are no document of their protocol: that there is no door, that it is asked too often."""

from flask import Blueprint, Response
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException

from library_exchange.core.errors import NotFound

WAIT_S = 30
"""So long, in seconds, who asks too often is told to wait."""


def plain(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """Return a sentence in English for whoever runs the other system; never a page."""
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)


def refuse_plainly(bp: Blueprint, too_often: int) -> None:
    """Have the door say in a sentence that it is shut, asked for what it lacks, or `too_often`: with that status."""

    @bp.errorhandler(RateLimitExceeded)
    def asked_too_often(_error: RateLimitExceeded) -> Response:
        return plain(too_often, "Too many requests. Go on after the time told.", {"Retry-After": str(WAIT_S)})

    @bp.errorhandler(HTTPException)
    def unfit(error: HTTPException) -> Response:
        return plain(error.code or 400, error.name)

    @bp.errorhandler(NotFound)
    def shut(_error: NotFound) -> Response:
        return plain(404, "There is no such door here.")
