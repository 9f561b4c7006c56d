"""A market under names that tell nothing: those of its libraries, offers and wants for this one clearing alone."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from library_exchange.rounds.rules.clearing.market import Market, canonical

PURPOSE = "names of one clearing"


@dataclass(frozen=True)
class Pseudonyms:
    """What each library, offer and want is called in one clearing, by its public name."""

    libraries: Mapping[str, str]
    offers: Mapping[str, str]
    wants: Mapping[str, str]


def pseudonyms_of(market: Market) -> Pseudonyms:
    """Return names for one market, drawn from all of it.

    So the same lists are called the same on any machine, and nobody can choose names that draw better lots; but who
    does not know the sealed lists of everybody else cannot tell which library, offer or want a name stands for. Of
    each kind there is one row of numbers: a name does not even tell whose an offer is.
    """
    key = hashlib.sha256(f"{PURPOSE}|{canonical(market)}".encode()).digest()
    return Pseudonyms(
        libraries=_numbered("l", key, (one.id for one in market.institutions)),
        offers=_numbered("o", key, (one.id for one in market.offers)),
        wants=_numbered("w", key, (one.id for one in market.wants)),
    )


def _numbered(letter: str, key: bytes, names: Iterable[str]) -> dict[str, str]:
    drawn = sorted(names, key=lambda name: hashlib.sha256(key + f"{letter}|{name}".encode()).digest())
    digits = len(str(len(drawn)))
    return {name: f"{letter}{number:0{digits}}" for number, name in enumerate(drawn, 1)}


def renamed(market: Market, names: Pseudonyms) -> Market:
    """Return the same market under other names; a work goes by the first of its offers, as before."""
    libraries, offers, wants = names.libraries, names.offers, names.wants
    here, first = frozenset(libraries), dict[str, str]()
    for one in market.offers:
        first[one.work] = min(offers[one.id], first.get(one.work, offers[one.id]))
    return replace(
        market,
        institutions=tuple(
            replace(one, id=libraries[one.id], excludes=frozenset(libraries[each] for each in one.excludes & here))
            for one in market.institutions
        ),
        offers=tuple(
            replace(one, id=offers[one.id], owner=libraries[one.owner], work=first[one.work]) for one in market.offers
        ),
        wants=tuple(replace(one, id=wants[one.id], owner=libraries[one.owner]) for one in market.wants),
        pairs=tuple(replace(one, offer=offers[one.offer], want=wants[one.want]) for one in market.pairs),
        barred=tuple(replace(one, offer=offers[one.offer], want=wants[one.want]) for one in market.barred),
        kept=frozenset((offers[offer], wants[want]) for offer, want in market.kept),
    )
