"""What was done in claims and why: on the claim itself, to the coordinator, in the history of the consignment."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import beneath
from library_exchange.core.i18n import _, format_date
from library_exchange.core.models import AuditEntry
from library_exchange.shipping.claim_texts import TEXTS_KIND, words_of
from library_exchange.shipping.labels.claim_reasons import HAPPENED, SAID, WHY
from library_exchange.shipping.models import Claim, ClaimReason


@dataclass(frozen=True)
class Done:
    """What was done in a claim; `id` is that of its audit entry, which tells the order of everything."""

    id: int
    at: datetime
    step: str
    library_id: int | None
    reason: ClaimReason | None

    def told(self, names: Mapping[int, str]) -> str | None:
        """Return what was done and by which library; None for what nobody is told."""
        if self.step in HAPPENED:
            return str(HAPPENED[self.step])
        name = names.get(self.library_id or 0)
        if name is None or self.step not in SAID:
            return None
        return _("%(library)s: %(said)s", library=name, said=SAID[self.step])


def done_in(session: Session, claims: Collection[Claim]) -> Mapping[int, list[Done]]:
    """Return by its id what was done in each claim, oldest first; two queries, none without claims."""
    found: dict[int, list[Done]] = defaultdict(list)
    ids = [claim.id for claim in claims]
    if not ids:
        return found
    reasons = session.scalars(sa.select(ClaimReason).where(col(ClaimReason.claim_id).in_(ids)))
    why = {(each.claim_id, each.step): each for each in reasons}
    mine = (col(AuditEntry.subject) == "claim", col(AuditEntry.subject_id).in_(ids))
    for entry in session.scalars(sa.select(AuditEntry).where(*mine).order_by(col(AuditEntry.id))):
        claim_id, step = entry.subject_id or 0, entry.action.removeprefix("claim.")
        found[claim_id].append(Done(entry.id, entry.at, step, entry.library_id, why.get((claim_id, step))))
    return found


def words_in(
    session: Session, actor: Actor, done: Mapping[int, Collection[Done]], consignments: Mapping[int, int], back: str
) -> Mapping[int, dict[str, Any]]:
    """Return by the id of a reason its own words with what stands beneath them; `consignments` are those of claims.

    Who asks for a translation comes `back` to that address.
    """
    reasons = [each.reason for acts in done.values() for each in acts if each.reason and each.reason.words]
    said = {each.id: words_of(each, consignments[each.claim_id]) for each in reasons}
    return beneath(session, actor, TEXTS_KIND, said, back)


def shown(
    done: Collection[Done], names: Mapping[int, str], zone: tzinfo, words: Mapping[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return each act with its day, who did it and why; `names` are those of the libraries of the consignment."""
    return [
        {
            "day": format_date(each.at.astimezone(zone).date(), "medium"),
            "told": told,
            "why": WHY[each.reason.why] if each.reason and each.reason.why else None,
            "words": words.get(each.reason.id) if each.reason else None,
        }
        for each in done
        if (told := each.told(names))
    ]


def in_history(
    done: Mapping[int, Collection[Done]], titles: Mapping[int, str], names: Mapping[int, str]
) -> Iterator[tuple[int, datetime, str]]:
    """Yield what stands of claims in the history of their consignment; `titles` are those of claims by their ids."""
    for claim_id, acts in done.items():
        for each in acts:
            told = each.told(names)
            if told:
                yield each.id, each.at, _("Claim about “%(title)s”. %(said)s", title=titles[claim_id], said=told)
