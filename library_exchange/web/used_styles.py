"""Bootstrap without what no page of ours uses: `make styles` writes `static/css/bootstrap.css` anew.

A selector stays if every class it names is written somewhere in a template, a script or Python; a variable stays if
something that stays reads it. Whatever looks like a class counts as one, so the sheet has rather too much than too
little. One rule a line, so that two changes to the sheet can be joined.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
STATIC = PACKAGE / "static"
WHOLE = STATIC / "vendor" / "bootstrap" / "bootstrap.min.css"
OURS = STATIC / "css" / "bridge.css"
USED = STATIC / "css" / "bootstrap.css"
HEAD = "/* The part that our pages use, made by `make styles`; the whole and its licence: static/vendor/bootstrap. */"

_CLASS = re.compile(r"-?[A-Za-z_][\w-]*")
_STATEMENT = re.compile(r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^{};"'])*""", re.S)
_NEGATED = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
_COMMA = re.compile(r",(?![^()]*\))")


@dataclass
class Rule:
    """A rule of a style sheet: what stands before the braces, and declarations or further rules between them."""

    head: str
    declarations: list[str] = field(default_factory=list)
    rules: list["Rule"] = field(default_factory=list)

    def written(self) -> str:
        """Return the rule as text; rules within it stand on lines of their own."""
        if self.rules:
            return "\n".join([self.head + "{", *(rule.written() for rule in self.rules), "}"])
        return f"{self.head}{{{';'.join(self.declarations)}}}"


# What is used ---------------------------------------------------------------------------------------------------------


def classes_in_template(text: str) -> set[str]:
    """Return what may be a class in a template: words of `class` attributes and of texts in Jinja's brackets."""
    written = re.findall(r'class="((?:\{[{%].*?[%}]\}|[^"{]|\{(?![{%]))*)"', text)
    quoted = re.findall(r'"([^"]*)"|\'([^\']*)\'', " ".join(re.findall(r"\{[{%].*?[%}]\}", text, re.S)))
    return set(_CLASS.findall(" ".join([*written, *("".join(pair) for pair in quoted)])))


def classes_in_python(text: str) -> set[str]:
    """Return what may be a class in Python: words of its texts that are no sentences."""
    texts = (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant))
    words = (found.split() for found in texts if isinstance(found, str) and re.fullmatch(r"[a-z0-9 -]+", found))
    return {word for found in words for word in found}


def classes_in_script(text: str) -> set[str]:
    """Return what may be a class in a script of ours: words of its texts."""
    return set(_CLASS.findall(" ".join(re.findall(r"""["'`]([^"'`\n]*)["'`]""", text))))


def used_classes() -> set[str]:
    """Return every word of ours that may be a class on a page."""
    rooms = ((PACKAGE, "*.html", classes_in_template), (PACKAGE, "*.py", classes_in_python))
    doors = (*rooms, (STATIC / "js", "*.js", classes_in_script))
    words = {
        word
        for folder, pattern, words in doors
        for path in sorted(folder.rglob(pattern))
        for word in words(path.read_text(encoding="utf-8"))
    }
    return _completed(words)


def _completed(words: set[str]) -> set[str]:
    """Return `words` and what their beginnings, such as `btn-` before a bracket of Jinja, may become."""
    return words | {start + end for start in words if start.endswith("-") for end in words}


# Style sheets ---------------------------------------------------------------------------------------------------------


def parse(sheet: str) -> list[Rule]:
    """Return the rules of a style sheet that has no `@import`."""
    text = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", sheet, flags=re.S)
    rules, end = _rules(text, 0)
    if text[end:].strip():
        raise ValueError(f"cannot be read as a style sheet: {text[end : end + 80]!r}")
    return rules


def _rules(text: str, at: int) -> tuple[list[Rule], int]:
    """Return the rules from `at` on, and where they end."""
    found: list[Rule] = []
    while (head := _statement(text, at)).strip():
        at += len(head) + 1
        rule = Rule(" ".join(head.split()))
        if rule.head.startswith(("@media", "@supports", "@keyframes")):
            rule.rules, at = _rules(text, at)
        else:
            rule.declarations, at = _declarations(text, at)
        found.append(rule)
        at += 1
    return found, at + len(head)


def _declarations(text: str, at: int) -> tuple[list[str], int]:
    found = []
    while True:
        declaration = _statement(text, at)
        at += len(declaration)
        found += [declaration.strip()] if declaration.strip() else []
        if text[at] == "}":
            return found, at
        at += 1


def _statement(text: str, at: int) -> str:
    matched = _STATEMENT.match(text, at)
    return matched.group() if matched else ""


def classes_of(selector: str) -> set[str]:
    """Return the classes that something must have to be meant by `selector`."""
    return set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", _NEGATED.sub("", selector)))


def _is_meant(selector: str, used: set[str]) -> bool:
    return classes_of(selector) <= used and "[data-bs-" not in _NEGATED.sub("", selector)


def _kept(rules: list[Rule], used: set[str]) -> Iterator[Rule]:
    """Give the rules that may mean something on a page of ours."""
    for rule in rules:
        if rule.head.startswith("@keyframes"):
            yield rule
        elif rule.head.startswith("@"):
            within = list(_kept(rule.rules, used))
            if within:
                yield Rule(rule.head, rules=within)
        else:
            selectors = [one for one in _COMMA.split(rule.head) if _is_meant(one, used)]
            if selectors:
                yield Rule(",".join(selectors), rule.declarations)


def _read_by(rules: list[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from rule.declarations
        yield from _read_by(rule.rules)


def _without_unread(rules: list[Rule], others: str) -> list[Rule]:
    """Return `rules` without variables and animations that neither they nor `others` read."""
    while True:
        said = f"{others} {' '.join(_read_by(rules))}"
        read = set(re.findall(r"var\(\s*(--[\w-]+)", said))
        moved = {word for found in re.findall(r"animation(?:-name)?:([^;}]*)", said) for word in found.split()}
        fewer = list(_fewer(rules, read, moved))
        if fewer == rules:
            return rules
        rules = fewer


def _fewer(rules: list[Rule], read: set[str], moved: set[str]) -> Iterator[Rule]:
    for rule in rules:
        if rule.head.startswith("@keyframes"):
            if rule.head.split()[-1] in moved:
                yield rule
            continue
        said = [one for one in rule.declarations if not one.startswith("--") or one.split(":")[0].strip() in read]
        within = list(_fewer(rule.rules, read, moved))
        if said or within:
            yield Rule(rule.head, said, within)


def used_part() -> str:
    """Return the style sheet of what our pages use of Bootstrap."""
    whole = WHOLE.read_text(encoding="utf-8")
    whose = re.findall(r"@charset[^;]*;|/\*!.*?\*/", whole, re.S)
    rules = _without_unread(list(_kept(parse(whole), used_classes())), OURS.read_text(encoding="utf-8"))
    return "\n".join([*whose, HEAD, *(rule.written() for rule in rules), ""])


if __name__ == "__main__":
    USED.write_text(used_part(), encoding="utf-8")
