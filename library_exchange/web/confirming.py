"""Asking before a grave step: a page of its own says what will happen, and only a yes on it lets the step be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from library_exchange.web import form_pages

SURE, YES, APART = "sure", "yes", "apart"
"""The field that says yes, how it says so, and the field that says it of each thing that is confirmed apart."""
LEFT_OUT = ("csrf_token", "once", form_pages.FIELD, form_pages.AUTHOR, SURE, APART)
"""Fields that the question does not send on: the answer is a form of its own."""


@dataclass(frozen=True)
class Question:
    """What somebody is asked: the step by its name, what it is about, what will happen, and where a no leads.

    `chosen` is what she filled in, each with its name. A step for several things lists them as `books`, each with title
    and number, or as `lines` of a list, each with what it was read as; it tells in `notices` for which it cannot be
    taken, and may ask in `fields` what is the same for all: each a field with its options. What is confirmed `apart` is
    ticked one by one, each its value and what it says; the yes to the whole is none before that.
    """

    label: Any
    consequence: Any
    back_url: str
    about: str = ""
    chosen: Sequence[tuple[Any, ...]] = ()
    books: Sequence[tuple[str, str]] = ()
    lines: Sequence[tuple[str, str, Sequence[tuple[Any, Any]]]] = ()
    fields: Sequence[tuple[dict[str, Any], Sequence[tuple[Any, ...]]]] = ()
    notices: Sequence[Any] = ()
    apart: Sequence[tuple[str, Any]] = ()

    @property
    def is_answered(self) -> bool:
        """Whether the form that was sent says yes, and of everything that is confirmed apart."""
        ticked = request.form.getlist(APART)
        return request.form.get(SURE) == YES and all(value in ticked for value, _told in self.apart)


class Unanswered(Exception):
    """A step was taken by a click and nobody has said yet that it shall."""

    def __init__(self, question: Question) -> None:
        super().__init__(str(question.label))
        self.question = question


def ask(question: Question | None) -> None:
    """Raise `Unanswered`, which takes back what was just done and asks, unless the form says yes or nothing is asked.

    Call it in the transaction after the step: so nobody is asked about a step that is then refused.
    """
    if question is not None and not question.is_answered:
        raise Unanswered(question)


def page(unanswered: Unanswered) -> str:
    """Return the page that asks, with everything that was sent, so that a yes sends it once more."""
    question = unanswered.question
    without = {*LEFT_OUT, *(field["name"] for field, _options in question.fields)}
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in without]
    return render_template("layout/confirming.html", question=question, sent=sent, sure=SURE, apart=APART)
