"""Titles and annotations that the sending side cannot write: the other side of the consignment fills them in."""

import pytest
import sqlalchemy as sa

from library_exchange.core import worklist
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.i18n import speaking
from library_exchange.correspondence import translation_queries
from library_exchange.correspondence.models import TranslationRequest
from library_exchange.correspondence.services import translation_requests as services
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries import consignment_tasks
from library_exchange.shipping.rules.shipments import TEXTS_KIND
from library_exchange.shipping.schemas import TitleInput
from library_exchange.shipping.services import planning, titles
from tests.shipping.conftest import a_title, librarian


@pytest.fixture
def road(web, make_road):
    return make_road(with_gateway=True)


@pytest.fixture
def half(road):
    """A consignment from the Amur of two Russian titles, of which Chinese is known for the second one's annotation."""
    return road.plans(
        a_title(1, title_zh=None, annotation_zh=None),
        a_title(2, title_zh=None, annotation_zh="黑龙江流域的历史。", annotation_ru=None),
    )


def asks(road, by=None):
    with transaction() as session:
        services.ask_for_translation(session, by or road.consignor, TEXTS_KIND, str(road.id), road.at)


def waiting(road) -> list[TranslationRequest]:
    with reading() as session:
        return translation_queries.open_requests(session, TEXTS_KIND, str(road.id))


def places(road) -> list[tuple[str, str, str, str]]:
    return [(one.field, one.source_language, one.language, one.text) for one in waiting(road)]


def test_the_partner_is_asked_for_each_title_and_for_annotations_that_its_border_reads(half):
    asks(half)
    assert places(half) == [
        ("title", "ru", "zh", "История Амура. Том 1"),
        ("annotation", "ru", "zh", "История бассейна Амура."),
        ("title", "ru", "zh", "История Амура. Том 2"),
    ]


def test_what_the_partner_writes_stands_on_the_lines_and_is_remembered(half):
    asks(half)
    with transaction() as session:
        given = {one.id: f"第{number}" for number, one in enumerate(waiting(half), 1)}
        services.translate(session, half.consignee, TEXTS_KIND, str(half.id), given, half.at)
    assert [(line.title_zh, line.annotation_zh) for line in half.lines] == [
        ("第1", "第2"),
        ("第3", "黑龙江流域的历史。"),
    ]
    with reading() as session:
        assert titles.offered(session, ["История Амура. Том 1"])["история амура. том 1", "zh"].text == "第1"


def test_what_the_consignor_finds_out_itself_is_asked_for_no_longer(half):
    asks(half)
    first = half.lines[0]
    half.does(titles.complete, [first], {first.id: TitleInput(title_zh="阿穆尔史")})
    assert [text for *_where, text in places(half)] == ["История бассейна Амура.", "История Амура. Том 2"]
    half.does(planning.cancel)
    assert waiting(half) == []


def test_a_title_that_the_catalogue_knows_is_proposed_and_not_yet_written(half, monkeypatch):
    with transaction() as session:
        first = half.lines[0]
        session.merge(first).isbn = "9787020002207"
    monkeypatch.setattr(
        "library_exchange.shipping.texts.known_titles", lambda _session, _isbns: {("9787020002207", "zh"): "阿穆尔史"}
    )
    asks(half)
    with reading() as session:
        found = services.proposed(session, TEXTS_KIND, str(half.id), waiting(half))
    assert [(place.field, proposal.text) for place, proposal in found.items()] == [("title", "阿穆尔史")]
    assert half.lines[0].title_zh is None


def test_who_knows_no_such_consignment_asks_nothing_and_a_gateway_cannot_ask(half, make_library):
    with pytest.raises(NotFound):
        asks(half, librarian(make_library("Harbin")))
    with pytest.raises(Forbidden):
        asks(half, half.gateway)


def test_the_consignee_has_nothing_to_ask_where_only_its_own_language_lacks(half):
    with pytest.raises(Conflict):
        asks(half, half.consignee)


def test_the_list_of_work_says_whether_titles_are_to_be_written_are_awaited_or_are_complete(half):
    def told(road):
        with reading() as session, speaking("en"):
            return str(consignment_tasks.consignment_lines(session, 0, [road.id], "en")[road.id].task)

    assert told(half) == "Complete the titles"
    asks(half)
    assert told(half) == "The partner writes the titles that lack"
    given = {line.id: TitleInput(title_zh="阿穆尔史") for line in half.lines}
    half.does(titles.complete, half.lines, given)
    assert told(half) == "Close the list of titles"
    with transaction() as session:
        for line in session.scalars(sa.select(ConsignmentLine)):
            session.delete(line)
    assert told(half) == "Enter the titles and close the list"


def test_the_list_of_work_leaves_out_what_only_waits_for_titles_of_the_partner(half):
    def counts():
        with reading() as session:
            return {
                kind.name: count for kind, count in worklist.counted(session, half.consignor.library_id, now().date())
            }

    assert counts().get("consignments") == 1
    asks(half)
    assert "consignments" not in counts(), "the partner writes the titles"
    given = {line.id: TitleInput(title_zh="阿穆尔史") for line in half.lines}
    half.does(titles.complete, half.lines, given)
    assert counts().get("consignments") == 1, "the list may be closed"


def test_a_consignor_that_the_consignee_asks_for_titles_writes_them_and_waits_for_nobody(road):
    asked = road.plans(a_title(1, title="红楼梦", language="chi", title_zh=None, title_ru=None))
    asks(asked, asked.consignee)
    with reading() as session, speaking("en"):
        lines = consignment_tasks.consignment_lines(session, 0, [asked.id], "en")
        consignment = session.get_one(Consignment, asked.id)
        assert str(lines[asked.id].task) == "Complete the titles"
        assert not consignment_tasks.awaits_titles(session, consignment, asked.lines)


def test_a_translation_once_entered_is_offered_again_to_every_library(road):
    road.plans(a_title(1, title_zh=None, annotation_zh=None))
    line = road.lines[0]
    filled = {line.id: TitleInput(title_zh="黑龙江史", annotation_zh="地方史")}
    with transaction() as session:
        consignment = session.get_one(Consignment, road.id)
        lines = [session.merge(line)]
        assert titles.complete(session, road.consignee, consignment, lines, filled, road.at) == 1
    road.plans(a_title(1, subject_id=77, title="ИСТОРИЯ Амура. Том 1", title_zh=None, annotation_zh=None))
    assert (road.lines[0].title_zh, road.lines[0].annotation_zh) == ("黑龙江史", "地方史")
