"""What imports do every night: what is kept only for a while goes."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import
from library_exchange.core import nightly
from library_exchange.core.versions import rows_changed
from library_exchange.imports.models import ImportMerger, SourceRecordBefore
from library_exchange.imports.services.files import TAKEN_BACK_FOR
from library_exchange.imports.services.parts import forget_unfinished
from library_exchange.imports.services.undoing import let_kept_copies_go


def forget_what_was(session: Session, now: datetime) -> int:
    """Forget what records were before files that cannot be taken back any more; return how many."""
    old = sa.select(col(Import.id)).where(col(Import.finished_at) < now - TAKEN_BACK_FOR)
    session.execute(sa.delete(ImportMerger).where(col(ImportMerger.import_id).in_(old)))
    return rows_changed(session, sa.delete(SourceRecordBefore).where(col(SourceRecordBefore.import_id).in_(old)))


VERBS: dict[str, nightly.SessionVerb] = {
    "forget_what_was": forget_what_was,
    "forget_unfinished_parts": forget_unfinished,
    "let_kept_copies_go": let_kept_copies_go,
}
