"""Zebra, the engine of many library systems, as a peer: the same terms, asked by SRU; the server's processor time.

It is a system package (idzebra-2.0 on Debian), no dependency of ours: where it is not installed it is left out. It
gives no counts of facets in this form, so that only total and ids are compared. As it is shipped it puts no more than
1,000 hits in order; all of 100,000 would take it some thirteen seconds.
"""

import http.client
import re
import resource
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape

from benchmarks.engines.peer import Answer, encoded
from library_exchange.search.port import (
    ANYWHERE,
    FACETS,
    FIELDS,
    IDENTIFIER,
    AllOf,
    AnalysedQuery,
    AnalysedRecord,
    AnyOf,
    Condition,
    Prefix,
    Sort,
    Term,
)

NAMES = (ANYWHERE, *FIELDS, IDENTIFIER)
PORT, PIECE = 19_988, 5000
LONGEST_SORT_KEY = 40
SPACE = "http://indexdata.com/zebra-2.0"
XSL = "http://www.w3.org/1999/XSL/Transform"
STYLE = f'<xsl:stylesheet version="1.0" xmlns:xsl="{XSL}" xmlns:z="{SPACE}">{{rule}}</xsl:stylesheet>'
FILES = {
    "zebra.cfg": "profilePath: {folder}:/usr/share/idzebra-2.0/tab\nregister: {folder}/register:16G\n"
    "modulePath: {modules}\nrecordType: dom.dom.xml\nperm.anonymous: r\nrank: rank-1\n",
    "dom.xml": '<dom xmlns="{space}"><input syntax="xml"><xmlreader level="1"/></input>'
    '<extract name="index"><xslt stylesheet="index.xsl"/></extract><store><xslt stylesheet="store.xsl"/></store></dom>',
    "index.xsl": STYLE.replace("{rule}", '<xsl:template match="/"><xsl:copy-of select="."/></xsl:template>'),
    "store.xsl": STYLE.replace(
        "{rule}", '<xsl:template match="/"><r><xsl:value-of select="/*/@z:id"/></r></xsl:template>'
    ),
}


def is_installed() -> bool:
    """Whether Zebra's programs are here."""
    return all(shutil.which(name) for name in ("zebraidx", "zebrasrv"))


class Zebra:
    """A register of words and orders, and a server in one process."""

    is_server, has_facets, counts_its_client = True, False, False

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "register").mkdir(exist_ok=True)
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        modules = next(Path("/usr/lib").glob("*/idzebra-2.0/modules"), Path("/usr/lib/idzebra-2.0/modules"))
        for name, text in FILES.items():
            filled = text.replace("{folder}", str(folder)).replace("{modules}", str(modules)).replace("{space}", SPACE)
            (folder / name).write_text(filled, encoding="utf-8")

    def cpu_s(self) -> float:
        """Return the processor time of zebraidx and of the server so far."""
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime + self._server_s()

    def _server_s(self) -> float:
        if self._server is None:
            return 0.0
        threads = Path(f"/proc/{self._server.pid}/task").iterdir()
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9

    def close(self) -> None:
        """Stop the server."""
        self._connection.close()
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def build(self, records: Iterable[AnalysedRecord]) -> None:
        """Write the records as files, index them and start the server."""
        rest, number = iter(records), 0
        while piece := list(islice(rest, PIECE)):
            text = f'<all xmlns:z="{SPACE}">' + "".join(map(_record, piece)) + "</all>"
            (self._folder / "data" / f"{number:04}.xml").write_text(text, encoding="utf-8")
            number += 1
        self._run("init")
        self._run("update", "data")
        command = ["zebrasrv", "-S", "-v", "none", "-c", "zebra.cfg", f"@:{PORT}"]
        self._server = subprocess.Popen(command, cwd=self._folder)
        time.sleep(2)

    def _run(self, *what: str) -> None:
        subprocess.run(["zebraidx", "-v", "none", "-c", "zebra.cfg", *what], cwd=self._folder, check=True)

    def search(self, query: AnalysedQuery, _with_facets: bool) -> Answer:
        """Return the total and the ids of a page."""
        answer = self._answer(query, "@and")
        if not answer.total and len(query.required) > 1:
            answer = self._answer(query, "@or")
        return answer

    def _answer(self, query: AnalysedQuery, joint: str) -> Answer:
        asked = quote(_pqf(query, joint))
        first = (query.page - 1) * query.per_page + 1
        path = f"/Default?version=1.1&operation=searchRetrieve&recordSchema=zebra::data&startRecord={first}"
        text = self._got(f"{path}&maximumRecords={query.per_page}&x-pquery={asked}")
        total = re.search(r"numberOfRecords>(\d+)", text)
        if total is None:
            raise RuntimeError(text[:500])
        return Answer(int(total.group(1)), [int(each) for each in re.findall(r"<r[^>]*>(\d+)</r>", text)])

    def _got(self, path: str) -> str:
        self._connection.request("GET", path)
        return self._connection.getresponse().read().decode()


