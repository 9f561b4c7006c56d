"""What the house knows of a room: each room tells it in its `room.py`, and `app.py` lets it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from flask import Blueprint

from library_exchange.core.rights import Access
from library_exchange.core.worklist import Overseen, Waiting


@dataclass(frozen=True)
class Room:
    """The doors of a room and who may open them, its tables, and the work that it does after commits.

    `doors` are the modules that hang their pages on `blueprints`, whose addresses begin with a language, and on
    `feeds`, whose addresses do not. `tables` and `work` are modules too: with them, tables and handlers are known.
    `waiting` is what may wait for a library in the room, beside loans; `overseen` what may wait for who runs the
    platform.
    """

    routes: Mapping[str, Access]
    blueprints: tuple[Blueprint, ...] = ()
    feeds: tuple[Blueprint, ...] = ()
    doors: tuple[ModuleType, ...] = ()
    tables: tuple[ModuleType, ...] = ()
    work: tuple[ModuleType, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    overseen: tuple[Overseen, ...] = ()
