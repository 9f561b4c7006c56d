"""What may come in: the day on which a library leaves, and who follows it; a step."""

from typing import Any

from pydantic import BaseModel

from library_exchange.core.bounds import Day, Id, Version


class NewDeparture(BaseModel):
    """The day from which nothing new begins with the library, and to whom partners may turn afterwards."""

    leaves_on: Day
    successor_id: Id | None = None


class StepInput(BaseModel):
    """A step of a departure, and the version that the page showed."""

    version: Version | None = None


def entered(given: Any) -> dict[str, str]:
    """Return what stood in the form, as far as the page shows it again."""
    return {name: given.get(name, "") for name in NewDeparture.model_fields}
