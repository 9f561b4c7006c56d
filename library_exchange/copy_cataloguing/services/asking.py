"""Asking one target, within its limits of time and size; nothing of it knows the database."""

import base64
import shutil
import socket
import subprocess
from contextlib import suppress
from threading import Timer

from library_exchange.copy_cataloguing.rules import answers, queries
from library_exchange.copy_cataloguing.rules.answers import Answer
from library_exchange.copy_cataloguing.rules.targets import (
    NoRecords,
    Protocol,
    Target,
    Trouble,
    Wanted,
    place_of,
)
from library_exchange.core.outgoing import Bounds, Call, NotReached, answered
from library_exchange.core.public_addresses import NotFound, NotPublic, address_of

ACCEPTED = "application/sru+xml, application/xml, text/xml"
BY_STATUS = {401: Trouble.REFUSED, 403: Trouble.REFUSED, 404: Trouble.NOT_THERE, 410: Trouble.NOT_THERE}
PROGRAM = "zoomsh"
"""The program of the package yaz that speaks Z39.50."""


def ask(target: Target, wanted: Wanted, start: int, bounds: Bounds) -> Answer:
    """Return what a target has of what is wanted, records from `start` on. Raises NoRecords where it gives none."""
    if target.protocol is Protocol.Z3950:
        return _ask_z3950(target, wanted, start, bounds)
    try:
        return _ask_sru(target, wanted, start, bounds)
    except NotReached as error:
        raise NoRecords(Trouble(error.why.value)) from error


def is_installed() -> bool:
    """Whether the program is there by which Z39.50 targets are asked."""
    return shutil.which(PROGRAM) is not None


def _ask_sru(target: Target, wanted: Wanted, start: int, bounds: Bounds) -> Answer:
    headers = {"Accept": ACCEPTED}
    if target.username:
        pair = f"{target.username}:{target.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
    address = queries.sru_address(target, wanted, start)
    with answered(Call(address, headers=headers), bounds) as coming:
        status, body = coming.status, coming.whole()
    try:
        return answers.read_sru(body, target.encoding)
    except NoRecords as unread:
        # Some servers send their diagnostics with the status of an error; a page of an error says nothing.
        if unread.why is Trouble.DIAGNOSTIC or status < 400:
            raise
        usual = Trouble.SERVER_ERROR if status >= 500 else Trouble.NOT_UNDERSTOOD
        raise NoRecords(BY_STATUS.get(status, usual)) from unread


def _ask_z3950(target: Target, wanted: Wanted, start: int, bounds: Bounds) -> Answer:
    """Ask by the program: the name is looked up here, once, and the program is given the address it led to."""
    place = place_of(target.address)
    program = shutil.which(PROGRAM)
    if program is None:
        raise NoRecords(Trouble.NO_PROGRAM)
    if place is None:
        raise NoRecords(Trouble.NO_SUCH_SERVER)
    try:
        address = address_of(place.host, place.port, bounds.allowed)
    except NotFound as error:
        raise NoRecords(Trouble.NO_SUCH_SERVER) from error
    except NotPublic as error:
        raise NoRecords(Trouble.NOT_PUBLIC) from error
    server = f"[{address}]:{place.port}" if _is_v6(address) else f"{address}:{place.port}"
    commands = queries.zoomsh_commands(target, server, wanted, start)
    return answers.read_zoomsh(_run(program, commands.encode(), bounds))


def _is_v6(address: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, address)
    except OSError:
        return False
    return True


def _run(program: str, commands: bytes, bounds: Bounds) -> bytes:
    """Return what the program writes. Its commands come by its input: its arguments are seen by the whole machine."""
    is_late: list[bool] = []
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    # The program by its path, without an argument and without a shell.
    with subprocess.Popen([program], stdin=pipe, stdout=pipe, stderr=nowhere, env={}) as running:  # noqa: S603

        def end() -> None:
            is_late.append(True)
            running.kill()

        watch = Timer(bounds.most_seconds, end)
        watch.daemon = True
        watch.start()
        try:
            output = _said(running, commands, bounds.most_bytes + 1)
        finally:
            watch.cancel()
            running.kill()
    if is_late:
        raise NoRecords(Trouble.TOO_SLOW)
    if len(output) > bounds.most_bytes:
        raise NoRecords(Trouble.TOO_LARGE)
    return output


def _said(running: subprocess.Popen[bytes], commands: bytes, most: int) -> bytes:
    """Return what a program writes when it is told `commands`, at most so many bytes; nothing if it ends at once."""
    if running.stdin is None or running.stdout is None:
        return b""
    with suppress(OSError):
        running.stdin.write(commands)
        running.stdin.close()
    return running.stdout.read(most)
