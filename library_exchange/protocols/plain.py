"""Answers of doors that are no document of their protocol: that there is no door, that it lacks what is asked for."""

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from library_exchange.core.errors import NotFound


def plain(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """Return a sentence in English for whoever runs the other system; never a page."""
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)


def refuse_plainly(bp: Blueprint) -> None:
    """Have the door say in a sentence that it is not there, or is asked for what it lacks."""

    @bp.errorhandler(HTTPException)
    def unfit(error: HTTPException) -> Response:
        return plain(error.code or 400, error.name)

    @bp.errorhandler(NotFound)
    def shut(_error: NotFound) -> Response:
        return plain(404, "There is no such door here.")
