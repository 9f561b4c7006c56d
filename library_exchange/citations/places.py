"""Places of publication as descriptions name them: how ГОСТ shortens some, and which are known wherever they stand."""

import re

SHORTENED = {
    "М": "Москва",
    "СПб": "Санкт-Петербург",
    "Спб": "Санкт-Петербург",
    "Л": "Ленинград",
    "Пг": "Петроград",
    "Н. Новгород": "Нижний Новгород",
}
"""Places that ГОСТ shortens."""
_KNOWN = frozenset(
    {
        *(name.casefold() for pair in SHORTENED.items() for name in pair),
        *("благовещенск", "хабаровск", "владивосток", "иркутск", "чита", "якутск", "магадан", "южно-сахалинск"),
        *("биробиджан", "комсомольск-на-амуре", "петропавловск-камчатский", "улан-удэ", "уссурийск", "находка"),
        *("новосибирск", "екатеринбург", "свердловск", "казань", "красноярск", "кемерово", "томск", "омск", "тюмень"),
        *("челябинск", "пермь", "уфа", "самара", "куйбышев", "саратов", "волгоград", "воронеж", "горький", "барнаул"),
        *("ростов-на-дону", "ростов н/д", "краснодар", "ставрополь", "калининград", "архангельск", "мурманск"),
        *("петрозаводск", "вологда", "ярославль", "тула", "рязань", "смоленск", "тверь", "калинин", "киров", "саранск"),
        *("чебоксары", "ижевск", "астрахань", "ульяновск", "пенза", "псков", "новгород", "иваново", "кострома"),
        *("минск", "мн", "киев", "к", "харьков", "одесса", "львов", "алма-ата", "алматы", "ташкент", "фрунзе"),
        *("бишкек", "душанбе", "ашхабад", "баку", "ереван", "тбилиси", "рига", "вильнюс", "таллин", "кишинев"),
        *("кишинёв", "пекин", "шанхай", "харбин", "пб", "н. новгород"),
        *("北京", "上海", "天津", "哈尔滨", "沈阳", "长春", "黑河", "广州", "南京", "武汉", "成都", "重庆", "西安"),
        *("杭州", "长沙", "济南", "大连", "昆明", "合肥", "福州", "石家庄", "太原", "郑州", "呼和浩特"),
        *("北京市", "上海市"),
    }
)
_TOGETHER = re.compile(r"\s*[;,–—]\s*|\s*-\s*(?=[А-ЯЁ]\w{0,2}\b)")
_UNPARTED = re.compile(
    r"(?P<before>.{3,300}?)[.,]\s(?P<place>[А-ЯЁ][\w-]{0,30}\.?)\s"
    r"(?:(?P<publisher>[А-ЯЁ][\w -]{2,40}),?\s)?(?P<year>1[5-9]\d\d|20\d\d)"
    r"(?:\s?г\.?)?"
)
"""Place, publisher and year with no sign between them."""


def is_place(text: str) -> bool:
    """Whether a text names a place of publication that is known, or several: «М.; Л.»."""
    if text.strip(" .").casefold() in _KNOWN:
        return True
    parts = [part.strip(" .").casefold() for part in _TOGETHER.split(text) if part.strip(" .")]
    return bool(parts) and all(part in _KNOWN for part in parts)


_HAN_CARD = re.compile(
    r"(?P<title>[^/]{1,200}[\u3400-\u9fff)》\d])\s*/\s*(?P<stated>[\u3400-\u9fff][^/—–]{0,80}?)\s*\.?\s*[—–]{1,2}\s*(?P<imprint>[\u3400-\u9fff].*)"
)


def with_signs_of_imprint(given: str) -> str:
    """Return a line with the signs that an imprint has: «Заглавие // М., Геос, 2015», «Заглавие, М. Мысль 1974».

    A Chinese card gets the signs of other cards.
    """
    card = _HAN_CARD.fullmatch(given)
    if card is not None:
        return f"{card['title']} / {card['stated']}. — {card['imprint']}"
    head, slashes, behind = given.partition(" // ")
    place = re.match(r"[^\d,:]{1,30}", behind)
    if slashes and place and is_place(place[0]):
        return f"{head}. {behind}"
    found = _UNPARTED.fullmatch(given)
    if found is None or not is_place(found["place"]):
        return given
    publisher = f": {found['publisher']}" if found["publisher"] else ""
    return f"{found['before']}. {found['place']}{publisher}, {found['year']}"
