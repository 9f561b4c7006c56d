"""A book as a line or a row of a list tells it, and how that was read."""

from pydantic import Field

from library_exchange.offers.schemas import LONGEST_TITLE, Entry


class EntryAsRead(Entry):
    """A book as a row of a table tells it, and how the row was read.

    `columns` says what its filled cells hold, in their order, so that the row can be read anew; `unread` has the cells
    that could not be read, or not for sure, by what they hold. `whole` is the text that was taken apart into title,
    author and the like, all of which may be the title; the copies are then `copies_if_whole`. A line may say of
    itself that its book is a gift, or that any edition will do.
    """

    columns: list[str] = Field(default_factory=list)
    unread: dict[str, str] = Field(default_factory=dict)
    whole: str | None = Field(default=None, max_length=LONGEST_TITLE)
    copies_if_whole: int | None = None
    is_gift: bool | None = None
    any_edition: bool | None = None
