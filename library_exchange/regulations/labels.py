"""What the dated rules of post and customs say, and the units in which they are set."""

from typing import Any

from library_exchange.core.i18n import _l, _pl, country_name, format_number
from library_exchange.core.money import NAMES, currency_name, with_hundredths
from library_exchange.core.regions import REGIONS
from library_exchange.shipping.models import Threshold
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.clearances import rule_code
from library_exchange.shipping.rules.codes import Direction, Purpose
from library_exchange.shipping.rules.customs_rules import point_value, sdr_rate

Text = Any

RULES: dict[str, Text] = {
    "old_book_years": _l("A book older than this many years stops and asks"),
    "cn22_limit": _l("Value from which form CN23 takes the place of CN22"),
    "point_value_cny": _l("Value for customs of one point, in yuan"),
    "point_value_rub": _l("Value for customs of one point, in roubles"),
    "sdr_rate_cny": _l("Value of one SDR in yuan"),
    "sdr_rate_rub": _l("Value of one SDR in roubles"),
    "advance_list_days": _l("Days before the crossing on which customs wants the list"),
    "permit_lead_days": _l("Days that a permit usually takes"),
    "claim_days": _l("Days in which a claim may be opened"),
    "overdue_days": _l("Days after the expected arrival from which a consignment is overdue"),
    "claim_silence_days": _l("Working days of the consignor after which silence decides a claim"),
    "parcel_cap_g": _l("Heaviest parcel of the route"),
    "m_bag_tag_width_mm": _l("Width of the tag of an M-bag"),
    "m_bag_tag_height_mm": _l("Height of the tag of an M-bag"),
    "clearance_import_cn_permanent": _l("Permission for exchange and gifts into China"),
    "clearance_import_cn_temporary": _l("Permission for loans into China"),
    "clearance_import_ru_permanent": _l("List for customs, exchange and gifts into Russia"),
    "clearance_import_ru_temporary": _l("List for customs, loans into Russia"),
    "clearance_export_cn_permanent": _l("Permission for exchange and gifts out of China"),
    "clearance_export_cn_temporary": _l("Permission for loans out of China"),
    "clearance_export_ru_permanent": _l("Permission for exchange and gifts out of Russia"),
    "clearance_export_ru_temporary": _l("Permission for loans out of Russia"),
}
"""What each dated rule says."""


def rules() -> dict[str, Text]:
    """Return what each dated rule says, and those that any country of the bridge may have."""
    found: dict[str, Text] = {}
    for each in REGIONS.values():
        found |= _rules_of_currency(each.currency) | _rules_of_country(each.country)
    return RULES | {code: text for code, text in found.items() if code not in RULES}


def _rules_of_currency(currency: str) -> dict[str, Text]:
    name = NAMES.get(currency, currency)
    return {
        point_value(currency): _l("Value for customs of one point: %(currency)s", currency=name),
        sdr_rate(currency): _l("Value of one SDR: %(currency)s", currency=name),
    }


def _rules_of_country(country: str) -> dict[str, Text]:
    name = country_name(country)
    said = {
        "import_permanent": _l("Permission for exchange and gifts into the country: %(country)s", country=name),
        "import_temporary": _l("Permission for loans into the country: %(country)s", country=name),
        "export_permanent": _l("Permission for exchange and gifts out of the country: %(country)s", country=name),
        "export_temporary": _l("Permission for loans out of the country: %(country)s", country=name),
    }
    return {
        rule_code(direction, country, purpose): said[f"{direction}_{purpose}"]
        for direction in Direction
        for purpose in Purpose
    }


UNITS: dict[str, Text] = {
    "years": _l("years"),
    "SDR": _l("SDR"),
    "days": _pl("unit", "days"),
    "working days": _pl("unit", "working days"),
    "g": _l("g"),
    "mm": _l("mm"),
    "yes or no": _l("1 yes, 0 no"),
}


def figure(row: Threshold) -> tuple[str, Text]:
    """Return a rule's number and its unit as the table shows them: sums of money in whole units."""
    currency = customs_rules.currency_of(row.code)
    if currency is None:
        return format_number(row.value), UNITS[row.unit]
    return with_hundredths(row.value), currency_name(currency)


RULE_GOES = _l("The row is deleted, and the one before it holds again. Papers that were made keep what they say.")
