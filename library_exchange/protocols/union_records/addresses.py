"""Where the pages of records lie: as written records tell it, and as the digest of what was written has it."""

from library_exchange.core.settings import Settings


def pages(settings: Settings) -> str:
    """Return how the permanent addresses of the pages of records begin; the number of the record follows."""
    return f"{settings.base_url.rstrip('/')}/r/"
