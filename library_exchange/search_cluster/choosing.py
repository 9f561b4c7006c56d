"""Which of the three engines an operator has chosen."""

from importlib import import_module

from library_exchange.core.settings import Settings
from library_exchange.search.port import SearchEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine
from library_exchange.search_cluster.engine import OpenSearchEngine


def chosen(settings: Settings) -> SearchEngine:
    """Return the engine of the setting; tantivy is loaded only where it is chosen, for it need not be installed."""
    if settings.search_engine == "opensearch":
        return OpenSearchEngine(settings.search_url.get_secret_value())
    folder = settings.folder("index")
    if settings.search_engine == "whoosh":
        return WhooshEngine(folder)
    module = import_module("library_exchange.search.tantivy_engine.engine")
    made: SearchEngine = module.TantivyEngine(folder)
    return made
