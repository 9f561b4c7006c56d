"""Address labels and tags of M-bags, in the script of the addressee's country and in Latin letters."""

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.pack import Pack, PackParcel
from library_exchange.consignment_papers.words import Words, kilograms
from library_exchange.documents.paper import MARGIN, LabelBlock, Paper
from library_exchange.shipping.rules.codes import ParcelKind

WIDTH, HEIGHT = 93.0, 84.0
ACROSS, DOWN = 2, 3


def address_labels(paper: Paper, pack: Pack, words: Words) -> None:
    """Draw a label for each parcel, six on a sheet; M-bags get tags of their own size, two on a sheet."""
    foot = f"{words.side_by_side('labels')}   {pack.number}"
    bags = [parcel for parcel in pack.parcels if parcel.kind is ParcelKind.M_BAG]
    others = [parcel for parcel in pack.parcels if parcel.kind is not ParcelKind.M_BAG]
    _sheet(paper, pack, words, others, foot, (WIDTH, HEIGHT), (ACROSS, DOWN))
    _sheet(paper, pack, words, bags, foot, (float(pack.tag_mm[0]), float(pack.tag_mm[1])), (1, 2))


def _sheet(
    paper: Paper,
    pack: Pack,
    words: Words,
    parcels: list[PackParcel],
    foot: str,
    size: tuple[float, float],
    grid: tuple[int, int],
) -> None:
    across, down = grid
    for place, parcel in enumerate(parcels):
        column, row = place % across, place // across % down
        if place % (across * down) == 0:
            paper.begin(foot)
        x, y = MARGIN + column * size[0], MARGIN + row * (size[1] + 2)
        paper.label(x, y, *size, _blocks(pack, parcel, words), f"{pack.number}/{parcel.number}")


def _blocks(pack: Pack, parcel: PackParcel, words: Words) -> list[LabelBlock]:
    sending = pack.languages[0]
    reading = pack.languages[1:] or pack.languages
    to = pack.consignee
    number = f"{pack.number}   {parcel.number} / {len(pack.parcels)}   {_weighs(parcel, words)}"
    postcode = (to.postcode,) if to.postcode else ()
    via = [LabelBlock((words.side_by_side("via", reading), *each.lines_local), 7) for each in pack.via]
    return [
        LabelBlock((words.side_by_side("from", reading), *_sender(pack.consignor, pack.crosses)), 6.5),
        LabelBlock((words.side_by_side("to", reading),), 7),
        LabelBlock((*to.lines_local, *postcode), 10.5, is_bold=True),
        *([LabelBlock((*to.lines_latin, to.country_in(sending)), 8.5)] if pack.crosses else []),
        *via,
        LabelBlock((words.side_by_side("printed_matter", pack.languages), number), 7.5),
    ]


def _weighs(parcel: PackParcel, words: Words) -> str:
    """Return a weight as the papers' first language writes it: 0,800 кг."""
    return f"{words.number(kilograms(parcel.gross_g))} {words('kg')[0]}"


def _sender(address: Address, is_abroad: bool) -> tuple[str, ...]:
    postcode = (address.postcode,) if address.postcode else ()
    own = " ".join((*address.lines_local, *postcode))
    return (own, ", ".join(address.lines_latin)) if is_abroad else (own,)
