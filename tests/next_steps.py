"""What a page says of what comes next, as tests read and press it."""

from dataclasses import dataclass, field
from typing import Any

import lxml.html

PRIMARY = "descendant-or-self::*[contains(concat(' ', @class, ' '), ' btn-primary ')]"

ASKED = 'class="asking '
"""What the page that asks before a step has in it."""
REFUSED = "//*[@role='status']//*[contains(concat(' ', @class, ' '), ' warn ')]"


@dataclass
class Coming:
    """Where the one thing that leads on leads, whether it is sent, and the sentence beside it."""

    leads: str
    said: str
    is_sent: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)

    def press(self, desk: Any, asks: bool = False) -> None:
        """Send the button, and say yes if it `asks` first; it must not be refused."""
        assert self.is_sent, self
        given: dict[str, list[str]] = {}
        for name, value in self.fields:
            given.setdefault(name, []).append(value)
        answer = desk.post(self.leads, data=given)
        if asks:
            assert (answer.status_code, ASKED in answer.text) == (200, True), self.leads
            answer = desk.post(self.leads, data=given | {"sure": "yes"})
        assert answer.status_code == 302, (self.leads, self.said, answer.status_code)
        refused = lxml.html.fromstring(desk.get(answer.location).text).xpath(REFUSED)
        assert not refused, (self.leads, [each.text_content() for each in refused])


def coming(page: Any) -> Coming:
    """Return what comes next on a page: it has one sheet of it, at most one primary thing, and says something."""
    assert page.status_code == 200, page.status
    tree = lxml.html.fromstring(page.text)
    [sheet] = tree.xpath("//*[@id='next-step']")
    everywhere = tree.xpath(f"//main/{PRIMARY}")
    found = sheet.xpath(PRIMARY)
    assert len(everywhere) == len(found) <= 1, [each.text_content() for each in everywhere]
    said = " ".join(" ".join(each.text_content() for each in sheet.xpath("./p")).split())
    heading = sheet.xpath("./h2")[0].text_content()
    assert (heading == "Next step") == bool(found), (heading, said)
    if not found:
        assert said, "neither a button nor a sentence"
        return Coming("", said)
    [it] = found
    if it.tag == "a":
        leads = it.get("href")
        assert not leads.startswith("#") or tree.xpath("//*[@id=$id]", id=leads[1:]), leads
        return Coming(leads, said)
    form = it.xpath("ancestor::form[1]")[0] if it.get("form") is None else tree.get_element_by_id(it.get("form"))
    return Coming(it.get("formaction") or form.get("action"), said, True, [*_fields(tree, form), *_own(it)])


def _fields(tree: Any, form: Any) -> list[tuple[str, str]]:
    inside = form.xpath(".//input|.//select|.//textarea")
    elsewhere = tree.xpath("//input[@form=$id]", id=form.get("id") or "-")
    found = []
    for each in (*inside, *elsewhere):
        is_box = each.get("type") in ("checkbox", "radio")
        if each.get("name") and (not is_box or each.get("checked") is not None):
            value = each.value if each.tag == "select" else each.get("value", "on" if is_box else "")
            found.append((each.get("name"), value or ""))
    return found


def _own(button: Any) -> list[tuple[str, str]]:
    return [(button.get("name"), button.get("value", ""))] if button.get("name") else []
