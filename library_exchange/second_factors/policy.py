"""Who may set up a second factor, prove one, and reset a colleague's."""

from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_PLATFORM, PUBLIC, SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "second_factors.prove": PUBLIC,
    "second_factors.mine": SIGNED_IN,
    "second_factors.begin": SIGNED_IN,
    "second_factors.confirm": SIGNED_IN,
    "second_factors.renew_codes": SIGNED_IN,
    "second_factors.turn_off": SIGNED_IN,
    "second_factors.passkey_challenge": PUBLIC,
    "second_factors.prove_by_passkey": PUBLIC,
    "second_factors.sign_in_by_passkey": PUBLIC,
    "second_factors.new_passkey_challenge": SIGNED_IN,
    "second_factors.add_passkey": SIGNED_IN,
    "second_factors.take_passkey_away": SIGNED_IN,
    "second_factors.of_colleagues": FOR_LIBRARY_ADMIN,
    "second_factors.reset_colleague": FOR_LIBRARY_ADMIN,
    "second_factors.lost": FOR_PLATFORM,
}
