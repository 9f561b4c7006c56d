"""Who may set up a second factor, prove one, and reset a colleague's."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_PLATFORM, PUBLIC, SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "second_factors.prove": PUBLIC,
    "second_factors.mine": SIGNED_IN,
    "second_factors.begin": SIGNED_IN,
    "second_factors.confirm": SIGNED_IN,
    "second_factors.renew_codes": SIGNED_IN,
    "second_factors.turn_off": SIGNED_IN,
    "second_factors.of_colleagues": FOR_LIBRARY_ADMIN,
    "second_factors.reset_colleague": FOR_LIBRARY_ADMIN,
    "second_factors.lost": FOR_PLATFORM,
}
