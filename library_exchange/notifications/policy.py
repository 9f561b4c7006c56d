"""Who may open the routes of this room: mails hold the names and addresses of people of all libraries."""

from library_exchange.core.rights import FOR_PLATFORM, Access

ROUTES: dict[str, Access] = {
    "notifications.mail": FOR_PLATFORM,
    "notifications.show_mail": FOR_PLATFORM,
}
