"""Two nodes of ours, each a served process with a folder of its own, and a line between them that tests can break."""

import http.client
import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock, Thread, Timer
from typing import Any
from urllib.parse import urlsplit

from tests.own_process import begin

KEY = "one-key-that-both-nodes-show-0123456789"
ENOUGH_S = 120
PATH = "/iso18626"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Node:
    """A library of ours in its own country: its folder, its served process, and a desk in a process beside it."""

    code: str
    folder: Path
    port: int = field(default_factory=free_port)
    served: BaseProcess | None = None
    desk: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("LX_")}
        given = {"INSTANCE_DIR": str(self.folder), "PORT": str(self.port), "BASE_URL": self.url, "THREADS": "4"}
        checkout = str(Path(__file__).resolve().parents[2])
        return own | {f"LX_{name}": value for name, value in given.items()} | {"PYTHONPATH": checkout}

    def opens_desk(self) -> None:
        command = [sys.executable, "-m", "tests.protocols.node_desk", self.code]
        both = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with (self.folder / "desk.log").open("a") as log:
            self.desk = subprocess.Popen(command, env=self.env, cwd=self.folder, stderr=log, **both)
        while (line := self.desk.stdout.readline()) != "ready\n":
            assert line, (self.folder / "desk.log").read_text()[-3000:]

    def command(self, *words: str) -> str:
        """Run a command of the operator; return what it prints."""
        log = self.folder / f"{words[0]}.log"
        done = begin(words, self.env, self.folder, log)
        done.join(ENOUGH_S)
        said = log.read_text(encoding="utf-8")
        assert done.exitcode == 0, said[-3000:]
        return said

    def starts(self) -> None:
        """Serve; return at once."""
        self.served = begin(("serve",), self.env, self.folder, self.folder / "serve.log")

    def is_up(self) -> None:
        """Wait until the node answers."""
        until = time.monotonic() + ENOUGH_S
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                assert self.served
                assert self.served.is_alive(), (self.folder / "serve.log").read_text()[-3000:]
                time.sleep(0.05)
        raise TimeoutError(self.code)

    def is_killed(self) -> None:
        """End the process as a failing machine does: in the middle of whatever it is doing."""
        assert self.served
        self.served.kill()
        self.served.join()

    def ask(self, *words: Any) -> Any:
        """Have the desk do something; return what came of it. Raises RuntimeError if it was refused."""
        assert self.desk
        assert self.desk.stdin
        assert self.desk.stdout
        self.desk.stdin.write(json.dumps(words) + "\n")
        self.desk.stdin.flush()
        line = self.desk.stdout.readline()
        assert line, (self.folder / "desk.log").read_text()[-3000:]
        answer = json.loads(line)
        if "refused" in answer:
            raise RuntimeError(answer["refused"])
        return answer["done"]

    def closes(self) -> None:
        if self.served is not None:
            self.is_killed()
        if self.desk is not None:
            self.desk.kill()
            self.desk.wait()
            self.desk.stdin.close()
            self.desk.stdout.close()


HABITS = ("passes", "passes", "passes", "drops", "loses_answer", "doubles", "delays", "holds")
"""What a bad line does with a document: it comes through, is lost before or after it came, comes twice, late, or after
the sender was told to try again later."""


class Line:
    """A line to a node: good, bad in the ways of `HABITS` by lots from the seed, or down."""

    def __init__(self, seed: int) -> None:
        self.target = ""
        self.lots = random.Random(seed)
        self.habits: tuple[str, ...] = ("passes",)
        self.carried: dict[str, int] = {}
        self._lock = Lock()
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                line.carry(self, body)

            def log_message(self, *_args: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_args: object) -> None:
                return  # a sender that was killed meanwhile

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}{PATH}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def carry(self, sender: BaseHTTPRequestHandler, body: bytes) -> None:
        with self._lock:
            habit = self.lots.choice(self.habits)
            wait = self.lots.random() / 4
            self.carried[habit] = self.carried.get(habit, 0) + 1
        headers = {name: sender.headers[name] for name in ("Content-Type", "X-Api-Key") if sender.headers[name]}
        if habit in ("drops", "down"):
            return
        if habit == "holds":
            # It arrives out of its order, after the one that is sent instead of it.
            Timer(wait * 4, self._forward, (headers, body)).start()
            self._answer(sender, 503, b"later")
            return
        if habit == "delays":
            time.sleep(wait)
        if habit == "doubles":
            self._forward(headers, body)
        status, answer = self._forward(headers, body)
        if habit != "loses_answer" and status:
            self._answer(sender, status, answer)

    def _forward(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.target).netloc, timeout=20)
        try:
            connection.request("POST", PATH, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def _answer(self, sender: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        sender.send_response(status)
        sender.send_header("Content-Length", str(len(body)))
        sender.end_headers()
        sender.wfile.write(body)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Pair:
    """Two connected nodes: one library asks and the other lends; `there` leads to the lender, `back` to who asks."""

    asks: Node
    lends: Node
    there: Line
    back: Line

    def calms(self) -> None:
        """Wait until nothing waits in either outbox."""
        until = time.monotonic() + ENOUGH_S
        while left := [node.ask("hurry") for node in (self.asks, self.lends)]:
            if not any(left):
                return
            if time.monotonic() > until:
                raise TimeoutError(f"messages still wait in an outbox: {left}")
            time.sleep(0.2)

    def stand(self, number: str) -> tuple[dict[str, Any], dict[str, Any] | None]:
        return self.asks.ask("stands", number), self.lends.ask("stands", number)

    def become(self, habits: tuple[str, ...]) -> None:
        self.there.habits = self.back.habits = habits


CONNECT = {
    "amur": "connect amur --name Амур --country RU --language ru --mailbox ill@amur.example --system bridge",
    "heihe": "connect heihe --name 黑河 --country CN --language zh --mailbox ill@heihe.example --system bridge",
}


@contextmanager
def two_nodes(template: Path, folder: Path, seed: int) -> Iterator[Pair]:
    """Serve a node in China and one in Russia, connected by one command each."""
    nodes = [Node("heihe", folder / "china"), Node("amur", folder / "russia")]
    lines = [Line(seed), Line(seed + 1)]
    asks, lends = nodes
    there, back = lines
    there.target, back.target = lends.url, asks.url
    try:
        for node in nodes:
            node.folder.mkdir(parents=True)
            (node.folder / "bridge.sqlite").write_bytes(template.read_bytes())
        threads = [Thread(target=_set_up, args=pair) for pair in ((asks, "amur", there), (lends, "heihe", back))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        yield Pair(asks, lends, there, back)
    finally:
        for node in nodes:
            node.closes()
        for line in lines:
            line.stop()


def _set_up(node: Node, other: str, line: Line) -> None:
    node.opens_desk()
    node.starts()
    node.is_up()  # a beginning service takes names in, for which a command would have to wait
    node.command(*CONNECT[other].split(), "--url", line.url, "--shared-key", KEY)
