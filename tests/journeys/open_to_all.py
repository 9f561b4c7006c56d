"""What keeps a page from being open to all hands and eyes, as axe finds it, without asking axe the same thing twice.

Axe takes longer than all else that is looked at in a page, so it is asked only about what it has not found right:

- contrast: it compares the colour, size and weight of a text with what is painted behind it, and reads no word. It
  judges each text, by day and in the dark, that looks like none judged before on any page (see `JUDGE_COLOURS`);
- all other rules: it judges each page whole in the language that is opened first, and again in every other language in
  which one element is built like none judged on this page (see `BUILD`);
- targets that are hard to hit, in the narrowest window: only where two of them may be too near (see `NEAR`).

A page with a fault counts as not judged.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

TOLD = "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.html.slice(0, 160)).join(' | ')"
AXE = f"options => axe.run(document, options).then(result => result.violations.map({TOLD}))"


def only(kind: str, *names: str) -> dict[str, object]:
    """Return the options that have axe look for violations of these tags or rules, and load nothing for it."""
    return {
        "runOnly": {"type": kind, "values": names},
        "resultTypes": ["violations"],
        "preload": False,
        "iframes": False,
    }


ALL_RULES_BUT_COLOURS = only("tag", *WCAG) | {"rules": {"color-contrast": {"enabled": False}}}
COLOURS = only("rule", "color-contrast")
TARGETS = only("rule", "target-size")

# Which texts of the page look like none judged before, and what axe finds in them. The look of a text is its colour,
# size and weight, and all that is painted behind it. What may hang over something else looks like nothing on another
# page.
JUDGE_COLOURS = """async ([name, judged, options]) => {
  const known = new Map([[null, ""]]);
  const behind = element => {
    if (!known.has(element)) {
      const s = getComputedStyle(element);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join();
      const paints = own !== "rgba(0, 0, 0, 0),none,1,none,normal";
      const hangs = /absolute|fixed/.test(s.position);
      known.set(element, behind(element.parentElement) + (paints ? ";" + own : "") + (hangs ? "@" + name : ""));
    }
    return known.get(element);
  };
  const speaks = element => element.matches("input, select, textarea") ||
    [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const legible = new Set(judged), looks = new Set(), texts = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!speaks(element)) continue;
    const s = getComputedStyle(element);
    const look = [s.color, s.fontSize, s.fontWeight, s.textShadow, s.visibility].join() + behind(element);
    if (legible.has(look)) continue;
    looks.add(look);
    texts.push(element);
  }
  if (!texts.length) return [[], []];
  const result = await axe.run({include: texts}, options);
  return [[...looks], result.violations.map(TOLD)];
}""".replace("TOLD", TOLD)

# How the elements of the page are built: each with its attributes, whether it says anything, whether it has a label and
# what it refers to, and all elements around it likewise. Of attributes that speak the language of the page, or lead to
# a page of it, only whether they say anything; of numbers only that they are there; of an id that it stands only once.
BUILD = r"""() => {
  const told = new Set(["href", "src", "action", "formaction", "value", "title", "alt", "aria-label", "placeholder",
    "content", "lang", "hreflang", "data-l", "datetime"]);
  const refers = new Set(["for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls"]);
  const ids = new Map();
  for (const e of document.querySelectorAll("[id]")) ids.set(e.id, (ids.get(e.id) || 0) + 1);
  const leads = id => ids.get(id) === 1 ? "one" : "none or many";
  const attribute = ({name, value}) => {
    const says = value.trim() ? "+" : "-";
    if (name === "id") return "id " + leads(value);
    if (refers.has(name)) return name + " " + value.split(/\s+/).map(leads).join();
    if (told.has(name) || name.startsWith("hx-")) return name + says;
    return name + "=" + value.replace(/\d+/g, "0");
  };
  const built = new Map();
  for (const e of document.body.querySelectorAll("*")) {
    const own = [e.tagName, e.textContent.trim() ? "+" : "-", e.labels ? e.labels.length : "",
      ...[...e.attributes].map(attribute)].join(" ");
    built.set(e, (built.get(e.parentElement) || "") + "/" + own);
  }
  const languages = [...document.querySelectorAll("[lang]")].map(e => "lang=" + e.lang);
  return [...new Set([...built.values(), ...languages])];
}"""

# Whether one of two targets may be too near the other: one of them is small, and the circle of 24 px about its middle
# touches the other or its circle, or one lies over the other. Stricter than WCAG 2.5.8, which excepts links in a text.
NEAR = """() => {
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
  const targets = [...document.querySelectorAll(kinds)].filter(e => e.checkVisibility())
    .map(e => e.getBoundingClientRect()).filter(r => r.width && r.height);
  const small = r => r.width < 24 || r.height < 24;
  const middle = r => [r.left + r.width / 2, r.top + r.height / 2];
  const away = ([x, y], r) =>
    Math.hypot(Math.max(r.left - x, 0, x - r.right), Math.max(r.top - y, 0, y - r.bottom));
  const between = (a, b) => Math.hypot(middle(a)[0] - middle(b)[0], middle(a)[1] - middle(b)[1]);
  const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return targets.some((a, n) => targets.some((b, m) => n !== m &&
    (over(a, b) || small(a) && (away(middle(a), b) < 13 || small(b) && between(a, b) < 25))));
}"""


@dataclass
class Judge:
    """Looks at pages, one after the other, and remembers what was found right."""

    legible: set[str] = field(default_factory=set)
    built: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def faults_of_build(self, page: Page, name: str) -> list[str]:
        """Return what is wrong with how the page is built, which is called `name` whatever its language."""
        build = set(page.evaluate(BUILD))
        if build <= self.built[name]:
            return []
        found: list[str] = page.evaluate(AXE, ALL_RULES_BUT_COLOURS)
        if not found:
            self.built[name] |= build
        return found

    def faults_of_colours(self, page: Page, name: str) -> list[str]:
        """Return which texts are hard to read."""
        looks, found = page.evaluate(JUDGE_COLOURS, [name, list(self.legible), COLOURS])
        if not found:
            self.legible |= set(looks)
        return list(found)

    def faults_in_the_dark(self, page: Page, name: str) -> list[str]:
        """Return which texts are hard to read on the dark page."""
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found = self.faults_of_colours(page, name)
        page.evaluate("delete document.documentElement.dataset.theme")
        return found


def faults_of_targets(page: Page) -> list[str]:
    """Return what is hard to hit on the page in its window as it is."""
    found: list[str] = page.evaluate(AXE, TARGETS) if page.evaluate(NEAR) else []
    return found
