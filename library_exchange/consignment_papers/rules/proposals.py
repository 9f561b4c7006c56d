"""What a title is for the customs and whence it comes, as far as its record, its language and its words tell.

Whoever declares may say otherwise; what nobody looked at is marked as proposed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.regions import find_home, find_origin
from library_exchange.core.scripts import language_of
from library_exchange.shipping.rules.codes import Material


class Ground(StrEnum):
    """Why something stands on the form."""

    TOLD = "told"
    RECORD = "record"
    WORDS = "words"
    LANGUAGE = "language"
    LETTERS = "letters"
    USUAL = "usual"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Catalogued:
    """What the union catalogue knows of an edition: MARC codes of its kind, and where it was published (ISO 3166)."""

    record_type: str = "a"
    bib_level: str = "m"
    country: str | None = None


BY_RECORD = (
    ("bib_level", "s", Material.PERIODICAL),
    ("record_type", "c", Material.MUSIC),
    ("record_type", "d", Material.MUSIC),
    ("record_type", "e", Material.MAP),
    ("record_type", "f", Material.MAP),
    ("record_type", "k", Material.SHEET),
)
"""Codes of the leader that tell the tariff's kind, in the order in which they are asked."""
BY_WORDS = (
    (Material.PICTURE_BOOK, r"绘本|图画书|图画故事|книж\w+-картин|раскраск|книжк\w* для (самых )?малыш"),
    (
        Material.DICTIONARY,
        r"词典|辞典|字典|辞海|百科全书|словар[ьи]\b|энциклопеди[яи]\b|dictionary|encyclop",
    ),
    (Material.MUSIC, r"乐谱|曲谱|总谱|歌曲集|钢琴曲集|\bноты\b|партитур|клавир|песенник|\bscore\b"),
    (Material.MAP, r"地图|地图集|交通图|旅游图|\bатлас\b|карт[аы] (мира|города|края|области|автодорог)|\batlas\b"),
    (Material.PERIODICAL_DAILY, r"日报|晚报|周报|\bгазета\b|\bnewspaper\b"),
    (Material.PERIODICAL, r"学报|期刊|月刊|季刊|杂志|\bжурнал\b|\bвестник\b|\bjournal\b"),
    (Material.SHEET, r"散页|活页|明信片|招贴|宣传画|открыт(ки|ок)\b|плакат|листовк"),
)
"""Words of titles that tell the tariff's kind; the first that fits counts."""
_BY_WORDS = tuple((material, re.compile(words, re.IGNORECASE)) for material, words in BY_WORDS)


def kind_of(title: str, said: Material, is_told: bool, known: Catalogued | None) -> tuple[Material, Ground]:
    """Return what a title is for the customs, and why; any kind but a book was told by somebody already."""
    if is_told or said is not Material.BOOK:
        return said, Ground.TOLD
    for name, code, material in BY_RECORD if known else ():
        if getattr(known, name) == code:
            return material, Ground.RECORD
    for material, words in _BY_WORDS:
        if words.search(title):
            return material, Ground.WORDS
    return Material.BOOK, Ground.USUAL


def origin_of(title: str, language: str, declared: str | None, known: Catalogued | None) -> tuple[str, Ground]:
    """Return the country of a title (ISO 3166, "" for an unknown one), and why.

    What was declared comes first, then the country of publication, that of its language (ISO 639-2/B), that in which
    its letters are at home.
    """
    by_letters = language_of(title)
    found = (
        (declared, Ground.TOLD),
        (known.country if known else None, Ground.RECORD),
        (find_origin(language), Ground.LANGUAGE),
        (find_home(by_letters) if by_letters and language == "und" else None, Ground.LETTERS),
    )
    return next(((country, ground) for country, ground in found if country), ("", Ground.NOTHING))
