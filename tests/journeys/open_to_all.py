"""What keeps a page from being open to all hands and eyes, as axe finds it, without asking axe the same thing twice.

Axe takes longer than all else that is looked at in a page, so it is loaded and asked only about what it has not found
right, on whichever page:

- contrast: it compares the colour, size and weight of a text with what is painted behind it, and reads no word. It
  judges each text, by day and in the dark, that looks like none judged before;
- all other rules: it judges the page whole if what stands around its own part is built like none judged before, else
  each element of that which is, with the list, table or form that it is part of;
- targets that are hard to hit: in a wide window and in the narrowest, only where two of them may be too near. It costs
  as much as all other rules together, for it measures every element of the page against every other.

What looks and is built alike, `judge.js` tells. A page with a fault counts as not judged.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def only(kind: str, *names: str) -> dict[str, object]:
    """Return the options that have axe look for violations of these tags or rules, and load nothing for it."""
    return {
        "runOnly": {"type": kind, "values": names},
        "resultTypes": ["violations"],
        "preload": False,
        "iframes": False,
    }


APART = ("color-contrast", "target-size")
ALL_OTHER_RULES = only("tag", *WCAG) | {"rules": {name: {"enabled": False} for name in APART}}
COLOURS = only("rule", "color-contrast")
TARGETS = only("rule", "target-size")
DAY, NIGHT = None, "dark"


@cache
def _axe() -> str:
    return f"() => {{ {Axe().axe_script} }}"


def get_ready(context: BrowserContext) -> None:
    """Have every page of the windows of `context` be ready to be looked at."""
    context.add_init_script(path=Path(__file__).with_name("judge.js"))


def _ask_axe(page: Page, question: str, given: object) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(question, given)
    return found


@dataclass(frozen=True)
class Seen:
    """What a page is like in a wide window: see `wide` in `judge.js`."""

    tag: str
    headings: int
    strange: list[str]
    ways: list[list[list[str]]]
    frame: set[int]
    build: set[int]
    light: set[int]
    dark: set[int]
    is_near: bool


@dataclass
class Judge:
    """Looks at pages, one after the other, and remembers what was found right."""

    legible: set[int] = field(default_factory=set)
    built: set[int] = field(default_factory=set)

    def sees(self, page: Page, name: str) -> Seen:
        """Return what the page is like, which is called `name` whatever its language."""
        seen: dict[str, Any] = page.evaluate("name => judge.wide(name)", name)
        numbers = {key: set(seen[key]) for key in ("frame", "build", "light", "dark")}
        return Seen(**(seen | numbers))

    def faults_of(self, page: Page, seen: Seen, name: str) -> list[str]:
        """Return what is wrong with how the page is built, what is hard to hit and which of its texts to read."""
        dark = [f"in the dark, {found}" for found in self._faults_of_colours(page, name, NIGHT, seen.dark)]
        built = self._faults_of_build(page, seen) + faults_of_targets(page, seen.is_near)
        return built + self._faults_of_colours(page, name, DAY, seen.light) + dark

    def _faults_of_build(self, page: Page, seen: Seen) -> list[str]:
        unknown = (seen.frame | seen.build) - self.built
        if not unknown:
            return []
        if seen.frame - self.built:
            found = _ask_axe(page, "options => judge.whole(options)", ALL_OTHER_RULES)
        else:
            found = _ask_axe(page, "given => judge.parts(given)", [list(unknown), ALL_OTHER_RULES])
        if not found:
            self.built |= unknown
        return found

    def _faults_of_colours(self, page: Page, name: str, theme: str | None, looks: set[int]) -> list[str]:
        if looks <= self.legible:
            return []
        found = _ask_axe(page, "given => judge.colours(given)", [name, theme, list(self.legible), COLOURS])
        if not found:
            self.legible |= looks
        return found


def faults_in_width(page: Page, width: int) -> list[str]:
    """Return what is wrong in a window of `width` pixels, which is given to the page."""
    page.set_viewport_size({"width": width, "height": 800})
    seen = page.evaluate("() => judge.narrow()")
    faults = [f"is {seen['width']} px wide in a window of {width}"] if seen["width"] > width else []
    faults += [f"at {width} px, a field too narrow to write in: {field}" for field in seen["squeezed"]]
    return faults


def faults_of_targets(page: Page, is_near: bool | None = None) -> list[str]:
    """Return what is hard to hit on the page in its window as it is; `is_near` tells what `judge.near` has answered."""
    if is_near is None:
        is_near = page.evaluate("() => judge.near()")
    return _ask_axe(page, "options => judge.whole(options)", TARGETS) if is_near else []
