"""Pictures at the doors: the file that a form sends becomes a picture, a picture goes out as a JPEG file."""

from io import BytesIO
from typing import Any

from flask import request, send_file
from werkzeug.wrappers import Response

from library_exchange.core import pictures
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.pictures import Fault, Picture

FIELD = "picture"
SIZES = ("whole", "small")
NOT_TAKEN: dict[Fault, Any] = {
    Fault.TOO_LARGE: _l("This picture is too large. Send it smaller: at most 16 MB, a scan at 200 dots per inch."),
    Fault.NO_PICTURE: _l("This is no JPEG or PNG picture. Save it as JPEG and send it again."),
    Fault.BROKEN: _l("This picture is damaged or incomplete. Copy it from the camera again, or photograph anew."),
}


def sent_picture() -> Picture:
    """Return the picture that was sent; raises InvalidInput, with a sentence for its field."""
    sent = request.files.get(FIELD)
    if sent is None or not sent.filename:
        raise InvalidInput({FIELD: _l("Choose a picture.")})
    try:
        return pictures.read(sent.stream.read(pictures.MOST_BYTES + 1))
    except pictures.NotTaken as refused:
        raise InvalidInput({FIELD: NOT_TAKEN[refused.fault]}) from refused


def is_small(size: str) -> bool:
    """Whether an address asks for the small file of a picture or for the whole; raises NotFound if for neither."""
    if size not in SIZES:
        raise NotFound("no-such-size")
    return size == "small"


def jpeg(file: bytes) -> Response:
    """Return the answer that is a JPEG file."""
    return send_file(BytesIO(file), mimetype="image/jpeg")
