"""What a request brings: texts that a database can keep."""

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

NUL = "\0"
"""The one character that PostgreSQL keeps in no text; nobody can type it."""


class Given(ImmutableMultiDict[str, Any]):
    """The arguments of an address or the fields of a form, without what no text may hold."""

    def __init__(self, mapping: Any = None) -> None:
        found = ImmutableMultiDict(mapping)
        super().__init__([(_without(name), _without(value)) for name, value in found.items(multi=True)])


class CleanRequest(Request):
    """A request whose arguments and fields are `Given`."""

    parameter_storage_class = Given


def _without(text: Any) -> Any:
    return text.replace(NUL, "") if isinstance(text, str) else text
