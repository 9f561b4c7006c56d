"""What staff look at before a reader's request goes out, and what goes out with a step, told by a room above."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.loans.forms import Refused
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.web.confirming import Question

CHECKS: Hook[Callable[[Session, LoanRequest, Refused | None], list[dict[str, Any]]]] = Hook()
"""Tells what to look at: each a `sentence`, and `links` to where, as address and text; and what was refused of it."""
Beside = Callable[[Session, Actor, LoanRequest, Action, StepInput, Mapping[str, str], datetime], Question | None]
BESIDE: Hook[Beside] = Hook()
"""Writes what was filled in beside a step and sent with it; returns what is asked before the step."""
