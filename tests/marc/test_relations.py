"""Sets, volumes, hosts and series as records of every format name them."""

import pytest
from pymarc import Field, Indicators, Subfield

from library_exchange.marc.describing.relations import embedded
from library_exchange.marc.description import RelationKind as Kind
from library_exchange.marc.description import TextField

OWN = {"chinese": ("200", "1 $a祝福"), "russian": ("200", "1 $aГроза"), "marc21": ("245", "10$aГроза")}


@pytest.fixture
def told(only, books):
    """Return the relations of a record with these fields, by what is told of each."""

    def tell(family, *fields):
        found = only(books[family](OWN[family], *fields)).description.relations
        return [(each.kind, each.title, each.part, each.source_id, each.isbn or each.issn) for each in found]

    return tell


@pytest.mark.parametrize("family", ["chinese", "russian"])
@pytest.mark.parametrize(
    ("tag", "field", "wanted"),
    [
        ("461", " 0$tСобрание$vТ. 2$0S1$y5-02-000001-1", (Kind.SET, "Собрание", "Т. 2", "S1", "5-02-000001-1")),
        ("461", " 0$tИзвестия$v№ 1$x1684-8519", (Kind.SET, "Известия", "№ 1", None, "1684-8519")),
        ("461", " 0$1001S1$12001 $aСобрание$vТ. 2", (Kind.SET, "Собрание", "Т. 2", "S1", None)),
        (
            "461",
            " 0$12001 $aСобрание$hТ. 2$hкн. 1$1010  $a5-02-000001-1",
            (Kind.SET, "Собрание", "Т. 2, кн. 1", None, "5-02-000001-1"),
        ),
        ("461", " 0$12001 $aСобрание$1675  $a62$v3", (Kind.SET, "Собрание", None, None, None)),
        ("462", " 0$1001S2$12001 $aПроза$vкн. 1", (Kind.SET, "Проза", "кн. 1", "S2", None)),
        ("463", " 0$1001V1$12001 $aТом 1$v1", (Kind.VOLUME, "Том 1", "1", "V1", None)),
        ("464", " 0$12001 $vЧ. 1$1210  $a1804", (Kind.VOLUME, None, "Ч. 1", None, None)),
        ("464", " 0$12001 $aНевский проспект", (Kind.CONSTITUENT, "Невский проспект", None, None, None)),
        ("410", " 0$1001R$12001 $aСерия$v641", (Kind.SERIES, "Серия", "641", "R", None)),
        ("225", "1 $aСерия$vВып. 3$x1684-8519", (Kind.SERIES, "Серия", "Вып. 3", None, "1684-8519")),
    ],
)
def test_unimarc_names_other_records_by_plain_and_by_embedded_fields(told, family, tag, field, wanted):
    assert told(family, (tag, field)) == [wanted]


@pytest.mark.parametrize("packed", ["2001 ", "2001", "200", " 2001 "])
def test_embedded_fields_packed_into_one_subfield_are_read(packed):
    subfields = [Subfield("1", "001S1"), Subfield("1", f"{packed}$aСобрание$vТ. 2")]
    number, title = embedded(Field("461", Indicators(" ", "0"), subfields))
    assert (number.data, title.get("a"), title.get("v")) == ("S1", "Собрание", "Т. 2")


def test_the_highest_record_has_its_volumes_below(only, books):
    fields = [("001", "S"), ("100", "  $a20200101d1997    u  y0rusy50      ca"), OWN["russian"]]
    record = books["any"]([*fields, ("461", " 1$1001V1$12001 $aТом 1$v1"), ("801", " 0$aRU")], leader="nam1    450 ")
    assert [each.kind for each in only(record).description.relations] == [Kind.VOLUME]


@pytest.mark.parametrize(
    ("tag", "field", "wanted"),
    [
        ("773", "08$tСобрание$gТ. 2$w(RuMo)S1$z5020000011", (Kind.SET, "Собрание", "Т. 2", "S1", "5020000011")),
        ("773", "08$tСобрание$gТ. 2$w(OCoLC)77", (Kind.SET, "Собрание", "Т. 2", "(OCoLC)77", None)),
        ("773", "08$tСобрание$gТ. 2$w(OCoLC)77$wS1", (Kind.SET, "Собрание", "Т. 2", "S1", None)),
        ("773", "0 $tЗвезда$g№ 1, с. 5-10", (Kind.HOST, "Звезда", "№ 1, с. 5-10", None, None)),
        ("773", "0 $tE-books", (Kind.HOST, "E-books", None, None, None)),
        ("774", "08$tТом 1$gТ. 1$wV1", (Kind.VOLUME, "Том 1", "Т. 1", "V1", None)),
        ("774", "08$tАльбом$wV1", (Kind.CONSTITUENT, "Альбом", None, "V1", None)),
        ("800", "1 $aГоголь, Н. В.$tСобрание$vт. 2$wS1", (Kind.SERIES, "Собрание", "т. 2", "S1", None)),
        ("830", " 0$aСерия ;$v641$x1684-8519", (Kind.SERIES, "Серия", "641", None, "1684-8519")),
        ("490", "0 $aСерия ;$v641", (Kind.SERIES, "Серия", "641", None, None)),
    ],
)
def test_marc21_names_other_records(told, tag, field, wanted):
    assert told("marc21", (tag, field)) == [wanted]


def test_a_series_is_told_once(told):
    assert len(told("marc21", ("490", "1 $aСерия ;$v641"), ("830", " 0$aСерия ;$v641$wS"))) == 1
    assert len(told("russian", ("225", "1 $aСерия$v3"), ("410", " 0$1001S$12001 $aСерия$v3"))) == 1


def test_a_numbered_title_is_a_volume_of_what_773_names(told):
    field = ("773", "08$tСобрание$wS1")
    assert told("marc21", field)[0][0] is Kind.HOST
    assert told("marc21", ("245", "10$aГроза$nТ. 2"), field)[0][0] is Kind.SET


@pytest.mark.parametrize("title", ["До свидания, там, наверху", "ДО СВИДАНИЯ ТАМ НАВЕРХУ"])
def test_a_volume_called_like_its_set_has_the_number_that_the_set_gives_it(only, books, title):
    fields = ("200", "1 $aДо свидания, там, наверху"), ("461", f" 0$t{title}$v2")
    book = only(books["russian"](*fields)).description
    assert (book.title, book.values(TextField.PART_NUMBER)) == ("До свидания, там, наверху", ["2"])
    with_number = only(books["russian"](("200", "1 $aДо свидания, там, наверху$hТ. 2"), fields[1])).description
    assert with_number.values(TextField.PART_NUMBER) == ["Т. 2"]
