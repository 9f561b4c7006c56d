"""What may come in: a form of a name, a person or work to be added, a link, what is split off."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from library_exchange.catalogue.authority_models import Romanisation
from library_exchange.core.bounds import Id
from library_exchange.core.i18n import _l
from library_exchange.core.latin import InLatin
from library_exchange.core.life_years import plain_years

Name = Annotated[str, Field(min_length=1, max_length=300)]
Script = Literal["Hans", "Hant", "Cyrl", "Latn"]
YEARS_OF_LIFE = _l("Write years of life in digits, like 1881–1936; 1938– for a person who lives.")
_YEARS = re.compile(r"\d{3,4}\??\s*[-–—]?\s*(\d{3,4}\??)?|[-–—]\s*\d{3,4}")


def _life_years(text: str) -> str:
    found = plain_years(text)
    if _YEARS.fullmatch(found) is None:
        raise PydanticCustomError("no_life_years", "no years of life", {"sentence": YEARS_OF_LIFE})
    return found


LifeYears = Annotated[str, AfterValidator(_life_years)]
MOST_OTHERS = 30


class NewForm(BaseModel):
    """One form of a name or title; without a script the letters tell."""

    value: Name
    script: Script | None = None
    is_heading: bool = False
    scheme: Romanisation | None = None


class _NewEntity(BaseModel):
    """A person or work to be added: one heading in each script, and other forms, one a line."""

    russian: Name | None = None
    chinese: Name | None = None
    traditional: Name | None = None
    latin: Annotated[Name, InLatin] | None = None
    scheme: Romanisation | None = None
    others: str | None = Field(default=None, max_length=5000)
    is_another: bool = False

    def forms(self) -> list[NewForm]:
        """Return all forms, each value once, headings first."""
        given = [
            NewForm(value=value, script=script, is_heading=True, scheme=self.scheme if script == "Latn" else None)
            for value, script in self._headings()
            if value
        ]
        lines = [line.strip()[:300] for line in (self.others or "").splitlines()]
        given += [NewForm(value=line) for line in [line for line in lines if line][:MOST_OTHERS]]
        found: dict[str, NewForm] = {}
        for form in given:
            found.setdefault(form.value, form)
        return list(found.values())

    def _headings(self) -> tuple[tuple[str | None, Script], ...]:
        return (
            (self.russian, "Cyrl"),
            (self.chinese, "Hans"),
            (self.traditional, "Hant"),
            (self.latin, "Latn"),
        )


class NewPerson(_NewEntity):
    """A person to be added; `origin` is the country whose names are written so, `dates` the life years."""

    origin: Literal["ru", "zh", "other"]
    dates: LifeYears | None = None


class NewWork(_NewEntity):
    """A work to be added; `person_id` is its author."""

    person_id: Id | None = None


class NewLink(BaseModel):
    """How a record names a person: the name in it and the role, a MARC relator code."""

    name: str | None = Field(default=None, max_length=300)
    role: Literal["aut", "trl", "edt", "com", "ill", "ann", "aui", "oth"] = "aut"


class Split(BaseModel):
    """What is said of a person who is split off, beside what goes to her."""

    dates: LifeYears | None = None
