"""A page with several forms of which one was refused: what was typed and what is wrong stand in that form alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RefusedForm:
    """The form that was sent by its `name`, and the `row` it belongs to if each row of a table has one of its own.

    Forms of one page have fields of the same name; ids of fields in a row's form are told apart by its mark.
    """

    name: str = ""
    row: int | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, Any] = field(default_factory=dict)

    def given(self, name: str, row: int | None = None) -> Mapping[str, str]:
        """Return what was typed into a form; nothing if another one was sent."""
        return self.typed if self._is(name, row) else {}

    def errors(self, name: str, row: int | None = None) -> Mapping[str, Any]:
        """Return the sentence for each field of a form; none if another one was sent."""
        return self.sentences if self._is(name, row) else {}

    @property
    def summary(self) -> dict[str, Any]:
        """The sentences by the ids of their fields, for the top of the page."""
        mark = "" if self.row is None else f"-{self.name}-{self.row}"
        return {f"{name}{mark}": sentence for name, sentence in self.sentences.items()}

    def _is(self, name: str, row: int | None) -> bool:
        return (name, row) == (self.name, self.row)