def _record(record: AnalysedRecord) -> str:
    parts = [(f"{name}:w", " ".join(map(encoded, record.terms.get(name, {})))) for name in NAMES]
    parts += [(f"facet{name}:w", " ".join(map(encoded, record.facets.get(name, ())))) for name in FACETS]
    parts += [(f"{name}:s", place) for name, place in _places(record)]
    if record.year is not None:
        parts.append(("year:n", str(record.year)))
    fields = "".join(f'<z:index name="{_name(name)}">{escape(text)}</z:index>' for name, text in parts if text)
    return f'<z:record z:id="{record.id}">{fields}</z:record>'


def _places(record: AnalysedRecord) -> Iterator[tuple[str, str]]:
    title, author = (encoded(key[:LONGEST_SORT_KEY]) if key else "z" for key in (record.sort_title, record.sort_author))
    yield "bytitle", title
    yield "byauthor", author
    yield "byyear", "9999" if record.year is None else f"{record.year:04}"
    yield "byyearnew", "9999" if record.year is None else f"{9999 - record.year:04}"


ORDERS = {Sort.TITLE: "bytitle", Sort.AUTHOR: "byauthor", Sort.YEAR_OLD: "byyear", Sort.YEAR_NEW: "byyearnew"}


def _name(field: str) -> str:
    return field.replace("_", "")


def _pqf(query: AnalysedQuery, joint: str) -> str:
    parts = [_joined(joint, [_asked(part) for part in query.required])] if query.required else []
    parts += [
        _joined("@or", [_term(f"facet{name}", value) for value in chosen]) for name, chosen in query.filters.items()
    ]
    first, last = query.years or (None, None)
    for relation, year in ((4, first), (2, last)):
        if year is not None:
            parts.append(f"@attr 1=year @attr 4=109 @attr 2={relation} {year}")
    found = _joined("@and", parts or ['@attr 1=_ALLRECORDS @attr 2=103 ""'])
    for part in query.excluded:
        found = f"@not {found} {_asked(part)}"
    if query.sort is Sort.RELEVANCE and query.required:
        return found
    order = ORDERS[Sort.YEAR_NEW if query.sort is Sort.RELEVANCE else query.sort]
    return f"@or {found} @attr 7=1 @attr 1={order} 0"


def _asked(condition: Condition) -> str:
    match condition:
        case Term(field, text):
            return _term(field, text)
        case Prefix(field, start):
            return f"@attr 1={_name(field)} @attr 2=102 @attr 5=1 {encoded(start)}"
        case AllOf(parts):
            return _joined("@and", [_asked(part) for part in parts])
        case AnyOf(parts):
            return _joined("@or", [_asked(part) for part in parts])


def _term(field: str, text: str) -> str:
    ranked = "@attr 2=102 " if field in NAMES else ""
    return f"@attr 1={_name(field)} {ranked}{encoded(text)}"


def _joined(joint: str, parts: list[str]) -> str:
    return reduce(lambda rest, part: f"{joint} {part} {rest}", reversed(parts))
