"""The papers as the librarians of both sides get them."""

import io

import pypdf
import pytest
import sqlalchemy as sa

from library_exchange.core.db import transaction
from library_exchange.directory.models import AddressForm, PostalAddress
from tests.shipping.conftest import a_title
from tests.shipping.test_pages import place


def test_papers_come_as_pdf_with_the_consignments_number(road, desks):
    road.plans(a_title(1)).is_cleared().packs()
    answer = desks[1].get(place(road, "/papers/pack"))
    assert answer.mimetype == "application/pdf"
    assert road.consignment.number in answer.headers["Content-Disposition"]
    assert len(pypdf.PdfReader(io.BytesIO(answer.data)).pages) >= 4


def test_a_paper_with_holes_leads_to_what_is_missing(road, desks):
    road.plans(a_title(1, title_zh=None))
    answer = desks[0].get(place(road, "/papers/pack"))
    assert answer.status_code == 409
    assert "Complete the titles" in answer.text
    page = desks[0].get(place(road, "/titles")).text
    assert "Missing: title in Chinese" in page


ADDRESS = {"street": "улица Ленина, 1", "city": "Благовещенск", "postcode": "675000"}


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "地址缺少街道或邮政编码"), ("ru", "в адресе нет улицы или почтового индекса")]
)
def test_the_page_of_a_consignment_tells_whose_address_the_post_will_not_take(road, desks, language, told):
    road.plans(a_title(1))
    with transaction() as session:
        session.execute(sa.delete(PostalAddress))
    page = place(road).replace("/en/", f"/{language}/")
    before = desks[0].get(page).text
    assert told in before
    for library_id in (road.consignment.consignor_id, road.consignment.consignee_id):
        for form in AddressForm:
            with transaction() as session:
                session.add(PostalAddress(library_id=library_id, form=form, **ADDRESS))
            is_last = library_id == road.consignment.consignee_id and form == list(AddressForm)[-1]
            assert (told in desks[0].get(page).text) is not is_last
