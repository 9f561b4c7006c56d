"""What a librarian says of a file."""

from pydantic import BaseModel

from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile


class ImportChoice(BaseModel):
    """The format and encoding a librarian chose for a file; empty means: by each record's own evidence."""

    profile: Profile | None = None
    encoding: Encoding | None = None
