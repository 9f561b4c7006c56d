"""The fees of the demonstration: two pairs that charge each other, and a rate between their currencies."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from library_exchange.core.actor import Actor, Role
from library_exchange.demo.people import DOOR
from library_exchange.directory import fees
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import PartnerFees
from library_exchange.ledger import rates
from library_exchange.ledger.schemas import RateInput

AGREED: Mapping[tuple[str, str], Mapping[str, object]] = {
    ("dvgnb", "heihe"): {"loan_fee_minor": "300", "copy_fee_minor": "90"},
    ("heihe", "amur"): {"loan_fee_minor": "1", "copy_fee_minor": "0.5", "in_vouchers": True},
}
"""What the first asks the second for: one in roubles, the other in IFLA vouchers."""
ROUBLES_A_YUAN = "11.5"
SOURCE = "示例，并非真实牌价 · Пример, не настоящий курс"


def agree(session: Session, libraries: Mapping[str, int], today: date) -> None:
    """Let the pairs agree on fees before anything is lent, and enter an invented rate for all; ids by code."""
    for (code, partner), given in AGREED.items():
        actor = Actor("person", DOOR, libraries[code], roles=frozenset({Role.LIBRARY_ADMIN}))
        library, other = (session.get_one(Library, libraries[each]) for each in (code, partner))
        fees.agree(session, actor, library, other, PartnerFees.model_validate({"is_agreed": True, **given}))
    operator = Actor("person", DOOR, is_platform_admin=True)
    told = RateInput.model_validate(
        {"pair": "CNY RUB", "millionths": ROUBLES_A_YUAN, "rated_on": today, "source": SOURCE, "is_for_all": True}
    )
    rates.enter(session, operator, told, today)
