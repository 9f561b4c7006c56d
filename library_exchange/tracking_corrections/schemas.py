"""What may come in: the number as the post's receipt has it."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel

from library_exchange.core.tracking_numbers import TrackingNumber, compact


class Corrected(BaseModel):
    """The tracking number of one parcel; there is one, for nobody takes a number away afterwards."""

    tracking_no: Annotated[TrackingNumber, AfterValidator(compact)]
