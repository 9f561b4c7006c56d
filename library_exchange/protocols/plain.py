"""Answers of doors that are no document of their protocol: that there is no door, that it is asked too often."""

from flask import Response


def plain(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    """Return a sentence in English for whoever runs the other system; never a page."""
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
