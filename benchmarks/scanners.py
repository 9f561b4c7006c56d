"""What wapiti and sqlmap find in a demonstration that is served, as a reader and a librarian see it.

    python -m benchmarks.scanners [wapiti] [sqlmap]

Neither is part of any environment of ours: install each in one of its own (`pip install wapiti3`, `pip install sqlmap`)
and name the commands in LX_WAPITI and LX_SQLMAP, if they are not on the path. What is not there is left out.
LX_ASSURE_SCAN bounds each run, in seconds. Exit code 1 if anything is found that the table here does not explain.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from library_exchange.core.settings import CHECKOUT
from library_exchange.demo.people import PASSWORD
from tests.protocols.nodes import free_port

WHO = {"reader": "reader@heihe.example", "librarian": "librarian@heihe.example"}
PAGES, TARGETS = 60, 40
MODULES = (
    "cookieflags,csp,http_headers,sql,xss,permanentxss,redirect,exec,file,crlf,csrf,htaccess,methods,upload,timesql"
)
EXPLAINED = {
    "Secure Flag cookie": "a demonstration speaks http; in production tests/web/test_browser_defences.py looks",
}
"""Kinds of findings of wapiti, and why they are none."""
SEEN_THROUGH = "false positive or unexploitable"
"""How sqlmap calls what it suspected and then found to be nothing."""
LEAVE = ("/logout", "/change", "/sign-ins")
"""What would end the sign-in of the scanner is not opened."""


def seconds() -> int:
    """Return how long one run may last."""
    return int(os.environ.get("LX_ASSURE_SCAN", "900"))


def command(name: str) -> str | None:
    """Return the command of a scanner, None if it is not here."""
    return os.environ.get(f"LX_{name.upper()}") or shutil.which(name)


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve a demonstration of its own, without limits on how often one may ask."""
    env = os.environ | {"LX_INSTANCE_DIR": str(folder), "LX_PORT": str(port), "LX_RATE_LIMITS": "false"}
    code = "from library_exchange.cli import main; main(['serve'])"
    quiet = subprocess.DEVNULL
    with subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, env=env, stdout=quiet, stderr=quiet) as service:
        base = f"http://127.0.0.1:{port}"
        try:
            for _second in range(600):
                try:
                    with build_opener().open(f"{base}/healthz", timeout=5):
                        break
                except (URLError, OSError):
                    time.sleep(1)
            else:
                raise SystemExit(f"scanners: nothing answers at {base} within ten minutes")
            yield base
        finally:
            service.terminate()
            service.wait()


