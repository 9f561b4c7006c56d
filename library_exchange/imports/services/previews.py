"""What a file is, by its first records: looked at before anything is written. Stands on the formats alone."""

from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from library_exchange.core.scripts import html_lang, script_of
from library_exchange.imports.services import columns, contents, copies_read, packed_tables, spreadsheets
from library_exchange.imports.services.contents import RECOGNISED, Choice
from library_exchange.marc import reading
from library_exchange.marc.copy_rules import tags_of
from library_exchange.marc.verdicts import Damaged, RejectionReason

PREVIEWED = 500
_OF_WHOLE_FILES = (RejectionReason.BAD_ARCHIVE, RejectionReason.UNPACKS_TOO_LARGE)
"""Reasons that are never about one record alone."""


@dataclass(frozen=True)
class Look:
    """What the first records of a file are, and how their copies are read; of a table also its columns.

    See `copies_read.Watched.facts` and `columns.facts`.
    """

    summary: reading.Preview
    copies: dict[str, Any]
    table: dict[str, Any] | None = None

    @property
    def read(self) -> int:
        """How many records were looked at."""
        return self.summary.read


def facts(look: Look) -> dict[str, Any]:
    """Return the look as JSON values, as the import's row and its page keep it.

    `refused` says why nothing of the file can be read, where that is so: the reason, and what the whole file is.
    """
    seen = look.summary
    return {
        "read": seen.read,
        "accepted": seen.accepted,
        "deleted": seen.deleted,
        "is_whole": seen.read < PREVIEWED,
        "profiles": {str(name): count for name, count in seen.profiles.items()},
        "encodings": {str(name): count for name, count in seen.encodings.items()},
        "repairs": {str(name): count for name, count in seen.repairs.items()},
        "titles": [[title, html_lang(script_of(title))] for title in seen.sample_titles],
        "rejections": [asdict(r) | {"raw": None} for r in seen.rejections],
        "refused": _refused(seen),
        "copies": look.copies,
        "table": look.table,
    }


def _refused(seen: reading.Preview) -> dict[str, Any] | None:
    only = seen.rejections[0] if seen.read == 1 and seen.rejections else None
    if only is None or (only.kind is None and only.reason not in _OF_WHOLE_FILES):
        return None
    return {"reason": str(only.reason), "kind": str(only.kind) if only.kind else None}


def look(path: Path, choice: Choice = RECOGNISED, limit: int = PREVIEWED) -> Look:
    """Return what the first records of a file are, three titles among them; nothing is written.

    Where a rule finds no copies at all, it is told what stands in the place that it names.
    """
    watched = copies_read.Watched()
    with path.open("rb") as given:
        file = packed_tables.opened(given)
        summary = reading.summary(watched.over(islice(contents.read(file, choice), limit)))
        file.seek(0)
        table = _table(file, choice)
    is_in_vain = choice.copies is not None and not watched.records and table is None
    lacking = copies_read.in_vain(path, choice) if is_in_vain else None
    return Look(summary, watched.facts() | {"lacking": lacking}, table)


def look_by(path: Path, rule: dict[str, Any] | None) -> tuple[Look, dict[str, Any] | None]:
    """Look at a new file by what was told of copies before, unless only the format finds some in this one.

    Return the rule that was used, too; one that was not is told among the facts about copies.
    """
    found = look(path, Choice(copies=rule))
    if rule is None or found.copies["records"]:
        return found, rule
    plain = look(path)
    if not plain.copies["records"]:
        return found, rule
    return replace(plain, copies=plain.copies | {"not_used": ", ".join(tags_of(rule))}), None


def _table(file: BinaryIO, choice: Choice) -> dict[str, Any] | None:
    """Return what is shown of a table; None for what is none, or cannot be opened."""
    kind = contents.table_kind(file)
    if kind is None:
        return None
    try:
        rows = spreadsheets.rows_of(file.read(), choice.read_in)
    except Damaged:
        return None
    return columns.facts(kind, rows, columns.chosen(rows, choice.columns))


def is_ready(seen: dict[str, Any]) -> bool:
    """Whether a file can be taken in by what was seen of it: not without a record, a table not before it is told."""
    table = seen.get("table")
    is_told = table is None or (table["has_titles"] and table["is_told"])
    is_empty = seen.get("is_whole") and not seen.get("accepted")
    return is_told and not is_empty and not seen.get("refused")
