"""What is said of codes and factors."""

from library_exchange.core.i18n import _l

WRONG_CODE = _l("This code is wrong or has been used already. Wait for the next one, or enter a recovery code.")
WRONG_FIRST_CODE = _l(
    "This code does not fit. Check that the clock of your telephone is right, and enter the next one."
)
NOT_SET_UP = _l("No second factor is set up.")
BEGIN_FIRST = _l("Begin with a new picture to scan: this one is no longer valid.")
ELSEWHERE_TOO = _l(
    "This person belongs to another library too, or runs the platform: only the platform's administrator can reset"
    " this second factor."
)
OWN_FACTOR = _l("You turn off your own second factor on your own page, with a code.")
FILL_IN = _l("Fill in this field.")
KEY_REFUSED = _l("This passkey was not accepted. Try once more, or sign in by password and code.")
KEY_COPIED = _l(
    "This passkey was refused: it looks as if somebody has a copy of it. A letter tells you more. Sign in by password"
    " and code, and take the key away."
)
KEY_NOT_ADDED = _l("The passkey was not added. Begin once more.")
WRONG_PASSWORD = _l("This is not your password.")
TOO_MANY_KEYS = _l("You have as many passkeys as you can have. Take one away first.")
NOBODY_THERE = _l("Nobody with this address has set up a second factor.")
