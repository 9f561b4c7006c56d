"""What an administrator says of an address for events."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from library_exchange.core.https_addresses import Unfit, as_told
from library_exchange.core.i18n import _l
from library_exchange.webhooks.labels import Since

SENTENCES = {
    Unfit.NOT_HTTPS: _l("Enter an address that begins with https://. Who runs your program can tell it."),
    Unfit.WITH_NAME: _l("Leave name and password out of the address: each delivery is signed instead."),
}


class NewWebhook(BaseModel):
    """Where events go; of which kinds is ticked beside."""

    url: Annotated[str, AfterValidator(as_told(SENTENCES)), Field(max_length=500)]


class FailedSince(BaseModel):
    """Since when what failed is sent again."""

    since: Since = Since.DAY
