"""Address labels and tags of M-bags, in the script of the addressee's country and in Latin letters."""

from library_exchange.consignment_papers.addresses import Address
from library_exchange.consignment_papers.pack import Pack, PackParcel
from library_exchange.consignment_papers.words import Words, kilograms
from library_exchange.documents.address_label import LabelBlock
from library_exchange.documents.paper import MARGIN, Paper
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
    first, *further = pack.ahead
    number = f"{pack.number}   {parcel.number} / {len(pack.parcels)}   {_weighs(parcel, words)}"
    return [
        LabelBlock((words.side_by_side("from", reading), *_sender(pack.consignor, pack.crosses)), 6.5),
        LabelBlock((words.side_by_side("to", pack.languages),), 7),
        LabelBlock((*first.lines_local, *_postcode(first)), 10.5, is_bold=True),
        *([LabelBlock((*first.lines_latin, first.country_in(sending)), 8.5)] if pack.leg_crosses else []),
        *(_onward(each, pack, words) for each in further),
        LabelBlock((words.side_by_side("printed_matter", pack.languages), number), 7.5),
    ]


def _onward(address: Address, pack: Pack, words: Words) -> LabelBlock:
    """Return where the parcel goes on to from the library it is addressed to: small, for that library to read."""
    word = "for" if address is pack.consignee else "via"
    is_abroad = address.country != pack.ahead[0].country
    latin = (", ".join(address.lines_latin),) if is_abroad else ()
    own = " ".join((*address.lines_local, *_postcode(address)))
    return LabelBlock((words.side_by_side(word, pack.languages), own, *latin), 7)


def _postcode(address: Address) -> tuple[str, ...]:
    """Return the postcode, unless a line of the address has it already."""
    is_told = not address.postcode or any(address.postcode in line for line in address.lines_local)
    return () if is_told else (str(address.postcode),)


def _weighs(parcel: PackParcel, words: Words) -> str:
    """Return a weight as the papers' first language writes it, 0,800 кг; nothing of what nobody has weighed."""
    if parcel.gross_g is None:
        return ""
    return f"{words.number(kilograms(parcel.gross_g))} {words('kg')[0]}"


def _sender(address: Address, is_abroad: bool) -> tuple[str, ...]:
    own = " ".join((*address.lines_local, *_postcode(address)))
    return (own, ", ".join(address.lines_latin)) if is_abroad else (own,)
