"""Every letter of the house, in every language: what is composed is what a mail program shows when it has come."""

import re
from datetime import date
from email import message_from_bytes, policy

import pytest
from jinja2 import StrictUndefined
from jinja2.ext import babel_extract

from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.settings import CHECKOUT
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.mail import letters, messages
from library_exchange.programmes.rules import ProgrammeState
from library_exchange.second_factors.rules import Change
from library_exchange.shipping.labels.claim_reasons import WHY
from library_exchange.shipping.rules.claim_reasons import Why

TEMPLATES = CHECKOUT / "library_exchange" / "templates"
PARTNER = {
    "zh": "阿穆尔州立科学图书馆（布拉戈维申斯克，以穆拉维约夫-阿穆尔斯基命名）",
    "ru": "Амурская областная научная библиотека имени Н. Н. Муравьёва-Амурского",
    "en": "Amur Regional Research Library named after N. N. Muravyov-Amursky",
}
BOOK = {"number": "R-Z58YSARJ", "title": "战争与和平", "translation": "«Война и мир» 𠮷"}
LOAN = BOOK | {
    "loan_id": 7,
    "name": "Анна Ёлкина",
    "reason": "На месте нет.",
    "condition": "仅限馆内阅览",
    "refusal": "Книгу ждёт другой читатель",
    "damage": "水渍",
    "settlement": "Оплачена",
    "fault": "Не те страницы",
    "copy_until": "5 марта 2026 года",
    "due_on": "5 марта 2026 года",
    "retry_after": "5 марта 2026 года",
    "asks_on": True,
    "reads_there": False,
    "pages": "12-27",
    "questions": ["Кто автор?", "В каком году издана книга?"],
}
BARE = dict.fromkeys(LOAN, "") | {"number": "R-Z58YSARJ", "title": "战争与和平", "loan_id": 7, "asks_on": False}
ROLE = {"role_name": "Библиотекарь", "may": "ведёт очередь заказов"}
INVITED = ROLE | {"name": "李明", "role": "reader", "token": "IjEi.abc", "days": 7, "is_to_accept": True}
STAFF = ROLE | {"name": "", "role": "librarian", "token": "IjEi.abc", "days": 1, "is_to_accept": True}
ENDING = [("История Амура", date(2026, 3, 5))]
BOTH = {"offers": ENDING, "wants": ENDING, "offer_count": 2, "want_count": 2}
MESSAGE = {"said": "Книга готова.", "kind": "loan", "subject_id": "7", "answer_to": "", "sender_code": "heihe"}

