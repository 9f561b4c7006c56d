"""Words of an inner note that name a person: «уточнить у Светланы Петровны», 找张老师; everybody would see them."""

import re
import unicodedata

PERSON = "person"
"""What a line that names one is said to hold."""
_NAME = (
    r"(?:[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+|[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?)"
)
_TELLING = re.compile(
    r"(?<!\w)(?i:уточн\w+|спрос\w+|спраш\w+|узна\w+|согласов\w+|обра(?:щат|тит)\w+|звон\w+|позвон\w+|взя\w+|забра\w+|лежит|лежат|хранится|отдать"
    r"|отложен\w*|обещан\w*|вернуть|передать|напомн\w+|сказал\w*|просил\w*)(?:\s[а-яё]{2,12})?"
    rf"(?:\s(?:у|с|к|от|для))?\s{_NAME}(?!\w)"
)
_PATRONYMIC = re.compile(
    r"(?<!\w)(?:у|к|от|для|спросить|просил[аи]?)\s[А-ЯЁ][а-яё]+\s[А-ЯЁ][а-яё]+(?:вны|вне|вича|вичу|вной|вичем|ичны|ичне|инишны)(?!\w)"
)
_HAN = re.compile(
    r"(?:(?:请|要|可|先|需)?(?:找|问|询|联系|咨询|请示|交给?|还给?|转交给?|通知|归还)|(?:放|存|留)在)"
    r"(?P<name>[\u3400-\u9fff]{1,3}(?:老师|主任|馆长|科长|处长|师傅|同志|经理|先生|女士|小姐|阿姨|大姐))(?:处|那里|那儿|办公室)?"
)


def names_person(text: str) -> bool:
    """Whether a line names a person beside words that tell what to do about it, as a note for colleagues has them.

    What stands in the marks of a title is none.
    """
    given = re.sub(r"《[^《》]*》|«[^«»]*»", " ", unicodedata.normalize("NFKC", text))
    return any(way.search(given) is not None for way in (_TELLING, _PATRONYMIC, _HAN))
