"""A label that no post can read is not printed as if it were whole: the request says whose address lacks."""

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import AddressForm, PostalAddress
from library_exchange.loan_printouts.queries.addressed import not_addressed


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def rewrite(library_id, form=AddressForm.LOCAL, **parts):
    with transaction() as session:
        theirs = (PostalAddress.library_id == library_id, PostalAddress.form == form)
        session.execute(sa.update(PostalAddress).where(*theirs).values(**parts))


def lacking(loan):
    with reading() as session:
        return {each.id for each in not_addressed(session, loan)}


def label_of(loan, language):
    return f"/{language}/staff/loans/{loan.id}/papers/label"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_page_says_whose_address_lacks_and_the_label_waits_for_it(heihe, amur, at_desk, shipped, language):
    loan, browser = amur.loan(shipped), at_desk(amur, language=language)
    door, request = label_of(loan, language), f"/{language}/loans/{loan.id}"
    assert lacking(loan) == set()
    assert door in browser.get(request).text
    assert browser.get(door).mimetype == "application/pdf"

    rewrite(heihe.id, street="")
    page = browser.get(request).text
    assert door not in page
    [note] = lxml.html.fromstring(page).xpath("//div[contains(@class, 'note')]//ul[.//a[contains(@href, 'mailto:')]]")
    assert "ill@heihe.example" in note.text_content()
    refused = browser.get(door)
    assert (refused.status_code, refused.mimetype) == (409, "text/html")
    assert browser.get(door.replace("label", "strap")).status_code == 200, "other papers go on"


def test_over_the_border_the_post_reads_both_scripts_and_the_own_address_too(heihe, amur, at_desk, shipped):
    loan = amur.loan(shipped)
    rewrite(heihe.id, AddressForm.LATIN, postcode="")
    assert lacking(loan) == {heihe.id}
    rewrite(amur.id, postcode="")
    assert lacking(loan) == {heihe.id, amur.id}
    assert "your administrator fills it in" in at_desk(amur).get(f"/en/loans/{loan.id}").text
