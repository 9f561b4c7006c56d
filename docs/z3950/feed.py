"""Feed Zebra with what a platform tells at /oai, for clients that speak Z39.50 alone.

    python feed.py https://YOUR-ADDRESS/oai FOLDER [unimarc|marc21]

FOLDER has the files that stand beside this one. The first run takes all titles, each later one what has changed since;
what was withdrawn leaves the register. Run it as often as you like, by cron or a timer: one at a time.
"""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from lxml import etree

OAI = {"o": "http://www.openarchives.org/OAI/2.0/"}
TRIES, WAIT_S, LONGEST_WAIT_S, PATIENCE_S = 5, 60, 600, 120
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def asked(base: str, arguments: dict[str, str]) -> etree._Element:
    """Return the document that answers a request; waits and asks again where the server is busy."""
    for left in reversed(range(TRIES)):
        try:
            request = Request(f"{base}?{urlencode(arguments)}", headers={"User-Agent": "zebra-feed/1"})
            with urlopen(request, timeout=PATIENCE_S) as answer:
                return etree.fromstring(answer.read(), PARSER)
        except HTTPError as error:
            if error.code not in (429, 503) or not left:
                raise
            told = error.headers.get("Retry-After") or ""
            sleep(min(int(told), LONGEST_WAIT_S) if told.isdecimal() else WAIT_S)
    raise AssertionError("the last try has returned or raised")


def pages(base: str, arguments: dict[str, str]) -> Iterator[etree._Element]:
    """Give the pages of a list; none if there is nothing to tell."""
    while arguments:
        page = asked(base, arguments)
        error = page.find("o:error", OAI)
        if error is not None and error.get("code") != "noRecordsMatch":
            raise SystemExit(f"{error.get('code')}: {error.text}")
        if error is None:
            yield page
        token = page.findtext(".//o:resumptionToken", "", OAI)
        arguments = {"verb": "ListRecords", "resumptionToken": token} if token else {}


def titles(page: etree._Element) -> etree._Element:
    """Return the titles of a page as Zebra reads them: each with its number, and gone or with its record."""
    found = etree.Element("titles")
    for record in page.iterfind(".//o:record", OAI):
        header = record.find("o:header", OAI)
        number = header.findtext("o:identifier", "", OAI).rpartition(":")[2]
        title = etree.SubElement(found, "title", id=number)
        if header.get("status") == "deleted":
            title.set("deleted", "1")
        else:
            title.extend(record.find("o:metadata", OAI))
    return found


def zebraidx(folder: Path, *words: str) -> None:
    """Have Zebra do something with its register."""
    subprocess.run(["zebraidx", "-v", "none,warn,fatal", "-c", "zebra.cfg", *words], cwd=folder, check=True)


def feed(base: str, folder: Path, prefix: str) -> int:
    """Bring the register up to date; return how many titles it was told of."""
    state, piece = folder / f"since-{prefix}", folder / "piece.xml"
    for name in ("register", "shadow", "lock"):
        (folder / name).mkdir(exist_ok=True)
    if not state.exists():
        zebraidx(folder, "init")
    began = asked(base, {"verb": "Identify"}).findtext("o:responseDate", "", OAI)
    arguments = {"verb": "ListRecords", "metadataPrefix": prefix}
    if state.exists():
        arguments["from"] = state.read_text("ascii").strip()
    told = 0
    for page in pages(base, arguments):
        found = titles(page)
        piece.write_bytes(etree.tostring(found, encoding="UTF-8", xml_declaration=True))
        zebraidx(folder, "update", piece.name)
        told += len(found)
    zebraidx(folder, "commit")
    piece.unlink(missing_ok=True)
    state.write_text(began, "ascii")
    return told


def main() -> None:
    """Read what is asked and do it, if no other is at it."""
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    base, folder, *prefix = sys.argv[1:]
    with (Path(folder) / "feed.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        print(f"{feed(base, Path(folder), *(prefix or ['unimarc']))} titles told")


if __name__ == "__main__":
    main()
