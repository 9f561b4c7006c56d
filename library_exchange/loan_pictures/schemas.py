"""What is told of a picture that is shown."""

from pydantic import BaseModel

from library_exchange.core.bounds import Version
from library_exchange.loan_pictures.rules import Moment
from library_exchange.loans.rules.codes import Damage


class PictureShown(BaseModel):
    """At which moment of its way a picture shows the book."""

    moment: Moment


class ArrivedDamaged(BaseModel):
    """What is damaged of a book that has come; `version` is that of the row she was looking at."""

    damage: Damage
    version: Version | None = None
