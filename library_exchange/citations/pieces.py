"""The pieces of a line between its signs; names with initials, words in marks, shortened words stay whole."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from library_exchange.citations.persons import PERSONS
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import ends_in_publisher

_HAN = "\u3400-\u9fff"
_SHORTENED = (
    r"(?:(?:Худож|Худ|Дет|Сов|Рус|Вост|Мол|Гос|Петерб|им|С|св|др|проф|акад|рус|кит|англ|нем|(?i:отв|гл|науч|общ|ред|пер|под|сост|худож))\.(?=[\s\d])"
    r"|(?i:изд|кн|лит|яз|т|тт|ч|вып)\.(?=\s?[а-яё\d]))"
)
_WHOLE = re.compile(
    rf"(?P<marked>《[^《》]{{1,200}}》|«[^«»]{{1,200}}»|\"[^\"]{{1,200}}\"|“[^“”]{{1,200}}”)|(?P<person>(?<![А-ЯЁ]\s)(?<![^\W\d_]){PERSONS.pattern}(?![^\W\d_]))"
    rf"|(?P<whole_name>^[А-ЯЁ][а-яё-]+,\s[А-ЯЁ][а-яё]+(?=\.\s[«А-ЯЁ\d])|[А-ЯЁ][а-яё-]+,?\s[А-ЯЁ][а-яё]+\s[А-ЯЁ][а-яё]+(?:[ое]вич|ьич|[ое]вна|ична)(?!\w))|[〔\[][{_HAN}]{{1,3}}[〕\]]\s?[{_HAN}·•]{{2,12}}?(?=[\s,.;]|$)|(?<![^\W\d_])(?<![А-ЯЁ]\s)[А-ЯЁ]\.(?=\s?[А-ЯЁ])|(?<![^\W\d_]){_SHORTENED}"
    r"|Ростов[\s-]н/Д|(?<!\d)(?:\[\d{1,3}\],\s)?\d{1,4}(?:,\s\[\d{1,3}\])?\s?с(?!\w)|(?<=\d)[.,:](?=\d)"
)
"""What is one piece whatever signs stand in it, or is no sign between pieces."""
_INSIDE = re.compile(
    r"\s*\((?:[^()]{0,40}(?:[XVI]{1,5}\s?вв?\.|\d{4}\s?[-–—]\s?\d{4})[^()]{0,30}\)|[^()]{1,60}\)(?=\s(?!пер|под|ред|сост)[а-яё]{3}))"
)
"""Brackets that stand in a title, which goes on behind them, or tell of which time it is."""
_SIGN = re.compile(
    rf"\s*\.?\s*[–—]+\s+|\s+\.?\s*-+\s+|\.\s*-+\s+|\s*(?=[〔\[][{_HAN}]{{1,3}}[〕\]])|\s*(?://|[,;:/|()\[\]【】〔〕。])\s*|\s*——\s*|(?<=[{_HAN}])\.(?=[{_HAN}])|\.\s+(?![а-яё])|(?<=[12]\d\d\d)\.\s+|\.\s+(?=(?:пер|под|ред|отв|сост|испр|доп|изд|ил|кн|вып|тираж)(?!\w))|\s*\.$"
    rf"|(?<=[{_HAN}\d!?)\]])\s+(?=[{_HAN}A-Z\d«\"])|(?<=[社局馆店文联务学艺])(?=(?:19|20)\d\d|[5-9]\d年)"
    rf"|(?<=[{_HAN}]) (?=[А-ЯЁ])|(?<=[а-яё]) (?=[{_HAN}])|(?<=[а-яё]) (?=[А-ЯЁ]{{5}})"
)
_OF_MARKS = re.compile(r"(?:изд\w*|изд-во|ООО|АО|имени|серия|журнал|газета)\s*$", re.IGNORECASE)
_BY_SOMEBODY = re.compile(
    r"\W*(?:пер|под|отв|гл|науч|общ|ред|сост|худож|вступ|ил|авт|перевод|составитель)\b", re.IGNORECASE
)
_RUNS_INTO_YEAR = re.compile(
    r"(?P<head>\S.*[^\W\d_]\.?)\s(?P<year>(?:1[5-9]|20)\d\d(?:\s?[-–—]\s?(?:1[5-9]|20)\d\d)?\s?г?)"
)


@dataclass(frozen=True)
class Piece:
    """A piece of a line; `before` and `behind` are the signs that part it from its neighbours, `at` its place."""

    text: str
    before: str
    behind: str
    at: int
    start: int
    marks: str = ""

    @property
    def bare(self) -> str:
        """The piece without the stop behind it."""
        return self.text.strip(" .!?-–—")


def pieces_of(text: str) -> list[Piece]:
    """Return the pieces of a line between its signs; names with initials, words in marks and numbers stay whole."""
    spans: list[tuple[int, int, str]] = []
    begin, at, sign = 0, 0, ""
    while at < len(text):
        if inside := _INSIDE.match(text, at):
            at = inside.end()
            continue
        whole = _WHOLE.match(text, at)
        if whole and whole.end() > at:
            is_apart = (whole["marked"] and not _OF_MARKS.search(text[begin:at])) or (
                (whole["person"] or whole["whole_name"]) and not _BY_SOMEBODY.match(text[begin:at])
            )
            if is_apart:
                spans += [(begin, at, sign)] if text[begin:at].strip() else []
                sign = " " if text[begin:at].strip() else sign
                spans.append((at, whole.end(), sign))
                following = _SIGN.match(text, len(text[: whole.end()].rstrip()))
                begin = following.end() if following else whole.end()
                sign = _kind(following[0]) if following else " "
                at = max(begin, whole.end())
            else:
                at = whole.end()
            continue
        found = _SIGN.match(text, at)
        if found is None or (found.end() == at and at == begin):
            at += 1
            continue
        spans.append((begin, at, sign))
        sign, begin = _kind(found[0]), found.end()
        at = found.end()
    spans.append((begin, len(text), sign))
    spans = [part for span in spans for part in _cut_further(text, span) if text[part[0] : part[1]].strip(" .-–—")]
    signs = [*(span[2] for span in spans[1:]), ""][: len(spans)]
    return [_piece(text, span, behind, at) for at, (span, behind) in enumerate(zip(spans, signs, strict=True))]


def _piece(text: str, span: tuple[int, int, str], behind: str, at: int) -> Piece:
    given = text[span[0] : span[1]].strip()
    start = text.index(given, span[0])
    marks = given[0] if given[0] in '《«"“' and given[-1] in '》»"”' else ""
    return Piece(
        given.strip('《》«»"“”') if marks else given, span[2], behind, at, start, "«" if marks == "“" else marks
    )


def _kind(sign: str) -> str:
    """Return which sign parts two pieces, whatever spaces stand around it."""
    bare = sign.strip()
    if not bare:
        return " "
    return "-" if bare[-1] in "–—-" else "/" if bare == "//" else bare[-1]


def _cut_further(text: str, span: tuple[int, int, str]) -> Iterable[tuple[int, int, str]]:
    """Yield the parts of a piece that a year, a publisher or a place ends with no sign before it."""
    begin, end, sign = span
    begin += len(text[begin:end]) - len(text[begin:end].lstrip())
    given = text[begin:end].rstrip()
    found = _RUNS_INTO_YEAR.fullmatch(given)
    year: list[tuple[int, int, str]] = []
    if found and given[:1] not in '«"《':
        year, given = [(begin + found.start("year"), end, " ")], found["head"]
        end = begin + len(given)
    parts: list[tuple[int, int, str]] = []
    behind = ends_in_publisher(given) if year or is_place(given.split(" ")[0].rstrip(":.,")) else None
    if behind:
        cut = begin + given.rindex(behind[1])
        parts, end, given = [(cut, end, " ")], begin + len(behind[0]), behind[0]
    words = given.split(" ")
    if (year or parts) and len(words) > 1 and is_place(words[-1]) and words[-1][:1].isupper():
        cut = begin + len(given) - len(words[-1])
        parts, end = [(cut, end, " "), *parts], cut
    return [(begin, end, sign), *parts, *year]
