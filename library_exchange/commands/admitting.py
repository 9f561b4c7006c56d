"""Commands that let people in: a library's first administrator, one of the platform, who has lost the second factor."""

from typing import TextIO

import click
from flask.cli import with_appcontext
from pydantic import ValidationError

from library_exchange.accounts.passwords import reason_against
from library_exchange.accounts.schemas import Invitation
from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_user, invite
from library_exchange.commands.cataloguing import drain
from library_exchange.commands.console import console
from library_exchange.commands.operator import OPERATOR
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library
from library_exchange.joining.services.deciding import welcome
from library_exchange.second_factors.services import reset_by_address

SHORTEST_PASSWORD = 10


@click.command("admit")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--admin", "email", required=True, help="E-mail of the library's first administrator, who is invited.")
@click.option("--name", required=True, help="Name of the administrator.")
@with_appcontext
def admit_library(file: TextIO, email: str, name: str) -> None:
    """Admit a library described by a JSON file, and invite its first administrator."""
    try:
        given = NewLibrary.model_validate_json(file.read())
        invitation = Invitation(email=email, name=name, language=given.language, role=Role.LIBRARY_ADMIN)
    except ValidationError as error:
        raise click.ClickException(str(error)) from error
    with transaction() as session:
        library = add_library(session, OPERATOR, given)
        welcome(session, library.id, None, now())
        invite(session, OPERATOR, library.id, invitation)
    drain("Writing the invitation")
    console.print(f"{given.code} is admitted; {email} has been sent a link to set a password.", markup=False)


@click.command("administrator")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given.")
@with_appcontext
def add_administrator(email: str, password: str) -> None:
    """Make an account for an administrator of the platform."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.BadParameter(f"a password has at least {SHORTEST_PASSWORD} characters")
    if (reason := reason_against(password, [email])) is not None:
        raise click.BadParameter(str(reason))
    secret = hashed(password)
    with transaction() as session:
        add_user(session, email, secret, name="", is_platform_admin=True)
    console.print(f"{email} may sign in.", markup=False)


@click.command("reset-second-factor")
@click.argument("email")
@with_appcontext
def reset_second_factor(email: str) -> None:
    """Let in by the password alone who has lost telephone and recovery codes; a letter tells her."""
    with transaction() as session:
        reset_by_address(session, OPERATOR, email)
    drain("Writing the letter")
    console.print(f"{email} signs in with the password alone, and sets up a second factor anew.", markup=False)
