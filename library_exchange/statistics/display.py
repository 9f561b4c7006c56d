"""What pages show of figures: tables with bars, and the corridor diagram."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from library_exchange.core.i18n import country_name, current
from library_exchange.directory.models import Library
from library_exchange.statistics import labels
from library_exchange.statistics.rules import corridor
from library_exchange.statistics.rules.figures import Flow, Grouping, Place, links, percent, table

Known = Mapping[int, tuple[Place, Library]]
MOST_LINKS = 200


def tables(known: Known, flows: Sequence[Flow]) -> list[dict[str, Any]]:
    """Return a table of balances for each way of putting libraries together."""
    places = [place for place, _library in known.values()]
    cities = _cities(known)
    shown = []
    for grouping, heading in labels.GROUPINGS.items():
        rows = table(places, flows, grouping)
        most = max((max(row.given, row.received) for row in rows), default=0)
        shown.append(
            {
                "id": grouping.value,
                "heading": heading,
                "rows": [
                    {
                        "row": row,
                        "name": _group(grouping, row.group, cities),
                        "bars": (percent(row.given, most) or 0, percent(row.received, most) or 0),
                    }
                    for row in rows
                ],
            }
        )
    return shown


def _group(grouping: Grouping, group: str, cities: Mapping[str, str]) -> Any:
    if grouping is Grouping.COUNTRY:
        return country_name(group)
    if grouping is Grouping.KIND:
        return labels.KIND_NAMES[group]
    return labels.LOCATIONS[group] if grouping is Grouping.LOCATION else cities[group]


def _cities(known: Known) -> dict[str, str]:
    """Return the names of settlements in the page's language by the name under which they are told apart.

    A settlement is called what most of its libraries call it; of as many, what the one says that joined first.
    """
    called: dict[str, Counter[str]] = defaultdict(Counter)
    for place, library in known.values():
        called[place.settlement][library.city_in(current().code)] += 1
    return {settlement: names.most_common(1)[0][0] for settlement, names in called.items()}


# The corridor ---------------------------------------------------------------------------------------------------------


@cache
def _settlements() -> Mapping[str, tuple[float, float]]:
    """Return longitude and latitude by a settlement's English name."""
    text = (files(__package__) / "settlements.csv").read_text(encoding="utf-8")
    return {row["name_en"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(text.splitlines())}


@cache
def _land() -> Any:
    return json.loads((files(__package__) / "corridor.json").read_text(encoding="utf-8"))


def diagram(known: Known, flows: Sequence[Flow]) -> dict[str, Any]:
    """Return the corridor diagram in the page's language; what has no coordinates stands in the table alone."""
    cities, where, language = _cities(known), _settlements(), current().code
    found = links(flows)
    sides = {place.settlement: place.country for place, _library in known.values()}
    moved: dict[str, int] = {}
    for link in found:
        for end in (link.first, link.second):
            moved[end] = moved.get(end, 0) + link.copies
    order = sorted((name for name in cities if name in where), key=lambda name: (-moved.get(name, 0), name))
    points = corridor.apart({name: corridor.placed(*where[name]) for name in order})
    spots = corridor.labelled(points, cities)
    most = max((link.copies for link in found), default=0)
    return {
        "width": int(corridor.WIDTH),
        "height": int(corridor.HEIGHT),
        "rivers": [
            {"path": corridor.path(each["course"]), "name": each[language], "at": corridor.placed(*each["at"])}
            for each in _land()["rivers"]
        ],
        "crossings": [{"at": corridor.placed(*each["at"]), "name": each[language]} for each in _land()["crossings"]],
        "lines": [
            (points[link.first], points[link.second], corridor.thickness(link.copies, most))
            for link in reversed(found[:MOST_LINKS])
            if link.first in points and link.second in points
        ],
        "settlements": [
            {
                "name": cities[name],
                "at": points[name],
                "label": spots.get(name),
                "country": sides[name],
                "is_outside": corridor.is_outside(*where[name]),
            }
            for name in order
        ],
        "links": [(cities[link.first], cities[link.second], link.copies) for link in found],
    }
