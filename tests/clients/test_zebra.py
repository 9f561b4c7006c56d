"""Zebra beside the platform (`docs/z3950`), fed with what harvesters are told, is asked by Z39.50."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from lxml import etree

from library_exchange.core.settings import CHECKOUT
from tests.clients.conftest import ISBN, SHORES
from tests.oai_pmh.harvest import later

RECIPE = CHECKOUT / "docs" / "z3950"
PATIENCE_S = 60


@pytest.fixture(scope="module", autouse=True)
def zebra():
    """Skips where Zebra is not installed; fails where it must be."""
    if any(shutil.which(name) is None for name in ("zebraidx", "zebrasrv", "yaz-client")):
        if os.environ.get("REQUIRE_YAZ") == "1":
            pytest.fail("Zebra and YAZ are required here but absent")
        pytest.skip("Zebra is not installed (Debian: idzebra-2.0, yaz)")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Sidecar:
    """A folder with the recipe and its server."""

    def __init__(self, served, folder, family):
        self.served, self.folder, self.family, self.port = served, folder, family, free_port()
        shutil.copytree(RECIPE, folder, dirs_exist_ok=True)
        server = folder / "yazserver.xml"
        server.write_text(server.read_text("utf-8").replace("tcp:@:9998", f"tcp:127.0.0.1:{self.port}"), "utf-8")

    def feeds(self):
        """Feed the register."""
        words = [sys.executable, "feed.py", f"{self.served.base}/oai", ".", self.family]
        return subprocess.run(words, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    def is_fed(self):
        """Feed the register; return what the feeder says."""
        done = self.feeds()
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout.strip()

    def goes_on_from_the_last_entry(self):
        """Have the next feed begin where the last entry was told: here the clock goes back, in no house it does."""
        with later():
            page = urlopen(f"{self.served.base}/oai?verb=ListIdentifiers&metadataPrefix={self.family}").read()
        last = max(each.text for each in etree.fromstring(page).iter("{*}datestamp"))
        (self.folder / f"since-{self.family}").write_text(last, "ascii")

    def asked(self, *commands):
        """Carry commands out in yaz-client; return what it prints."""
        script = "".join(f"{each}\n" for each in (f"open 127.0.0.1:{self.port}", *commands, "quit"))
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            done = subprocess.run(["yaz-client"], input=script, capture_output=True, text=True, timeout=PATIENCE_S)
            if "error =" not in done.stdout:
                return done.stdout
            time.sleep(0.05)
        raise AssertionError(done.stdout)

    def hits(self, *queries):
        told = self.asked(*(f"find {each}" for each in queries))
        return [int(each) for each in re.findall(r"^Number of hits: (\d+)", told, re.MULTILINE)]


@pytest.fixture(params=["unimarc", "marc21"])
def sidecar(served, request, tmp_path):
    made = Sidecar(served, tmp_path, request.param)
    with later():
        made.first = made.is_fed()
    log = ["-l", "server.log", "-v", "warn,fatal"]
    server = subprocess.Popen(["zebrasrv", "-S", "-f", "yazserver.xml", *log], cwd=tmp_path)
    yield made
    server.kill()
    server.wait()


FOUND = {
    "@attr 1=4 мост": 2,
    "@attr 1=4 елка": 1,
    "@attr 1=4 黑龍江": 1,
    "@attr 1=4 黑龙江": 1,
    '@attr 1=4 "阿Q正传"': 1,
    "@attr 1=4 BRIDGES": 1,
    "@attr 1=1003 鲁迅": 1,
    "@attr 1=1003 Мостова": 1,
    f"@attr 1=7 {ISBN}": 1,
    f"@attr 1=7 {ISBN.replace('-', '')}": 1,
    "@attr 1=31 1995": 1,
    "@and @attr 1=1003 Рекин @attr 1=4 мост": 1,
    "@attr 1=1016 Берег": SHORES,
    "мост": 4 + SHORES,
    "@attr 1=4 nowhere": 0,
}
SYNTAX = {"unimarc": ("unimarc", "200"), "marc21": ("usmarc", "245")}


def test_titles_are_found_by_z3950_in_their_scripts_and_come_as_marc(sidecar):
    assert dict(zip(FOUND, sidecar.hits(*FOUND), strict=True)) == FOUND
    syntax, tag = SYNTAX[sidecar.family]
    told = sidecar.asked(f"format {syntax}", "find @attr 1=4 黑龙江", "show 1", "find @attr 1=4 bridges", "show 1")
    assert re.findall(rf"^{tag} .*\$a (.*)$", told, re.MULTILINE) == ["黑龙江民间故事", "Bridges of the Amur"]
    assert "iagnostic" not in told


def test_what_is_withdrawn_leaves_and_what_comes_back_is_found_again(sidecar, served):
    assert int(sidecar.first.split()[0]) >= SHORES
    sidecar.goes_on_from_the_last_entry()
    served.shores(range(7), is_deleted=True)
    with later():
        assert int(sidecar.is_fed().split()[0]) >= 7
    left = sidecar.hits("@attr 1=1016 Берег")
    sidecar.goes_on_from_the_last_entry()
    served.shores(range(7))
    with later():
        sidecar.is_fed()
    assert [left, sidecar.hits("@attr 1=1016 Берег")] == [[SHORES - 7], [SHORES]]


def test_nothing_is_told_where_nothing_has_changed(sidecar):
    """And a platform that refuses is no reason to go on from later than what was read."""
    state = sidecar.folder / f"since-{sidecar.family}"
    state.write_text("9000-01-01T00:00:00Z", "ascii")
    assert sidecar.is_fed() == "0 titles told"
    state.write_text("yesterday", "ascii")
    done = sidecar.feeds()
    assert (done.returncode, done.stderr.startswith("badArgument"), state.read_text("ascii")) == (1, True, "yesterday")
