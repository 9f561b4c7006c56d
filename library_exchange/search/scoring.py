"""What the words of a query weigh in the rank of what is found."""

from library_exchange.search import conditions
from library_exchange.search.analysis import foreign_names, han, syllables
from library_exchange.search.analysis.folding import Run
from library_exchange.search.analysis.terms import PRINTED, other_scripts

SCORE_WORD, SCORE_PRINTED, SCORE_PAIR, SCORE_OTHER_SCRIPT, SCORE_GUESS = 1.0, 0.5, 0.3, 0.6, 0.2


def add_words(scored: dict[str, float], run: Run) -> None:
    """Add the terms of a word of a query to `scored`, as it is written and as others may write it."""
    if run.script == "han":
        for pair in han.pairs(run.text):
            scored.setdefault(pair, SCORE_PAIR)
        for word in han.words(run.text):
            scored[word] = SCORE_WORD
        for term in (*foreign_names.asked_in_han(run.text), *syllables.read_as(run.text)):
            scored.setdefault(term, SCORE_GUESS)
        return
    for term in conditions.own_terms(run):
        scored[term] = SCORE_PRINTED if term.startswith(PRINTED) else SCORE_WORD
    for term in (*foreign_names.asked_in_letters(run), *foreign_names.beside_others(run)):
        scored.setdefault(term, SCORE_GUESS)
    for term in other_scripts(run):
        scored.setdefault(term, SCORE_OTHER_SCRIPT)
