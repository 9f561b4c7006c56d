"""What may come in: a round, how a library takes part, its choices and answers."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

from library_exchange.core.bounds import Day, Id
from library_exchange.core.text import one_line
from library_exchange.offers.rules.subjects import Subject
from library_exchange.rounds.rules.answers import Refusal
from library_exchange.rounds.rules.clearing.market import EQUITY_CAP

Name = Annotated[str, BeforeValidator(one_line), Field(min_length=1, max_length=200)]


Limit = Annotated[int, Field(ge=0, le=1000)]


Percent = Annotated[int, Field(ge=100, le=EQUITY_CAP)]


class RoundNames(BaseModel):
    """What a round is called, in one language at least."""

    name_zh: Name | None = None
    name_ru: Name | None = None
    name_en: Name | None = None


class RoundDays(BaseModel):
    """The days of a round to be."""

    listing_from: Day
    listing_until: Day
    selecting_until: Day


class RoundInput(RoundNames, RoundDays):
    """A round to be: names, days, and the figures of its rule that a coordinator sets."""

    organiser_id: Id
    subject: Subject | None = None
    seed: Annotated[str, BeforeValidator(one_line), Field(min_length=1, max_length=40)] | None = None
    credit: Limit = 3
    gift_budget: Limit = 5
    gap: Limit | None = None
    in_limit: Limit | None = None
    out_limit: Limit | None = None
    inland: Percent = 110
    ngo: Percent = 110
    school: Percent = 110


class Days(BaseModel):
    """Later days of a round under way; None for those that stay."""

    listing_until: Day | None = None
    selecting_until: Day | None = None
    answer_until: Day | None = None


class JoinInput(BaseModel):
    """On what terms a library takes part; None stands for the limit of the round."""

    credit: Limit | None = None
    gift_budget: Limit | None = None
    accepts_silently: bool = False
    excluded: frozenset[Id] = frozenset()


class Choice(BaseModel):
    """A library's sealed choice for one of its wants."""

    priority: int = Field(ge=1, le=5)
    cap: int = Field(ge=1, le=500)
    is_out: bool = False


class LineAnswer(BaseModel):
    """The answer to one line: accepted, or declined with a reason."""

    is_accepted: bool
    reason: Refusal | None = None
