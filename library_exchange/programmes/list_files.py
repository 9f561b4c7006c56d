"""The titles of curated lists as rows of a table for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence

from library_exchange.core.i18n import _, language_name
from library_exchange.core.titles import in_cells, people_in_a_cell
from library_exchange.documents.sheets import Value
from library_exchange.programmes.models import ListTitle
from library_exchange.programmes.queries import Given, Told


def heading() -> list[Value]:
    """Return what the columns of `title_rows` are called."""
    return [
        *(_("List"), _("No."), _("Title"), _("Original title"), _("Chinese title"), _("Russian title")),
        *(_("Authors"), _("Publisher"), _("Year"), _("ISBN"), _("Language")),
        *(_("Why it is there, in Chinese"), _("Why it is there, in Russian")),
        *(_("Copies asked for"), _("Copies pledged"), _("Pledged by")),
    ]


def title_rows(
    name: str,
    titles: Sequence[ListTitle],
    told: Mapping[int, Told],
    given: Mapping[int, Sequence[Given]],
    language: str,
) -> Iterator[list[Value]]:
    """Return the titles of the list `name`, each with the libraries that pledged copies of it."""
    for title in titles:
        pledged = [f"{each.library.name_in(language)}: {each.pledge.copies}" for each in given.get(title.id, ())]
        yield [
            *(name, title.number, *in_cells(told[title.id].title), title.title_zh, title.title_ru),
            *(people_in_a_cell(told[title.id].authors), title.publisher, title.year),
            *(title.isbn or title.printed_isbn, language_name(title.language), title.why_zh, title.why_ru),
            *(title.wanted, title.pledged, "; ".join(pledged)),
        ]
