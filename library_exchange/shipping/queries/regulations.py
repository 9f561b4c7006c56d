"""The dated rules as papers and checks ask for them: what holds on a day, which services of carriers are on offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.shipping.models import CarrierService, CustomsCode, Threshold
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.rules.customs_rules import UnknownRule, ValueLimit


@dataclass(frozen=True)
class Rules:
    """The numbers and codes that hold on one day."""

    numbers: Mapping[str, int]
    hs_codes: Mapping[str, str]

    def number(self, code: str) -> int:
        """Return the number of the rule `code`; raises UnknownRule."""
        if code not in self.numbers:
            raise UnknownRule(code)
        return self.numbers[code]

    def is_set(self, code: str) -> bool:
        """Whether the rule `code` says yes; a rule that nobody made says no."""
        return bool(self.numbers.get(code))

    def value_limit(self, currency: str) -> ValueLimit:
        """Return up to which value in `currency` the small customs form will do: none while nobody set its rate."""
        return ValueLimit(self.number(customs_rules.CN22_LIMIT), self.numbers.get(customs_rules.sdr_rate(currency), 0))


def rules_on(session: Session, day: date) -> Rules:
    """Return the rules in force on `day`; two queries."""
    numbers = _newest(session, Threshold, day)
    codes = _newest(session, CustomsCode, day)
    return Rules({row.code: row.value for row in numbers}, {row.code: row.hs_code for row in codes})


def _newest(session: Session, table: Any, day: date) -> list[Any]:
    rows: list[Any] = list(session.scalars(sa.select(table).where(table.valid_from <= day)))
    return [customs_rules.in_force(rows, code, day) for code in sorted({row.code for row in rows})]


def services_for(session: Session, mode: Mode, country: str, end: str | None = None) -> list[CarrierService]:
    """Return the services on offer for a consignment of `mode` from `country` to another one, `end`.

    Within a country its inland post is offered; where none is known, what goes abroad.
    """
    fitting = (
        col(CarrierService.is_offered),
        col(CarrierService.mode) == mode,
        sa.or_(col(CarrierService.country).is_(None), col(CarrierService.country) == country),
    )
    found = session.scalars(sa.select(CarrierService).where(*fitting).order_by(col(CarrierService.id))).all()
    inland = [each for each in found if each.is_inland] if end == country else []
    return inland or [each for each in found if not each.is_inland]
