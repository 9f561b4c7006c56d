"""Names of the states of an import."""

from library_exchange.catalogue.models import ImportState
from library_exchange.core.i18n import _l

IMPORT_STATES = {
    ImportState.UPLOADED: _l("Check before import"),
    ImportState.WAITING: _l("Waiting"),
    ImportState.RUNNING: _l("In progress"),
    ImportState.DONE: _l("Done"),
    ImportState.FAILED: _l("Stopped by an error"),
    ImportState.DISCARDED: _l("Discarded"),
}
