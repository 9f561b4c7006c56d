"""The customs forms of the post, one for each parcel: CN 22 for small values, CN 23 for others."""

from collections.abc import Callable

from library_exchange.consignment_papers.cn22 import cn22
from library_exchange.consignment_papers.cn23 import cn23
from library_exchange.consignment_papers.form_entries import Form
from library_exchange.consignment_papers.pack import Pack, PackParcel
from library_exchange.consignment_papers.rules.customs_forms import CustomsForm
from library_exchange.consignment_papers.words import Words
from library_exchange.documents.form_paper import FormPaper

FORMS: dict[CustomsForm, Callable[[Form], None]] = {CustomsForm.CN22: cn22, CustomsForm.CN23: cn23}


def customs_form(paper: FormPaper, pack: Pack, parcel: PackParcel, words: Words) -> None:
    """Write the form that `parcel` bears, with its continuation sheets."""
    FORMS[parcel.form](Form(paper, pack, parcel, words))
