"""What higher rooms tell of a library's records."""

from collections.abc import Callable

from sqlmodel import Session

from library_exchange.core.hooks import Hook

Origin = Callable[[Session, int], str | None]
"""Says in a sentence where a record of a library comes from, by its number; None where that is not known."""
ORIGINS: Hook[Origin] = Hook()


def origins_of(session: Session, source_id: int) -> list[str]:
    """Return where a record of a library comes from, in sentences; nothing for most."""
    told = (tell(session, source_id) for tell in ORIGINS.fillings().values())
    return [sentence for sentence in told if sentence]
