"""Names of what is decided about titles, and the sentences about it."""

from library_exchange.core.i18n import _l
from library_exchange.duplicates.models import TitleAct
from library_exchange.record_matching.kinds import Kind

ACTS = {
    TitleAct.MERGE: _l("joined to one title"),
    TitleAct.SPLIT: _l("split into two titles"),
    TitleAct.KEEP_APART: _l("two titles: kept apart"),
}
KINDS = {
    Kind.BOOK: _l("book"),
    Kind.SERIAL: _l("serial"),
    Kind.ARTICLE: _l("article"),
    Kind.ELECTRONIC: _l("electronic resource"),
    Kind.SCORE: _l("score"),
    Kind.MAP: _l("map"),
    Kind.VIDEO: _l("video"),
    Kind.SPEECH: _l("recorded speech"),
    Kind.MUSIC: _l("recorded music"),
    Kind.PICTURE: _l("picture"),
    Kind.OBJECT: _l("object"),
    Kind.MICROFORM: _l("microform"),
    Kind.BRAILLE: _l("book in Braille"),
    Kind.LARGE_PRINT: _l("book in large print"),
}
"""What kind of material a record is of."""
ITSELF = _l("A title cannot be joined with itself. Choose another one.")
LEADS_ELSEWHERE = _l("One of these titles has become part of another one. Look at its present state and decide again.")
UNREADABLE = _l(
    "What a library sent of one of these titles cannot be read any more. It must send its record again before that."
)
RULED_OUT = _l("What the records tell speaks clearly against one title.")
RATHER_TWO = _l("More of what the records tell speaks against one title than for it. Look at the books if you can.")
NOT_SURE = _l("The evidence speaks against it. Look once more, and tick that you are sure.")
ALL_OR_NONE = _l("Choose at least one record, and leave at least one: else there are no two titles.")
UNDONE = _l("This change is undone already.")
CHANGED_SINCE = _l("The libraries changed these titles since: this cannot be undone.")
OVERTAKEN = _l("The libraries have changed these titles since, so this change can no longer be undone by itself.")
