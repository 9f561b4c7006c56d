"""Issues of a standing exchange inside a consignment: put in, taken out, handed over, received, missed and claimed."""

import pytest

from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Unit
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.services import planning
from library_exchange.standing_exchange.queries import exchanges
from library_exchange.standing_exchange.schemas import Consigning
from library_exchange.standing_exchange.services import consigning


class Post:
    """What Heihe sends of its journal in consignments."""

    def __init__(self, serials):
        self.serials, self.pair = serials, serials.pair
        self.pair.at = serials.at

    def _chosen(self, places, giver):
        rows = self.serials.issues(giver or self.serials.heihe)
        return [(rows[place].id, rows[place].version) for place in places]

    def consigns(self, *places, by=None, giver=None, **given):
        chosen = self._chosen(places, giver)
        with transaction() as session:
            actor = (by or self.serials.heihe).librarian
            row = exchanges.get_exchange(session, actor, self.serials.id)
            return consigning.consign(session, actor, row, chosen, Consigning(**given), self.pair.at).id

    def takes_out(self, *places):
        chosen = self._chosen(places, None)
        with transaction() as session:
            actor = self.serials.heihe.librarian
            row = exchanges.get_exchange(session, actor, self.serials.id)
            return consigning.take_out(session, actor, row, chosen, self.pair.at)

    def cancels(self, number):
        with transaction() as session:
            it = session.get_one(Consignment, number)
            planning.cancel(session, self.serials.heihe.librarian, it, self.pair.at)

    def lines(self, number):
        with reading() as session:
            return contents_of(session, session.get_one(Consignment, number)).lines

    def state(self, number):
        with reading() as session:
            return str(session.get_one(Consignment, number).state)

    def states(self, *places):
        found = self.serials.states(self.serials.heihe)
        return [found[place] for place in places]


@pytest.fixture
def post(serials):
    serials.begins(counting="issue", ours_rate=1, theirs_rate=1)
    return Post(serials)


def test_issues_travel_with_their_titles_and_are_sent_when_it_is_handed_over_and_counted_when_they_came(post):
    number = post.consigns(3, 4, weight_g=250)
    lines = post.lines(number)
    assert [(line.title, line.year, line.weight_g, line.value_minor) for line in lines] == [
        (f"北方文学 (2026年第12卷第{n}期)", 2026, 250, None) for n in (4, 5)
    ]
    assert [str(line.material) for line in lines] == ["periodical", "periodical"]
    assert post.states(3, 4) == ["expected", "expected"]
    post.pair.completes(number)
    post.pair.sends(number)
    assert post.states(2, 3, 4) == ["expected", "sent", "sent"]
    post.pair.receives(number)
    assert post.states(2, 3, 4) == ["expected", "received", "received"]
    with reading() as session:
        assert ledger.balance(session, post.serials.heihe.id, post.serials.amur.id).get(Unit.PIECES, 0) == 2


def test_an_issue_that_was_not_in_its_parcel_is_late_at_once_claimed_and_sent_again(post):
    number = post.consigns(3, 4)
    post.pair.completes(number)
    post.pair.sends(number)
    with pytest.raises(Conflict):
        post.serials.ticks("claim", post.serials.amur, post.serials.heihe, 3)
    post.pair.receives(number, n1="missing")
    assert post.states(3, 4) == ["sent", "received"]
    post.serials.ticks("claim", post.serials.amur, post.serials.heihe, 3)
    again = post.consigns(3)
    post.pair.completes(again)
    post.pair.sends(again)
    assert post.states(3) == ["sent"]
    post.pair.receives(again)
    assert post.states(3, 4) == ["received", "received"]


def test_what_is_taken_out_or_whose_consignment_is_cancelled_is_to_be_sent_as_before(post):
    number = post.consigns(3, 4)
    with pytest.raises(Conflict):
        post.consigns(4)
    assert post.takes_out(3) == 1
    assert post.states(3, 4) == ["expected", "expected"]
    assert post.consigns(3, way=number) == number
    post.cancels(number)
    assert post.states(3, 4) == ["expected", "expected"]
    assert post.consigns(3, 4) != number
    with pytest.raises(Conflict):
        post.takes_out(5)


def test_a_consignment_whose_last_issue_is_taken_out_is_given_up(post):
    number = post.consigns(3)
    post.takes_out(3)
    assert post.state(number) == "cancelled"


def test_who_ticks_an_issue_by_hand_before_does_not_count_it_twice(post):
    number = post.consigns(3)
    post.pair.completes(number)
    post.serials.ticks("send", post.serials.heihe, post.serials.heihe, 3)
    post.pair.sends(number)
    post.serials.ticks("receive", post.serials.amur, post.serials.heihe, 3)
    post.pair.receives(number)
    assert post.states(3) == ["received"]
    with reading() as session:
        assert ledger.balance(session, post.serials.heihe.id, post.serials.amur.id).get(Unit.PIECES, 0) == 1


def test_only_what_the_library_gives_and_is_to_be_sent_goes_into_a_consignment_that_takes_more(post):
    post.serials.ticks("send", post.serials.heihe, post.serials.heihe, 0)
    with pytest.raises(Conflict):
        post.consigns(0)
    with pytest.raises(Conflict):
        post.consigns()
    with pytest.raises(Forbidden):
        post.consigns(3, by=post.serials.amur)
    with pytest.raises(InvalidInput):
        post.consigns(3, way=9_999)
    theirs = post.consigns(1, by=post.serials.amur, giver=post.serials.amur)
    with pytest.raises(InvalidInput):
        post.consigns(3, way=theirs)