LETTER = {
    "question": "贵馆能借出这本书吗？",
    "answer_by": "5 марта 2026 года",
    "until": "30 марта 2026 года",
    "token": "IjEi.abc",
}
APPLICATION = {"applicant": "Библиотека Тынды", "name": "李明", "token": "IjEi.abc"}
BECOMES_READER = {"library": PARTNER["ru"], "code": "amur", "name": "李明", "token": "IjEi.abc"}
LETTERS = {
    **{
        f"answer_links/{name}": [
            BOOK | LETTER | {"partner": "Библиотека Хэйхэ"},
            BOOK | LETTER | {"partner": "", "translation": ""},
        ]
        for name in ("asked", "reminder", "called_back")
    },
    "accounts/invitation": [INVITED, INVITED | {"is_to_accept": False}, STAFF, STAFF | {"token": None}],
    **{
        f"leaving/{name}": [
            {"leaver": PARTNER["ru"], "code": "amur", "day": date(2026, 3, 5), "successor": successor}
            for successor in (PARTNER["zh"], "")
        ]
        for name in ("announced", "stays", "left", "returned")
    },
    **{
        f"succession/{name}": [
            {
                "leaver": PARTNER["ru"],
                "successor": PARTNER["zh"],
                "code": "amur",
                "successor_code": "heihe",
                "things": [("库藏 книги", count), ("协议", count)],
            }
            for count in counts
        ]
        for name, counts in (
            *((name, (None,)) for name in ("asked", "accepted", "declined", "withdrawn", "taken_back")),
            *((name, (1, 21)) for name in ("carried", "partner")),
        )
    },
    "handovers/handed": [
        {"name": name, "giver": "李明", "library": PARTNER["ru"], "filters": count, "alerts": count, "things": things}
        for name, count, things in (
            ("Анна", 2, [("馆际互借 заказы", "loans.show", {"loan_id": 7}, "R-Z58YSARJ")]),
            ("", 0, [("邀请 приглашения", "accounts.people", {}, "")]),
            ("Анна", 1, []),
        )
    ],
    "joining/confirm": [APPLICATION | {"days": 7}, APPLICATION | {"name": "", "days": 1}],
    "joining/meaning": [{"applicant": "石桥阅览室", "city": "逊克", "application_id": 3}],
    "joining/vouch": [
        {"applicant": "石桥阅览室", "city": "逊克", "application_id": 3, "days": days} for days in (30, 1)
    ],
    "joining/waits": [
        {"applicant": "石桥阅览室", "city": "逊克", "application_id": 3, "sponsor": sponsor}
        for sponsor in (PARTNER["zh"], "")
    ],
    "joining/admitted": [
        APPLICATION | {"password_token": token, "days": days, "name": name}
        for token, days, name in (("IjEi.abc", 7, "李明"), ("IjEi.abc", 1, ""), (None, 7, "李明"))
    ],
    "joining/declined": [
        APPLICATION | {"reason": "По другой причине:", "words": words, "is_over": is_over, "days": days, "name": name}
        for words, is_over, days, name in (("Пишите осенью.", False, 30, "李明"), ("", True, 1, ""))
    ],
    "accounts/blocked": [
        {"name": name, "library": PARTNER["ru"], "code": "amur", "block": block}
        for name, block in (("李明", "图书馆请您先付清费用。"), ("", ""))
    ],
    "accounts/away": [
        {"name": name, "library": PARTNER["ru"], "is_away": is_away, "until": until}
        for name, is_away, until in (("李明", True, date(2026, 3, 5)), ("", True, None), ("李明", False, None))
    ],
    "reader_applications/waits": [{"application_id": 3, "days": days} for days in (30, 1)],
    "reader_applications/confirm": [BECOMES_READER | {"days": 7}, BECOMES_READER | {"name": "", "days": 1}],
    "reader_applications/admitted": [
        BECOMES_READER | {"password_token": token, "days": days, "name": name}
        for token, days, name in (("IjEi.abc", 7, "李明"), ("IjEi.abc", 1, ""), (None, 7, "李明"))
    ],
    "reader_applications/declined": [
        BECOMES_READER | {"reason": "По другой причине:", "words": words, "days": days, "name": name}
        for words, days, name in (("Пишите осенью.", 30, "李明"), ("", 1, ""))
    ],
    "search_alerts/new_books": [
        {
            "name": name,
            "words": words,
            "address": {"q": words, "language": ["rus"]},
            "count": count,
            "books": [("История Амура", 7)],
            "more": count - 1,
            "token": "IjEi.abc",
        }
        for name, words, count in (("李明", "Амур", 1), ("李明", "Амур", 3), ("", "", 1), ("", "", 3))
    ],
    "want_alerts/new_offers": [
        {"count": count, "books": [("История Амура", "黑河图书馆")], "more": count - 1} for count in (1, 3)
    ],
    "notifications/tell_reader": [
        {"subject": "Книга готова", "text": "Приходите за книгой.", "loan_id": loan_id} for loan_id in (7, None)
    ],
    "accounts/role_changed": [
        {"name": "李明", "person": "李明", "is_hers": True, "library": PARTNER["zh"], "was": "馆员", "role": "读者"},
        {"name": "", "person": "Анна", "is_hers": False, "library": PARTNER["ru"], "was": "馆员", "role": "读者"},
    ],
    "second_factors/changed": [
        {"name": name, "change": str(change), "left": left, "key": "手机"}
        for change in Change
        for name, left in (("Анна", 1), ("", 3))
    ],
    "accounts/password_changed": [{"name": "Анна"}, {"name": ""}],
    "accounts/reset_link": [
        {"name": "Анна", "token": "a.b", "minutes": 30},
        {"name": "", "token": "a.b", "minutes": 1},
    ],
    "address_requests/asked": [
        {"partner": PARTNER["ru"], "number": "RU2026-00007", "consignment_id": 7, "abroad": abroad}
        for abroad in (True, False)
    ],
    "tracking_corrections/corrected": [
        {"partner": PARTNER["ru"], "number": "RU2026-00007", "consignment_id": 7, "parcel": 1, "after": "RR123456785CN"}
        | {"before": before}
        for before in ("RR123456789CN", "")
    ],
    "correspondence/new_message": [
        MESSAGE | {"subject": "R-Z58YSARJ", "title": "История Амура", "written_in": "中文"},
        MESSAGE | {"subject": "", "title": "", "written_in": ""},
        MESSAGE | {"subject": "", "title": "", "written_in": "", "answer_to": "ill@heihe.example"},
    ],
    "correspondence/translation": [
        {"event": event, "subject": subject, "count": count, "kind": kind, "subject_id": "3"}
        for event, kind in (("ask", "agreement"), ("ask", "message"), ("answer", "agreement"), ("decline", "agreement"))
        for subject, count in (("Соглашение об обмене", 1), ("", 12))
    ],
    "deals/agreement": [
        {"event": str(event), "agreement_id": 3} for event in AgreementEvent if event is not AgreementEvent.DISCARD
    ],
    "deals/box": [
        {"event": event, "number": "B-Z58YSARJ", "box_id": 5}
        for event in ("propose", "counter", "withdraw", "accept", "agree", "cancel", "reopen")
    ],
    "offers/ending": [
        BOTH,
        BOTH | {"offer_count": 1, "want_count": 0},
        BOTH | {"offer_count": 0, "want_count": 1},
        BOTH | {"offer_count": 12, "want_count": 0},
        BOTH | {"offer_count": 0, "want_count": 12},
    ],
    "deals/settlement": [{"event": event, "code": "amur"} for event in ("propose", "confirm", "dispute", "withdraw")],
    "standing_exchange/exchange": [
        {
            "event": event,
            "serials": ["北方文学", "Вопросы истории"],
            "last_year": "2026",
            "goes_on": goes_on,
            "exchange_id": 3,
        }
        for event, goes_on in (
            *((event, "ends") for event in ("propose", "accept", "decline", "withdraw", "renewed", "end", "silence")),
            *((event, goes_on) for event in ("ask", "renew") for goes_on in ("continues", "ends")),
            ("complete", "ends"),
            ("renew_no_more", "ends"),
        )
    ],
    "standing_exchange/issues": [
        {"event": event, "issues": issues, "exchange_id": 3}
        for event in ("claim", "withdraw_claim", "send", "will_come", "out_of_print", "ceased")
        for issues in (
            [("北方文学", 2026, 12, "3")],
            [("Вопросы истории", 2026, None, "7–8"), ("北方文学", 2026, 12, "3")],
        )
    ],
    "rounds/organise": [{"name": "Осенний тур", "listing_from": date(2026, 12, 1), "round_id": 4}],
    "rounds/round": [
        {"state": state, "is_member": is_member, "name": "Осенний тур", "date": date(2026, 12, 1), "round_id": 4}
        for state, is_member in (("listing", False), ("listing", True), ("selecting", True), ("proposed", True))
    ],
    "rounds/remind": [
        {"state": state, "name": "Осенний тур", "date": date(2026, 12, 1), "round_id": 4}
        for state in ("listing", "selecting", "proposed")
    ],
    "rounds/lost": [
        {"role": role, "titles": titles, "name": "Осенний тур", "date": date(2026, 12, 1), "round_id": 4}
        for role in ("loser", "keeps", "sends_on", "receives")
        for titles in (["红楼梦"], ["红楼梦", "Бесы"])
    ],
    "rounds/prolonged": [
        {"listing_until": None, "selecting_until": None, "answer_until": None, "name": "Осенний тур", "round_id": 4}
        | {day: date(2026, 12, 1)}
        for day in ("listing_until", "selecting_until", "answer_until")
    ],
    "webhooks/stopped": [
        {"why": why, "server": "program.example", "webhook_id": 7, "name": ""}
        for why in ("failing", "gone", "unsigned")
    ],
    "practice/told": [{"event": "Partner has shipped the book", "title": "馆际互借练习用书", "practice_id": 3}],
    "programmes/programme": [
        {"state": state.value, "name": "Неделя обмена 交换周", "programme_id": 2} for state in ProgrammeState
    ],
    **{
        f"loans/{path.stem}": [LOAN, LOAN | {"pages": ""}, BARE, LOAN | {"reads_there": True}]
        for path in (TEMPLATES / "loans" / "mail").glob("[!_]*.txt")
    },
    **{
        f"shipping/{path.stem}": [
            {"number": "S-Z58YSARJ", "consignment_id": 9, "lost": ()},
            {
                "number": "S-Z58YSARJ",
                "consignment_id": 9,
                "lost": ("История Амура",),
                "why": WHY[Why.AS_LISTED],
                "words": "Смотрите опись, строка 4",
            },
        ]
        for path in (TEMPLATES / "shipping" / "mail").glob("[!_]*.txt")
    },
}
"""What each letter may be told, so that each of its sentences is said at least once."""
NAMES_OF_PARTNERS = ("library", "partner", "sender", "home")


