"""What this door alone refuses, in words; all else is refused by the verbs that it calls."""

from library_exchange.core.errors import ExchangeError
from library_exchange.core.i18n import _l


class Unauthorized(ExchangeError):
    """No key, or none that holds."""

    code = "unauthorized"
    status = 401
    sentence = _l("Show a key of your library that holds: Authorization: Bearer …")


class ScopeMissing(ExchangeError):
    """The key holds, but was not made for this."""

    code = "scope-missing"
    status = 403

    def __init__(self, scope: str) -> None:
        sentence = _l(
            "This key was not made for that: it lacks the scope %(scope)s.",
            scope=scope,
        )
        super().__init__("scope-missing", sentence, scope=scope)


class Malformed(ExchangeError):
    """What came in cannot be read at all."""

    code = "malformed"
    status = 400
    sentence = _l("The body must be one JSON object in UTF-8.")


class NameMissing(ExchangeError):
    """A POST without `Idempotency-Key`."""

    code = "idempotency-key-missing"
    status = 400
    sentence = _l("Send a header Idempotency-Key with a value of your own, a new one for each thing to be done.")


class NameReused(ExchangeError):
    """The same `Idempotency-Key` with something else to be done."""

    code = "idempotency-key-reused"
    status = 422
    sentence = _l("Under this Idempotency-Key something else was sent before. Use a new one for each thing to be done.")


class PreconditionMissing(ExchangeError):
    """A change of something without saying of what version."""

    code = "precondition-required"
    status = 428
    sentence = _l("Send a header If-Match with the ETag of what you read, so that nobody's change is overwritten.")


class PreconditionFailed(ExchangeError):
    """It was changed since it was read."""

    code = "precondition-failed"
    status = 412
    sentence = _l("Somebody changed this meanwhile. Look at its present state and decide again.")


class NotAcceptable(ExchangeError):
    """None of the forms that were asked for."""

    code = "not-acceptable"
    status = 406
    sentence = _l("A record is given as JSON, MARCXML, MARC, MODS, DC, RIS, BibTeX, CSL-JSON, JSON-LD, as Accept says.")
