"""The command that plays a library abroad: it starts, answers and stops."""

import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest
from click.testing import CliRunner

from library_exchange.commands.partner import partner
from library_exchange.simulated_partner.scenarios import MARKERS, QUIRKS, SCENARIOS
from tests.foreign import settle

RUN = [sys.executable, "-u", "-c", "from library_exchange.cli import main; main()", "partner"]


def test_it_starts_asks_and_stops(foreign, tmp_path):
    ours = foreign("supplier", delay=0.02)
    options = ["--port", "0", "--role", "requester", "--delay-ms", "20", "--peer", ours.url]
    command = [*RUN, *options, "--request", "围城", "--record", "LOANED", "--note", "#KEEP#"]
    env = os.environ | {"COLUMNS": "200", "LX_INSTANCE_DIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=env) as process:
        assert process.stdout
        first = process.stdout.readline()
        played = re.search(r"REQ \(requester, 1\.2\) is played at (http://127\.0\.0\.1:\d+)/iso18626", first)
        assert played, first
        told = [process.stdout.readline() for _ in range(3)]
        with urllib.request.urlopen(f"{played[1]}/log", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(20) == 0
    settle(ours)
    assert ours.statuses == ["Loaned"]
    assert [line.split()[:3] for line in sorted(told)] == [
        ["got", "supplyingAgencyMessage", "RequestResponse"],
        ["sent", "request", "New"],
        ["sent", "requestingAgencyMessage", "Received"],
    ]
    assert rest == "Stopped.\n"
    assert list(tmp_path.iterdir()) == [], "it keeps nothing"


def test_its_help_names_what_it_can_do():
    said = CliRunner().invoke(partner, ["--help"]).output
    assert "to train and to try out a connection" in re.sub(r"\s+", " ", said)
    for name in (*SCENARIOS, *QUIRKS, *MARKERS):
        assert name in said, name


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--peer", "ftp://library.example"], "an address begins with"),
        (["--key", "birch"], "Name: value"),
        (["--edition", "2012"], "is not one of"),
        (["--request", "围城"], "--request needs --peer"),
    ],
)
def test_it_says_what_is_wrong_with_its_options(options, why):
    result = CliRunner().invoke(partner, options)
    assert (result.exit_code, why in result.output) == (2, True)


def test_a_port_that_is_taken_is_told_in_a_sentence(foreign):
    taken = foreign().url.rsplit(":", 1)[1].split("/")[0]
    result = CliRunner().invoke(partner, ["--port", taken])
    assert result.exit_code == 1
    assert "in use" in result.output


def test_an_address_of_another_machine_is_told_in_a_sentence():
    result = CliRunner().invoke(partner, ["--host", "203.0.113.1", "--port", "0"])
    assert result.exit_code == 1
    assert "Cannot assign requested address" in result.output
