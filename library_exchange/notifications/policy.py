"""Who may open the routes of this room: mails hold the names and addresses of people of all libraries.

The words of a library's letters are its administrators' (`directory.policy.require_editor`).
"""

from library_exchange.core.rights import FOR_PLATFORM, SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "notifications.mail": FOR_PLATFORM,
    "notifications.show_mail": FOR_PLATFORM,
    "notifications.letters": SIGNED_IN,
    "notifications.letter": SIGNED_IN,
    "notifications.preview_letter": SIGNED_IN,
    "notifications.set_letter": SIGNED_IN,
    "notifications.reset_letter": SIGNED_IN,
}
