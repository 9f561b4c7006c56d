"""What the application gives this room: for whom passkeys are made, and who must have a second factor."""

from flask import current_app

from library_exchange.core.settings import Settings
from library_exchange.second_factors.rules import RelyingParty, relying_party_of


def relying_party() -> RelyingParty | None:
    """Return for whom passkeys are made here; None where browsers make none (see `rules.relying_party_of`)."""
    return relying_party_of(_settings().base_url)


def is_asked_for() -> bool:
    """Whether administrators must have a second factor here."""
    return _settings().second_factor == "administrators"


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
