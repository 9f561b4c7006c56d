"""The accounts of the demonstration: a role each, openly named so, with one password for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rich.table import Table
from sqlmodel import Session

from library_exchange.accounts.labels import ROLES
from library_exchange.accounts.services import PasswordHash, add_membership, add_user
from library_exchange.core.actor import Actor, Role
from library_exchange.core.i18n import _, current
from library_exchange.demo import libraries

PASSWORD = "shuqiao-most"  # noqa: S105 - shown to everybody who opens the demonstration
DOOR = "demo"
PLATFORM_CONTACT = "platform@bridge.example"
"""Whom pages of the demonstration say to ask about the platform."""


@dataclass(frozen=True)
class Account:
    """A person of the demonstration; `library` is a code, None for who belongs to none."""

    email: str
    name: str
    language: str
    library: str | None = None
    role: Role | None = None
    card_no: str | None = None

    @property
    def who(self) -> str:
        """Who it is, for a list of accounts in the language of the page."""
        role = str(ROLES[self.role]) if self.role else _("Platform administrator")
        return f"{role} · {_names()[self.library][current().code]}" if self.library else role

    @property
    def password(self) -> str:
        """The password, the same for all."""
        return PASSWORD


@cache
def _names() -> dict[str, dict[str, str]]:
    """What the libraries of the demonstration are called in each language of pages, by their codes."""
    return {each.code: {"zh": each.name_zh, "ru": each.name_ru, "en": each.name_en} for each in libraries.listed()}


ACCOUNTS = (
    Account("reader@heihe.example", "读者（演示）", "zh", "heihe", Role.READER, "演示-0001"),
    Account("librarian@heihe.example", "馆员（演示）", "zh", "heihe", Role.LIBRARIAN),
    Account("admin@heihe.example", "图书馆管理员（演示）", "zh", "heihe", Role.LIBRARY_ADMIN),
    Account("librarian@hlj-provincial.example", "馆员（演示）", "zh", "hlj-provincial", Role.LIBRARIAN),
    Account("reader@amur.example", "Читатель (демо)", "ru", "amur", Role.READER, "демо-0001"),
    Account("librarian@amur.example", "Библиотекарь (демо)", "ru", "amur", Role.LIBRARIAN),
    Account("admin@amur.example", "Администратор библиотеки (демо)", "ru", "amur", Role.LIBRARY_ADMIN),
    Account("librarian@dvgnb.example", "Библиотекарь (демо)", "ru", "dvgnb", Role.LIBRARIAN),
    Account(PLATFORM_CONTACT, "Platform administrator (demo)", "en"),
)


def accounts_table() -> Table:
    """Return the accounts as a table for the operator's console, the password below it."""
    table = Table(caption=f"密码 · пароль · password: {PASSWORD}", caption_justify="left")
    table.add_column("E-mail", no_wrap=True)
    table.add_column("身份 · роль · role")
    for account in ACCOUNTS:
        table.add_row(account.email, account.name)
    return table


def add_people(session: Session, libraries: Mapping[str, int], password: PasswordHash) -> dict[tuple[str, Role], Actor]:
    """Make every account; return on whose behalf each acts, by library code and role."""
    actors: dict[tuple[str, Role], Actor] = {}
    for account in ACCOUNTS:
        user = add_user(
            session,
            account.email,
            password,
            account.name,
            account.language,
            is_demo=True,
            is_platform_admin=account.library is None,
        )
        if account.library is not None and account.role is not None:
            library_id = libraries[account.library]
            add_membership(session, user, library_id, account.role, account.card_no)
            actors[account.library, account.role] = Actor(
                "person", DOOR, library_id, user.id, roles=frozenset({account.role})
            )
    return actors


def unnamed_librarian(library_id: int) -> Actor:
    """Return the actor for the staff of a library that has no account in the demonstration."""
    return Actor("person", DOOR, library_id, roles=frozenset({Role.LIBRARIAN}))
