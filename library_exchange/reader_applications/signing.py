"""The link by which somebody confirms her address and looks up the answer."""

from library_exchange.core.security_log import LinkKind
from library_exchange.core.signed_links import SignedLinks

LINKS = SignedLinks(LinkKind.READER_APPLICATION)
