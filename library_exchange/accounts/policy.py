"""Who may open the routes of this room, and who may invite whom into a library."""

from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Forbidden
from library_exchange.core.rights import FOR_LIBRARY_ADMIN, FOR_PLATFORM, FOR_STAFF, PUBLIC, SIGNED_IN, Access

ROUTES: dict[str, Access] = {
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.change_password": SIGNED_IN,
    "accounts.invitation": PUBLIC,
    "accounts.whom_to_ask": PUBLIC,
    "accounts.start": SIGNED_IN,
    "accounts.platform": FOR_PLATFORM,
    "accounts.me": SIGNED_IN,
    "accounts.act_for": SIGNED_IN,
    "accounts.answer_invitation": SIGNED_IN,
    "accounts.sign_ins": SIGNED_IN,
    "accounts.end_sign_in": SIGNED_IN,
    "accounts.end_other_sign_ins": SIGNED_IN,
    "accounts.filters": FOR_STAFF,
    "accounts.keep_filter": FOR_STAFF,
    "accounts.rename_filter": FOR_STAFF,
    "accounts.forget_filter": FOR_STAFF,
    "accounts.people": FOR_LIBRARY_ADMIN,
    "accounts.invite": FOR_LIBRARY_ADMIN,
    "accounts.readers": FOR_STAFF,
    "accounts.add_reader": FOR_STAFF,
    "accounts.invite_again": FOR_STAFF,
    "accounts.correct": FOR_STAFF,
    "accounts.block": FOR_STAFF,
    "accounts.unblock": FOR_STAFF,
    "accounts.change_role": FOR_LIBRARY_ADMIN,
    "accounts.end_membership": FOR_LIBRARY_ADMIN,
    "accounts.end_sign_ins_of": FOR_LIBRARY_ADMIN,
    "accounts.end_sign_ins_by_address": FOR_PLATFORM,
    "accounts.away": FOR_LIBRARY_ADMIN,
    "accounts.call_back": FOR_LIBRARY_ADMIN,
}


def require_admin_of(actor: Actor, library_id: int) -> None:
    """Raise Forbidden unless `actor` administers the library `library_id`, or the whole platform."""
    is_its_admin = actor.library_id == library_id and Role.LIBRARY_ADMIN in actor.roles
    if not (is_its_admin or actor.is_platform_admin):
        raise Forbidden("not-its-administrator")


def require_writer_of(actor: Actor, library_id: int, role: Role) -> None:
    """Raise Forbidden unless `actor` may invite people with the `role` into the library, and correct them there.

    All staff of the library may where it is a reader's; for everybody else it takes an administrator.
    """
    if role is Role.READER and actor.is_staff and actor.library_id == library_id:
        return
    require_admin_of(actor, library_id)
