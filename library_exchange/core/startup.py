"""What keeps the service from starting, told to an operator in a sentence: settings, addresses, folders, ports."""

import errno
import socket

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from library_exchange.core.settings import NotRead

EXPECTED = (ValidationError, NotRead, ArgumentError, NoSuchModuleError, ModuleNotFoundError, OperationalError, OSError)
"""Errors that an operator can mend; `sentence` knows which of them are not what they look like."""


def sentence(error: BaseException) -> str | None:
    """Return what an operator must know to mend `error`; None if it is a fault of the program.

    No value of a setting is told: it may be a secret.
    """
    if isinstance(error, ValidationError):
        return _of_settings(error) if error.title == "Settings" else None
    if isinstance(error, NotRead):
        return f"A setting is wrong. {error}."
    if isinstance(error, ArgumentError | NoSuchModuleError):
        return "LX_DATABASE_URL is not an address that SQLAlchemy knows, such as postgresql+psycopg://user@host/name."
    if isinstance(error, ModuleNotFoundError):
        is_driver = error.name in ("psycopg", "psycopg2", "MySQLdb", "pymysql", "oracledb", "pyodbc")
        return f"LX_DATABASE_URL needs the package {error.name}, which is not installed." if is_driver else None
    if isinstance(error, OperationalError):
        return f"The database does not answer: {_first_line(error.orig)} Look at LX_DATABASE_URL."
    return _of_system(error) if isinstance(error, OSError) else None


def _of_settings(error: ValidationError) -> str:
    told = []
    for finding in error.errors(include_url=False, include_input=False):
        name = f"LX_{'_'.join(map(str, finding['loc'])).upper()}: " if finding["loc"] else ""
        told.append(f"{name}{finding['msg'].removeprefix('Value error, ')}")
    return "A setting is wrong. " + " ".join(f"{each.rstrip('.')}." for each in told)


def _of_system(error: OSError) -> str | None:
    if isinstance(error, socket.gaierror):
        return "The address in LX_HOST is not known to this machine."
    if error.errno == errno.EADDRINUSE:
        return "Another program listens on this port already. Stop it, or choose another LX_PORT."
    if error.errno == errno.EADDRNOTAVAIL:
        return "LX_HOST is not an address of this machine."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS) and error.filename is None:
        return "This port is not open to the service. Choose an LX_PORT above 1023."
    if error.filename is not None:
        return f"{error.filename} cannot be used: {error.strerror}. Look at LX_INSTANCE_DIR and who owns that folder."
    return None


def _first_line(cause: object) -> str:
    return next((line.strip() for line in str(cause).splitlines() if line.strip()), "no reason given").rstrip(".") + "."
