"""Which books may be one title at all: short keys, one of which any two books share that may be one."""

from library_exchange.record_matching.facts import BookFacts
from library_exchange.record_matching.kinds import Kind
from library_exchange.record_matching.titles import short_key


def candidate_keys(facts: BookFacts) -> frozenset[str]:
    """Return the keys under which a book is looked for and found.

    `i:` and an ISBN, `s:` and the ISSN of a serial; `r:` how the title sounds and the year; `p:` how it sounds and
    the pages, for years that differ by a slip or are not told. They are reckoned once for each book.
    """
    if not facts.kept_keys:
        facts.kept_keys.append(_keys(facts))
    return facts.kept_keys[0]


def _keys(facts: BookFacts) -> frozenset[str]:
    found = {f"i:{number}" for number in facts.isbns | facts.weak_isbns}
    is_serial = facts.kind is Kind.SERIAL
    if is_serial:
        found.update(f"s:{number}" for number in facts.issns)
    sounds = {sound for title in facts.titles for sound in title.base_sounds | title.full_sounds | title.first}
    for sound in sounds:
        found.add(f"{titled(sound)}{facts.year if facts.year is not None else '-'}")
        if facts.pages is not None:
            found.add(f"p:{short_key(sound)}|{facts.pages}")
        if facts.volumes > 1:
            found.add(f"p:{short_key(sound)}|{facts.volumes}v")
    return frozenset(found)


def titled(sound: str) -> str:
    """Return how the keys begin of books of any year with a title that sounds so."""
    return f"r:{short_key(sound)}|"
