"""Which topics the words of a query name, in whatever language and case they are written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from library_exchange.search.analysis import han, latin, russian
from library_exchange.search.analysis.folding import Run, prepared, runs
from library_exchange.search.port import Stretch, Topic
from library_exchange.search.slight_words import is_slight
from library_exchange.subject_vocabulary.vocabulary import concepts

Named = dict[tuple[str, ...], tuple[Topic, ...]]


@dataclass(frozen=True)
class _Names:
    """Topics by the keys of their words, and by the Han characters of which they consist."""

    words: Named
    characters: dict[str, tuple[Topic, ...]]
    most_words: int
    most_characters: int


def stretches(found: Sequence[Run]) -> list[Stretch]:
    """Return the words of `found` in their order, cut into the longest names of topics and what stands between these.

    Where the whole names none, nothing is returned.
    """
    cut = _joined(_cut(found, len(found)))
    return cut if any(stretch.topics for stretch in cut) else []


def named_by(found: Sequence[Run]) -> Sequence[Topic]:
    """Return the topics of which all these words together are the name, as `stretches` does but without their parts."""
    if any(run.script == "han" for run in found):
        cut = stretches(found)
        return cut[0].topics if len(cut) == 1 else ()
    names = _names()
    if not found or len(found) > names.most_words or is_slight(found[0]) or is_slight(found[-1]):
        return ()
    return names.words.get(_key(found), ())


def _cut(found: Sequence[Run], most: int, but: Sequence[Topic] = ()) -> Iterator[Stretch]:
    """Yield words cut into names of at most `most` words, none of just the topics `but`, and what stands between."""
    names, place = _names(), 0
    while place < len(found):
        for end in range(min(len(found), place + min(most, names.most_words)), place, -1):
            topics = names.words.get(_key(found[place:end]))
            if topics and topics != but and not is_slight(found[place]) and not is_slight(found[end - 1]):
                words = tuple(found[place:end])
                yield Stretch(words, topics, _less(_cut(words, len(words) - 1, topics)) if len(words) > 1 else ())
                place = end
                break
        else:
            run = found[place]
            yield from _of_characters(run, len(run.text), but) if run.script == "han" else [Stretch((run,))]
            place += 1


def _of_characters(run: Run, most: int, but: Sequence[Topic] = ()) -> Iterator[Stretch]:
    """Yield Han characters cut into names of at most `most` of them, none of just `but`, and what stands between.

    A single character is a name at the end only: 史 is history in 文学史, and nothing in a name that begins with it.
    """
    names, place, between = _names(), 0, 0
    while place < len(run.text):
        longest = min(len(run.text), place + min(most, names.most_characters))
        for end in range(longest, place, -1):
            topics = names.characters.get(run.text[place:end])
            if topics and topics != but and (end - place > 1 or end == len(run.text)):
                yield from _beside(run, between, place)
                name = run._replace(text=run.text[place:end])
                yield Stretch((name,), topics, _less(_of_characters(name, end - place - 1, topics)))
                place = between = end
                break
        else:
            place += 1
    yield from _beside(run, between, len(run.text))


def _less(cut: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the parts of the name of a topic if some of them name another; one that names the same says no less."""
    parts = tuple(_joined(cut))
    return parts if any(part.topics for part in parts) else ()


def _beside(run: Run, start: int, end: int) -> Iterator[Stretch]:
    """Yield what stands between topics, without what only joins them."""
    is_whole = end - start == len(run.text)
    for text in [run.text] if is_whole else han.PARTICLES.split(run.text[start:end]):
        if text:
            yield Stretch((run._replace(text=text),))


def _joined(cut: Iterable[Stretch]) -> list[Stretch]:
    """Return the stretches with neighbours that name nothing as one: they may be a name."""
    joined: list[Stretch] = []
    for stretch in cut:
        if joined and not stretch.topics and not joined[-1].topics:
            joined[-1] = Stretch((*joined[-1].words, *stretch.words))
        else:
            joined.append(stretch)
    return joined


@cache
def _names() -> _Names:
    words: dict[tuple[str, ...], dict[Topic, None]] = defaultdict(dict)
    characters: dict[str, dict[Topic, None]] = defaultdict(dict)
    for concept in concepts():
        for form in concept.recognised:
            found = list(runs(prepared(form)))
            if len(found) == 1 and found[0].script == "han":
                characters[found[0].text][concept.topic] = None
            else:
                words[_key(found)][concept.topic] = None
    return _Names(
        {key: tuple(topics) for key, topics in words.items()},
        {key: tuple(topics) for key, topics in characters.items()},
        # Words that tell nothing may stand between those of a name.
        most_words=max(map(len, words)) + 2,
        most_characters=max(map(len, characters)),
    )


def _key(found: Sequence[Run]) -> tuple[str, ...]:
    return tuple(_word(run) for run in found if not is_slight(run))


def _word(run: Run) -> str:
    if run.script == "cyrillic":
        return russian.key(run.text)
    return latin.stem(latin.plain(run.text)) if run.script == "latin" else run.text
