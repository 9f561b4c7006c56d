"""Errors that are expected: few, each with a stable code, a sentence for people and facts for logs."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from library_exchange.core.i18n import _l


class ExchangeError(Exception):
    """An expected failure; `sentence` tells a person what to do next, in the reader's language."""

    code = "error"
    status = 500
    sentence: Any = _l("Something went wrong. Nothing was changed. Please try again.")

    def __init__(self, reason: str = "", sentence: Any = None, **facts: object) -> None:
        super().__init__(reason or self.code)
        self.reason = reason or self.code
        self.facts = facts
        if sentence is not None:
            self.sentence = sentence


class NotFound(ExchangeError):
    """There is no such thing, or the actor may not know of it."""

    code = "not-found"
    status = 404
    sentence = _l("This page does not exist, or it belongs to another library.")


class Forbidden(ExchangeError):
    """The actor may see it but not do this."""

    code = "forbidden"
    status = 403
    sentence = _l("Your account may not do this. Ask your library's administrator.")


STALE = ("changed-meanwhile", "password-changed-meanwhile")
"""Reasons of a conflict with what was read before somebody else wrote."""


class Conflict(ExchangeError):
    """It came too late, or the present state does not allow it."""

    code = "conflict"
    status = 409
    sentence = _l("Somebody changed this meanwhile. Look at its present state and decide again.")


class InvalidInput(ExchangeError):
    """What came in cannot be accepted; `fields` maps each field to its sentence."""

    code = "invalid-input"
    status = 422
    sentence = _l("Please correct the marked fields.")

    def __init__(self, fields: Mapping[str, Any] | None = None, sentence: Any = None, **facts: object) -> None:
        super().__init__("invalid-input", sentence, **facts)
        self.fields = dict(fields or {})

    @property
    def first_sentence(self) -> Any:
        """What is wrong with the first field, where there is no place to mark one."""
        return next(iter(self.fields.values()), self.sentence)


def require_all(checks: Iterable[Callable[[], Any]]) -> list[Any]:
    """Make several checks and return what each returns.

    Raises one InvalidInput with what all of them say against it, if any says something.
    """
    found: list[Any] = []
    fields: dict[str, Any] = {}
    facts: dict[str, object] = {}
    for check in checks:
        try:
            found.append(check())
        except InvalidInput as refused:
            fields |= refused.fields
            facts |= refused.facts
    if fields:
        raise InvalidInput(fields, **facts)
    return found


class Unavailable(ExchangeError):
    """A part of the service is out of order for the moment."""

    code = "unavailable"
    status = 503
    sentence = _l("This part of the service is busy or being repaired. Try again in a minute.")
