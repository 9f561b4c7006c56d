"""How pages show a second factor: the picture to scan, and the same as text."""

from pyotp import TOTP

from library_exchange.accounts.models import User
from library_exchange.core.sealed_secrets import Unsealable, opened
from library_exchange.documents import qr
from library_exchange.second_factors import rules, services

ISSUER = "Book Bridge"
QUIET = 4
"""How many light modules surround the picture (ISO/IEC 18004)."""


def picture(user: User, pending: str, key: str) -> dict[str, object] | None:
    """Return a pending secret as a QR code, drawn as one path, with its size, and as text; None if it does not open."""
    try:
        secret = opened(key, services.about(user.id or 0), pending)
    except Unsealable:
        return None
    told = TOTP(secret, digits=rules.DIGITS, interval=rules.STEP_S, name=user.email, issuer=ISSUER)
    rows = qr.modules(told.provisioning_uri())
    runs = ((top, run) for top, row in enumerate(rows) for run in qr.dark_runs(row))
    path = "".join(f"M{start + QUIET} {top + QUIET}h{length}v1h-{length}z" for top, (start, length) in runs)
    return {"path": path, "size": len(rows) + 2 * QUIET, "text": rules.grouped(secret)}
