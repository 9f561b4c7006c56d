"""Half past eleven at night and half past midnight where a library stands."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = {"Asia/Shanghai": "CN", "Asia/Vladivostok": "RU", "Asia/Yakutsk": "RU", "Europe/Moscow": "RU"}
"""Of Harbin, Vladivostok, Yakutsk and Moscow: where it is already, or still, another day than in UTC."""


def before_midnight(day: date, zone: str) -> datetime:
    """Half past eleven at the end of a day in a zone."""
    return datetime.combine(day, time(23, 30), ZoneInfo(zone))


def after_midnight(day: date, zone: str) -> datetime:
    """Half past midnight, an hour later, when the day is over there."""
    return before_midnight(day, zone) + timedelta(hours=1)
