"""What may come in: a library's own words for one letter in each language."""

from collections.abc import Collection
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.text import one_line
from library_exchange.mail.slots import Words
from library_exchange.notifications.places import with_slots

Line = Annotated[str, BeforeValidator(one_line)]


class OwnWords(BaseModel):
    """Subject, first and last paragraph in each language; how long they may be is checked with the rest of them."""

    subject_zh: Line = ""
    subject_ru: Line = ""
    subject_en: Line = ""
    opening_zh: str = ""
    opening_ru: str = ""
    opening_en: str = ""
    closing_zh: str = ""
    closing_ru: str = ""
    closing_en: str = ""

    def by_language(self, slots: Collection[str]) -> dict[str, Words]:
        """Return the words of each language as they are kept, with the `slots` of the letter at their places."""
        given = {name: with_slots(value.replace("\r\n", "\n"), slots) for name, value in self.model_dump().items()}
        return {
            code: Words(given[f"subject_{code}"], given[f"opening_{code}"], given[f"closing_{code}"])
            for code in LANGUAGES
        }
