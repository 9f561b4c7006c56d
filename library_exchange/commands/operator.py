"""Who acts when a command is given, on which application, with which settings."""

from flask import Flask, current_app

from library_exchange.core.actor import Actor
from library_exchange.core.settings import Settings

OPERATOR = Actor(kind="person", door="cli", is_platform_admin=True)


def application() -> Flask:
    """Return the application on which the command works."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def settings() -> Settings:
    """Return the application's settings."""
    found: Settings = current_app.extensions["settings"]
    return found
