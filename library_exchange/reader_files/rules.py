"""Which column of a file of readers is what, and what becomes of a row beside the readers who are there already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.scripts import joined_han
from library_exchange.core.text import bare, folded, narrow

MOST_ROWS = 500
LOOKED_AT_ROWS = 25
"""Above the headings there may be a few rows with the library's name and a date."""
HEADINGS = {
    "name": "姓名|读者|读者姓名|名字|ФИО|Ф.И.О.|ФИО читателя|читатель|имя и фамилия|фамилия и имя"
    "|фамилия, имя, отчество|фамилия имя|name|full name|reader|patron",
    "surname": "姓|фамилия|surname|last name|family name",
    "given_name": "名|имя|given name|first name",
    "patronymic": "父称|отчество|patronymic|middle name",
    "card_no": "证号|读者证|读者证号|借书证|借书证号|借阅证|借阅证号|卡号|条码|条形码|билет|№ билета|номер билета"
    "|читательский билет|№ читательского билета|номер читательского билета|№ чит. билета|ЕЧБ|№ ЕЧБ|штрих-код"
    "|card|card number|card no|library card|reader's card|barcode",
    "email": "邮箱|电子邮箱|电子邮件|邮件地址|эл. почта|электронная почта|почта|адрес эл. почты|e-mail|e-mail address",
    "phone": "电话|手机|手机号|手机号码|电话号码|联系电话|联系方式|телефон|тел.|номер телефона|мобильный телефон"
    "|моб. телефон|моб.|контактный телефон|telephone|phone|phone number|mobile|mobile phone|tel",
}
"""What stands above a column; compared without case, ё, spaces and punctuation."""
PARTS_OF_NAME = ("surname", "given_name", "patronymic")
_KNOWN = {bare(heading): column for column, headings in HEADINGS.items() for heading in headings.split("|")}


class Verdict(StrEnum):
    """What becomes of a row of a file."""

    NEW = "new"
    DOUBTFUL = "doubtful"
    KNOWN = "known"
    REFUSED = "refused"


class Why(StrEnum):
    """Why a row is not simply new."""

    NOT_VALID = "not_valid"
    THERE = "there"
    SAME_CARD = "same_card"
    SAME_EMAIL = "same_email"
    SAME_NAME = "same_name"


@dataclass(frozen=True)
class Person:
    """Somebody as a row of a file or the list of readers tells of her; `row` is the row's number in the file."""

    name: str
    card_no: str | None = None
    phone: str | None = None
    email: str | None = None
    row: int | None = None


@dataclass(frozen=True)
class Judged:
    """What becomes of a row, why, and on account of whom."""

    verdict: Verdict
    why: Why | None = None
    other: Person | None = None


def column_of(heading: str) -> str | None:
    """Return what a column with this heading holds, None for what is not kept."""
    return _KNOWN.get(bare(heading))


def find_headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Return in which row the headings stand and in which column each thing does; None where no name is among them."""
    for number, row in enumerate(rows[:LOOKED_AT_ROWS]):
        found: dict[str, int] = {}
        for at, cell in enumerate(row):
            column = column_of(cell)
            if column is not None:
                found.setdefault(column, at)
        if "name" in found or "surname" in found:
            return number, found
    return None


def name_of(cells: dict[str, str]) -> str:
    """Return the name of a row, in one cell or in its parts; Chinese parts stand without a space."""
    whole = cells.get("name") or " ".join(part for key in PARTS_OF_NAME if (part := cells.get(key)))
    return joined_han(whole)


def _name(person: Person) -> str:
    return joined_han(" ".join(folded(person.name).split()))


def _card(person: Person) -> str:
    return narrow(person.card_no or "").casefold()


def _email(person: Person) -> str:
    return (person.email or "").casefold()


def _phone(person: Person) -> str:
    return "".join(filter(str.isdigit, narrow(person.phone or "")))


_KEYS: tuple[Callable[[Person], str], ...] = (_card, _email, _name)


def _is_one(row: Person, other: Person) -> bool:
    """Whether a row tells nothing that contradicts what is known of somebody of its name."""
    facts = ((_card(row), _card(other)), (_email(row), _email(other)))
    return _name(row) == _name(other) and all(not mine or not theirs or mine == theirs for mine, theirs in facts)


def _is_all_there(row: Person, other: Person) -> bool:
    """Whether everything that a row tells is known of the other one already."""
    facts = ((_card(row), _card(other)), (_email(row), _email(other)), (_phone(row), _phone(other)))
    return _name(row) == _name(other) and all(not mine or mine == theirs for mine, theirs in facts)


def _has_same(key: Callable[[Person], str]) -> Callable[[Person, Person], bool]:
    return lambda row, other: bool(key(row)) and key(row) == key(other)


_SAME_CARD, _SAME_EMAIL = _has_same(_card), _has_same(_email)
SIGNS: tuple[tuple[Callable[[Person, Person], bool], Verdict, Why], ...] = (
    (lambda row, other: _SAME_CARD(row, other) and _is_one(row, other), Verdict.KNOWN, Why.THERE),
    (lambda row, other: _SAME_EMAIL(row, other) and _is_one(row, other), Verdict.KNOWN, Why.THERE),
    (_SAME_CARD, Verdict.REFUSED, Why.SAME_CARD),
    (_SAME_EMAIL, Verdict.REFUSED, Why.SAME_EMAIL),
    (_is_all_there, Verdict.KNOWN, Why.THERE),
    (_has_same(_name), Verdict.DOUBTFUL, Why.SAME_NAME),
)
"""What a row has in common with somebody and what follows from it; the first that holds for anybody decides."""


class Shelf:
    """Everybody a row may be compared with: readers who are there, and rows that were taken before it."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._found: dict[tuple[int, str], list[Person]] = {}
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Have later rows be compared with this one, too."""
        for number, key in enumerate(_KEYS):
            if key(person):
                self._found.setdefault((number, key(person)), []).append(person)

    def judge(self, row: Person) -> Judged:
        """Return what becomes of a row that is written well."""
        near = [other for number, key in enumerate(_KEYS) for other in self._found.get((number, key(row)), ())]
        for holds, verdict, why in SIGNS:
            for other in near:
                if holds(row, other):
                    return Judged(verdict, why, other)
        return Judged(Verdict.NEW)
