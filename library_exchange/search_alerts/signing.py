"""The link by which the mails of a search are ended."""

from library_exchange.core.security_log import LinkKind
from library_exchange.core.signed_links import SignedLinks

LINKS = SignedLinks(LinkKind.SEARCH_ALERT)
