"""Each column that can hold a word has a verdict: whom it tells of, or that it tells of nobody."""

from pathlib import Path

import sqlalchemy as sa
from sqlmodel import AutoString, SQLModel

from library_exchange.app import ROOMS
from library_exchange.personal_data.rules import MARKS, NEVER_WRITTEN_OUT
from library_exchange.personal_data.services.erasing import OWN

NOBODY = Path(__file__).with_name("columns_without_people.txt")

NOT_OWN = {
    "membership": "an account with one is not erased",
    "loan_request": "stays, without its reader",
    "exchange_want_proposal": "erased by its reader's column",
}
"""Tables that name a person and are not hers alone, with what an erasure does there."""


def columns_with_words() -> set[str]:
    """Return the columns that may hold words of somebody, like `table.column`; codes of a list hold none."""
    wordy = (sa.String, AutoString, sa.JSON, sa.LargeBinary)
    return {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, wordy) and not isinstance(column.type, sa.Enum)
    }


def columns_about_nobody() -> list[str]:
    lines = NOBODY.read_text("utf-8").splitlines()
    named = [line.split(": ") for line in lines]
    return [f"{table}.{column}" for table, columns in named for column in columns.split()]


def test_each_column_of_words_has_one_verdict():
    assert ROOMS, "their tables are known"
    nobody = columns_about_nobody()
    assert len(nobody) == len(set(nobody))
    assert MARKS.keys() & set(nobody) == set(), "a column stands in one place"
    verdicts = MARKS.keys() | set(nobody)
    assert columns_with_words() - verdicts == set(), "mark it in personal_data/rules.py, or say that it tells of nobody"
    assert verdicts - columns_with_words() == set(), "columns that are gone"


def test_what_is_never_written_out_is_marked():
    assert NEVER_WRITTEN_OUT - MARKS.keys() == set()


def test_whatever_names_an_account_lets_it_go():
    assert ROOMS, "their tables are known"
    held = {
        table.name
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "user" and key.ondelete != "CASCADE"
    }
    own = {table.__tablename__ for table in OWN}
    assert held - own == NOT_OWN.keys(), "add the table to OWN in personal_data, or say what an erasure does there"
