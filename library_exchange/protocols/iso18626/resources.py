"""What the room needs of the application: the secret with which keys of partners' systems are sealed."""

from flask import current_app

from library_exchange.core.settings import Settings


def secret() -> str:
    """Return the secret of the application in whose context we are."""
    settings: Settings = current_app.extensions["settings"]
    return settings.secret("secret_key")
