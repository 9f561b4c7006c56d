"""What is told of a picture that is shown."""

from pydantic import BaseModel

from library_exchange.loan_pictures.rules import Moment


class PictureShown(BaseModel):
    """At which moment of its way a picture shows the book."""

    moment: Moment
