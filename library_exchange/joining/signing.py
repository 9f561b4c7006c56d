"""The link by which an application is confirmed and looked up."""

from library_exchange.core.signed_links import SignedLinks

LINKS = SignedLinks("library-application")
