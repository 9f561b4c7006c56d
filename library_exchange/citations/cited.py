"""A publication as somebody tells of it: fields without any promise, to be checked by who asks for it."""

from dataclasses import dataclass

from library_exchange.citations.particulars import with_particulars


@dataclass(frozen=True)
class Cited:
    """What is told of a publication; empty where nothing is.

    `part` is what is wanted of it, an article or a chapter with its pages, as one line: the title is then that of the
    journal or the book in which it stands. `of_set` is which volume of the title is meant, `particulars` of what
    edition and by which translator: forms have no fields for these, they are asked for with the title.
    """

    title: str = ""
    author: str = ""
    year: str = ""
    place: str = ""
    publisher: str = ""
    isbn: str = ""
    issn: str = ""
    doi: str = ""
    part: str = ""
    part_title: str = ""
    part_author: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    of_set: str = ""
    particulars: str = ""

    @property
    def whole_title(self) -> str:
        """The title with its volume, edition and translator."""
        return with_particulars(self.title, self.of_set, self.particulars)[: FIELDS["title"]]

    def as_copy_fields(self) -> dict[str, str]:
        """Return what the form of a copy of pages is filled in with, which has fields for what is wanted."""
        told = {name: getattr(self, name) for name in FIELDS | PART_FIELDS} | {"title": self.whole_title}
        return {name: value for name, value in told.items() if value}

    def as_fields(self) -> dict[str, str]:
        """Return what a form is filled in with; what is wanted of the publication goes into the note."""
        told = {name: getattr(self, name) for name in FIELDS} | {"title": self.whole_title}
        return {name: value for name, value in (told | {"note": self.part}).items() if value}


FIELDS = {
    "title": 500,
    "author": 200,
    "year": 20,
    "place": 100,
    "publisher": 200,
    "isbn": 40,
    "issn": 20,
    "doi": 200,
}
"""The fields of a publication and how long each may be."""
PART_FIELDS = {"part_title": 300, "part_author": 200, "volume": 40, "issue": 40, "pages": 60}
"""The fields of what is wanted of a publication, and how long each may be."""
LONGEST_PART = 500
