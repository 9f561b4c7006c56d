"""Which words beside a surname are first names, patronymics and initials: a book may lack them or have others."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files

from library_exchange.search.analysis import romanised, russian
from library_exchange.search.analysis.folding import Run

PATRONYMICS = {
    "cyrillic": ("ович", "евич", "овна", "евна", "ична", "инична", "овича", "евича", "овичу", "евичу", "овичем"),
    "latin": ("vich", "vna", "vič", "vitch", "ichna"),
}
SHORTEST_PATRONYMIC = 6


def is_listed(run: Run) -> bool:
    """Whether a word in letters is a first name that is on the list, in any case and romanisation."""
    if run.script == "cyrillic":
        return any(romanised.sound(lemma) in sounds() for lemma in (russian.key(run.text), run.text))
    return run.script == "latin" and not sounds().isdisjoint(romanised.sounds(run.text))


def is_patronymic(run: Run) -> bool:
    """Whether a word ends as patronymics do; some surnames do so, too: what stands beside it must tell."""
    return len(run.text) >= SHORTEST_PATRONYMIC and run.text.endswith(PATRONYMICS.get(run.script, ()))


def beside(words: Sequence[Run], is_given: Callable[[Run], bool]) -> set[int]:
    """Return the places of what is no surname in a name of several words, by `is_given` and by where it stands.

    What stands before a patronymic is a first name. Where every word may be one, the last is the surname: there are
    surnames like patronymics.
    """
    patronymics = {at for at, run in enumerate(words) if at and is_patronymic(run)}
    given = {at for at, run in enumerate(words) if is_given(run)} | {at - 1 for at in patronymics} | patronymics
    return given - {max(given)} if len(given) == len(words) else given


@cache
def sounds() -> frozenset[str]:
    """Return the skeletons of the first names on the list."""
    lines = files(__package__).joinpath("given_names.txt").read_text(encoding="utf-8").splitlines()
    names = (name for line in lines if not line.startswith("#") for name in line.casefold().split())
    return frozenset(romanised.sound(name) for name in names)
