"""Rates between currencies, dated and with a source: entered by people; without one two currencies are never added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.ledger import policy
from library_exchange.ledger.models import MILLION, MONEY, ExchangeRate, Unit
from library_exchange.ledger.queries import Sums
from library_exchange.ledger.rules import exchanged, is_far
from library_exchange.ledger.schemas import RateInput

MOST_SHOWN = 50


@dataclass(frozen=True)
class Total:
    """A balance in several currencies as one sum in the minor unit of one, and the rate that made it."""

    minor: int
    unit: Unit
    rate: ExchangeRate


def enter(session: Session, actor: Actor, given: RateInput, today: date) -> ExchangeRate:
    """Note a rate for the library of `actor`, or for all; what was told for the same day before is put right.

    Raises Forbidden for all but administrators, InvalidInput for a day that has not come.
    """
    library_id = policy.whose_rates(actor, given.is_for_all)
    if given.rated_on > today:
        raise InvalidInput({"rated_on": _l("A rate is that of a day that has come. Enter today or an earlier day.")})
    base, quote = given.units
    same = (_whose(library_id), col(ExchangeRate.base) == base, col(ExchangeRate.quote) == quote)
    row = session.scalar(sa.select(ExchangeRate).where(*same, col(ExchangeRate.rated_on) == given.rated_on))
    told: dict[str, Any] = {"millionths": given.millionths, "source": given.source}
    row = row or ExchangeRate(library_id=library_id, base=base, quote=quote, rated_on=given.rated_on, **told)
    row.millionths, row.source = given.millionths, given.source
    session.add(row)
    session.flush()
    facts = given.model_dump(mode="json", exclude={"is_for_all"})
    audit.record(session, actor, "enter_rate", "exchange_rate", row.id, **facts)
    return row


def doubted(session: Session, actor: Actor, given: RateInput) -> ExchangeRate | None:
    """Return the rate that counted for the day of `given` until now, if it makes one look again at what is given.

    So it does if it stands for the same day and for the same libraries, since it is then lost, or is far away.
    """
    library_id = policy.whose_rates(actor, given.is_for_all)
    before = find_rate(session, library_id, given.units, given.rated_on)
    if before is None:
        return None
    is_lost = before.rated_on == given.rated_on and before.library_id == library_id
    told = Fraction(before.millionths, MILLION)
    as_told = told if before.base == given.units[0] else 1 / told
    return before if is_lost or is_far(as_told, Fraction(given.millionths, MILLION)) else None


def _whose(library_id: int | None) -> sa.ColumnElement[bool]:
    if library_id is None:
        return col(ExchangeRate.library_id).is_(None)
    return col(ExchangeRate.library_id) == library_id


def known_rates(session: Session, library_id: int | None) -> Sequence[ExchangeRate]:
    """Return the rates that a library may use, its own and those for all, the last first; one query."""
    wanted = sa.or_(_whose(library_id), _whose(None))
    order = (col(ExchangeRate.rated_on).desc(), col(ExchangeRate.id).desc())
    return session.scalars(sa.select(ExchangeRate).where(wanted).order_by(*order).limit(MOST_SHOWN)).all()


def find_rate(session: Session, library_id: int | None, units: tuple[Unit, Unit], day: date) -> ExchangeRate | None:
    """Return the last rate between two currencies up to `day`, told either way; of one day the library's own first."""
    is_between = (col(ExchangeRate.base).in_(units), col(ExchangeRate.quote).in_(units))
    order = (
        col(ExchangeRate.rated_on).desc(),
        col(ExchangeRate.library_id).is_(None),
        col(ExchangeRate.id).desc(),
    )
    wanted = (sa.or_(_whose(library_id), _whose(None)), col(ExchangeRate.rated_on) <= day)
    return session.scalars(sa.select(ExchangeRate).where(*is_between, *wanted).order_by(*order).limit(1)).first()


def total(session: Session, library_id: int, sums: Sums, currency: str, day: date) -> Total | None:
    """Return the money of `sums` in one currency by the last rate up to `day`; at most one query.

    None where there is no such rate, or where all the money is in one currency, so that there is nothing to add up.
    """
    owed = {unit: sums[unit] for unit in MONEY if sums.get(unit)}
    if len(owed) < len(MONEY):
        return None
    into = Unit(currency) if currency in MONEY else MONEY[0]
    other = next(unit for unit in MONEY if unit != into)
    rate = find_rate(session, library_id, (into, other), day)
    if rate is None:
        return None
    told = Fraction(rate.millionths, MILLION)
    return Total(owed[into] + exchanged(owed[other], told if rate.quote == into else 1 / told), into, rate)
