"""Names of persons in the lines of lists: with initials, with a word for what they did, Chinese ones by their form."""

import re

_ROLE = (
    r"(?:讲述|口述|整理|评注|编注|選注|選編|編著|主編|編|譯|註|繪"
    r"|编著|主编|合著|原著|编译|译注|校注|选编|选注|著|编|译|撰|绘|等)"
)
BY_ROLE = re.compile(
    rf"(?P<name>(?:[\[(〔][\u3400-\u9fff]{{1,4}}[\])〕]\s*)?[\u3400-\u9fff·. A-Za-z]{{2,30}}?)\s*{_ROLE}+"
)
_NAME_AND_ROLE = re.compile(r"(?P<name>[\u3400-\u9fff·]{2,12})(?:\s+(?:著|编|译|撰|绘)|\s*(?:编著|主编))")
_DYNASTY = re.compile(r"^[\[(〔](?:先秦|春秋|战国|[东西]?汉|[东西]?晋|南北朝|隋|唐|五代|[南北]?宋|元|明|清)[\])〕]\s*")
_HAN_NAME = re.compile(
    r"(?:[\[(〔][\u3400-\u9fff]{1,4}[\])〕]\s*)?(?:[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}·[\u3400-\u9fff·]{1,12})"
)
NO_NAME = re.compile(
    r"[缺无有].*|.*资料|.*(?:月|季|周|旬)刊|.*套|.*册全|.*[版本册冊卷装辑集部套篇译论史注话]|.*用书|.*(?:研究|导读|小说|散文|诗歌|品相|全新)"
)
_SURNAMES = (r"[А-ЯЁ][\w’'-]+,?\s+(?:[А-ЯЁ][а-яё]?\.\s?-?){1,3}", r"[A-Z][\w’'-]+,?\s+(?:[A-Z][a-z]?\.\s?-?){1,2}")
SURNAME_FIRST = rf"(?:{'|'.join(_SURNAMES)})"
SURNAME_LAST = r"(?:(?:[А-ЯЁ][а-яё]?\.\s?-?){1,2}\s*[А-ЯЁ][\w’'-]+|(?:[A-Z][a-z]?\.\s?-?){1,2}\s*[A-Z][\w’'-]+)"
PERSON = rf"(?:{SURNAME_FIRST}|{SURNAME_LAST})"
PERSONS = re.compile(rf"{PERSON}(?:[,;]\s*{PERSON}){{0,3}}(?:\s*(?:и др\.|et al\.))?")
TRANSLATED = re.compile(r".*[译譯]")
FOREIGN = re.compile(r"[\u3400-\u9fff·]{5,10}")
_BEFORE_A_NAME = r"(?=[\u3400-\u9fff·A-Za-z. ]{2,20}?(?:著|编|撰|译))"
_OF_A_COUNTRY = re.compile(
    r"[(（]\s*(?![\u3400-\u9fff]*[卷册冊版集本部辑期])([\u3400-\u9fff]{1,4})\s*[)）]\s*" + _BEFORE_A_NAME
)
_COUNTRY_APART = re.compile(r"(?<=[\u3400-\u9fff][\]〕])\s+" + _BEFORE_A_NAME)
_ROLE_ALONE = re.compile(r"\s+(?=(?:主编|编著|编译|著|编|译)(?:[\s,，。;]|$))")
ADJECTIVE = re.compile(r"\w+(?:[иы]й|[ая]я|[ое]е|[иы]е)\b")
OF_A_BOOK = re.compile(
    r"\W*(?:(?:кн|т|ч|вып|изд|в\s\d{1,2}(?:-?х)?\s(?:т|кн|ч))(?!\w)|том(?!\w)|книга|часть|выпуск|издан|роман|повест|рассказ|стих|пьес|сказк|учебн|сборник|очерк|мемуар|избранн"
    r"|собрани|полное|словар|справочн|атлас|альбом|хрестомат|путевод|каталог|моногр|альманах|биограф)",
    re.IGNORECASE,
)
"""How what is no title of its own begins: what stands before it is the title, not a name."""


def with_names_together(text: str) -> str:
    """Return a line in which a country before a name, or the word for what its bearer did behind it, is one with it."""
    return _ROLE_ALONE.sub("", _COUNTRY_APART.sub("", _OF_A_COUNTRY.sub(r"〔\1〕", text)))


def without_role(name: str) -> str:
    """Return a name without the word for what its bearer did: 古华 著."""
    found = _NAME_AND_ROLE.fullmatch(name)
    return found["name"] if found else name


def name_of(piece: str) -> tuple[str, bool]:
    """Return the name that a piece is, and whether it can be nothing else; "" for what is no name."""
    bare = piece.strip(" ,;")
    if PERSONS.fullmatch(bare):
        return bare, True
    if role := BY_ROLE.fullmatch(bare):
        return _DYNASTY.sub("", role["name"]).strip(), True
    is_name = _HAN_NAME.fullmatch(bare) and not NO_NAME.fullmatch(bare)
    return (bare, bare.startswith(("[", "(", "〔"))) if is_name else ("", False)
