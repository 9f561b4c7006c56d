"""How search works, in the reader's words, with examples that find something."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for

from library_exchange.catalogue.schemas import SearchInput
from library_exchange.catalogue.views.blueprint import bp
from library_exchange.core.i18n import _l
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.web.guard import current_actor, may_open


@dataclass(frozen=True)
class Topic:
    """One thing to know: its sentences, and searches that show it; `is_exact` if they are for the words as written."""

    title: Any
    sentences: tuple[Any, ...]
    examples: tuple[str, ...] = ()
    is_exact: bool = False

    def searches(self) -> list[SearchInput]:
        """Return the examples as searches."""
        return [SearchInput(q=text, exact=self.is_exact) for text in self.examples]


TOPICS = (
    Topic(
        _l("Write it as you know it"),
        (
            _l(
                "One search looks in every script: simplified and traditional characters, pinyin, Cyrillic, "
                "Latin letters."
            ),
            _l("Pinyin goes with or without tones, in one word or in several."),
            _l("Chinese in Russian letters follows Palladius; usual slips are understood."),
            _l("Russian in Latin letters is understood in all usual spellings."),
        ),
        ("三国演义", "三國演義", "ba jin", "Bā Jīn", "Ба Цзинь", "lao she", "Gogol", "Gorkii"),
    ),
    Topic(
        _l("Forms of words"),
        (
            _l("Russian words are found in every case and number; е and ё are one letter, й is not и."),
            _l("Chinese needs no spaces: a part of a title is enough, and several words may stand in one."),
        ),
        ("Вишнёвый сад", "вишневого сада", "героя нашего времени", "大师"),
    ),
    Topic(
        _l("Names and titles known in other languages"),
        (
            _l(
                "Authors and works are linked to their books under all their names. So a book is found by the "
                "name in another language, even if the name is not printed in it."
            ),
            _l(
                "The page of results says which names were also searched for, and leads to the page of the "
                "person or work."
            ),
            _l("What a rule cannot decide, librarians confirm. Until then such a book stands further down."),
        ),
        ("高尔基", "Горький", "Gorky", "叶甫盖尼·奥涅金", "Евгений Онегин"),
    ),
    Topic(
        _l("Several words"),
        (
            _l(
                "A book is found if it has all the words, in any order: author and title together are the quickest way."
            ),
            _l("Words in quotation marks must stand side by side."),
            _l("Ask as you speak, if you like: words such as “do you have a book about” are set aside."),
            _l("A time or a language beside words is that of the books, if no book has it among its words."),
            _l("A minus before a word leaves out the books that have it."),
            _l("A star stands for the end of a word, after two letters or one character."),
        ),
        ("Пушкин повести", "«Евгений Онегин»", "Пушкин -Онегин", "истори*", "中国*"),
    ),
    Topic(
        _l("One field only"),
        (
            _l("Write the field and a colon before the word: title, author, publisher, subject, isbn."),
            _l("The names of the fields may be Chinese, Russian or English, whatever the language of the page."),
            _l("An ISBN is found with and without hyphens, with 10 digits and with 13."),
            _l("A class number (CLC, BBK, UDC) finds the books of that class and of those below it."),
            _l("Beside other words it stands behind its name: class, 分类号 or индекс, and a colon."),
        ),
        ("author:Пушкин", "автор:巴金", "作者:高尔基", "title:история", "题名:中国"),
    ),
    Topic(
        _l("Browse by subject"),
        (
            _l(
                "“Browse by subject” below the search box leads from the main classes to narrower ones and tells how "
                "many books each has."
            ),
            _l(
                "Choose the classification you know: CLC, BBK, UDC or DDC. Books of all of them stand in one place, as "
                "far as the classifications can be compared."
            ),
        ),
    ),
    Topic(
        _l("Exactly as written"),
        (
            _l(
                "“Search for the words exactly as written” above the results switches off other scripts, names "
                "in other languages and corrections."
            ),
        ),
        ("Пушкин", "高尔基"),
        is_exact=True,
    ),
    Topic(
        _l("Slips and keyboards"),
        (
            _l("If no book has the words, a likely spelling is tried, and the page says so."),
            _l("Russian typed on an English keyboard, and the other way round, is recognised."),
            _l(
                "If there is still no book with all the words, books with some of them are shown, and the page "
                "says that too."
            ),
        ),
        ("Лермантов", "geirby"),
    ),
    Topic(
        _l("Filters and order"),
        (
            _l(
                "Filters beside the results narrow them: where the book is held, which library, language, year. "
                "Several values of one filter add up, different filters narrow."
            ),
            _l("The order is by relevance; you may choose the newest, the oldest, the title or the author first."),
            _l("Every search is a link: copy the address to send it to somebody."),
        ),
    ),
    Topic(
        _l("What is not found"),
        (
            _l("The text of the books is not searched, only what the catalogue says of them."),
            _l(
                "Names, titles of known works and known topics are searched for in all languages, and the page says "
                "what was also searched for. Other words are found only as the records have them."
            ),
            _l(
                "A Chinese word of one syllable or one common word in another script may mean too much; add the author."
            ),
            _l("Found nothing? Use fewer words, try the author's name alone, or another spelling; take a filter away."),
        ),
    ),
)


@bp.get("/search/help")
def search_help() -> str:
    """Tell how search works."""
    return render_template(
        "catalogue/search_help.html",
        topics=[{"title": topic.title, "sentences": topic.sentences, "examples": _examples(topic)} for topic in TOPICS],
        may_keep=may_open("catalogue.names", current_actor()),
    )


def _examples(topic: Topic) -> list[tuple[list[tuple[str, str]], str]]:
    """Return the examples of a topic: the parts of each with their `lang`, and its address."""
    return [(_parts(asked.q), url_for("catalogue.search", **asked.address())) for asked in topic.searches()]


def _parts(text: str) -> list[tuple[str, str]]:
    """Return a query in parts of one language each: the name of a field may be in another one than what follows."""
    field, colon, rest = text.rpartition(":")
    return [(part, html_lang(script_of(part))) for part in (field + colon, rest) if part]
