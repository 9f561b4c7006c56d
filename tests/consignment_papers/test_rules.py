"""The form of customs, by value and service."""

import pytest

from library_exchange.consignment_papers.rules import customs_forms
from library_exchange.consignment_papers.rules.customs_forms import CustomsForm
from library_exchange.shipping.rules.codes import ParcelKind
from library_exchange.shipping.rules.customs_rules import ValueLimit

LIMIT = ValueLimit(300, 970)


@pytest.mark.parametrize(
    ("kind", "value_minor", "form"),
    [
        (ParcelKind.SMALL_PACKET, 290_999, CustomsForm.CN22),
        (ParcelKind.SMALL_PACKET, 291_000, CustomsForm.CN23),
        (ParcelKind.M_BAG, 0, CustomsForm.CN22),
        (ParcelKind.PARCEL, 1, CustomsForm.CN23),
    ],
)
def test_the_form_is_chosen_by_value_and_service(kind, value_minor, form):
    assert customs_forms.customs_form(kind, value_minor, LIMIT) is form
