"""Whoosh reads the table of terms that we write: every term, in order, and none that is not there."""

from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.filetables import OrderedHashReader

from library_exchange.search.whoosh_engine.postings import _entry
from library_exchange.search.whoosh_engine.terms_table import TermsTable

keys = st.binary(min_size=1, max_size=12)


def table(entries):
    storage = RamStorage()
    written = TermsTable(storage.create_file("terms"))
    written.extras["fieldmap"] = {"title": 0}
    for key in sorted(entries):
        written.add(key, entries[key])
    written.close()
    return OrderedHashReader(storage.open_file("terms"), storage.file_length("terms"))


@given(st.dictionaries(keys, st.binary(max_size=40), min_size=1, max_size=60), keys)
def test_what_was_written_is_found_in_order(entries, other):
    found = table(entries)
    assert list(found.items()) == sorted(entries.items())
    assert {key: found[key] for key in entries} == entries
    assert found.extras["fieldmap"] == {"title": 0}
    assert found.get(other) == entries.get(other)
    assert found.closest_key(other) == min((key for key in entries if key >= other), default=None)


@given(st.lists(st.integers(1, 255), min_size=1, max_size=9), st.integers(0, 2**40))
def test_an_entry_is_what_whoosh_would_write(weights, start):
    info = W3TermInfo(sum(weights), len(weights), 0, 0, max(weights), 0, 0)
    info.set_extent(start, 4 * len(weights))
    assert _entry(start, 4 * len(weights), bytes(weights)) == info.to_bytes()
