"""Commands for whoever wants to know whether a round was cleared by its rule; they need no database."""

from pathlib import Path

import click

from library_exchange.commands.console import console
from library_exchange.rounds.rules.clearing import published
from library_exchange.rounds.rules.clearing.clear import Clearing, Method, find_simplex
from library_exchange.rounds.rules.clearing.published import Difference, Line, Lists


@click.group("rounds")
def rounds() -> None:
    """Exchange rounds, computed anew from their published lists."""


@rounds.command("recompute")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def recompute(file: Path) -> None:
    """Compute a round from its published lists, and tell whether its lines are the same.

    Exit code 0: they are. 1: they are not, and the first difference is told. 2: it could not be computed.
    """
    lists = _read(file)
    console.print(
        f"Rule {lists.rule_version}, seed {lists.rule.seed}: {len(lists.libraries)} libraries,"
        f" {len(lists.offers)} offers, {len(lists.wants)} wants, {len(lists.pairs)} pairs, {len(lists.lines)} lines.",
        soft_wrap=True,
        markup=False,
    )
    if lists.method is Method.CIRCULATION and find_simplex() is None:
        raise click.UsageError("This round was cleared by the solver: install highspy, then try again.")
    result = published.recomputed(lists)
    console.print(f"SHA-256 of the lists: {result.input_hash}\nCompare it with the page of the round.", soft_wrap=True)
    wrong = _what_differs(lists, result)
    if wrong:
        raise click.ClickException(wrong)
    console.print("The lines are the same.")


def _read(file: Path) -> Lists:
    try:
        return published.read(file.read_text(encoding="utf-8"))
    except published.OtherRule as error:
        raise click.UsageError(f"Use the program by which the round was cleared: {error}.") from error
    except ValueError as error:
        raise click.UsageError(f"{file.name} is no file of published lists, or not a whole one: {error}.") from error


def _what_differs(lists: Lists, result: Clearing) -> str | None:
    """Return in a sentence what is not the same first; None if everything is."""
    if result.input_hash != lists.sha256:
        return f"The lists are not those that were published: the file says their SHA-256 is {lists.sha256}."
    if (found := published.first_difference(lists, result)) is not None:
        return _told(found)
    if result.objective != lists.worth:
        return f"The lines are the same, but worth {result.objective}; the file says {lists.worth}."
    return None


def _told(found: Difference) -> str:
    return (
        f"The lines are not the same. The first difference is line {found.number}:"
        f" {_line(found.in_file)} in the file, {_line(found.computed)} as computed."
    )


def _line(line: Line | None) -> str:
    return f"{line[0]} goes to {line[1]}" if line else "none"
