"""Commands that run: the service with its worker, the worker alone; the demonstration a new service begins with."""

import sys
import urllib.request
from threading import Event, Thread
from typing import Any

import click
import waitress
from flask import Flask
from flask.cli import with_appcontext
from sqlmodel import select

from library_exchange.catalogue.services import authority
from library_exchange.commands.console import Bar, console
from library_exchange.commands.operator import application, settings
from library_exchange.commands.upgrading import carry_out
from library_exchange.core import upgrading
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.garbage import serve_undisturbed
from library_exchange.core.settings import Settings
from library_exchange.core.worker_lock import AnotherWorkerRuns
from library_exchange.demo.people import accounts_table
from library_exchange.demo.seeding import seed, was_interrupted
from library_exchange.directory.models import Library
from library_exchange.jobs import Worker
from library_exchange.warm_start import warm

SERVER: dict[str, Any] = {
    "connection_limit": 1000,
    "backlog": 1024,
    "channel_timeout": 20,
    "cleanup_interval": 5,
    "asyncore_use_poll": True,
}
"""What keeps idle and half-open connections from silencing the built-in server (docs/operators.md)."""


@click.command()
@click.option("--check", is_flag=True, help="Start, fetch one page, stop.")
@with_appcontext
def serve(check: bool) -> None:
    """Migrate, seed the demo when the database is empty, and serve."""
    app = application()
    given = settings()
    carry_out(app)
    _seed_when_empty(app)
    _know_names()
    warm(app)
    worker = Worker(app)
    try:
        worker.start()
    except AnotherWorkerRuns:
        console.print("Another process of this service carries out the outbox; this one only serves pages.")
    server = waitress.create_server(
        app,
        host=given.host,
        port=given.port,
        threads=given.threads,
        clear_untrusted_proxy_headers=not given.trusted_proxies,
        **SERVER,
    )
    _print_banner(given)
    serve_undisturbed()
    try:
        _fetch_one_page(server, given) if check else server.run()
    finally:
        worker.stop()


def _seed_when_empty(app: Flask) -> None:
    with reading() as session:
        is_empty = session.exec(select(Library.id)).first() is None
        is_broken = was_interrupted(session)
    if is_broken:
        console.print("The demonstration was interrupted while it was made. Delete the database and start again.")
    if is_empty and settings().is_demo:
        with Bar("Preparing the demonstration") as bar:
            seed(app, bar)


def _know_names() -> None:
    """Take in the persons and works of this version; where they are new to the database, find them on its books."""
    with transaction() as session:
        added = authority.load(session)
    if added:
        authority.link_all(database())


def _fetch_one_page(server: Any, given: Settings) -> None:
    Thread(target=server.run, daemon=True).start()
    address = f"http://{given.host}:{given.port}{'/zh/' if given.is_demo else '/healthz'}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        console.print(f"{address} answered {answer.status}")
    server.task_dispatcher.shutdown()
    server.close()


def _print_banner(given: Settings) -> None:
    console.print(f"\n[bold]书桥 · Книжный мост[/bold]  http://{given.host}:{given.port}/\n")
    if given.is_demo:
        console.print("Demonstration accounts · 演示账号 · Демонстрационные учётные записи")
        console.print(accounts_table())
    if not given.smtp_host:
        console.print(f"No mail server is set: every mail is a file under {given.folder('mail')}")


@click.command("demo")
@with_appcontext
def seed_demo() -> None:
    """Fill an empty database with the demonstration: libraries, books, accounts, loans."""
    app = application()
    carry_out(app)
    with Bar("Preparing the demonstration") as bar:
        seed(app, bar)
    console.print(accounts_table())


@click.command()
@with_appcontext
def jobs() -> None:
    """Run the worker and the clock alone, when another server answers the pages."""
    try:
        upgrading.require_current(upgrading.look(application()))
    except upgrading.NotStarted as refused:
        raise click.ClickException(str(refused)) from refused
    warm(application())
    worker = Worker(application())
    worker.start()
    serve_undisturbed()
    try:
        click.pause("The worker runs. Press any key or Ctrl-C to stop.") if sys.stdin.isatty() else _wait()
    finally:
        worker.stop()


def _wait() -> None:
    Event().wait()
