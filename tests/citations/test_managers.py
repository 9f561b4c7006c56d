"""Files for reference managers, read back by the rules of their formats."""

import json
import re
from urllib.parse import parse_qs

import pytest

from library_exchange.citations import managers
from library_exchange.citations.openurl import read_query
from library_exchange.citations.references import Kind, Name, Reference

BOOK = Reference(
    title="Дерсу Узала",
    number=7,
    remainder="роман",
    authors=(Name("Арсеньев", "Владимир"), Name("Академия наук", is_body=True)),
    editors=(Name("沈从文"),),
    translators=(Name("Smith", "John"),),
    edition="2-е изд.",
    place="Москва",
    publisher="Эксмо",
    year="2018",
    extent="509 с. : ил.",
    series="Амур & тайга",
    isbn="978-5-04-010272-3",
    language="rus",
    keywords=("Амур", "Тайга"),
    romanised="Dersu Uzala",
    url="https://bridge.example/ru/r/7",
)
NASTY = Reference(
    title="A{b}\\c_%$#~^&\r\nTY  - HACK </script> \x1d\x00\x07",
    authors=(Name("B and C", is_body=True), Name("Д", "}И")),
    publisher='"',
)


def lines_of(content):
    """Return the lines of a file in RIS as pairs; every line must be one."""
    text = content.decode()
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    found = [re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n]*)", line) for line in lines]
    assert all(found), lines
    return [match.groups() for match in found]


def entries_of(content):
    """Return the entries of a BibTeX file as kind, key and fields, by counting braces as BibTeX does."""
    text, at, entries = content.decode(), 0, []
    while (head := re.compile(r"@(\w+)\{([^,\s]+),").search(text, at)) is not None:
        at, fields = head.end(), {}
        while (name := re.compile(r"\s*(\w+) = \{").match(text, at)) is not None:
            begin = at = name.end()
            depth = 1
            while depth:
                if text[at] == "\\":
                    at += 1
                else:
                    depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            fields[name[1]] = text[begin : at - 1]
            assert text[at] == ","
            at += 1
        assert text[at:].lstrip().startswith("}")
        entries.append((head[1], head[2], fields))
    return entries


def untexed(value):
    """Return what TeX prints."""
    for written, sign in (("ASCIITILDE", "~"), ("ASCIICIRCUM", "^"), ("BACKSLASH", "\\")):
        value = value.replace(f"\\text{written.lower()}{{}}", f"\0{sign}")
    return re.sub(r"\\([{}&%$#_])", r"\1", value).replace("\0", "")


def test_ris_begins_with_the_kind_and_ends_each_record():
    lines = lines_of(managers.ris([BOOK, BOOK]))
    assert [tag for tag, _value in lines].count("ER") == 2
    assert lines[0] == ("TY", "BOOK")
    assert lines[-1] == ("ER", "")


def test_ris_tells_all_of_a_book():
    told = lines_of(managers.ris([BOOK]))
    assert set(told) >= {
        ("AU", "Арсеньев, Владимир"),
        ("AU", "Академия наук"),
        ("ED", "沈从文"),
        ("A4", "Smith, John"),
        ("TI", "Дерсу Узала: роман"),
        ("ET", "2-е изд."),
        ("CY", "Москва"),
        ("PB", "Эксмо"),
        ("PY", "2018"),
        ("SP", "509"),
        ("SN", "978-5-04-010272-3"),
        ("LA", "ru"),
        ("KW", "Амур"),
        ("KW", "Тайга"),
        ("UR", "https://bridge.example/ru/r/7"),
    }


def test_no_value_begins_a_line_of_its_own():
    told = lines_of(managers.ris([NASTY]))
    assert [tag for tag, _value in told].count("TY") == 1
    assert ("TI", "A{b}\\c_%$#~^& TY - HACK </script>") in told


def test_bibtex_is_read_back():
    [(kind, key, fields)] = entries_of(managers.bibtex([BOOK]))
    assert (kind, key) == ("book", "record7")
    assert fields["author"] == "Арсеньев, Владимир and {Академия наук}"
    assert fields["editor"] == "{沈从文}"
    assert fields["title"] == "{Дерсу Узала: роман}"
    assert untexed(fields["series"]) == "Амур & тайга"
    assert (fields["year"], fields["publisher"], fields["langid"]) == ("2018", "Эксмо", "russian")


def test_signs_of_tex_are_text():
    [(_kind, _key, fields)] = entries_of(managers.bibtex([NASTY]))
    assert untexed(fields["title"])[1:-1] == "A{b}\\c_%$#~^& TY - HACK </script>"
    assert fields["author"] == r"{B and C} and Д, \}И"


def test_several_entries_stand_one_after_another():
    assert [kind for kind, _key, _fields in entries_of(managers.bibtex([BOOK, NASTY]))] == ["book", "book"]


def test_csl_is_read_back():
    [item] = json.loads(managers.csl([BOOK]))
    assert (item["id"], item["type"], item["title"]) == ("record7", "book", "Дерсу Узала: роман")
    assert item["author"] == [{"family": "Арсеньев", "given": "Владимир"}, {"literal": "Академия наук"}]
    assert item["issued"] == {"date-parts": [[2018]]}
    assert item["language"] == "ru"
    [item] = json.loads(managers.csl([Reference(title="Амур", year="[19--]")]))
    assert item["issued"] == {"literal": "[19--]"}
    assert "author" not in item


@pytest.mark.parametrize(
    ("kind", "ris", "csl", "schema"),
    [
        (Kind.SERIAL, "JFULL", "periodical", "Periodical"),
        (Kind.MAP, "MAP", "map", "Map"),
        (Kind.OTHER, "GEN", "document", "CreativeWork"),
    ],
)
def test_each_kind_has_its_name_in_every_format(kind, ris, csl, schema):
    told = Reference(title="Амур", kind=kind)
    assert lines_of(managers.ris([told]))[0] == ("TY", ris)
    assert json.loads(managers.csl([told]))[0]["type"] == csl
    assert managers.schema_org(told)["@type"] == schema
    assert entries_of(managers.bibtex([told]))[0][0] == "misc"


def test_coins_are_read_by_our_own_door_for_links():
    cited = read_query(managers.coins(BOOK))
    assert (cited.title, cited.author, cited.year) == ("Дерсу Узала: роман", "Арсеньев, Владимир", "2018")
    assert (cited.place, cited.publisher, cited.isbn) == ("Москва", "Эксмо", "9785040102723")
    assert parse_qs(managers.coins(BOOK))["rft.aucorp"] == ["Академия наук"]


def test_a_serial_is_a_journal_in_coins():
    told = parse_qs(managers.coins(Reference(title="Амур", kind=Kind.SERIAL, issn="0131-6095")))
    assert told["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"]
    assert (told["rft.jtitle"], told["rft.issn"]) == (["Амур"], ["0131-6095"])


def test_schema_org_tells_people_and_bodies_apart():
    thing = managers.schema_org(BOOK)
    assert thing["author"] == [
        {"@type": "Person", "name": "Владимир Арсеньев"},
        {"@type": "Organization", "name": "Академия наук"},
    ]
    assert (thing["@type"], thing["isbn"], thing["numberOfPages"]) == ("Book", "978-5-04-010272-3", 509)
