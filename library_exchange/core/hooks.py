"""Where a lower room asks the higher ones: each fills the hook under a name of its own, for one application."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from flask import Flask, current_app

Filling = TypeVar("Filling")


class Hook(Generic[Filling]):
    """One question of a lower room; `app.py` says who answers it."""

    def fill(self, app: Flask, name: str, filling: Filling) -> None:
        """Have `filling` answer in `app` under `name`; raises ValueError if another one does."""
        known = app.extensions.setdefault("hooks", {}).setdefault(self, {})
        if name in known:
            raise ValueError(f"filled twice: {name}")
        known[name] = filling

    def fillings(self) -> Mapping[str, Filling]:
        """Return by name what answers in the application in whose context we are."""
        found: Mapping[str, Filling] = current_app.extensions.get("hooks", {}).get(self, {})
        return found

    def rows(self, *given: Any) -> list[Any]:
        """Return what all who answer say to `given`, one after another, where each answers with several things."""
        tellers: Mapping[str, Any] = self.fillings()
        return [row for tell in tellers.values() for row in tell(*given)]

    def find(self, name: str | None) -> Filling | None:
        """Return what answers under `name`, or None."""
        return self.fillings().get(name or "")
