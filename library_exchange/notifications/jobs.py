"""Work of this room that is done after the commit."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the work what it needs of `app`."""
