"""What records say of a name or title in two scripts is asked when somebody searches, and goes with the records."""

from sqlmodel import Session, select

from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.core.db import reading
from library_exchange.learned_forms.models import LearnedForm
from library_exchange.learned_forms.queries import meant
from library_exchange.learned_forms.rules import Evidence
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.port import Query


def meaning(session: Session, text: str) -> list[str]:
    return [form for each in meant(session, list(runs(prepared(text)))) for form in each.forms]


MARC = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam0 2200000   450 </leader>
<controlfield tag="001">a1</controlfield>
<datafield tag="100" ind1=" " ind2=" "><subfield code="a">20261123d2007    em y0chiy50      ea</subfield></datafield>
<datafield tag="101" ind1="1" ind2=" "><subfield code="a">chi</subfield><subfield code="c">rus</subfield></datafield>
<datafield tag="200" ind1="1" ind2=" "><subfield code="a">江上的灯</subfield></datafield>
<datafield tag="454" ind1=" " ind2="0"><subfield code="t">Огни над рекой</subfield></datafield>
</record></collection>"""


ORIGINAL = """<record><leader>00000nam0 2200000   450 </leader>
<controlfield tag="001">b1</controlfield>
<datafield tag="100" ind1=" " ind2=" "><subfield code="a">20261123d1990    u  y0rusy50      ca</subfield></datafield>
<datafield tag="101" ind1="0" ind2=" "><subfield code="a">rus</subfield></datafield>
<datafield tag="200" ind1="1" ind2=" "><subfield code="a">Огни над рекой</subfield></datafield></record>"""
EDITION = """<record><leader>00000nam0 2200000   450 </leader>
<controlfield tag="001">c1</controlfield>
<datafield tag="100" ind1=" " ind2=" "><subfield code="a">20261123d2017    em y0chiy50      ea</subfield></datafield>
<datafield tag="101" ind1="0" ind2=" "><subfield code="a">chi</subfield></datafield>
<datafield tag="200" ind1="1" ind2=" "><subfield code="a">江上的灯</subfield></datafield>
<datafield tag="205" ind1=" " ind2=" "><subfield code="a">纪念版</subfield></datafield></record>"""


def test_one_record_teaches_what_all_others_of_the_title_are_called(web, make_library, take_in_file, deliver, tmp_path):
    path = tmp_path / "books.xml"
    path.write_text(MARC.replace("</collection>", f"{ORIGINAL}{EDITION}</collection>"), encoding="utf-8")
    take_in_file(path, make_library())
    deliver()
    with reading() as session:
        assert meaning(session, "огней над рекой") == ["江上的灯"]
        assert meaning(session, "江上的灯") == ["Огни над рекой"]
        assert meaning(session, "江上") == []
        assert {row.evidence for row in session.exec(select(LearnedForm))} == {Evidence.ORIGINAL_TITLE}
        found = [
            {source.id for source in searching.search(session, engine(), Query(text), "ru").sources}
            for text in ("江上的灯", "Огни над рекой")
        ]
        assert found[0] == found[1]
        assert len(found[0]) == 3


def test_what_a_record_taught_goes_with_it(web, make_library, take_in_file, deliver, tmp_path):
    path = tmp_path / "book.xml"
    path.write_text(MARC, encoding="utf-8")
    library = make_library()
    take_in_file(path, library)
    path.write_text(MARC.replace("Огни над рекой", "Огни у реки"), encoding="utf-8")
    take_in_file(path, library)
    with reading() as session:
        assert meaning(session, "江上的灯") == ["Огни у реки"]
