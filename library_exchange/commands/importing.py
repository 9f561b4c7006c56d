"""The command that takes a file in. To look at a file needs no database, so what does is loaded only afterwards."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from library_exchange.commands.console import console
from library_exchange.imports.services import previews
from library_exchange.imports.services.contents import Choice
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--library", "code", required=True, help="Code of the library whose records these are.")
@click.option(
    "--profile", type=click.Choice([p.value for p in Profile]), help="Format, if it should not be recognised."
)
@click.option("--encoding", type=click.Choice([e.value for e in Encoding]), help="Encoding, if not to be recognised.")
@click.option("--whole", "is_whole", is_flag=True, help="The file is all that the library has: what it lacks leaves.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask whether what a whole catalogue lacks shall leave.")
@click.option("--dry-run", is_flag=True, help="Show what the file is and take nothing in.")
def import_file(
    file: Path, code: str, profile: str | None, encoding: str | None, is_whole: bool, is_sure: bool, dry_run: bool
) -> None:
    """Take a file of records, or a table with one book in each row, in.

    Records are MARC as ISO 2709, XML, JSON or text, packed or not. A table is read by its headings; where these do
    not tell enough, take it in on the page Imports.
    """
    preview = previews.look(file, Choice(profile, encoding))
    facts = previews.facts(preview)
    _show_preview(facts)
    if not previews.is_ready(facts):
        raise click.ClickException(str(import_module("library_exchange.imports.labels").why_not_ready(facts)))
    if not dry_run:
        import_module("library_exchange.commands.cataloguing").take_in(
            file, code, preview, profile, encoding, is_whole, is_sure
        )


def _show_preview(facts: dict[str, Any]) -> None:
    console.print(f"Format: {facts['profiles']}  encoding: {facts['encodings']}")
    for title, _lang in facts["titles"]:
        console.print(f"  {title}", markup=False)
    for number, column in enumerate((facts["table"] or {"columns": ()})["columns"], 1):
        console.print(f"  column {number}, {column['heading'][0]!r}: {column['holds'] or 'not used'}", markup=False)
