"""What the clock does with programmes and lists every night."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.programmes.services import curating, planning


def close_and_end(session: Session, now: datetime) -> None:
    """Close the lists whose last day is over by the date in UTC, then end the programmes whose last day is."""
    curating.close_what_is_due(session, now.date(), now)
    planning.end_what_is_over(session, now.date(), now)
