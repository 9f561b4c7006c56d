"""What systems put into the note of a message because the standard has no place for it; one table for each system."""

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from library_exchange.loans.rules.standard_codes import AgencyAction, Notice

BRIDGE_MARK = "#BRIDGE#"


class Shim(StrEnum):
    """Which system a partner runs, as far as its notes are concerned."""

    NONE = "none"
    RESHARE = "reshare"
    ALMA = "alma"
    BRIDGE = "bridge"


CONDITION_ADDED = "#ReShareAddLoanCondition#"
SAID_IN_NOTES: Mapping[tuple[AgencyAction, str], Notice] = {
    (AgencyAction.NOTIFICATION, "#ReShareLoanConditionAgreeResponse#"): Notice.CONDITION_ACCEPTED,
    (AgencyAction.CANCEL, "#ReShareLoanConditionRejectResponse#"): Notice.CONDITION_REJECTED,
    (AgencyAction.NOTIFICATION, "#ReShareLoanConditionRejectResponse#"): Notice.CONDITION_REJECTED,
    (AgencyAction.NOTIFICATION, "ACCEPT"): Notice.CONDITION_ACCEPTED,
    (AgencyAction.NOTIFICATION, "REJECT"): Notice.CONDITION_REJECTED,
    (AgencyAction.CANCEL, "REJECT"): Notice.CONDITION_REJECTED,
}
"""What a requesting system says by an action together with how its note begins, whatever its profile."""
WRITTEN: Mapping[tuple[Shim, Notice], tuple[AgencyAction, str]] = {
    (Shim.RESHARE, Notice.CONDITION_ACCEPTED): (AgencyAction.NOTIFICATION, "#ReShareLoanConditionAgreeResponse#"),
    (Shim.RESHARE, Notice.CONDITION_REJECTED): (AgencyAction.CANCEL, "#ReShareLoanConditionRejectResponse#"),
    (Shim.ALMA, Notice.CONDITION_ACCEPTED): (AgencyAction.NOTIFICATION, "ACCEPT"),
    (Shim.ALMA, Notice.CONDITION_REJECTED): (AgencyAction.NOTIFICATION, "REJECT"),
    (Shim.NONE, Notice.CONDITION_REJECTED): (AgencyAction.CANCEL, "We do not accept the condition."),
}
"""How the answer to a condition is written for a system that has its own way."""
SENTENCES: Mapping[Notice, str] = {
    Notice.WITHDRAWN: "Another library is asked. Please stop working on this request.",
    Notice.NOT_PROMISED: "We promised this by mistake. The request is open again.",
    Notice.NOT_REFUSED: "We refused this by mistake. The request is open again.",
    Notice.NOT_RECEIVED: "We said by mistake that the item had arrived. It has not.",
    Notice.NOT_SENT_BACK: "We said by mistake that the item was on its way back. It is still here.",
    Notice.NOT_COMPLETED: "We ended this loan by mistake. It goes on as before.",
    Notice.CONDITION_ACCEPTED: "We accept the condition.",
    Notice.CONDITION_REJECTED: "We do not accept the condition.",
    Notice.ARRIVED_DAMAGED: "The item arrived damaged.",
    Notice.DAMAGED_ON_LOAN: "The item was found damaged while it is on loan here.",
    Notice.DAMAGE_WITHDRAWN: "We reported damage by mistake. The item is in order.",
    Notice.RENEWAL_WITHDRAWN: "We do not need the renewal any more. Please do not answer it.",
    Notice.RETURNED_DAMAGED: "The item came back damaged.",
    Notice.NOT_RETURNED_DAMAGED: "We said by mistake that the item came back damaged. We look at it again.",
    Notice.FOUND_AGAIN: "The item that was lost has been found.",
    Notice.PARCEL_RETURNED: "The parcel came back to us. The item can be asked for again.",
    Notice.TRACKING: "The number of the parcel was corrected.",
    Notice.UNREADABLE: "The copy cannot be used. Please make it again.",
    Notice.CLOSED: "We have closed our side of this request by hand.",
}
"""A Notification in words: English, because no language is agreed on between systems."""
_MARK = re.compile(r"#[^#\s]{1,60}#")
_BRIDGE = re.compile(re.escape(BRIDGE_MARK) + r"(\{.*\})\s*$", re.DOTALL)


def notice_in(action: AgencyAction, note: str | None) -> Notice | None:
    """Return what a requesting system's `note` says beside its `action`, None if it is nothing but a note."""
    said = (note or "").strip()
    for (known, beginning), notice in SAID_IN_NOTES.items():
        is_word = beginning.isalpha()
        if known is action and (said == beginning if is_word else said.startswith(beginning)):
            return notice
    return None


def for_people(note: str | None) -> str | None:
    """Return what a person is to read of a note: without the marks that systems set for each other."""
    plain = _MARK.sub(" ", _BRIDGE.sub("", note or "")).strip()
    return " ".join(plain.split()) or None


def with_facts(note: str, facts: Mapping[str, Any]) -> str:
    """Return the note with `facts` behind it, for another node of ours."""
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{note} {BRIDGE_MARK}{told}".strip()


def facts_in(note: str | None) -> dict[str, Any]:
    """Return the facts that another node of ours put behind its note; nothing if there are none to be read."""
    found = _BRIDGE.search(note or "")
    try:
        facts = json.loads(found.group(1)) if found else {}
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
