"""Warnings in words, each with what to do, and what the queues are called."""

from library_exchange.core import outbox
from library_exchange.core.i18n import _l
from library_exchange.operation.rules import Trouble

LANES = {
    outbox.QUICK: _l("Messages between libraries"),
    outbox.MAIL: _l("Mails"),
    outbox.INDEX: _l("Entries of the index"),
    outbox.LONG: _l("Files taken in and other long work"),
    outbox.WIRE: _l("Messages to other systems"),
}
"""What each queue is called, in the order in which they are shown."""

WARNINGS = {
    Trouble.SCHEMA: (
        _l("The database has an older schema than this version needs."),
        _l("Stop the service and call this on the server; a backup is made before:"),
        "library-exchange upgrade",
    ),
    Trouble.DISK_FULL: (
        _l("The disk is almost full: soon nothing can be saved."),
        _l("Make room: old backups, above all, can lie on another machine."),
        "",
    ),
    Trouble.NO_WORKER: (
        _l("Nobody carries out the work in the queues, or it goes too slowly."),
        _l("Look whether the service or its worker runs; else start one:"),
        "library-exchange jobs",
    ),
    Trouble.INDEX_LOST: (
        _l("The search index is missing or damaged; searches are answered plainly from the database."),
        _l("It is built anew by itself. At once it is built by this command on the server:"),
        "library-exchange reindex",
    ),
    Trouble.FAILING: (
        _l("Some work was tried in vain."),
        _l("It is tried on and on. See below what it is; the log says why, under the reference."),
        "",
    ),
    Trouble.NIGHT_FAILED: (
        _l("Nightly work failed."),
        _l("It is tried again the next night. The log says why; for what to do, call on the server:"),
        "library-exchange check",
    ),
    Trouble.NIGHT_LATE: (
        _l("No nightly work was done for more than a day."),
        _l("Look whether the worker runs; else start one:"),
        "library-exchange jobs",
    ),
    Trouble.INDEX_DRIFT: (
        _l("The search index and the database differ."),
        _l("The next night mends it. At once it is mended by this command on the server:"),
        "library-exchange reindex",
    ),
    Trouble.DISK_SCARCE: (
        _l("Little room is left on the disk."),
        _l("Make room before it is full: old backups, above all, can lie on another machine."),
        "",
    ),
    Trouble.NO_BACKUP: (
        _l("No backup has been made yet, as far as is known here."),
        _l("Have one made each day by a timer on the server, and copied to another machine:"),
        "library-exchange backup",
    ),
    Trouble.OLD_BACKUP: (
        _l("The last backup is older than a day and a half."),
        _l("Look why the timer on the server made none. At once one is made by:"),
        "library-exchange backup",
    ),
}
"""What is wrong, what to do, and the command for it if there is one."""
