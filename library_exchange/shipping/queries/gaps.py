"""What keeps the papers of a consignment from being made."""

from dataclasses import dataclass

from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.queries.consignments import Contents
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.customs_rules import Missing


@dataclass(frozen=True)
class Gap:
    """A title, and what it lacks for the papers."""

    line: ConsignmentLine
    missing: tuple[Missing, ...]


def gaps(contents: Contents) -> list[Gap]:
    """Return the titles that go and lack something that a paper prints."""
    languages = contents.languages.titles
    found = [Gap(line, customs_rules.missing_for_papers(line, languages)) for line in contents.going]
    return [gap for gap in found if gap.missing]
