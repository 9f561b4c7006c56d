"""Words that tell nothing of a book: where no book has all words of a query, none is shown for one of these."""

import re
from collections.abc import Sequence

from library_exchange.search.analysis import han, latin, russian
from library_exchange.search.analysis.folding import Run
from library_exchange.search.port import Stretch
from library_exchange.search.slight_words import is_slight


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RUSSIAN = _words("""
    быть мочь стать жить хотеть знать искать найти читать почитать прочитать прочесть посоветовать подсказать
    взять год раз время можно нужно надо есть нет где куда когда почему зачем сколько тут там здесь очень ещё
    уже самый хороший лучший интересный новый книга книжка издание литература материал тема про пожалуйста
""")
"""By their dictionary forms; prepositions, conjunctions, particles and pronouns are known by the dictionary."""
ENGLISH = _words("""
    about how what where when why who which that this these those there is are was were be do does did have
    has had can could would should i me my we you your it they their he she his her not read reading find
    want need book some any good best new interesting please something anything into as year time
""")
CHINESE = _words("""
    关于 有关 怎么 怎样 怎么样 如何 什么 为什么 哪些 哪里 哪个 这个 那个 这些 那些 有没有 可以
    能够 应该 想要 需要 我们 你们 他们 它们 自己 一些 一本 一下 推荐 介绍 书籍 图书 好看
    适合 时候 以及 或者 因为 所以 但是 还有 请问 方面 相关 的书
""")
_VOLUMES = re.compile("全?[一二两三四五六七八九十百0-9]+(?:卷本?|册|集|辑|本)")
"""How many volumes there are, or which is meant: a book that has no more than that is no answer."""
WHOM = _words("""
    начинающий ребёнок ребенок дети взрослый школьник подросток студент чайник новичок всё все семья beginner
    child children kid adult student teenager everyone
""")
"""For whom a book is, behind «для» and "for": of what it tells that says nothing."""
FOR = frozenset({"для", "for"})
FORMS = frozenset({"textbook", "beginners", "childrens-books"})
"""Topics that say in what form a book is or for whom, not about what."""


def is_form(stretch: Stretch) -> bool:
    """Whether words name only the form of a book or its readers: a textbook of something else is no answer."""
    return bool(stretch.topics) and all(topic.key in FORMS for topic in stretch.topics)


def is_empty(stretch: Stretch) -> bool:
    """Whether Han characters say nothing of what a book is about, beside others that do."""
    return all(run.script == "han" and not telling_han(han.parts(run.text)) for run in stretch.words)


def parts_of(run: Run) -> list[Run]:
    """Return a run as the parts of which a record may have some."""
    if run.script != "han":
        return [run]
    parts = han.parts(run.text)
    return [run._replace(text=part) for part in telling_han(parts) or parts]


def telling(found: Sequence[Run]) -> list[Run]:
    """Return the words that tell of what a book is, in their order."""
    before = ("", *(run.text for run in found))
    return [run for run, last in zip(found, before, strict=False) if not (_is_empty(run) or _is_whom(run, last))]


def telling_han(parts: Sequence[str]) -> list[str]:
    """Return the parts of a run of Han characters that tell of what a book is."""
    return [part for part in parts if part not in CHINESE and not _VOLUMES.fullmatch(part)]


def _is_empty(run: Run) -> bool:
    match run.script:
        case "cyrillic":
            return is_slight(run) or russian.is_joining(run.text) or russian.key(run.text) in RUSSIAN
        case "latin":
            return is_slight(run) or not {run.text, latin.stem(run.text)}.isdisjoint(ENGLISH)
        case "han":
            return run.text in CHINESE
    return False


def _is_whom(run: Run, before: str) -> bool:
    word = russian.key(run.text) if run.script == "cyrillic" else latin.stem(run.text)
    return before in FOR and word in WHOM
