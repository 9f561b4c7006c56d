"""Records that a library sends again: to which union record each belongs now, and what is left where it was."""

from collections.abc import Mapping, Sequence

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services import matching
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.catalogue.services.sources import Said
from library_exchange.marc.description import Description
from library_exchange.record_matching.facts import BookFacts, facts_of


def tell(draft: Draft, sources: Sequence[Said]) -> Draft:
    """Have a draft say what its sources say, the first of which names it; return it."""
    draft.first = sources[0].description
    for each in sources:
        draft.add(each.description, each.library_id)
    return draft


class Moves:
    """Places the changed sources of one piece.

    `known` are the records that books may belong to, without those that change here; `said` is what all sources of
    these say, and `changed` what the changed ones, by id, say from now on.
    """

    def __init__(
        self, known: matching.Known, said: Mapping[int, Sequence[Said]], changed: Mapping[int, Description]
    ) -> None:
        self._known = known
        self._gaining: dict[int, Draft] = {}
        self._staying: dict[int, list[Said]] = {
            record_id: [
                Said(each.source_id, each.library_id, changed.get(each.source_id, each.description)) for each in sources
            ]
            for record_id, sources in said.items()
        }
        self._drafts = {record_id: Draft(id=record_id) for record_id in said}
        self._moved_to: dict[int, Draft] = {}
        self.left: list[Draft] = []
        self.emptied: dict[int, Draft] = {}

    def place(self, source: SourceRecord, facts: BookFacts) -> tuple[Draft, bool]:
        """Return the draft to which a changed source belongs, and whether that says already what the source does.

        With others it stays where it still is the same book; alone it goes where its book is, if that is elsewhere.
        """
        record_id = source.record_id
        if record_id not in self._drafts:
            # What it said cannot be read any more, so that the record can only gain.
            return self._gaining.setdefault(record_id, Draft(id=record_id)), False
        others = [each for each in self._staying[record_id] if each.source_id != source.id]
        if others and _is_one_of(facts, others):
            return self._drafts[record_id], True
        found = self._known.find(facts)
        if found is None and not others:
            self._known.remember(facts, self._drafts[record_id])
            return self._drafts[record_id], True
        draft = self._draft(found) if found is not None else Draft()
        if draft is self._drafts[record_id]:
            return draft, True
        self._known.remember(facts, draft)
        self._staying[record_id] = others
        self._moved_to[record_id] = draft
        return draft, False

    def settle(self) -> None:
        """Write the records anew from what stays with them; one with which nothing stays goes where its book went."""
        for record_id, sources in self._staying.items():
            if not sources:
                self.emptied[record_id] = self._moved_to[record_id]
                continue
            draft = tell(self._drafts[record_id], sources)
            for each in sources:
                self._known.remember(facts_of(each.description), draft)
            self.left.append(draft)

    def known(self, facts: BookFacts) -> Draft | None:
        """Return the draft of the record to which a book belongs, None if there is none."""
        found = self._known.find(facts)
        return None if found is None else self._draft(found)

    def find(self, facts: BookFacts) -> tuple[Draft, bool]:
        """Return the draft of the record to which a book belongs that came for the first time; whether it is new."""
        found = self.known(facts)
        if found is not None:
            return found, False
        draft = Draft()
        self._known.remember(facts, draft)
        return draft, True

    def _draft(self, found: int | Draft) -> Draft:
        return found if isinstance(found, Draft) else self._gaining.setdefault(found, Draft(id=found))


def _is_one_of(facts: BookFacts, others: Sequence[Said]) -> bool:
    """Whether one of these sources is of the same book by rule."""
    known = matching.Known()
    for each in others:
        known.remember(facts_of(each.description), each.source_id)
    return known.find(facts) is not None
