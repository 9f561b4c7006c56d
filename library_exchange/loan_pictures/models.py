"""The table of pictures of a loan's book."""

from sqlmodel import Field

from library_exchange.core.kept_pictures import PictureRow, small_enough
from library_exchange.core.models import enum_type, known
from library_exchange.loan_pictures.rules import Moment


class LoanPicture(PictureRow, table=True):
    """A picture of the book as one library had it at a moment of its way; it belongs to that library's row.

    `number` and `partner_id` are those that the row had then: a library that is asked later sees nothing of it.
    """

    __tablename__ = "loan_picture"
    __table_args__ = (known("moment", Moment), small_enough())

    loan_id: int = Field(foreign_key="loan_request.id", index=True)
    partner_id: int = Field(foreign_key="library.id")
    number: str = Field(max_length=50, index=True)
    moment: Moment = Field(sa_type=enum_type(Moment, 20))
