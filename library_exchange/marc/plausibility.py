"""How likely a decoded text is to be what a cataloguer wrote: the judge between 8-bit encodings.

Costs are negative natural logarithms of probabilities, so those of two decodings of the same bytes compare.
"""

import re
from itertools import pairwise

# Cost of a Russian letter after another; row and column 0 are the edge of a word, then а to я (ё counts as е).
# Counted over the words of some thousand Russian titles, names, places and subject headings.
_RUSSIAN = (
    "933333354373333323234444447778455",
    "274344564644342443335453556989853",
    "328668268288353262553868683648565",
    "129656296294374294444999779935595",
    "328687288186464172673888888887568",
    "228447246285353243383876768735565",
    "264353454643332452238645456988996",
    "324572275275752377772777777775357",
    "325363488285632284684886888835443",
    "255445363433442363337545266989752",
    "056855686584363685356655858868668",
    "329497497297495193323995969996699",
    "327959277295465299564999679942643",
    "226679296297534247593599679936564",
    "228654379294783296436475668723765",
    "273223354544233542335555567989587",
    "425888288386386141443887788855586",
    "325635269294643166443656679945884",
    "336499389392454335314666679945655",
    "328386299295564292473897799944676",
    "234643543543332832336745345878667",
    "337767277176466173543477767755476",
    "128858486386442283643688888888388",
    "338588282164888488884888868838544",
    "138688138384882675754878888885588",
    "427477277272373345743777577777377",
    "326666166166663666666666666666566",
    "234444244344444444444444444444233",
    "174558188823545875457826448878788",
    "184665384483542858336564548888843",
    "277655575722141744547775757767777",
    "133553354537442753537754452757357",
    "086865563645753485537855467878865",
)
_INDEX = {letter: number for number, letter in enumerate("абвгдежзийклмнопрстуфхцчшщъыьэюя", 1)} | {"ё": 6}
_OTHER_SLAVIC = frozenset("іїєґўјѣѳѵ")
_CYRILLIC_WORD = re.compile(r"[\u0400-\u045f\u0490\u0491\u0462\u0463\u0472-\u0475]+")
_OTHER = re.compile(r"[^\x00-\x7f\u0400-\u045f\u0490\u0491\u0462\u0463\u0472-\u0475]")
_USUAL_SIGNS = frozenset("«»№—–…“”„’‘•°§\u00a0·±×")
_USUAL_LATIN = frozenset("éèêëàâäáãåçíìîïñóòôöõúùûüßøæœýÿ")
_UNUSUAL = 9.0


def cyrillic_cost(text: str) -> float:
    """Return the cost of the non-ASCII part of `text` as Russian or a neighbouring language."""
    words = sum(_word_cost(word) for word in _CYRILLIC_WORD.findall(text))
    return words + sum(4.0 if sign in _USUAL_SIGNS else _UNUSUAL for sign in _OTHER.findall(text))


def _word_cost(word: str) -> float:
    before, cost = 0, 0.0
    for letter in word.lower():
        number = _INDEX.get(letter, 0)
        if number:
            cost += int(_RUSSIAN[before][number])
        else:
            cost += 6.0 if letter in _OTHER_SLAVIC else _UNUSUAL
        before = number
    return cost + int(_RUSSIAN[before][0]) * (before > 0) + _case_cost(word)


def _case_cost(word: str) -> float:
    if word.islower():
        return 0.0
    if word[:1].isupper() and (len(word) == 1 or word[1:].islower()):
        return 1.0
    if word.isupper():
        return 2.0
    return 3.0 * sum(a.islower() and b.isupper() for a, b in pairwise(word)) + 3.0


def han_cost(text: str, encoding: str) -> float:
    """Return the cost of the non-ASCII part of `text` as Chinese, told by the rows of GB 2312 or Big5."""
    return sum(_han_character_cost(each.encode(encoding), encoding) for each in _NON_ASCII.findall(text))


_NON_ASCII = re.compile(r"[^\x00-\x7f]")


def _han_character_cost(code: bytes, encoding: str) -> float:
    if len(code) != 2:
        return 16.0
    lead, trail = code
    if encoding == "big5":
        return 7.0 if lead <= 0xC6 else 11.0
    if trail < 0xA1 or lead < 0xA1:
        return 12.0
    if lead <= 0xA9:
        return 6.0
    return 7.0 if 0xB0 <= lead <= 0xD7 else 11.0 if lead > 0xD7 else 14.0


def latin_cost(text: str) -> float:
    """Return the cost of the non-ASCII part of `text` as a language in accented Latin letters."""
    cost = 0.0
    for found in _NON_ASCII.finditer(text):
        beside = text[max(found.start() - 1, 0) : found.end() + 1].replace(found[0], "", 1)
        is_in_word = beside.isascii() and any(each.isalpha() for each in beside)
        if found[0].lower() in _USUAL_LATIN:
            cost += 4.0 if is_in_word else 8.0
        else:
            cost += 5.0 if found[0] in _USUAL_SIGNS else 11.0
    return cost
