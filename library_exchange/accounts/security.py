"""Sign-in: Flask-Security on our users, with sign-ins that can be ended."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give `app` its sign-in."""
