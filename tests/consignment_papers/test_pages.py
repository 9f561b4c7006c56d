"""The papers as the librarians of both sides get them."""

import io

import pypdf

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
