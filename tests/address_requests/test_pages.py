"""The pages on which an address is completed or asked for, at the desks of both libraries."""

import pytest
from flask import current_app
from lxml import html

from library_exchange.core.actor import Role
from library_exchange.core.db import transaction
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignment_tasks import ADDRESSES
from library_exchange.shipping.rules.codes import Mode
from library_exchange.shipping.services import packing
from tests.address_requests.test_addresses import forget
from tests.shipping.conftest import a_title


@pytest.fixture
def road(web, make_road):
    road = make_road().plans(a_title(1)).is_cleared()
    road.fills(road.opens_parcel())
    forget(road.consignee_id)
    return road


@pytest.fixture
def sender(web, road, signed_in):
    return signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)


@pytest.fixture
def receiver(web, road, signed_in):
    return signed_in(web, "admin@heihe.example", road.consignee_id, (Role.LIBRARIAN, Role.LIBRARY_ADMIN))


@pytest.mark.parametrize(
    ("language", "told", "ask", "asked", "state"),
    [
        ("zh", "没有街道和邮政编码的地址不能寄件", "请对方补全地址", "于", "待装箱"),
        (
            "ru",
            "Без улицы и индекса посылка не уйдёт",
            "Попросить библиотеку указать адрес",
            "Запрошено",
            "ждёт упаковки",
        ),
    ],
)
def test_who_sends_is_led_to_the_address_and_asks_for_it(road, sender, receiver, language, told, ask, asked, state):
    shipment = f"/{language}/staff/shipments/{road.id}"
    page = sender.get(shipment).text
    assert f'btn-primary" href="{shipment}/addresses"' in page
    assert f"{shipment}/papers/labels" not in page
    assert f"{shipment}/papers/packing-list" in page
    assert told in page
    addresses = sender.get(f"{shipment}/addresses").text
    assert ask in addresses
    url = f"{shipment}/addresses/{road.consignee_id}"
    assert sender.post(url, data={"local_street": "Lenina 1"}).status_code == 403
    assert sender.post(f"{url}/ask").status_code == 302
    again = sender.get(f"{shipment}/addresses").text
    assert ask not in again
    assert asked in again
    [waits] = html.fromstring(sender.get(shipment).text).xpath("//*[@id='next-step']")
    assert asked in waits.text_content()
    assert not waits.xpath(f".//a[@href='{shipment}/addresses']"), "one waits, and is not asked to do it oneself"
    listed = sender.get(f"/{language}/staff/shipments").text
    [row] = html.fromstring(listed).xpath(f"//main//tr[.//a[@href='{shipment}']]")
    chips = [each.text_content() for each in row.xpath(".//*[contains(@class, 'chip')]")]
    assert chips == [state], "it is to be packed, and no turn of ours"
    assert not html.fromstring(listed).xpath("//main//*[contains(@class, 'chip') and contains(@class, 'warn')]")
    assert f"{shipment}/addresses" in receiver.get(f"/{language}/staff/shipments").text
    refused = receiver.post(url, data={"local_street": "兴安街59号", "latin_street": "兴安街59号"})
    assert refused.status_code == 422
    assert refused.text.count('value="兴安街59号"') == 2, "what was typed stands there again"
    given = {"local_street": "兴安街59号", "latin_street": "59 Xing'an Street"}
    assert receiver.post(url, data=given).status_code == 302
    assert told not in sender.get(shipment).text
    road.does(packing.pack)
    assert road.state == "packed"


def test_a_page_of_the_list_asks_once_what_is_left_to_others(road, sender):
    sender.post(f"/en/staff/shipments/{road.id}/addresses/{road.consignee_id}/ask")
    asked = []

    def counting(_session, rows):
        asked.append(len(rows))
        return {}

    ADDRESSES.fill(current_app, "counting", counting)
    assert sender.get("/en/staff/shipments").status_code == 200
    assert asked == [1]


@pytest.mark.parametrize(
    ("language", "use", "take", "by"),
    [
        ("zh", "此批次使用这一地址", "采用为本馆地址", "阿穆尔州科学图书馆"),
        ("ru", "Использовать этот адрес", "Принять как наш адрес", "Амурская областная научная библиотека"),
    ],
)
def test_an_address_at_hand_is_entered_by_the_sender_and_taken_over_with_one_click(
    road, sender, receiver, language, use, take, by
):
    shipment = f"/{language}/staff/shipments/{road.id}"
    assert use in sender.get(f"{shipment}/addresses").text
    url = f"{shipment}/addresses/{road.consignee_id}"
    refused = sender.post(f"{url}/enter", data={"local_street": "兴安街59号", "latin_street": "兴安街59号"})
    assert refused.status_code == 422
    assert refused.text.count('value="兴安街59号"') == 2, "what was typed stands there again"
    given = {"local_street": "兴安街59号", "latin_street": "59 Xing'an Street"}
    assert sender.post(f"{url}/enter", data=given).status_code == 302
    assert f"{shipment}/papers/labels" in sender.get(shipment).text
    assert sender.get(f"{shipment}/papers/labels").status_code == 200
    shown = receiver.get(f"{shipment}/addresses").text
    assert all(words in shown for words in ("兴安街59号", take, by))
    assert receiver.post(f"{url}/take-over").status_code == 302
    assert take not in receiver.get(f"{shipment}/addresses").text
    assert "兴安街59号" in receiver.get(f"/{language}/libraries/heihe").text


@pytest.mark.parametrize("paper", ["labels", "customs", "pack"])
def test_no_label_is_printed_for_an_address_without_a_street(road, sender, paper):
    answer = sender.get(f"/ru/staff/shipments/{road.id}/papers/{paper}")
    assert answer.status_code == 409
    assert f"/ru/staff/shipments/{road.id}/addresses" in answer.text
    assert sender.get(f"/ru/staff/shipments/{road.id}/papers/packing-list").status_code == 200


@pytest.mark.parametrize("paper", ["labels", "customs", "pack"])
def test_nor_for_a_sender_without_one_unless_somebody_carries_it(web, make_road, signed_in, paper):
    road = make_road().plans(a_title(1)).is_cleared()
    road.fills(road.opens_parcel())
    forget(road.consignor_id)
    sender = signed_in(web, "desk@amur.example", road.consignor_id, Role.LIBRARIAN)
    shipment = f"/ru/staff/shipments/{road.id}"
    assert sender.get(f"{shipment}/papers/{paper}").status_code == 409
    assert f'href="{shipment}/papers/{paper}"' not in sender.get(shipment).text
    assert sender.get(f"{shipment}/papers/packing-list").status_code == 200
    with transaction() as session:
        session.get_one(Consignment, road.id).mode = Mode.DELEGATION
    assert sender.get(f"{shipment}/papers/{paper}").status_code == 200


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "地址补全之前，不能向本馆寄件"), ("ru", "Пока адрес неполон, посылки в эту библиотеку не уходят")],
)
def test_the_page_of_a_library_warns_its_own_administrator_alone(road, sender, receiver, language, told):
    page = f"/{language}/libraries/heihe"
    assert told in receiver.get(page).text
    assert told not in sender.get(page).text