def composed(template, language):
    """Return the letters that `template` makes, with the other library by its name in `language`."""
    others = dict.fromkeys(NAMES_OF_PARTNERS, PARTNER[language])
    return [letters.compose(template, language, others | context) for context in LETTERS[template]]


def as_received(letter):
    """Return a letter as the mail program of who gets it reads what was sent."""
    row = {
        "recipient": "ill@heihe.example",
        "language": letter.language,
        "subject": letter.subject,
        "body": letter.body,
        "message_id": "a" * 32,
    }
    return message_from_bytes(messages.message(row).as_bytes(), policy=policy.default)


@pytest.fixture
def strict(web):
    """An application that refuses a letter which says something it was not told."""
    web.jinja_env.undefined = StrictUndefined
    return web


def sentences(path):
    """Return the sentences that a template may say, as patterns of what they look like in a letter."""
    with path.open("rb") as file:
        for _line, function, found, _comments in babel_extract(file, ("_", "ngettext", "pgettext"), (), {}):
            several = found if isinstance(found, tuple) else (found,)
            for text in several[function == "pgettext" :]:
                if text:
                    yield re.sub(r"%\\\(\w+\\\)s|%\(\w+\)s", ".+?", re.escape(text))


def test_no_letter_of_the_house_is_forgotten():
    written = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.txt")}
    shared = {name for name in written if name.rpartition("/")[2].startswith("_")}
    assert written - shared == {"/mail/".join(name.split("/")) + ".txt" for name in LETTERS}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_comes_as_it_was_composed(strict, language):
    for template in LETTERS:
        for letter in composed(template, language):
            mail = as_received(letter)
            assert mail["Subject"] == letter.subject, template
            assert mail.get_content().replace("\r\n", "\n") == letter.body, template
            assert mail["Content-Language"] == language
            assert not re.search(r"(?<![.])[.]{2}(?![.])|。[.。]", f"{letter.subject} {letter.body}"), template
            assert f"http://127.0.0.1:8000/{language}/" in letter.body, template


def test_every_letter_is_another_in_each_language(strict):
    for template in LETTERS:
        for several in zip(*(composed(template, language) for language in LANGUAGES), strict=True):
            assert len({letter.subject for letter in several}) == len(LANGUAGES), template
            assert len({letter.body for letter in several}) == len(LANGUAGES), template


def test_every_sentence_of_every_letter_is_said(strict):
    said = {name: "\n".join(f"{one.subject}\n{one.body}" for one in composed(name, "en")) for name in LETTERS}
    everything = "\n".join(said.values())
    for path in TEMPLATES.rglob("*.txt"):
        text = said.get(f"{path.parent.parent.name}/{path.stem}", everything)
        unsaid = [sentence for sentence in sentences(path) if not re.search(sentence, text)]
        assert unsaid == [], path
