"""Who may open the routes of this room: everybody, as the pages that they lead to."""

from library_exchange.core.rights import PUBLIC, Access

ROUTES: dict[str, Access] = {
    "web_discovery.description": PUBLIC,
    "web_discovery.suggestions": PUBLIC,
    "web_documents.search_feed": PUBLIC,
    "web_documents.robots": PUBLIC,
    "web_documents.sitemap": PUBLIC,
    "web_documents.sitemap_of_pages": PUBLIC,
    "web_documents.sitemap_part": PUBLIC,
}
