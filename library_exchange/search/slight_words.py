"""Words of a query that hardly tell what is looked for: of grammar, and what people put beside a name."""

from library_exchange.search.analysis import latin, russian
from library_exchange.search.analysis.folding import Run, prepared, runs


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = russian.FUNCTION_WORDS | latin.FUNCTION_WORDS
GENRES = _words("""
    книга книжка писатель поэт драматург автор рассказ роман повесть стих стихи стихотворение произведение сочинение
    пьеса поэма сказка собрание
    book novel story poem poetry play work writing collected selected author writer poet
    书 的书 作品 的作品 小说 的小说 作家 诗人 戏剧 话剧 剧本 诗 的诗 诗歌 散文 著作 文集 全集 选集 作品集
    短篇小说 长篇小说
""")
"""What readers put beside a name that says no more than that they look for books."""
NATIONS = frozenset(
    [
        *("китайский", "русский", "советский", "российский", "классический", "известный", "великий"),
        *("chinese", "russian", "soviet", "famous"),
        *("中国", "俄国", "俄罗斯", "苏联", "前苏联", "著名", "中国作家", "俄国作家", "俄罗斯作家", "苏联作家"),
    ]
)
"""Of whom a name tells whose they are: китайского писателя, 俄国作家."""


def is_slight(run: Run) -> bool:
    """Whether a word tells so little that a record may lack it: an initial, «и», "the"."""
    return run.script in ("cyrillic", "latin") and (len(run.text) == 1 or run.text in FUNCTION_WORDS)


def is_genre(run: Run) -> bool:
    """Whether a word beside a name says only what kind of text is wanted, or of what nation: книги, 小说, poems."""
    if run.script == "cyrillic":
        return not (GENRES | NATIONS).isdisjoint(russian.query_lemmas(run.text))
    return run.text in GENRES or run.text in NATIONS or latin.stem(latin.plain(run.text)) in GENRES


def is_adjective(words: str) -> bool:
    """Whether this is one Russian word, and most likely an adjective."""
    told = list(runs(prepared(words)))
    return len(told) == 1 and told[0].script == "cyrillic" and russian.readings(told[0].text)[0].is_adjective
