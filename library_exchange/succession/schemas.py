"""What may come in: a step of the question whether a library takes over."""

from pydantic import BaseModel

from library_exchange.core.bounds import Version


class StepInput(BaseModel):
    """A step, and the version that the page showed."""

    version: Version | None = None
