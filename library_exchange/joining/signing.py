"""The link by which an application is confirmed and looked up."""

from library_exchange.core.security_log import LinkKind
from library_exchange.core.signed_links import SignedLinks

LINKS = SignedLinks(LinkKind.LIBRARY_APPLICATION)
