"""What a file is, by its first records: looked at before anything is written. Stands on the formats alone."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from library_exchange.core.scripts import html_lang, script_of
from library_exchange.marc import reading
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile

PREVIEWED = 500


def facts(preview: reading.Preview) -> dict[str, object]:
    """Return the preview as JSON values, as the import's row and its page keep it."""
    return {
        "read": preview.read,
        "accepted": preview.accepted,
        "deleted": preview.deleted,
        "is_whole": preview.read < PREVIEWED,
        "profiles": {str(name): count for name, count in preview.profiles.items()},
        "encodings": {str(name): count for name, count in preview.encodings.items()},
        "repairs": {str(name): count for name, count in preview.repairs.items()},
        "titles": [[title, html_lang(script_of(title))] for title in preview.sample_titles],
        "rejections": [asdict(r) | {"raw": None} for r in preview.rejections],
    }


def look(path: Path, profile: str | None = None, encoding: str | None = None) -> reading.Preview:
    """Return what the first `PREVIEWED` records of a file are, three titles among them; nothing is written."""
    with path.open("rb") as file:
        return reading.preview(file, limit=PREVIEWED, **choice(profile, encoding))


def choice(profile: str | None, encoding: str | None) -> dict[str, Any]:
    """Return what somebody chose instead of what would be recognised, as `marc.reading` takes it."""
    return {"profile": Profile(profile) if profile else None, "encoding": Encoding(encoding) if encoding else None}
