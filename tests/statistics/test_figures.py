"""Counting what was received: every copy given is one received, whatever libraries are put together by."""

from hypothesis import given
from hypothesis import strategies as st

from library_exchange.statistics import labels
from library_exchange.statistics.rules import corridor, figures
from library_exchange.statistics.rules.figures import WITHIN, Flow, Grouping, Place, Sums, Way

HEIHE = Place(1, "CN", "public", "Heihe", is_inland=False)
SUIHUA = Place(2, "CN", "ngo", "Suihua", is_inland=True)
AMUR = Place(3, "RU", "public", "Blagoveshchensk", is_inland=False)
BGPU = Place(4, "RU", "university", "Blagoveshchensk", is_inland=False)
PLACES = (HEIHE, SUIHUA, AMUR, BGPU)


def flow(giver, receiver, copies, grams=0):
    return Flow(giver, receiver, Sums(titles=1, copies=copies, grams=grams))


def test_a_table_tells_what_each_group_gave_and_received():
    rows = figures.table(PLACES, [flow(HEIHE, AMUR, 3), flow(AMUR, SUIHUA, 2)], Grouping.COUNTRY)
    assert [(row.group, row.libraries, row.active, row.given, row.received, row.balance) for row in rows] == [
        ("CN", 2, 2, 3, 2, 1),
        ("RU", 2, 1, 2, 3, -1),
    ]


def test_a_group_without_books_still_has_its_row():
    rows = figures.table(PLACES, [flow(HEIHE, AMUR, 3)], Grouping.KIND)
    assert [(row.group, row.active, row.balance) for row in rows] == [
        ("public", 2, 0),
        ("ngo", 0, 0),
        ("university", 0, 0),
    ]


FLOWS = st.lists(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.integers(1, 50)).filter(lambda f: f[0] != f[1]),
    max_size=20,
)


@given(FLOWS)
def test_balances_of_every_table_sum_to_zero(found):
    flows = [flow(*each) for each in found]
    copies = figures.total(flows).copies
    for grouping in Grouping:
        rows = figures.table(PLACES, flows, grouping)
        assert sum(row.balance for row in rows) == 0
        assert sum(row.given for row in rows) == sum(row.received for row in rows) == copies
        assert sum(row.libraries for row in rows) == len(PLACES)
    assert sum(sums.copies for sums in figures.by_way(flows).values()) == copies


def test_books_go_over_the_border_one_way_or_the_other_or_stay_within():
    ways = figures.by_way([flow(HEIHE, AMUR, 3), flow(AMUR, SUIHUA, 2), flow(HEIHE, SUIHUA, 1)])
    assert {way: sums.copies for way, sums in ways.items()} == {Way("CN", "RU"): 3, Way("RU", "CN"): 2, WITHIN: 1}


def test_a_pair_counts_once_and_inland_libraries_have_a_share():
    flows = [flow(HEIHE, AMUR, 3), flow(AMUR, HEIHE, 1), flow(AMUR, SUIHUA, 4)]
    assert figures.partners(flows) == 2
    assert figures.inland_percent(flows) == 50
    assert figures.inland_percent([]) is None


def test_links_join_settlements_and_leave_out_what_stays_in_one():
    found = figures.links([flow(HEIHE, AMUR, 3), flow(BGPU, HEIHE, 1), flow(AMUR, BGPU, 9)])
    assert [(link.first, link.second, link.copies) for link in found] == [("Blagoveshchensk", "Heihe", 4)]


def test_every_group_has_its_name():
    assert set(labels.GROUPINGS) == set(Grouping)
    assert set(labels.KIND_NAMES) >= {place.kind for place in PLACES}


# The diagram ----------------------------------------------------------------------------------------------------------

COORDINATES = st.tuples(st.floats(20, 160), st.floats(25, 70))


@given(st.dictionaries(st.text("абвгд黑河", min_size=1, max_size=12), COORDINATES, max_size=14))
def test_no_two_names_of_the_diagram_cover_each_other(places):
    points = corridor.apart({name: corridor.placed(*at) for name, at in places.items()})
    spots = corridor.labelled(points, {name: name for name in points})
    boxes = []
    for name, label in spots.items():
        width = corridor.width_of(name)
        left = {"start": label.x, "end": label.x - width, "middle": label.x - width / 2}[label.anchor]
        top = label.y - corridor.LINE * 3 / 4
        boxes.append(corridor.Box(left, top, left + width, top + corridor.LINE))
    shrunk = [corridor.Box(b.left + 0.2, b.top + 0.2, b.right - 0.2, b.bottom - 0.2) for b in boxes]
    assert not any(one.overlaps(other) for n, one in enumerate(shrunk) for other in shrunk[:n])


def test_twin_cities_are_both_seen():
    points = corridor.apart(
        {"Heihe": corridor.placed(127.49, 50.24), "Blagoveshchensk": corridor.placed(127.53, 50.28)}
    )
    (x, y), (other_x, other_y) = points.values()
    assert abs(x - other_x) + abs(y - other_y) >= corridor.CLOSEST - 1


def test_the_more_books_the_thicker_the_line():
    assert corridor.thickness(0, 0) == corridor.THINNEST
    assert corridor.thickness(9, 9) == corridor.THICKEST
    assert corridor.THINNEST < corridor.thickness(1, 9) < corridor.thickness(4, 9) < corridor.THICKEST
