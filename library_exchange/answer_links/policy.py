"""Who may do what: whoever has a link answers it, partners and sponsors print letters, the platform names partners."""

from library_exchange.answer_links.models import AnswerLink, LetterPartner
from library_exchange.core.actor import Actor, Role
from library_exchange.core.rights import FOR_PLATFORM, PUBLIC, SIGNED_IN, Access, home_of

ROUTES: dict[str, Access] = {
    "answer_links.show": PUBLIC,
    "answer_links.answer": PUBLIC,
    "answer_links.letters": SIGNED_IN,
    "answer_links.letter": SIGNED_IN,
    "answer_links.write_again": SIGNED_IN,
    "answer_links.on_paper": SIGNED_IN,
    "answer_links.enter": SIGNED_IN,
    "answer_links.partners": FOR_PLATFORM,
    "answer_links.add_partner": FOR_PLATFORM,
    "answer_links.end_partner": SIGNED_IN,
}


def may_print(actor: Actor, link: AnswerLink, partner: LetterPartner) -> bool:
    """Whether `actor` may print a letter, have it written anew or enter its answer: partner, sponsor, platform."""
    home = home_of(actor)
    return actor.is_platform_admin or (home is not None and home in (link.partner_id, partner.sponsor_id))


def may_end(actor: Actor, partner: LetterPartner) -> bool:
    """Whether `actor` may have a library no longer be reached by letter: the platform, the sponsor's administrators."""
    is_sponsor = actor.library_id is not None and actor.library_id == partner.sponsor_id
    return actor.is_platform_admin or (is_sponsor and Role.LIBRARY_ADMIN in actor.roles)
