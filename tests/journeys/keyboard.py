"""Somebody without a mouse: whatever she presses, follows or fills in she reaches by Tab, and sees where she is."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import ElementHandle, Locator

from tests.journeys.conftest import PASSWORD, Person

STOPS = 120
"""After how many Tabs somebody gives up."""
SCROLLS = 10
"""Tenths of a second for which a page may glide to where the focus is."""
WHERE = """wanted => {
  const at = document.activeElement, style = getComputedStyle(at);
  const box = [...at.getClientRects()].find(each => each.width && each.height) || new DOMRect(-1, -1, 0, 0);
  const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + box.height / 2];
  const over = document.elementFromPoint(x, y);
  return {
    here: at === wanted,
    nowhere: at === document.body,
    marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
    shown: over !== null && (at.contains(over) || [...at.labels || []].some(label => label.contains(over))),
    what: at.outerHTML.slice(0, 200),
  };
}"""
"""Where the focus is: whether on what is wanted, and whether it is marked and in sight."""


@dataclass
class Typist(Person):
    """Somebody whose hands stay on the keyboard: Tab, arrows, Space and Enter."""

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        self.opens("/login")
        for field, text in (("#email", email), ("#password", password)):
            self._reach(self.page.locator(field))
            self.page.keyboard.type(text)
        self._strike("Enter")

    def presses(self, label: str) -> None:
        self.actions += 1
        self._reach(self.page.get_by_role("button", name=label, exact=True).first)
        self._strike("Space")

    def says_yes(self) -> None:
        self.actions += 1
        self._reach(self.page.locator("main button[name=sure]"))
        self._strike("Space")

    def follows(self, label: str) -> None:
        self.goes_to(self.page.get_by_role("link", name=label, exact=True).first)

    def goes_to(self, link: Locator) -> None:
        """Follow `link`."""
        self.actions += 1
        self._reach(link)
        self._strike("Enter")

    def chooses(self, label: str, option: str) -> None:
        listed = self.page.get_by_label(label, exact=True).locator("visible=true")
        self._reach(listed)
        self.page.keyboard.press("Home")
        for _each in range(listed.locator("option").count()):
            if listed.evaluate("list => list.selectedOptions[0].label.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"no arrow leads to {option}")

    def writes(self, label: str, text: str) -> None:
        self._reach(self.page.get_by_label(label).locator("visible=true"))
        self.page.keyboard.type(text)

    def unfolds(self, label: str) -> None:
        self._reach(self.page.locator("summary", has_text=label))
        self.page.keyboard.press("Enter")

    def _strike(self, key: str) -> None:
        """Strike `key`, which leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def _reach(self, wanted: Locator) -> None:
        """Press Tab until the focus stands on `wanted`, past the menu if it is not there; fail where it is not seen."""
        target = wanted.element_handle()
        is_at_top = "#" not in self.page.url and self.page.evaluate("document.activeElement === document.body")
        if is_at_top and wanted.evaluate("it => it.closest('main') !== null"):
            self._tab(target)
            self.page.keyboard.press("Enter")
            assert self.page.evaluate("document.activeElement.id") == "main", "the first Tab does not skip the menu"
        for _stop in range(STOPS):
            if self._tab(target):
                return
        pytest.fail(f"{STOPS} Tabs do not lead to {wanted}")

    def _tab(self, target: ElementHandle) -> bool:
        self.page.keyboard.press("Tab")
        where = self.page.evaluate(WHERE, target)
        for _wait in range(SCROLLS):
            if where["shown"] or where["nowhere"]:
                break
            self.page.wait_for_timeout(100)
            where = self.page.evaluate(WHERE, target)
        assert where["nowhere"] or (where["marked"] and where["shown"]), f"one does not see where one is: {where}"
        return bool(where["here"])
