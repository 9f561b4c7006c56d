"""Which column of a file of readers is what, and what becomes of a row beside the readers who are there already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
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
    "card_no": "证号|读者证|读者证号|读者条码|读者证条码|读者编号|读者号|借书证|借书证号|借阅证|借阅证号|借书卡号"
    "|一卡通|一卡通号|卡号|条码|条码号|条形码|条形码号|билет|№ билета|номер билета"
    "|читательский билет|№ читательского билета|номер читательского билета|№ чит. билета|ЧБ|№ ЧБ|номер ЧБ"
    "|ЕЧБ|№ ЕЧБ|номер ЕЧБ|штрих-код"
    "|№ чит. б.|билет №|card|card number|card no|library card|reader's card|barcode",
    "email": "邮箱|邮箱地址|电子邮箱|电子信箱|电子邮件|电子邮件地址|邮件地址|邮件|QQ邮箱|E-mail地址"
    "|эл. почта|электронная почта|почта"
    "|адрес эл. почты|адрес электронной почты|эл. адрес|электронный адрес|адрес e-mail|имейл|мейл|e-mail|mail"
    "|e-mail address",
    "phone": "电话|手机|手机号|手机号码|移动电话|固定电话|座机|电话号码|联系电话|联系方式"
    "|телефон|тел.|номер телефона|мобильный телефон|моб. телефон|моб.|моб. тел.|мобильный|сотовый"
    "|сотовый телефон|контактный телефон|контактный тел."
    "|телефон для связи|telephone|phone|phone number|mobile|mobile phone|tel",
}
"""What stands above a column; compared without case, ё, spaces and punctuation."""
PARTS_OF_NAME = ("surname", "given_name", "patronymic")
_KNOWN = {bare(heading): column for column, headings in HEADINGS.items() for heading in headings.split("|")}


class Verdict(StrEnum):
    """What becomes of a row of a file."""

    NEW = "new"
    DOUBTFUL = "doubtful"
    FILLS = "fills"
    KNOWN = "known"
    REFUSED = "refused"


class Why(StrEnum):
    """Why a row is not simply new."""

    NOT_VALID = "not_valid"
    THERE = "there"
    SAME_CARD = "same_card"
    SAME_EMAIL = "same_email"
    SAME_NAME = "same_name"
    LACKS = "lacks"
    TELLS_OTHERWISE = "tells_otherwise"


@dataclass(frozen=True)
class Person:
    """Somebody as a row of a file or the list of readers tells of her.

    `row` is the row's number in the file, `reader` the number of her account if she is in the list.
    """

    name: str
    card_no: str | None = None
    phone: str | None = None
    email: str | None = None
    row: int | None = None
    reader: int | None = None


@dataclass(frozen=True)
class Judged:
    """What becomes of a row, why, and on account of whom.

    `fields` are those in which the other one has nothing, or something else where that is why.
    """

    verdict: Verdict
    why: Why | None = None
    other: Person | None = None
    fields: tuple[str, ...] = ()


def column_of(heading: str) -> str | None:
    """Return what a column with this heading holds, None for what is not kept."""
    letters = bare(heading)
    return _KNOWN.get(letters) or _KNOWN.get(letters.removesuffix("читателя").removeprefix("读者"))


def find_headings(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]] | None:
    """Return in which row the headings stand and in which column each thing does; None where no name is among them."""
    for number, row in enumerate(rows[:LOOKED_AT_ROWS]):
        found: dict[str, int] = {}
        for at, cell in enumerate(row):
            column = column_of(cell)
            if column is not None:
                found.setdefault(column, at)
        if not {"name", "surname", "given_name"}.isdisjoint(found):
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


def _facts(row: Person, other: Person) -> tuple[tuple[str, str, str], ...]:
    return (
        ("card_no", _card(row), _card(other)),
        ("email", _email(row), _email(other)),
        ("phone", _phone(row), _phone(other)),
    )


def lacking(row: Person, other: Person) -> tuple[str, ...]:
    """Return in which fields a row tells something where the other one has nothing."""
    return tuple(name for name, mine, theirs in _facts(row, other) if mine and not theirs)


def different(row: Person, other: Person) -> tuple[str, ...]:
    """Return in which fields a row tells something else than is known of the other one."""
    return tuple(name for name, mine, theirs in _facts(row, other) if mine and theirs and mine != theirs)


def _is_all_there(row: Person, other: Person) -> bool:
    """Whether everything that a row tells is known of the other one already."""
    return _name(row) == _name(other) and not lacking(row, other) and not different(row, other)


def _has_same(key: Callable[[Person], str]) -> Callable[[Person, Person], bool]:
    return lambda row, other: bool(key(row)) and key(row) == key(other)


_SAME_CARD, _SAME_EMAIL, _SAME_PHONE = _has_same(_card), _has_same(_email), _has_same(_phone)
SIGNS: tuple[tuple[Callable[[Person, Person], bool], Verdict, Why], ...] = (
    (lambda row, other: _SAME_CARD(row, other) and _is_one(row, other), Verdict.KNOWN, Why.THERE),
    (lambda row, other: _SAME_EMAIL(row, other) and _is_one(row, other), Verdict.KNOWN, Why.THERE),
    (lambda row, other: _SAME_PHONE(row, other) and _is_one(row, other), Verdict.KNOWN, Why.THERE),
    (_SAME_CARD, Verdict.REFUSED, Why.SAME_CARD),
    (_SAME_EMAIL, Verdict.REFUSED, Why.SAME_EMAIL),
    (_is_all_there, Verdict.KNOWN, Why.THERE),
    (_has_same(_name), Verdict.DOUBTFUL, Why.SAME_NAME),
)
"""What a row has in common with somebody and what follows from it; the first that holds for anybody decides."""


def _judged(verdict: Verdict, why: Why, row: Person, other: Person) -> Judged:
    """Return what becomes of a row that is somebody's: she is known, unless it fills in what is empty of a reader."""
    if verdict is not Verdict.KNOWN:
        may_fill = other.reader is not None and other.row is None and not different(row, other)
        return Judged(verdict, why, other, lacking(row, other) if may_fill else ())
    if other.row is not None:
        more = different(row, other) + lacking(row, other)
    elif lacks := lacking(row, other):
        return Judged(Verdict.FILLS, Why.LACKS, other, lacks)
    else:
        more = different(row, other)
    return Judged(verdict, Why.TELLS_OTHERWISE if more else why, other, more)


def tells_nothing(person: Person) -> bool:
    """Whether nothing but the name is known of somebody, so that a row of that name is hers in all likelihood."""
    return not (person.card_no or person.phone or person.email)


def filled_in(row: Person, other: Person) -> Person:
    """Return a reader with what a row tells where she has nothing; for rows below she is as this row has her."""
    return replace(other, row=row.row, **{name: getattr(row, name) for name in lacking(row, other)})


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

    def fill_in(self, row: Person, other: Person) -> None:
        """Have later rows be compared with a reader as a row completes her."""
        for found in self._found.values():
            found[:] = [each for each in found if each is not other]
        self.add(filled_in(row, other))

    def judge(self, row: Person) -> Judged:
        """Return what becomes of a row that is written well."""
        near = [other for number, key in enumerate(_KEYS) for other in self._found.get((number, key(row)), ())]
        is_alone = len({id(other) for other in near if _name(other) == _name(row)}) == 1
        for holds, verdict, why in SIGNS:
            for other in near:
                if holds(row, other):
                    found = _judged(verdict, why, row, other)
                    return found if is_alone or verdict is not Verdict.DOUBTFUL else replace(found, fields=())
        return Judged(Verdict.NEW)