def signed_in(base: str, email: str) -> tuple[OpenerDirector, str]:
    """Sign in; return what opens pages, and the header by which a scanner does so."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', _page(browser, f"{base}/en/login"))
    form = {"csrf_token": token[1] if token else "", "email": email, "password": PASSWORD}
    with browser.open(f"{base}/en/login", urlencode(form).encode()) as answer:
        if "/logout" not in answer.read().decode():
            raise SystemExit(f"scanners: {email} could not sign in")
    return browser, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _page(browser: OpenerDirector, url: str) -> str:
    try:
        with browser.open(url, timeout=60) as answer:
            is_page = answer.headers.get_content_type() == "text/html"
            return answer.read().decode() if is_page else ""
    except HTTPError:
        return ""


def addresses(browser: OpenerDirector, base: str) -> list[str]:
    """Return addresses with parameters that are found from the home page on, one of each kind."""
    ahead, seen, found = [f"{base}/zh/", f"{base}/zh/search?q=a"], set(), {}
    while ahead and len(seen) < PAGES:
        url = ahead.pop(0)
        kind = _kind(url)
        if kind in seen or any(part in url for part in LEAVE):
            continue
        seen.add(kind)
        if parse_qsl(urlsplit(url).query):
            found[kind] = url
        links = re.findall(r'(?:href|action)="([^"#]+)"', _page(browser, url))
        ahead += [each for each in (urljoin(url, unescape(link)) for link in links) if each.startswith(f"{base}/zh/")]
    return list(found.values())[:TARGETS]


def _kind(url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    return (re.sub(r"\d+", "N", parts.path), *sorted({name for name, _value in parse_qsl(parts.query)}))


def _said(words: list[str], log: Path) -> str:
    """Run a scanner until its time is over; return what it said."""
    with log.open("w", encoding="utf-8") as out, suppress(subprocess.TimeoutExpired):
        subprocess.run(words, check=False, stdout=out, stderr=subprocess.STDOUT, timeout=seconds())
    return log.read_text(encoding="utf-8", errors="replace")


def wapiti(base: str, folder: Path, tool: str) -> int:
    """Have wapiti open pages and send their forms with what attackers write; return how many findings are left."""
    left = 0
    for who, email in WHO.items():
        _browser, cookie = signed_in(base, email)
        report = folder / f"wapiti-{who}.json"
        words = [tool, "-u", f"{base}/zh/", "--scope", "folder", "-d", "3", "-m", MODULES, "-H", f"Cookie: {cookie}"]
        words += ["--max-links-per-page", "40", "--max-files-per-dir", "8", "--max-parameters", "12", "-t", "20"]
        words += ["--max-scan-time", str(seconds() // 3), "--max-attack-time", str(seconds() // 10), "--no-bugreport"]
        words += [word for part in LEAVE for word in ("-x", f"{base}/zh{part}")]
        words += ["--store-session", str(folder / who), "-f", "json", "-o", str(report), "-v", "0"]
        subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        told = json.loads(report.read_text(encoding="utf-8"))
        kinds = {**told["vulnerabilities"], **told["anomalies"]}
        unexplained = [(kind, each) for kind, some in kinds.items() if kind not in EXPLAINED for each in some]
        for kind, each in unexplained:
            print(f"{who}: {kind}: {each['method']} {each['path']} {each['info'][:200]}")
        left += len(unexplained)
        pages, all_ = told["infos"]["crawled_pages_nbr"], sum(map(len, kinds.values()))
        print(f"wapiti as {who}: {pages} pages and forms, {all_} findings, {len(unexplained)} unexplained", flush=True)
    return left


def sqlmap(base: str, folder: Path, tool: str) -> int:
    """Have sqlmap try each kind of address with parameters; return how many let SQL in."""
    left = 0
    for who, email in WHO.items():
        browser, cookie = signed_in(base, email)
        targets, report = folder / f"{who}.txt", folder / f"{who}.csv"
        urls = addresses(browser, base)
        targets.write_text("\n".join(urls), encoding="utf-8")
        words = [tool, "-m", str(targets), "--batch", "--level", "3", "--dbms", "sqlite", "--technique", "BEU"]
        words += ["--skip", "user-agent,referer,host,cookie", "--cookie", cookie, "--disable-coloring"]
        words += ["--output-dir", str(folder / f"sqlmap-{who}"), "--results-file", str(report), "--flush-session"]
        said = _said(words, folder / f"sqlmap-{who}.log")
        tried = len(re.findall(r"testing URL '", said))
        parameters = len(re.findall(r"parameter '[^']+' does not seem to be injectable", said))
        rows = report.read_text(encoding="utf-8").splitlines()[1:] if report.exists() else []
        found = [row for row in rows if re.search(r"https?://[^,]+,(GET|POST|URI)", row) and SEEN_THROUGH not in row]
        for row in found:
            print(f"{who}: {row}")
        left += len(found)
        print(
            f"sqlmap as {who}: {tried} of {len(urls)} kinds of addresses, {parameters} parameters let no SQL in,"
            f" {len(found)} did",
            flush=True,
        )
    return left


SCANNERS: dict[str, Callable[[str, Path, str], int]] = {"wapiti": wapiti, "sqlmap": sqlmap}


def main(wanted: list[str]) -> int:
    """Run the scanners that are here."""
    tools = {name: command(name) for name in wanted or SCANNERS}
    for name in [name for name, tool in tools.items() if tool is None]:
        print(f"scanners: {name} is not installed, so it is left out")
    there = {name: tool for name, tool in tools.items() if tool is not None}
    if not there:
        return 0
    with tempfile.TemporaryDirectory(prefix="scanners-") as kept, served(Path(kept) / "instance", free_port()) as base:
        left = sum(SCANNERS[name](base, Path(kept), tool) for name, tool in there.items())
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
