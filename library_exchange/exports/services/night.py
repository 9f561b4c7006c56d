"""What exports do every night."""

from library_exchange.core import nightly
from library_exchange.exports.services.ordering import forget

VERBS: dict[str, nightly.SessionVerb] = {"forget": forget}
