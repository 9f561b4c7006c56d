"""Words that may be slips, for neither a dictionary nor some book has them as they are written."""

from collections.abc import Iterable, Iterator

from library_exchange.search import conditions
from library_exchange.search.analysis import syllables
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.analysis.keyboards import switched
from library_exchange.search.analysis.spelling import SHORTEST, is_right
from library_exchange.search.conditions import own_terms
from library_exchange.search.port import ANYWHERE, AnalysedQuery, SearchEngine
from library_exchange.search.slight_words import is_slight
from library_exchange.search.word_counts import with_linked


def unknown_words(engine: SearchEngine, found: Iterable[Run]) -> set[Run]:
    """Return the words that neither a dictionary nor some book has as they are written."""
    unlisted = [run for run in found if not (is_slight(run) or is_right(run))]
    terms = {run: with_linked(own_terms(run)) for run in unlisted if run.script != "han"}
    known = engine.known(term for some in terms.values() for term in some) if terms else {}
    return {run for run in unlisted if not (known.keys() & terms[run] if run in terms else is_together(engine, run))}


def is_together(engine: SearchEngine, run: Run) -> bool:
    """Whether some book has the characters of a run side by side."""
    pairs = conditions.spelled(ANYWHERE, [run])
    return engine.search(AnalysedQuery(required=(conditions.widened(pairs),), per_page=1)).total > 0


def other_keyboard(engine: SearchEngine, text: str) -> Iterator[str]:
    """Yield the text as it would be had the keyboard been switched: ghbdtn is привет. It must be words throughout.

    Chinese in Russian letters is words, too, if there is enough of it.
    """
    for other in switched(text):
        found = list(runs(prepared(other)))
        chinese = {run for run in found if run.script == "cyrillic" and syllables.is_readable(run)}
        is_enough = any(len(run.text) >= SHORTEST for run in found) or sum(len(run.text) for run in chinese) > SHORTEST
        if is_enough and not unknown_words(engine, (run for run in found if run not in chinese)):
            yield other
