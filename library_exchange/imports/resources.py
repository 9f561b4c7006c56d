"""What the application gives imports: the folder of uploads."""

from pathlib import Path

from flask import current_app

from library_exchange.core.settings import Settings


def uploads() -> Path:
    """Return the private folder of files that were sent."""
    settings: Settings = current_app.extensions["settings"]
    return settings.folder("uploads")
