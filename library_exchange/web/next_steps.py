"""What the page of a thing says of what comes next: one button that leads on, or whose turn it is and what for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Next:
    """What comes next, and the `reason` why, or for what one waits.

    It is a step of the page by its `name`, or a form of the page by its id (sent to `url` if there is one), or what
    stands at `url`: a link, or a button that sends `fields` if it `is_sent`. Without any of these there is nothing to
    do now, and the reason says whose turn it is.
    """

    reason: Any = None
    name: str | None = None
    form: str | None = None
    url: str | None = None
    label: Any = None
    is_sent: bool = False
    fields: Mapping[str, Any] = field(default_factory=dict)

    @property
    def leads_on(self) -> bool:
        """Whether there is something to press."""
        return bool(self.name or self.form or self.url)
