"""CQL, the query language of SRU: from a text to a tree of clauses (Contextual Query Language 1.2).

Words beside each other are one term, as YAZ has it, though the grammar wants them quoted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from library_exchange.protocols.sru.rules.diagnostics import Code, Diagnostic

LONGEST, DEEPEST, MOST_BOOLEANS = 4096, 20, 50
BOOLEANS = ("and", "or", "not", "prox")
RELATIONS = ("=", "==", "<>", "<", ">", "<=", ">=", "any", "all", "exact", "adj", "within", "encloses", "scr")
SERVER_CHOICE = "cql.serverchoice"
_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<sign>==|<=|>=|<>|[()=<>/])|(?P<word>[^\s()=<>/"]+))', re.DOTALL
)
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True)
class Clause:
    """An index, a relation with its modifiers, and a term; of a term alone the server chooses the rest."""

    term: str
    index: str = SERVER_CHOICE
    relation: str = "scr"
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Joined:
    """Two parts of a query and what joins them: and, or, not."""

    boolean: str
    left: "Tree"
    right: "Tree"


Tree = Clause | Joined


@dataclass(frozen=True)
class Asked:
    """A query: its tree, the indexes to sort by with their modifiers, and the prefixes that it names itself."""

    tree: Tree
    sort: tuple[tuple[str, tuple[str, ...]], ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str


def parse(text: str) -> Asked:
    """Return what a query asks. Raises `Diagnostic`: 10 for what is no CQL, 12, 37, 38 and 39 for what is too much."""
    if len(text) > LONGEST:
        raise Diagnostic(Code.TOO_LONG, str(LONGEST))
    return _Reader(_tokens(text)).whole()


def parse_clause(text: str) -> Clause:
    """Return the one clause that `text` is, as a scan has it. Raises `Diagnostic`."""
    asked = parse(text)
    if not isinstance(asked.tree, Clause) or asked.sort:
        raise Diagnostic(Code.SYNTAX, text)
    return asked.tree


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise Diagnostic(Code.SYNTAX, text[place:].strip())
        told = match[match.lastgroup]
        found.append(_Token(match.lastgroup, _ESCAPED.sub(r"\1", told[1:-1]) if match.lastgroup == "quoted" else told))
        place = match.end()
    return found


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.place, self.depth, self.booleans = tokens, 0, 0, 0
        self.prefixes: dict[str, str] = {}

    def whole(self) -> Asked:
        tree = self._query()
        sort = self._sort() if self._is_word("sortby") else ()
        if self.place < len(self.tokens):
            raise self._wrong()
        return Asked(tree, sort, self.prefixes)

    def _query(self) -> Tree:
        while self._is_sign(">"):
            self._prefix()
        found = self._part()
        while (boolean := self._boolean()) is not None:
            self.booleans += 1
            if self.booleans > MOST_BOOLEANS:
                raise Diagnostic(Code.TOO_MANY_BOOLEANS, str(MOST_BOOLEANS))
            found = Joined(boolean, found, self._part())
        return found

    def _prefix(self) -> None:
        self.place += 1
        name = self._text()
        if self._is_sign("="):
            self.place += 1
            self.prefixes[name.casefold()] = self._text()
        else:
            self.prefixes[""] = name

    def _part(self) -> Tree:
        if not self._is_sign("("):
            return self._clause()
        self.depth += 1
        if self.depth > DEEPEST:
            raise Diagnostic(Code.FEATURE, f"more than {DEEPEST} parentheses in each other")
        self.place += 1
        found = self._query()
        if not self._is_sign(")"):
            raise self._wrong()
        self.place += 1
        self.depth -= 1
        return found

    def _boolean(self) -> str | None:
        name = self._peek().text.casefold() if self._peek().kind == "word" else ""
        if name not in BOOLEANS:
            return None
        if name == "prox":
            raise Diagnostic(Code.PROXIMITY)
        self.place += 1
        if self._is_sign("/"):
            raise Diagnostic(Code.BOOLEAN, f"{name}/…")
        return name

    def _clause(self) -> Clause:
        first = self._peek()
        index = self._text()
        relation = self._relation() if first.kind == "word" else None
        if relation is None:
            words = [index, *self._more_words()] if first.kind == "word" else [index]
            return Clause(" ".join(words))
        modifiers = self._modifiers()
        term = self._peek()
        words = [self._text()]
        words += self._more_words() if term.kind == "word" else []
        return Clause(" ".join(words), index.casefold(), relation, modifiers)

    def _relation(self) -> str | None:
        """Return the relation that comes next, if one does: a word is one only if a term follows it."""
        found, after = self._peek(), self._peek(1)
        name = found.text.casefold()
        if found.kind == "sign" and name in RELATIONS:
            self.place += 1
            return name
        is_named = found.kind == "word" and (name in RELATIONS or name.partition(".")[2] in RELATIONS)
        if is_named and (after.kind in ("word", "quoted") or after.text == "/"):
            self.place += 1
            return name.partition(".")[2] or name
        return None

    def _modifiers(self) -> tuple[str, ...]:
        found: list[str] = []
        while self._is_sign("/"):
            self.place += 1
            found.append(self._text().casefold())
            if self._peek().kind == "sign" and self._peek().text in RELATIONS:
                self.place += 1
                self._text()
        return tuple(found)

    def _more_words(self) -> list[str]:
        found: list[str] = []
        while self._peek().kind == "word" and self._peek().text.casefold() not in (*BOOLEANS, "sortby"):
            if self._peek(1).kind == "sign" and self._peek(1).text in RELATIONS:
                raise self._wrong()
            found.append(self._text())
        return found

    def _sort(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        self.place += 1
        keys = [(self._text().casefold(), self._modifiers())]
        while self._peek().kind in ("word", "quoted"):
            keys.append((self._text().casefold(), self._modifiers()))
        return tuple(keys)

    def _text(self) -> str:
        found = self._peek()
        if found.kind not in ("word", "quoted") or (found.kind == "word" and found.text.casefold() in BOOLEANS):
            raise self._wrong()
        self.place += 1
        return found.text

    def _peek(self, ahead: int = 0) -> _Token:
        place = self.place + ahead
        return self.tokens[place] if place < len(self.tokens) else _Token("end", "")

    def _is_sign(self, sign: str) -> bool:
        return self._peek() == _Token("sign", sign)

    def _is_word(self, word: str) -> bool:
        return self._peek().kind == "word" and self._peek().text.casefold() == word

    def _wrong(self) -> Diagnostic:
        return Diagnostic(Code.SYNTAX, self._peek().text or "the query ends here")
