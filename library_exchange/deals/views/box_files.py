"""Boxes for a spreadsheet: the list of a library, and the books of one of them."""

from flask import Response

from library_exchange.core import rights
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, country_name, current
from library_exchange.core.titles import in_cells, people_in_a_cell
from library_exchange.deals import labels
from library_exchange.deals.queries import boxes as queries
from library_exchange.deals.services.boxes import lines
from library_exchange.deals.views.blueprint import bp
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.offers.list_files import told_of_copy
from library_exchange.web.downloads import download, every_row
from library_exchange.web.guard import current_actor


@bp.get("/staff/exchange/boxes.<any(csv, xlsx):form>")
def boxes_file(form: str) -> Response:
    """Give the boxes of the library for a spreadsheet."""
    library_id, language = rights.library_of(current_actor()), current().code
    with reading() as session:
        library = session.get_one(Library, library_id)
        today = library.day_at(now())
        rows = every_row(lambda limit, offset: queries.boxes_of(session, library_id, limit, offset))
        cells = [_box(row, library, language) for row in rows]
    heads = [_("Number"), _("Partner"), _("Country"), _("State"), _("We give"), _("We get"), _("Last change")]
    content = table_file(form, [heads, *cells], language, today)
    named = _("Boxes")
    return download(content, MIMES[form], f"boxes-{today}.{form}", f"{named} {today}")


def _box(row: queries.BoxRow, library: Library, language: str) -> list[Value]:
    state, _waits = queries.state_of(row.box, library.id)
    return [
        *(row.box.number, row.partner.name_in(language), country_name(row.partner.country)),
        *(str(labels.BOX_STATES[state][0]), row.given, row.received, library.day_at(row.box.touched_at)),
    ]


@bp.get("/staff/exchange/boxes/<int:box_id>/books.<any(csv, xlsx):form>")
def box_file(box_id: int, form: str) -> Response:
    """Give the books of a box for a spreadsheet."""
    actor, language = current_actor(), current().code
    library_id = rights.library_of(actor)
    with reading() as session:
        box = queries.get_box(session, actor, box_id)
        rows = queries.rows_of(session, queries.lines_of(session, box), language)
        names = {each: session.get_one(Library, each).name_in(language) for each in (box.first_id, box.second_id)}
        today = day_at(session, library_id, now())
    heads = [
        *(
            _("Giving library"),
            _("Receiving library"),
            _("Title"),
            _("Original title"),
            _("Authors"),
            _("Publisher"),
            _("Year"),
            _("ISBN"),
        ),
        *(_("Remark"), _("Copies"), _("Weight, g"), _("Counts for"), _("State"), _("Received on")),
    ]
    content = table_file(form, [heads, *(_line(row, names) for row in rows)], language, today)
    other = names[box.other(library_id)]
    told = _("Box %(number)s with %(library)s", number=box.number, library=other)
    return download(content, MIMES[form], f"box-{box.id}.{form}", f"{told} {today}")


def _line(row: queries.LineRow, names: dict[int, str]) -> list[Value]:
    line, offer = row.line, row.offer
    return [
        *(names[line.giver_id], names[line.receiver_id], *in_cells(row.title), people_in_a_cell(row.authors)),
        *(offer.publisher, offer.year, offer.isbn or offer.printed_isbn, told_of_copy(offer), line.copies),
        *(lines.weighs(offer) * line.copies or None, line.amount, str(labels.BOX_LINES[line.state][0])),
        line.received_on,
    ]
