"""The pages on which an administrator registers addresses for events, and all staff see how deliveries go."""

import html
import time

import lxml.html
import pytest

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.webhooks.models import Webhook
from library_exchange.webhooks.resources import DOOR
from library_exchange.webhooks.rules.delivering import State
from library_exchange.webhooks.services import keeping
from library_exchange.webhooks.services.keeping import MOST_ADDRESSES
from tests.ways_out import SHUT, decide

PAGE = "/staff/webhooks"


@pytest.fixture
def administrator(app, told, signed_in):
    return signed_in(app, library_id=told.library_id, roles=Role.LIBRARY_ADMIN)


@pytest.fixture
def librarian(app, told, signed_in):
    return signed_in(app, "ivan@amur.example", library_id=told.library_id, roles=Role.LIBRARIAN)


def text(client, lang, path):
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def of(told) -> str:
    return f"{PAGE}/{told.webhook_id}"


@pytest.mark.parametrize(
    ("lang", "heading", "tick", "https"),
    [
        ("zh", "程序事件推送", "请至少勾选一种事件", "以 https:// 开头"),
        ("ru", "События для программ", "Отметьте хотя бы", "https://"),
    ],
)
def test_an_address_is_registered_and_its_secret_shown_this_once(administrator, told, lang, heading, tick, https):
    assert heading in text(administrator, lang, PAGE)
    refused = administrator.post(f"/{lang}{PAGE}", data={"url": "http://program.example", "kinds": "loans"})
    assert (refused.status_code, https in refused.text) == (422, True)
    refused = administrator.post(f"/{lang}{PAGE}", data={"url": "https://program.example/in"})
    assert (refused.status_code, tick in refused.text, "https://program.example/in" in refused.text) == (
        422,
        True,
        True,
    )
    made = administrator.post(f"/{lang}{PAGE}", data={"url": "https://program.example/in", "kinds": ["loans", "wants"]})
    [secret] = lxml.html.fromstring(made.text).xpath("//*[@data-new-secret]/text()")
    assert secret.startswith("whsec_")
    again = text(administrator, lang, PAGE)
    assert "https://program.example/in" in again
    assert secret not in again + text(administrator, lang, f"{PAGE}/{told.webhook_id + 1}")


@pytest.mark.parametrize(("lang", "waits", "delivered"), [("zh", "等待中", "已送达"), ("ru", "ожидает", "доставлено")])
def test_a_test_event_is_sent_and_what_the_server_said_is_shown_as_text(administrator, told, lang, waits, delivered):
    told.program.status, told.program.answer = 500, b"<script>alert(1)</script>"
    administrator.post(f"/{lang}{of(told)}/test")
    told.deliver()
    page = administrator.get(f"/{lang}{of(told)}").text
    assert waits in page
    assert "HTTP 500" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    told.program.status = 200
    number = told.deliveries()[0].id
    assert administrator.post(f"/{lang}{of(told)}/deliveries/{number}/again").status_code == 302
    told.deliver()
    assert delivered in text(administrator, lang, of(told))


def test_what_failed_lately_is_sent_again_by_a_click(administrator, told):
    told.program.status = 500
    told.wants(2)
    told.collects()
    told.deliver()
    told.program.status = 200
    answer = administrator.post(f"/ru{of(told)}/again", data={"since": "1"}, follow_redirects=True)
    assert "2 сообщения" in answer.text
    told.deliver()
    answer = administrator.post(f"/ru{of(told)}/again", data={"since": "1"}, follow_redirects=True)
    assert "неудач не было" in answer.text


def test_a_new_secret_and_the_end_are_asked_for(administrator, told):
    digest = told.state().secret_digest
    assert administrator.post(f"/ru{of(told)}/roll").status_code == 200
    assert told.state().secret_digest == digest
    rolled = administrator.post(f"/ru{of(told)}/roll", data={"sure": "yes"})
    assert "data-new-secret" in rolled.text
    assert told.state().secret_digest != digest
    assert "действует ещё до" in text(administrator, "ru", of(told))
    administrator.post(f"/ru{of(told)}/end")
    assert told.state()
    assert administrator.post(f"/ru{of(told)}/end", data={"sure": "yes"}).status_code == 302
    assert administrator.get(f"/ru{of(told)}").status_code == 404


@pytest.mark.parametrize(
    ("state", "lang", "said"),
    [
        (State.FAILING, "ru", "не удалась ни одна отправка"),
        (State.GONE, "zh", "以 410 应答"),
        (State.UNSIGNED, "ru", "Создайте новый"),
        (State.PAUSED, "zh", "目前不推送消息"),
    ],
)
def test_a_page_says_why_nothing_is_delivered_and_what_to_do(administrator, told, state, lang, said):
    with transaction() as session:
        hook = session.get_one(Webhook, told.webhook_id)
        hook.state, hook.stopped_at = state, None if state is State.PAUSED else now()
    page = text(administrator, lang, of(told))
    assert said in page
    assert ("/resume" in page) == (state is not State.UNSIGNED)
    assert "/test" not in page


def test_it_is_paused_and_resumed(administrator, told):
    administrator.post(f"/ru{of(told)}/pause")
    assert told.state().state is State.PAUSED
    assert administrator.post(f"/ru{of(told)}/pause").status_code == 409
    administrator.post(f"/ru{of(told)}/resume")
    assert told.state().state is State.ACTIVE


def test_other_staff_see_how_it_goes_but_not_the_whole_address(librarian, told):
    told.tests()
    page = text(librarian, "zh", of(told))
    assert "HTTP 200" in page
    assert "seen-by-nobody" not in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert librarian.post(f"/zh{of(told)}/pause").status_code == 403
    assert librarian.get(f"/zh{PAGE}").status_code == 403


def test_a_library_has_ten_addresses_and_no_more(administrator, told):
    for number in range(MOST_ADDRESSES - 1):
        told.registers(f"https://program.example/{number}")
    form = {"url": "https://program.example/last", "kinds": "loans"}
    assert administrator.post(f"/ru{PAGE}", data=form).status_code == 409


def test_anothers_address_is_not_found(administrator, told, make_library):
    with transaction() as session:
        session.get_one(Webhook, told.webhook_id).library_id = make_library("Amur", "RU")
    for path in ("", "/pause", "/test"):
        assert (administrator.post if path else administrator.get)(f"/ru{of(told)}{path}").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_the_example_for_programmers_tells_a_genuine_message_from_others(told, visitor, lang):
    page = lxml.html.fromstring(visitor(told.app).get(f"/{lang}/developers").text)
    [example] = page.xpath("//*[@data-verify]")
    names: dict = {}
    exec(example.text_content(), names)
    told.tests()
    got = told.program.got[0]
    assert names["is_genuine"](told.secret, got.headers, got.body)
    assert not names["is_genuine"](told.secret, got.headers, got.body + b" ")
    late = got.headers | {"webhook-timestamp": str(int(time.time()) - 3600)}
    assert not names["is_genuine"](told.secret, late, got.body)
    told.does(keeping.roll, told.key)
    told.tests()
    assert names["is_genuine"](told.secret, told.program.got[1].headers, told.program.got[1].body)


def test_the_way_to_the_addresses_leads_from_the_librarys_own_house(administrator):
    assert f'/ru{PAGE}"' in text(administrator, "ru", "/libraries/heihe/house")


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_pages_say_that_the_way_out_is_shut(administrator, told, lang):
    assert SHUT[lang] not in text(administrator, lang, of(told))
    decide(DOOR, is_open=False)
    for page in (PAGE, of(told)):
        assert SHUT[lang] in text(administrator, lang, page)
