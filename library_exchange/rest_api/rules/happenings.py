"""What the list of events tells, and which scope lets a key read it."""

from dataclasses import dataclass

from library_exchange.api_keys.rules import Scope


@dataclass(frozen=True)
class Told:
    """A kind of thing in the audit: as what events name it, whose address leads to it, and the scope that reads it.

    Of some only certain `actions` are told.
    """

    name: str
    collection: str | None
    scope: Scope
    actions: tuple[str, ...] | None = None


SUBJECTS = {
    "item": Told("item", "items", Scope.HOLDINGS_READ),
    "source_record": Told("holding", "holdings", Scope.HOLDINGS_READ),
    "import": Told("import", "imports", Scope.HOLDINGS_READ, ("done", "stopped", "answered", "undone")),
    "loan": Told("loan", "loans", Scope.LOANS_READ),
    "offer": Told("offer", None, Scope.OFFERS_READ),
    "want": Told("want", None, Scope.OFFERS_READ),
    "consignment": Told("consignment", "consignments", Scope.CONSIGNMENTS_READ),
}
"""By the subject of the audit; of what is not here nothing is told."""


def readable(scopes: frozenset[str]) -> tuple[str, ...]:
    """Return the subjects that a key with these scopes reads of."""
    return tuple(subject for subject, told in SUBJECTS.items() if told.scope in scopes)


def type_of(subject: str, action: str) -> str:
    """Return what an event is called: `loan.ship`."""
    return f"{SUBJECTS[subject].name}.{action.rpartition('.')[2]}"
