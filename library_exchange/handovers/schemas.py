"""What may come in: to whom something is handed over."""

from pydantic import BaseModel

from library_exchange.core.bounds import Id


class Receiver(BaseModel):
    """The colleague who gets it, by her membership."""

    to: Id
