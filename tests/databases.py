"""Which tests run on both databases: those of files in which SQLite and PostgreSQL could answer differently."""

import re
from functools import cache
from pathlib import Path

import pytest

from library_exchange.core.settings import CHECKOUT

ON_BOTH = {
    "accounts/test_passwords.py": "a link used twice at once; the doors of sign-in",
    "accounts/test_absences.py": "conditions between columns, the last administrator who is there",
    "second_factors/test_passkeys.py": "an answer spent once from two tabs, a count that only grows",
    "second_factors/test_second_factors.py": "codes spent once from two tabs, a condition between two columns",
    "address_requests/test_addresses.py": "a library asked once for a consignment, conditions by columns",
    "accounts/test_people.py": "one membership and one open invitation for each person",
    "catalogue/test_authority.py": "thousands of names at once, keys that are unique",
    "authority_control/test_edits.py": "merging and splitting rows that others refer to",
    "holdings/test_by_hand.py": "rows that two librarians write, savepoints after a refusal, sets of languages as text",
    "holdings/test_history.py": "rows that refer to one another, what is forgotten with its record, unions by time",
    "scheduled_imports/test_fetching.py": "instants that are compared, deletion in cascade, rows that are unique",
    "webhooks/test_delivering.py": "instants that are compared, locked rows, deletion in cascade, unique names",
    "copy_cataloguing/test_asking.py": "instants that are compared, deletion in cascade, bytes, large counts",
    "sru/test_kept.py": "instants as text",
    "oai_pmh/test_out_of_order.py": "who reads waits for who writes",
    "harvesting/test_harvest.py": "instants that are compared, deletion in cascade, a table joined with itself",
    "imports/test_undoing.py": "rows that are referred to are not deleted: savepoints after an error",
    "imports/test_imports.py": "whole files taken in, again and again",
    "catalogue/test_index.py": "queries by which index and database are compared",
    "known_titles/test_other_titles.py": "keys searched by how they begin",
    "catalogue/test_items.py": "copies found by an index",
    "catalogue/test_set_pages.py": "one query of several, by subqueries",
    "catalogue/test_sets.py": "pairs compared in one query, deletion in cascade",
    "catalogue/test_sent_again.py": "records that become one in a savepoint",
    "catalogue/test_matching_anew.py": "records that part and meet again in one statement",
    "catalogue/test_matching.py": "queries by keys and numbers, evidence from JSON",
    "core/test_among.py": "values that stand in one parameter",
    "core/test_backup.py": "each database is kept in its own way",
    "core/test_db.py": "sessions, locks, times",
    "core/test_migrations.py": "each migration in the words of each database",
    "core/test_jobs.py": "one worker only",
    "core/test_many_rows.py": "how rows get their numbers",
    "core/test_nightly.py": "work that ends in the middle of a transaction",
    "directory/test_told_rules.py": "a rule of a table between two of its columns",
    "core/test_outbox.py": "rows claimed by guarded updates",
    "core/test_row_numbers.py": "which numbers are given, migrations",
    "correspondence/test_services.py": "constraints, two writers at once",
    "deals/test_translations.py": "constraints, grouped lists, guarded updates",
    "demo/test_demo.py": "every verb of the product, with much in the database",
    "duplicates/test_remembered.py": "rows that go with others, judgements that are unique, deletion in cascade",
    "duplicates/test_undone.py": "rows that part and meet again, two clerks at once",
    "directory/test_closures_and_addresses.py": "constraints and dates",
    "directory/test_directory.py": "one code for one library",
    "exchange_lists/test_answers.py": "remembered answers, grouped lines",
    "oai_pmh/test_harvest.py": "pairs that are compared, instants with an order, one current entry of each",
    "offers/test_matching.py": "long queries with an order",
    "deals/test_deals.py": "constraints, every order of steps",
    "offers/test_expiry.py": "dates",
    "offers/test_lines.py": "constraints, guarded updates",
    "offers/test_public_lists.py": "letters folded, pages counted",
    "exchange_lists/test_lists.py": "nothing taken in twice",
    "rest_api/test_writing.py": "names that are unique, four programs at once, rows written by one statement",
    "reconciliation/test_comparing.py": "sums by reason, constraints, a JSON column without a value, guarded updates",
    "rounds/test_rounds.py": "constraints, guarded updates",
    "rounds/test_same_everywhere.py": "that the order of rows means nothing",
    "house/test_countries.py": "what the database lets a country be",
    "house/test_house.py": "models and migrations",
    "house/test_overtaken.py": "who is told what after a race",
    "house/test_walk.py": "what a text or number may be, and how long",
    "succession/test_taking_over.py": "two rows of a loan joined by a number, sums by groups, guarded updates",
    "succession/test_at_once.py": "who waits for whom, rows that are locked",
    "leaving/test_leaving.py": "one departure at a time, sums that are not even, guarded updates, days by zone",
    "joining/test_forgotten.py": "deletion of what others refer to, keys searched by how they begin, constraints",
    "personal_data/test_erasing.py": "deletion in cascade, values within JSON, rows that others refer to",
    "retention/test_terms.py": "deletion in cascade, one row where no library is named, instants that are compared",
    "reader_applications/test_forgotten.py": "deletion, keys searched by how they begin, constraints",
    "ledger/test_network_bears.py": "constraints, accounts without a library",
    "ledger/test_queries.py": "sums",
    "ledger/test_services.py": "entries that are made once",
    "ledger/test_tables.py": "constraints",
    "loan_consignments/test_findings.py": "steps of two rooms in one transaction, guarded updates",
    "want_alerts/test_fitting.py": "one query of several, rows that are unique, an order by truth, the last of dates",
    "standing_exchange/test_services.py": "constraints, guarded updates, dates, queries that say what a rule says",
    "loan_messages/test_foreign.py": "messages that are taken once",
    "loan_messages/test_waiting.py": "keys searched by how they begin",
    "loan_pictures/test_pictures.py": "constraints, bytes, guarded updates",
    "loan_printouts/test_local_check.py": "constraints, guarded updates, a JSON column without a value",
    "loans/test_copies.py": "constraints, bytes, guarded updates",
    "loans/test_fees.py": "constraints, sums, entries that are made once",
    "loans/test_invariants.py": "constraints, guarded updates, rows claimed while others come",
    "loans/test_journeys.py": "guarded updates, numbers that are unique",
    "work_queue/test_many.py": "an order made of several, counts in groups",
    "loans/test_ordering.py": "an order kept as JSON, guarded updates",
    "loans/test_privacy.py": "constraints, migrations, what is forgotten",
    "loans/test_races.py": "races",
    "loans/test_rota.py": "an order made of counts",
    "loans/test_tables.py": "constraints",
    "mail/test_delivery.py": "rows claimed by guarded updates",
    "notifications/test_notices.py": "an act that fails leaves nothing",
    "protocols/test_door.py": "documents that are taken once, keys searched by how they begin",
    "programmes/test_programmes.py": "counts, guarded updates",
    "shipping/test_journeys.py": "constraints, guarded updates",
    "shipping/test_pictures.py": "constraints, bytes",
    "shipping/test_turns.py": "conditions of many parts",
    "web/test_once.py": "forms sent at the same moment",
    "statistics/test_pages.py": "sums by year and library",
}
"""The files, and what could differ. Every other file whose tests ask for `app` runs on SQLite alone."""

COULD_DIFFER = re.compile(
    r"IntegrityError|OperationalError|changed-meanwhile|compare_metadata|exec_driver_sql|\.execute\(|Thread\(|\b[Rr]aces?\b"
    r"|run_state_machine_as_test|schema\.(?:upgrade|VERSIONS)|\bsa\.(?:text|func|insert|update|delete|case|cast|exists)\("
)
"""What a file mentions that looks at a database from below: constraints, races, migrations, SQL of its own."""

KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
BY_KIND = ("database_url", "knowing_url", "empty_url", "walked_world")
"""The fixtures that give a database of one kind or the other."""


class NotListed(Exception):
    """A file of tests looks at the database from below, but runs on one alone."""


@cache
def kinds_for(file: Path) -> tuple[object, ...]:
    """Return on which databases the tests of a file run; raises `NotListed` where one could be too few."""
    name = file.relative_to(CHECKOUT / "tests").as_posix()
    if name in ON_BOTH:
        return KINDS
    found = COULD_DIFFER.search(file.read_text(encoding="utf-8"))
    if found:
        raise NotListed(f"{name} has {found.group()!r}: add it to tests/databases.py, with what could differ")
    return KINDS[:1]
