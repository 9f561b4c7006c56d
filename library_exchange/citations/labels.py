"""What is probably wrong with a number that somebody typed."""

from typing import Any

from library_exchange.core.i18n import _l

Text = Any

ISBN_HAS_LETTERS = _l("An ISBN has digits only; the last sign may be X. Compare it with the book.")
ISBN_PREFIX = _l("An ISBN of 13 digits begins with 978 or 979. Compare the first digits with the book.")
ISBN_CUT_SHORT = _l("An ISBN that begins with 978 or 979 has 13 digits, this has 10: some are missing.")
ISBN_IS_PERIODICAL = _l("This is the bar code of a periodical. Leave this field empty and fill in the ISSN.")
ISBN_IS_UNIFIED = _l(
    "This is a Chinese book number from before 1987 (tongyi shuhao), no ISBN. Put it into the note below."
)
NO_DOI = _l("A DOI begins with 10. and has a slash, like 10.1000/182. Copy it from the article.")


def isbn_length(digits: int) -> Text:
    """Return what to do about an ISBN with so many digits."""
    if digits < 10 or 10 < digits < 13:
        return _l("An ISBN has 10 or 13 digits, this has %(count)s: some may be missing.", count=digits)
    return _l("An ISBN has 10 or 13 digits, this has %(count)s: some may be too many.", count=digits)


def isbn_check(likely: str, fits: str) -> Text:
    """Return what to do about an ISBN whose check digit is wrong; `likely` names what two swapped digits make it.

    `fits` is the number with the last digit that goes with the others.
    """
    if likely:
        return _l("The last digit does not fit the others. Two digits may be swapped: is it %(isbn)s?", isbn=likely)
    return _l(
        "The last digit does not fit the others: one digit is wrong. If it is the last, the number is %(isbn)s.",
        isbn=fits,
    )


def issn_length(digits: int) -> Text:
    """Return what to do about an ISSN with so many digits."""
    return _l("An ISSN has 8 digits, like 0131-6095; this has %(count)s.", count=digits)


def issn_check(likely: str) -> Text:
    """Return what to do about an ISSN whose check digit is wrong; with `likely` at its end it would be right."""
    return _l("The last sign does not fit the others; %(sign)s would. Compare it with the journal.", sign=likely)
