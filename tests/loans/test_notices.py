"""What the mails about a request tell of it: each code in the reader's words, days and names in her language."""

from datetime import date

import pytest

from library_exchange.core.db import reading, transaction
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules import standard_codes as codes
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.services import notices


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def told(monkeypatch):
    """What was told in each mail since the test began to look."""
    found = []
    monkeypatch.setattr(notices, "notify_library", lambda _s, _library, _name, **context: found.append(context))
    monkeypatch.setattr(notices, "notify_person", lambda _s, _who, _name, **context: found.append(context))
    return found


CODES = [
    ({"loan_condition": codes.LoanCondition.LIBRARY_USE_ONLY}, "condition", "仅限馆内阅览"),
    ({"decline_reason": "held_here"}, "reason", "本馆有此书，请在本馆借阅"),
    ({"reason_retry": "OnLoan"}, "reason", "图书已借出"),
    ({"reason": "PoorCondition"}, "reason", "书的品相不宜寄送"),
    ({"reason": "PoorCondition", "reason_retry": "OnLoan"}, "reason", "图书已借出"),
    ({"renewal_refusal": "wanted_here"}, "refusal", "另有读者等候此书"),
    ({"damage": "torn"}, "damage", "书页撕破"),
    ({"settlement": "waived"}, "settlement", "不要求赔偿"),
    ({"copy_fault": "illegible"}, "fault", "无法辨认"),
    ({"copy_until": date(2027, 3, 5)}, "copy_until", "2027年3月5日"),
    ({"due_on": date(2027, 3, 5)}, "due_on", "2027年3月5日"),
    ({"retry_after": date(2027, 3, 5)}, "retry_after", "2027年3月5日"),
]
SAID = ("condition", "reason", "refusal", "damage", "settlement", "fault", "copy_until", "due_on", "retry_after")


@pytest.mark.parametrize(("columns", "said", "words"), CODES)
def test_a_mail_tells_what_the_row_knows_and_nothing_else(heihe, amur, told, columns, said, words):
    with transaction() as session:
        loan = session.get_one(LoanRequest, heihe.loan(heihe.requests("История Амура", of=amur)).id)
        for name, value in columns.items():
            setattr(loan, name, value)
        notices.write(session, loan, "retry")
        assert {name: told[-1][name] for name in SAID} == dict.fromkeys(SAID, "") | {said: words}
        session.rollback()


def test_a_mail_names_both_libraries_and_the_number_under_which_its_reader_knows_the_request(heihe, amur, told):
    no = heihe.requests("История Амура", of=amur)
    told.clear()
    with reading() as session:
        loan = session.get_one(LoanRequest, heihe.loan(no).id)
        for to_reader in (False, True):
            notices.write(session, loan, "retry", to_reader=to_reader)
    names = [(mail["number"], mail["home"], mail["partner"], mail["title"], mail["asks_on"]) for mail in told]
    assert names == [
        (number, "黑河市图书馆", "阿穆尔州科学图书馆", "История Амура", False) for number in (f"{no}-1", no)
    ]


def test_who_took_the_step_is_told_nothing_of_it(heihe, amur, told):
    no = heihe.requests("История Амура", of=amur)
    told.clear()
    with transaction() as session:
        loan = session.get_one(LoanRequest, heihe.loan(no).id)
        for actor in (heihe.librarian, heihe.reader):
            notices.tell(session, actor, loan, str(Action.SEND))
    assert [mail["number"] for mail in told] == [no]
