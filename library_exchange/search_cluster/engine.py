"""The engine itself: reading from one state of the index, writing for all machines, a rebuild that nobody notices."""

import threading
import time
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from library_exchange.search.errors import IndexAway, IndexDamaged
from library_exchange.search.kept_answers import KeptAnswers
from library_exchange.search.part_weights import weights
from library_exchange.search.port import (
    ANYWHERE,
    LOCK_WAIT_S,
    MOST_EXPANSIONS,
    REFRESH_S,
    TERMS_VERSION,
    AnalysedQuery,
    AnalysedRecord,
    Hits,
    Prefix,
    SearchEngine,
)
from library_exchange.search_cluster import conditions, mapping
from library_exchange.search_cluster.cluster import AWAY_S, TIDYING_S, Cluster, lines
from library_exchange.search_cluster.question import IDS_ALONE, Counted, Question
from library_exchange.search_cluster.writer_lock import Writer, writing

AT_ONCE = 500
"""Records that are sent in one call."""
VERSIONS_AT_ONCE = 10_000
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class State:
    """The index behind our name and its last commit."""

    index: str
    commit: str


class OpenSearchEngine:
    """A `SearchEngine` in a cluster that all machines share; usable from many threads.

    Where the cluster does not answer, every method raises `IndexAway`: nothing is lost, and what waits is done later.
    """

    def __init__(
        self, url: str, refresh_s: float = REFRESH_S, lock_wait_s: float = LOCK_WAIT_S, away_s: float = AWAY_S
    ) -> None:
        self._cluster = Cluster(url, away_s)
        self._alias = f"{self._cluster.name}-t{TERMS_VERSION}"
        self._refresh_s = refresh_s
        self._lock_wait_s = lock_wait_s
        self._lock = threading.Lock()
        self._state: State | None = None
        self._looked_at = float("-inf")
        self._answers: KeptAnswers[Hits] = KeptAnswers()
        self._counts: KeptAnswers[Counted] = KeptAnswers()

    @property
    def generation(self) -> str:
        """A tag that changes with every commit that this process can see."""
        state = self._present()
        return f"{state.index}.{state.commit}"

    @property
    def count(self) -> int:
        """How many records are in the index."""
        return self._read(lambda state: _number(self._cluster.ask("GET", f"/{state.index}/_count")))

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""
        return self._read(lambda state: self._answers.of(state, query, lambda: self._found(state, query)))

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those of `terms` that some record has anywhere, each with the number of records.

        Records that were replaced or taken out count until the index is tidied.
        """
        wanted = list(dict.fromkeys(terms))
        asked = {
            "doc": {ANYWHERE: mapping.BETWEEN.join(wanted)},
            "fields": [ANYWHERE],
            "term_statistics": True,
            **dict.fromkeys(("field_statistics", "positions", "offsets", "payloads"), False),
        }
        told = self._read(lambda state: self._cluster.ask("POST", f"/{state.index}/_termvectors", asked))
        counted = told.get("term_vectors", {}).get(ANYWHERE, {}).get("terms", {})
        return {term: counted[term]["doc_freq"] for term in wanted if counted.get(term, {}).get("doc_freq")}

    def versions(self) -> dict[int, int]:
        """Return id and version of every record."""
        return self._read(lambda state: dict(self._walked(state, conditions.EVERYTHING)))

    def having(self, facet: str, value: str) -> set[int]:
        """Return the ids of all records with a value of a facet."""
        asked = conditions.with_value(facet, [value])
        return self._read(lambda state: {record_id for record_id, _ in self._walked(state, asked)})

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` of a facet that some record has, each with the number of records."""
        wanted = list(dict.fromkeys(values))
        asked = [conditions.with_value(facet, [value]) for value in wanted]
        numbers = self._read(lambda state: self._numbers(state, asked))
        return {value: number for value, number in zip(wanted, numbers, strict=True) if number}

    def put(self, records: Iterable[AnalysedRecord]) -> None:
        """Add or replace records by id; of two with one id the later counts. What is cut off midway is put again."""
        by_id = {record.id: record for record in records}
        if by_id:
            with writing(self._cluster, self._lock_wait_s) as writer:
                index = self._looked_up().index
                self._send(writer, index, (_put(record) for record in by_id.values()))
                self._commit(index)

    def remove(self, ids: Iterable[int]) -> None:
        """Take records out; unknown ids are no error."""
        gone = set(ids)
        if gone:
            with writing(self._cluster, self._lock_wait_s) as writer:
                index = self._looked_up().index
                self._send(writer, index, (lines({"delete": {"_id": str(record_id)}}) for record_id in gone))
                self._commit(index)

    def rebuild(self, records: Iterable[AnalysedRecord], progress: Callable[[int], None] | None = None) -> int:
        """Write `records` into a new index, check it, have our name mean it; return their number.

        Searches are answered from the old index until then, and writers wait: what they bring afterwards is newer.
        Raises `IndexDamaged`, with the old index still in force, if the new one does not hold what was put in.
        """
        with writing(self._cluster, self._lock_wait_s) as writer:
            index = f"{self._alias}-{time.time_ns():x}"
            self._cluster.ask("PUT", f"/{index}", mapping.index(uuid.uuid4().hex))
            try:
                written = self._send(writer, index, map(_put, records), progress)
                # What was sent is kept twice until it is all written into the index.
                self._cluster.ask("POST", f"/{index}/_flush?force=true", answer_s=TIDYING_S)
                self._cluster.ask("POST", f"/{index}/_refresh", answer_s=TIDYING_S)
                self._check(index, written)
                writer.go_on(surely=True)
            except BaseException:
                with suppress(IndexAway):
                    self._cluster.ask("DELETE", f"/{index}", but=(404,))
                raise
            self._switch(index)
        return written

    def optimise(self) -> None:
        """Have the cluster forget what was replaced, and remove indices of the past."""
        with writing(self._cluster, self._lock_wait_s) as writer:
            index = self._looked_up().index
            tidied = f"/{index}/_forcemerge?only_expunge_deletes=true"
            self._cluster.ask("POST", tidied, answer_s=TIDYING_S)
            writer.go_on(surely=True)
            self._cluster.ask("POST", f"/{index}/_refresh", answer_s=TIDYING_S)
            self._sweep()

    def close(self) -> None:
        """Let go of connections and memory; the next question opens them again."""
        self._look_again()
        self._answers.forget()
        self._counts.forget()
        self._cluster.close()

    def forget_answers(self) -> None:
        """Forget all answers, for who measures what finding costs; the facets of lists without words are kept."""
        self._answers.forget()

    # Reading ----------------------------------------------------------------------------------------------------------

    def _read(self, asking: Callable[[State], Answer]) -> Answer:
        """Ask the present index; an index that a rebuild has replaced meanwhile is looked up once more."""
        state = self._present()
        try:
            return asking(state)
        except IndexAway:
            self._look_again()  # so that whoever asks for the generation next is told, too
            raise
        except IndexDamaged:
            newest = self._looked_up()
            if newest.index == state.index:
                raise
            return asking(newest)

    def _present(self) -> State:
        with self._lock:
            if self._state is not None and time.monotonic() - self._looked_at < self._refresh_s:
                return self._state
        return self._looked_up()

    def _looked_up(self) -> State:
        looked_at = time.monotonic()
        try:
            told = self._cluster.ask("GET", f"/{self._alias}/_mapping")
        except IndexDamaged:
            self._look_again()
            raise
        index, described = next(iter(told.items()))
        noted = described["mappings"].get("_meta", {})
        if len(told) != 1 or noted.get(mapping.TERMS) != TERMS_VERSION or mapping.COMMIT not in noted:
            raise IndexDamaged("another-index", cause=str(list(told)))
        with self._lock:
            self._state, self._looked_at = State(index, noted[mapping.COMMIT]), looked_at
            return self._state

    def _look_again(self) -> None:
        with self._lock:
            self._state, self._looked_at = None, float("-inf")

    def _found(self, state: State, query: AnalysedQuery) -> Hits:
        expanded, is_broad = self._expanded(state, query)
        question = Question(query, expanded)
        kept = self._kept_counts(state, query) if question.is_wordless else None
        answer = self._asked(state, question.body(is_counted=kept is None))
        total, facets, is_sure = kept or question.counts(answer["aggregations"])
        is_loosened = False
        if not total and query.loose and (loosened := self._weighed(state, question, query)) is not None:
            is_loosened = True
            answer = self._asked(state, question.body(is_counted=True, weights=loosened))
            total, facets, is_sure = question.counts(answer["aggregations"])
        elif question.is_wordless and kept is None:
            self._counts.of(state, _narrowing(query), lambda: (total, facets, is_sure))
        return Hits(total, tuple(_ids(answer)), facets, is_loosened, is_broad or query.is_trimmed, is_sure)

    def _kept_counts(self, state: State, query: AnalysedQuery) -> Counted | None:
        """Return total and facets of a list without words, which are the same for all its pages and orders."""
        return self._counts.known(state, _narrowing(query))

    def _weighed(self, state: State, question: Question, query: AnalysedQuery) -> list[int] | None:
        """Return what the parts of a query weigh, None if something has all of it or nothing has any part."""
        asked = [question.text, question.loosened, conditions.EVERYTHING, *question.loose]
        whole, some, total, *each = self._numbers(state, asked)
        return weights(query, each, total) if some and not whole else None

    def _asked(self, state: State, body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._cluster.ask("POST", f"/{state.index}/_search?{_ANSWERED}", body)
        return answer

    def _numbers(self, state: State, asked: Sequence[conditions.Asked]) -> list[int]:
        """Return how many records satisfy each of several things."""
        if not asked:
            return []
        said = ({"size": 0, "track_total_hits": True, "query": each} for each in asked)
        told = self._cluster.ask_lines(f"/{state.index}/_msearch", (line for one in said for line in lines({}, one)))
        if any("error" in each for each in told["responses"]):
            raise IndexAway("search-server-away", cause=str(told["responses"])[:500])
        return [each["hits"]["total"]["value"] for each in told["responses"]]

    def _expanded(self, state: State, query: AnalysedQuery) -> tuple[dict[Prefix, list[str]], bool]:
        """Return the terms that words with a star stand for, and whether one stands for more than are looked up."""
        every = (query.required, query.wider, query.apt, query.sure, query.loose, query.excluded)
        found = {prefix: self._starting(state, prefix) for part in every for prefix in conditions.prefixes(part)}
        kept = {prefix: terms[:MOST_EXPANSIONS] for prefix, terms in found.items()}
        return kept, any(len(terms) > MOST_EXPANSIONS for terms in found.values())

    def _starting(self, state: State, prefix: Prefix) -> list[str]:
        """Return the first terms that begin so, one more than are looked up: the server tells how it reads a star."""
        rewrite = f"top_terms_boost_{MOST_EXPANSIONS + 1}"
        asked = {"query": {"prefix": {prefix.field: {"value": prefix.start, "rewrite": rewrite}}}}
        path = f"/{state.index}/_validate/query?rewrite=true&explain=true"
        told: str = self._cluster.ask("POST", path, asked)["explanations"][0].get("explanation", "")
        before, after = f"ConstantScore({prefix.field}:", ")"
        if not told.startswith(before):
            return []
        return told.removeprefix(before).removesuffix(after).split(f"{after} {before}")

    def _walked(self, state: State, asked: conditions.Asked) -> Iterator[tuple[int, int]]:
        """Yield id and version of each record that satisfies something, in the order of their numbers."""
        body: dict[str, Any] = {
            "query": asked,
            "sort": [mapping.RECORD_ID, mapping.VERSION],
            "size": VERSIONS_AT_ONCE,
            **IDS_ALONE,
        }
        while hits := self._asked(state, body).get("hits", {}).get("hits", []):
            yield from ((record_id, version) for record_id, version in (hit["sort"] for hit in hits))
            body["search_after"] = hits[-1]["sort"]

    # Writing ----------------------------------------------------------------------------------------------------------

    def _send(
        self,
        writer: Writer,
        index: str,
        acts: Iterable[list[bytes]],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Send what is to be done by pieces; nobody sees it before the commit. Return how much that was."""
        sent, rest = 0, iter(acts)
        while piece := list(islice(rest, AT_ONCE)):
            writer.go_on()
            told = self._cluster.ask_lines(f"/{index}/_bulk", (line for act in piece for line in act))
            if told["errors"]:
                refused = [each for item in told["items"] for each in item.values() if "error" in each]
                raise IndexDamaged("refused-record", cause=str(refused[:1])[:500])
            sent += len(piece)
            if progress is not None:
                progress(sent)
        if progress is not None and not sent:
            progress(0)
        return sent

    def _commit(self, index: str) -> None:
        """Have what was sent be seen, and then say so: what was read before counts as older."""
        self._cluster.ask("POST", f"/{index}/_refresh", answer_s=TIDYING_S)
        self._cluster.ask("PUT", f"/{index}/_mapping", mapping.noted(uuid.uuid4().hex))
        self._look_again()

    def _check(self, index: str, written: int) -> None:
        held = _number(self._cluster.ask("GET", f"/{index}/_count"))
        if held != written:
            raise IndexDamaged("rebuild-incomplete", written=written, held=held)

    def _switch(self, index: str) -> None:
        old = self._cluster.ask("GET", f"/_alias/{self._alias}", but=(404,)) or {}
        acts = [{"remove": {"index": each, "alias": self._alias}} for each in old]
        acts.append({"add": {"index": index, "alias": self._alias}})
        self._cluster.ask("POST", "/_aliases", {"actions": acts})
        for each in old:
            self._cluster.ask("DELETE", f"/{each}", but=(404,))
        self._look_again()

    def _sweep(self) -> None:
        """Remove indices that no name means, and those of older terms."""
        for index, described in self._cluster.ask("GET", f"/{self._cluster.name}-t*/_alias").items():
            version = index.removeprefix(f"{self._cluster.name}-t").partition("-")[0]
            if version.isdecimal() and (int(version) < TERMS_VERSION or not described["aliases"]):
                self._cluster.ask("DELETE", f"/{index}", but=(404,))


def is_shared(engine: SearchEngine) -> bool:
    """Whether all machines have one index, so that one of them puts in what changes."""
    return isinstance(engine, OpenSearchEngine)


_ANSWERED = "filter_path=hits.hits.sort,aggregations,timed_out"


def _put(record: AnalysedRecord) -> list[bytes]:
    return lines({"index": {"_id": str(record.id)}}, mapping.document(record))


def _number(told: dict[str, Any]) -> int:
    number: int = told["count"]
    return number


def _ids(answer: dict[str, Any]) -> list[int]:
    return [hit["sort"][-1] for hit in answer.get("hits", {}).get("hits", [])]


def _narrowing(query: AnalysedQuery) -> Hashable:
    return tuple(sorted(query.filters.items())), query.years
