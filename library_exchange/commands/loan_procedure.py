"""The procedure of a loan as a page of the documentation, written from the tables that the code goes by.

python -m library_exchange.commands.loan_procedure > docs/loan-procedure.md
"""

from collections.abc import Iterator
from typing import cast

from library_exchange.core.i18n import speaking
from library_exchange.core.procedure import BACK, STAY, Part, Whither
from library_exchange.loans.labels import actions, history, states
from library_exchange.loans.rules.codes import Action, DueEvent, Incoming, Side
from library_exchange.loans.rules.due import DUE
from library_exchange.loans.rules.loan_steps import Event, LoanStep
from library_exchange.loans.rules.steps import STATES, TABLES

HEAD = """# The procedure of a loan

Written from the tables in `library_exchange/loans/rules` by `make procedure`; a test holds it to them. Each library has
its own row and its own table; what one says, the other hears. What moves nothing is said last for each state, in one
line. *Asks* marks a step that a page asks about before it is taken.
"""
SIDES = {Side.REQUESTING: "The library that asks", Side.SUPPLYING: "The library that is asked"}
WHO = {
    Part.OWNER: "staff",
    Part.AUTHOR: "reader",
    Part.ADMINISTRATOR: "administrator",
    Part.PARTNER: "partner",
    Part.CLOCK: "clock",
}


def page() -> str:
    """Return the page as Markdown, in English."""
    with speaking("en"):
        parts = [HEAD, *(line for side in Side for line in _side(side)), *_due()]
    return "\n".join(parts) + "\n"


def _side(side: Side) -> Iterator[str]:
    yield f"\n## {SIDES[side]}\n"
    for state in STATES[side]:
        steps = {event: cast(LoanStep, step) for (at, event), step in TABLES[side].steps.items() if at is state}
        yield f"\n### {states.state(side, state)} (`{state}`)\n"
        yield from _steps({event: step for event, step in steps.items() if _does_something(step)})
        idle = sorted(str(event) for event, step in steps.items() if not _does_something(step))
        if idle:
            yield f"\nHeard without moving anything: {', '.join(f'`{name}`' for name in idle)}."


def _does_something(step: LoanStep) -> bool:
    return step.target is not STAY or bool(step.facts or step.message or step.sets_due)


def _steps(steps: dict[Event, LoanStep]) -> Iterator[str]:
    if not steps:
        return
    yield "| step | who | leads to | says | due date | |\n|---|---|---|---|---|---|"
    for event, step in steps.items():
        who = ", ".join(WHO[part] for part in Part if part in step.by)
        asks = "asks" if step.is_grave else ""
        yield f"| {_named(event)} | {who} | {_target(step)} | {step.message or ''} | {step.sets_due or ''} | {asks} |"


def _named(event: Event) -> str:
    if isinstance(event, Action):
        return f"{actions.ACTIONS[event]} (`{event}`)"
    return f"{history.event(event)} (`{event}`)" if isinstance(event, Incoming) else f"`{event}`"


def _target(step: LoanStep) -> str:
    if isinstance(step.target, Whither):
        return {STAY: "stays", BACK: "back to where it was"}[step.target]
    return f"`{step.target}`"


def _due() -> Iterator[str]:
    yield "\n## The due date\n\n| stands as | event | then stands as |\n|---|---|---|"
    for (at, event), step in DUE.steps.items():
        yield f"| `{at}` | `{DueEvent(event)}` | `{step.target}` |"


if __name__ == "__main__":
    print(page(), end="")
