"""Records that a library sends again: to which union record each belongs now, and what is left where it was."""

from collections.abc import Mapping, Sequence

from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.services import matching
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.catalogue.services.sources import Said
from library_exchange.marc.description import Description
from library_exchange.record_matching.evidence import Sameness, weigh
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
        self.doubts: dict[tuple[Draft, int | Draft], int] = {}
        self.weighed: dict[Draft, None] = {}
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
        if others and self._is_one_of(source.id, facts, others):
            return self._drafts[record_id], True
        found = self._known.find(facts, source.id)
        if found.record is None and not others:
            self._known.remember(facts, self._drafts[record_id], source.id)
            self.weighed[self._drafts[record_id]] = None
            self._note(self._drafts[record_id], found.doubtful)
            return self._drafts[record_id], True
        draft = self._draft(found.record) if found.record is not None else Draft()
        self._note(draft, found.doubtful)
        if draft is self._drafts[record_id]:
            return draft, True
        self._known.remember(facts, draft, source.id)
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
                self._known.remember(facts_of(each.description), draft, each.source_id)
            self.left.append(draft)
        for source_id, record_id in self._known.judged.records.items():
            if record_id in self._drafts:
                self._known.locate(source_id, self.emptied.get(record_id, self._drafts[record_id]))

    def look_again(self, draft: Draft, facts: BookFacts, source_id: int) -> None:
        """Weigh a source of a record once more, when all have their places, to find what is doubtful about it."""
        self.weighed[draft] = None
        own = draft.id if draft.id is not None and draft.id in self._gaining else draft
        self._note(draft, self._known.doubtful(facts, source_id, own))

    def known(self, facts: BookFacts) -> Draft | None:
        """Return the draft of the record to which a book belongs, None if there is none."""
        return self.find(facts)[0]

    def find(self, facts: BookFacts) -> tuple[Draft | None, matching.Found]:
        """Return the draft of the record to which a book belongs, None if there is none, and what was found."""
        found = self._known.find(facts)
        return (None if found.record is None else self._draft(found.record)), found

    def join(self, facts: BookFacts, found: matching.Found) -> tuple[Draft, bool]:
        """Return the draft of the record of a book that came for the first time, as was found; whether it is new."""
        draft = Draft() if found.record is None else self._draft(found.record)
        if found.record is None:
            self._known.remember(facts, draft)
        self._note(draft, found.doubtful)
        return draft, found.record is None

    def _draft(self, found: int | Draft) -> Draft:
        return found if isinstance(found, Draft) else self._gaining.setdefault(found, Draft(id=found))

    def _note(self, draft: Draft, doubtful: Sequence[tuple[int | Draft, int]]) -> None:
        for other, score in doubtful:
            self.doubts[draft, other] = max(score, self.doubts.get((draft, other), score))

    def _is_one_of(self, source_id: int, facts: BookFacts, others: Sequence[Said]) -> bool:
        """Whether one of these sources is of the same book, by what somebody judged or else by rule."""
        judged, ids = self._known.judged, {each.source_id for each in others}
        if not ids.isdisjoint(judged.other(source_id)):
            return False
        if not ids.isdisjoint(judged.same(source_id)):
            return True
        return any(weigh(facts, facts_of(each.description)).verdict is Sameness.SAME for each in others)
