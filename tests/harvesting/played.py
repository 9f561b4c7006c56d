"""A repository that speaks OAI-PMH as simple as can be, and as badly as is wished."""

from dataclasses import dataclass, field, replace
from html import escape

MARC = "http://www.loc.gov/MARC21/slim"
Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Book:
    """A record of the repository."""

    identifier: str
    title: str
    at: str = "2026-11-01T00:00:00Z"
    is_deleted: bool = False
    number: str | None = None
    raw: str | None = None

    def marc(self) -> str:
        number = self.identifier if self.number is None else self.number
        own = f'<controlfield tag="001">{number}</controlfield>' if number else ""
        said = f'<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{escape(self.title)}</subfield></datafield>'
        copy = f'<datafield tag="852" ind1=" " ind2=" "><subfield code="p">B{number}</subfield></datafield>'
        return f'<record xmlns="{MARC}"><leader>00000nam a2200000 i 4500</leader>{own}{said}{copy}</record>'

    def written(self, prefix: str) -> str:
        status = ' status="deleted"' if self.is_deleted else ""
        header = f"<identifier>oai:played:{self.identifier}</identifier><datestamp>{self.at}</datestamp>"
        said = f"<metadata>{self.raw or (self.dc() if prefix == 'oai_dc' else self.marc())}</metadata>"
        return f"<record><header{status}>{header}</header>{'' if self.is_deleted else said}</record>"

    def dc(self) -> str:
        return (
            '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
            f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(self.title)}</dc:title>'
            "<dc:creator>Иванов, И.</dc:creator><dc:date>1999</dc:date><dc:language>ru</dc:language></oai_dc:dc>"
        )


def envelope(inside: str, told_at: str = "2026-11-29T12:00:00Z") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>{told_at}</responseDate><request>https://played.example/oai</request>{inside}</OAI-PMH>"
    ).encode()


def error(code: str) -> bytes:
    return envelope(f'<error code="{code}">no</error>')


def page(books: list[Book], token: str | None = None, prefix: str = "marc21", total: int | None = None) -> bytes:
    size = f' completeListSize="{total}"' if total is not None else ""
    on = f"<resumptionToken{size}>{token}</resumptionToken>" if token is not None else ""
    return envelope(f"<ListRecords>{''.join(each.written(prefix) for each in books)}{on}</ListRecords>")


@dataclass
class Repository:
    """Books that are listed by pages of two; what is asked for is told as the protocol wants it."""

    books: list[Book] = field(default_factory=list)
    page_size: int = 2
    deleted: str = "persistent"
    granularity: str = "YYYY-MM-DDThh:mm:ssZ"
    expired: set[str] = field(default_factory=set)

    def change(self, identifier: str, **told: object) -> None:
        """Change a book, as of the day on which the world of these tests harvests again."""
        told = {"at": "2026-11-29T13:00:00Z"} | told
        self.books = [replace(each, **told) if each.identifier == identifier else each for each in self.books]

    def answer(self, told: dict[str, str]) -> Answer:
        return 200, {"Content-Type": "text/html"}, self._body(told)

    def _body(self, told: dict[str, str]) -> bytes:
        verb = told.get("verb")
        if verb == "Identify":
            return envelope(
                "<Identify><repositoryName>Каталог</repositoryName><earliestDatestamp>2000-01-01</earliestDatestamp>"
                f"<deletedRecord>{self.deleted}</deletedRecord><granularity>{self.granularity}</granularity></Identify>"
            )
        if verb == "ListMetadataFormats":
            forms = [("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/"), ("marc21", MARC), ("mets", "urn:mets")]
            told_forms = (
                f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>s</schema>"
                f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
                for prefix, namespace in forms
            )
            return envelope(f"<ListMetadataFormats>{''.join(told_forms)}</ListMetadataFormats>")
        if verb == "ListSets":
            return envelope("<ListSets><set><setSpec>books</setSpec><setName>Книги</setName></set></ListSets>")
        return self._list(told)

    def _list(self, told: dict[str, str]) -> bytes:
        token = told.get("resumptionToken")
        if token in self.expired:
            return error("badResumptionToken")
        prefix, since, at = token.split("|") if token else (told["metadataPrefix"], told.get("from", ""), "0")
        found = [each for each in sorted(self.books, key=lambda each: each.at) if each.at >= since]
        if not found:
            return error("noRecordsMatch")
        begins, ends = int(at), int(at) + self.page_size
        on = f"{prefix}|{since}|{ends}" if ends < len(found) else "" if begins else None
        return page(found[begins:ends], on, prefix, len(found))
