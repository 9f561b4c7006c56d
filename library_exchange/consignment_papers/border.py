"""The border pack: every paper that a consignment needs, as one PDF or each by itself."""

from dataclasses import replace
from pathlib import Path

from library_exchange.consignment_papers import forms, lists, stickers
from library_exchange.consignment_papers.pack import Pack
from library_exchange.consignment_papers.words import Words, words
from library_exchange.core.regions import REGIONS
from library_exchange.documents.form_paper import FormPaper
from library_exchange.documents.paper_languages import paper_languages

PACK, PACKING_LIST, CUSTOMS, LABELS = "pack", "packing-list", "customs", "labels"
ADDRESSED = (PACK, CUSTOMS, LABELS)
"""Papers that tell the post where the parcels go, and from whom they come."""


def papers_of(consignor: str, consignee: str, is_packed: bool, is_listed: bool) -> tuple[str, ...]:
    """Return the names of the papers needed between countries `consignor` and `consignee`.

    The list that the latter's authority reads is one where it has titles to read (`is_listed`), and what parcels bear
    once there are any.
    """
    crosses = paper_languages(consignor, consignee).crosses
    packed = (CUSTOMS,) if crosses and is_packed else ()
    labelled = (LABELS,) if is_packed else ()
    return (PACKING_LIST, *packed, *((REGIONS[consignee].border_list,) if crosses and is_listed else ()), *labelled)


def papers_for(pack: Pack) -> tuple[str, ...]:
    """Return the names of the papers that `pack` needs."""
    return papers_of(pack.consignor.country, pack.consignee.country, bool(pack.parcels), bool(pack.listed))


def border_pack(pack: Pack, font: Path, wanted: tuple[str, ...] | None = None) -> bytes:
    """Return the papers `wanted` (all that are needed, if not given) as one PDF; each numbers its own pages."""
    said = words(pack.languages)
    paper = FormPaper(font, pack.made_on, f"{said('packing_list')[0]} {pack.number}")
    for name in wanted or papers_for(pack):
        _write(name, paper, pack, said)
    return paper.to_bytes()


def _write(name: str, paper: FormPaper, pack: Pack, said: Words) -> None:
    match name:
        case "packing-list":
            lists.packing_list(paper, pack, said)
        case "customs":
            for parcel in pack.parcels:
                forms.customs_form(paper, pack, parcel, said)
        case "advance-list":
            lists.advance_list(paper, replace(pack, lines=pack.listed), said)
        case "permit-list":
            lists.permit_list(paper, replace(pack, lines=pack.listed), said)
        case "labels":
            stickers.address_labels(paper, pack, said)
