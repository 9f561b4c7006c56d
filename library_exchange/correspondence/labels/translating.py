"""Names and sentences of texts that the other side is asked to write in its language."""

from library_exchange.core.bilingual import Place
from library_exchange.core.i18n import _l, _pl
from library_exchange.correspondence.rules.translations import TranslationEvent, TranslationState

STATES = {
    TranslationState.ASKED: (_pl("translation", "awaited"), "warn"),
    TranslationState.ANSWERED: (_pl("translation", "filled in"), "ok"),
    TranslationState.DECLINED: (_pl("translation", "cannot be given"), "bad"),
    TranslationState.WITHDRAWN: (_pl("translation", "withdrawn"), ""),
    TranslationState.LAPSED: (_pl("translation", "no longer needed"), ""),
}
EVENTS = {
    TranslationEvent.DECLINE: _l("We cannot translate this"),
    TranslationEvent.WITHDRAW: _l("Withdraw the request"),
}
CONSEQUENCES = {
    TranslationEvent.DECLINE: _l(
        "The other library is told that you cannot translate this, and the texts leave your list. It may ask again."
    ),
}
"""What a grave step does, as it is told before it is taken."""
ASK = _l("Ask the partner to fill in")
TO_WRITE = {"zh": _l("%(field)s, in Chinese"), "ru": _l("%(field)s, in Russian")}
TO_WRITE_IN = {"zh": _l("Write it in Chinese"), "ru": _l("Write it in Russian")}
PLEASE_TRANSLATE = _l("Ask for a translation")
TRANSLATED = {
    "zh": _l("In Chinese, by the library that wrote it"),
    "ru": _l("In Russian, by the library that wrote it"),
}
TEXT = _l("The text")
TEXT_IN = {"zh": _l("The text in Chinese"), "ru": _l("The text in Russian"), "en": _l("The text in English")}
NOTHING_TO_ASK = _l("There is nothing to ask for: no text lacks the language of the other library.")
ASKED_BY_ANOTHER = _l("Somebody has asked for this text meanwhile. Reload the page and look again.")
NOTHING_WRITTEN = _l("Write at least one of the texts.")
NOT_NOW = _l("This text is not asked for any more: it was changed, or written already. Look at what is left.")
TOO_LONG = _l("This is too long.")
NOTHING_LACKS = _l("Nothing lacks a language that you could write.")
SENT = _l("Sent. The other library is told.")
"""What was filled in is on its way."""


def field_of(place: Place) -> str:
    """Return the name of the field in which a half is written that nobody was asked for."""
    return f"text-{place.part}-{place.field}-{place.language}"
