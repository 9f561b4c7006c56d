"""Titles that many books bear: alone, without an author, they tell no book from another."""

import re

from library_exchange.record_matching.facts import BookFacts

_GENERIC = re.compile(
    r"(?:межвузовский|научный|учебный|тематический)?"
    r"(?:сборник(?:и)?(?:научных|избранных)?(?:трудов|статей|работ|материалов|задач|стихов|рассказов|докладов)?"
    r"|(?:научные|избранные)?(?:труды|статьи|работы|произведения|сочинения|доклады|материалы(?:конференции)?)"
    r"|(?:полное)?собраниесочинений|избранное|сочинения|стихи|стихотворения|рассказы|повести|сказки|пьесы|письма|очерки|поэмы"
    r"|вестник|известия|ученыезаписки|бюллетень|тезисыдокладов|методическиеуказания|учебник|словарь|справочник|каталог|программа"
    r"|论文集|论文选|文集|选集|全集|作品集|作品选|诗集|诗选|散文集|散文选|小说集|短篇小说选|论丛|会议论文集|学报|年鉴|文选|资料汇编|研究论文集"
    r"|(?:selected|collected|complete)(?:works|poems|stories|writings|papers|essays)|works|poems|stories|letters|proceedings"
    r"|transactions|bulletin|annualreport|essays|plays|papers|conferenceproceedings|report|catalogue|catalog"
    r"|greatesthits|best(?:of)?|collection|live|symphonies|concertos?|sonatas?|songs|quartets?)"
)


def says_little(facts: BookFacts) -> bool:
    """Whether all that a title says is what kind of book it is."""
    return any(_GENERIC.fullmatch(title.full) for title in facts.titles)
