"""What the application gives exports: the folder of their files."""

from pathlib import Path

from flask import current_app

from library_exchange.core.settings import Settings


def folder() -> Path:
    """Return the private folder of files that were made."""
    settings: Settings = current_app.extensions["settings"]
    return settings.folder("exports")
