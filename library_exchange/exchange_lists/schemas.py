"""What may come in: a list, a line of it written anew, answers to what it asks, the terms on which it is taken."""

from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.core.amounts import Grams
from library_exchange.core.bounds import Id, find_number
from library_exchange.exchange_lists.rules.answers import Answer
from library_exchange.list_reading.rules import amounts
from library_exchange.offers.rules.numbers import MOST_COPIES
from library_exchange.offers.rules.offers import Condition
from library_exchange.offers.rules.remarks import LONGEST_REMARK
from library_exchange.offers.schemas import LONGEST_TITLE, Line, Terms, Year
from library_exchange.web.forms import by_row

LONGEST_PASTE = 600_000


class TakeOffers(Terms):
    """A list of offers is taken: on which terms, and whether it is shown to everybody at once."""

    publish: bool = False


class Pasted(BaseModel):
    """A list pasted into a field."""

    lines: Annotated[str, Field(min_length=1, max_length=LONGEST_PASTE)]


class LineInput(BaseModel):
    """A line of a list, written anew."""

    text: Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE)]


def _year_as_written(value: object) -> object:
    """Return the year of a day of publication as a title page has it, 1991年2月; anything else as it is."""
    told = amounts.year(value) if isinstance(value, str) else None
    return told.value if told is not None and told.value and told.is_sure else value


class LineFields(BaseModel):
    """A line of a list as a librarian says it herself, field by field; nothing of it is read anew."""

    title: Annotated[Line, Field(min_length=1, max_length=LONGEST_TITLE)]
    author: Annotated[Line, Field(max_length=300)] | None = None
    publisher: Annotated[Line, Field(max_length=200)] | None = None
    year: Annotated[Year, BeforeValidator(_year_as_written)] | None = None
    volume: Annotated[Line, Field(max_length=60)] | None = None
    quantity: Annotated[int, Field(ge=1, le=MOST_COPIES)] = 1
    isbn: Annotated[Line, Field(max_length=40)] | None = None
    condition: Condition | None = None
    weight_g: Grams | None = None
    remark: Annotated[Line, Field(max_length=LONGEST_REMARK)] | None = None


class FoundEdition(BaseModel):
    """An edition that somebody found in the catalogue for a line."""

    record_id: Id


FOR_ALL = (Answer.ADD, Answer.SKIP, Answer.AS_READ, Answer.NO_BOOK, Answer.SAME_EDITION, Answer.AS_TYPED)
"""What can be answered to all lines of which the same is asked."""


_ALIKE = "like:"


class ListAnswers(BaseModel):
    """What a form answers to a list: editions by line (None: none of those shown), one answer to one line or to all.

    With `is_for_alike` it is one to all lines that have the pattern of this one: their `numbers`.
    What makes no sense is no answer.
    """

    editions: dict[int, int | None] = Field(default_factory=dict)
    answer: Answer | None = None
    number: int | None = None
    is_for_alike: bool = False
    numbers: list[int] = Field(default_factory=list)

    def without(self, changed: Collection[int]) -> "ListAnswers":
        """Return the answers beside those to lines that were `changed` meanwhile, and to all lines if there are any."""
        if not changed:
            return self
        editions = {line: chosen for line, chosen in self.editions.items() if line not in changed}
        is_void = self.number is None or self.number in changed
        return self.model_copy(update={"editions": editions, "answer": None if is_void else self.answer})

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "ListAnswers":
        """Return the answers in a form: `edition-7` names a record or "none".

        `do` is "skip-7", "skip-all" or, for all lines of the pattern of one, "as_read-like:7".
        """
        editions: dict[int, int | None] = {}
        for field, line, value in by_row(form):
            if field == "edition" and (value == "none" or find_number(value) is not None):
                editions[line] = find_number(value)
        word, _hyphen, to = form.get("do", "").rpartition("-")
        is_for_alike = to.startswith(_ALIKE) and word in (Answer.AS_READ,)
        to = to.removeprefix(_ALIKE) if is_for_alike else to
        is_known = word in set(Answer) - {Answer.EDITION} and (to == "all" or find_number(to) is not None)
        if not is_known or (to == "all" and word not in FOR_ALL):
            return cls(editions=editions)
        return cls(editions=editions, answer=Answer(word), number=find_number(to), is_for_alike=is_for_alike)
