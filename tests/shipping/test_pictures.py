"""Pictures on a claim: both sides show them, nobody else sees them, and a proof of posting counts."""

import io
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from library_exchange.core import pictures as files
from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.models import AuditEntry
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.shipping.models import Claim, ClaimPicture, Consignment
from library_exchange.shipping.queries.pictures import pictures_of
from library_exchange.shipping.rules.codes import ClaimState
from library_exchange.shipping.rules.pictures import KINDS, MOST_OF_A_SIDE, PictureKind, kinds_for
from library_exchange.shipping.services import accounted, pictures
from tests.makers import NO_PICTURES, photograph
from tests.shipping.conftest import COORDINATOR, NOON, a_title

PICTURE = files.read(photograph())
PROOF, DAMAGE = PictureKind.PROOF_OF_POSTING, PictureKind.DAMAGE


@pytest.fixture
def claimed(to_heihe):
    """A book that came damaged."""
    to_heihe.plans(a_title(1)).is_cleared().packs().sends()
    to_heihe.receives(n1="damaged")
    return to_heihe


@pytest.fixture
def missed(to_heihe):
    """A book that did not come."""
    to_heihe.plans(a_title(1)).is_cleared().packs().sends()
    to_heihe.receives(n1="missing")
    return to_heihe


def show(road, kind=DAMAGE, by=None):
    with transaction() as session:
        claim = session.get_one(Claim, road.claims[0].id)
        found = session.get_one(Consignment, road.id)
        added = pictures.add(session, by or road.consignee, found, claim, kind, PICTURE, road.at)
        session.flush()
        return added.id


def take_back(road, picture_id, by=None):
    with transaction() as session:
        claim = session.get_one(Claim, road.claims[0].id)
        found = session.get_one(Consignment, road.id)
        pictures.take_back(session, by or road.consignee, found, claim, picture_id, road.at)


def shown(road):
    with reading() as session:
        return [
            (each.library_id, str(each.kind)) for each in pictures_of(session, road.claims).get(road.claims[0].id, [])
        ]


@pytest.mark.parametrize("state", ClaimState)
@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("number", range(MOST_OF_A_SIDE + 1))
def test_each_side_shows_its_own_kinds_up_to_so_many_while_the_claim_is_open(part, state, number):
    may = state is not ClaimState.RESOLVED and number < MOST_OF_A_SIDE
    assert kinds_for({part}, state, number) == (KINDS.get(part, ()) if may else ())


def test_both_sides_show_pictures_and_each_takes_back_its_own(claimed):
    damage = show(claimed)
    parcel = show(claimed, PictureKind.PACKAGING, claimed.consignor)
    assert shown(claimed) == [(claimed.consignee_id, "damage"), (claimed.consignor_id, "packaging")]
    with pytest.raises(Forbidden):
        take_back(claimed, parcel)
    take_back(claimed, damage)
    assert shown(claimed) == [(claimed.consignor_id, "packaging")]
    with reading() as session:
        written = session.execute(sa.select(AuditEntry.action, AuditEntry.facts).where(AuditEntry.subject == "claim"))
        facts = [(row.action, row.facts.get("picture")) for row in written]
    assert facts[1:] == [("claim.show", "damage"), ("claim.show", "packaging"), ("claim.take_back", "damage")]


def test_a_side_shows_so_many_pictures_and_no_more(claimed):
    for _ in range(MOST_OF_A_SIDE):
        show(claimed)
    with pytest.raises(Conflict, match="enough-pictures"):
        show(claimed)
    show(claimed, PictureKind.PACKAGING, claimed.consignor)


@pytest.mark.parametrize("kind", [PROOF, DAMAGE])
def test_nobody_shows_what_is_the_other_sides_to_show(claimed, kind):
    by = claimed.consignee if kind is PROOF else claimed.consignor
    with pytest.raises(Forbidden):
        show(claimed, kind, by)
    with pytest.raises(Forbidden):
        show(claimed, kind, COORDINATOR)


def test_a_claim_that_is_resolved_keeps_its_pictures_as_they_are(claimed):
    picture = show(claimed)
    claimed.claims_about(1, "credit")
    for act in (lambda: show(claimed), lambda: take_back(claimed, picture)):
        with pytest.raises(Conflict):
            act()
    assert shown(claimed) == [(claimed.consignee_id, "damage")]


def test_with_a_proof_of_posting_silence_is_borne_by_the_network(missed):
    show(missed, PROOF, missed.consignor)
    assert missed.passes(40)["silent"] == 1
    assert (missed.heard[-1].outcome, missed.heard[-1].counts) == ("fund", False)


def test_a_proof_that_is_taken_back_proves_nothing(missed):
    first, second = (show(missed, PROOF, missed.consignor) for _ in range(2))
    take_back(missed, first, missed.consignor)
    assert missed.claims[0].has_proof_of_posting
    take_back(missed, second, missed.consignor)
    assert not missed.claims[0].has_proof_of_posting
    missed.passes(40)
    assert missed.heard[-1].outcome == "credited"


def test_the_database_keeps_no_picture_that_is_too_large(claimed):
    with pytest.raises(IntegrityError), transaction() as session:
        more = {"claim_id": claimed.claims[0].id, "library_id": claimed.consignor_id, "kind": DAMAGE, "added_at": NOON}
        session.add(ClaimPicture(whole=bytes(files.KEPT_BYTES + 1), small=b"", width=1, height=1, **more))


# Doors ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def desks(web, make_road, signed_in, make_library):
    """A damaged book; the librarians of the consignee, of the consignor, and of a library that has no part in it."""
    road = make_road()
    road.plans(a_title(1)).is_cleared().packs().sends()
    road.receives(n1="damaged")
    stranger = make_library("Chita", "RU")
    places = {"heihe": road.consignee_id, "amur": road.consignor_id, "chita": stranger}
    return road, {name: signed_in(web, f"desk@{name}.example", place, Role.LIBRARIAN) for name, place in places.items()}


def send(visitor, road, data=b"", language="zh", kind="damage", name="IMG_0001.jpg"):
    sent = {"kind": kind, "picture": (io.BytesIO(data), name)}
    url = f"/{language}/staff/claims/{road.claims[0].id}/pictures"
    return visitor.post(url, data=sent, content_type="multipart/form-data")


@pytest.mark.parametrize(("language", "what"), [("zh", "图片：破损处"), ("ru", "Снимок: повреждение")])
def test_a_picture_is_shown_to_both_libraries_in_the_language_of_each_and_to_nobody_else(desks, language, what):
    road, by = desks
    assert send(by["heihe"], road, photograph((600, 400)), name="Марфа.jpg").status_code == 302
    place = f"/{language}/staff/shipments/{road.id}"
    assert what in by["heihe"].get(place).text
    page = by["amur"].get(place).text
    assert what in page
    assert "Марфа" not in page
    with reading() as session:
        number = session.scalar(sa.select(ClaimPicture.id))
    url = f"/{language}/staff/claims/{road.claims[0].id}/pictures/{number}"
    for size, most in (("whole", files.KEPT_BYTES), ("small", files.SMALL_BYTES)):
        answer = by["amur"].get(f"{url}/{size}.jpg")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert len(answer.data) <= most
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert by["chita"].get(f"{url}/{size}.jpg").status_code == 404
    assert by["heihe"].get(f"{url}/other.jpg").status_code == 404
    assert by["amur"].post(f"{url}/remove").status_code == 403
    assert by["heihe"].post(f"{url}/remove", data={"sure": "yes"}).status_code == 302
    assert what not in by["amur"].get(place).text


@pytest.mark.parametrize(("language", "data", "name", "said"), NO_PICTURES)
def test_what_is_no_picture_is_refused_beside_its_field(desks, language, data, name, said):
    road, by = desks
    answer = send(by["heihe"], road, data, language, name=name)
    assert answer.status_code == 422
    assert said in answer.text
    assert shown(road) == []


def test_one_picture_too_many_is_refused_on_the_page(desks):
    road, by = desks
    for _ in range(MOST_OF_A_SIDE):
        send(by["heihe"], road, photograph())
    assert "添加图片" not in by["heihe"].get(f"/zh/staff/shipments/{road.id}").text
    answer = send(by["heihe"], road, photograph())
    assert answer.status_code == 409
    assert "每项索赔双方各可添加 4 张图片" in answer.text


def test_a_kind_that_nobody_knows_is_refused(desks):
    road, by = desks
    assert send(by["heihe"], road, photograph(), kind="selfie").status_code == 422
    assert shown(road) == []


def test_the_coordinator_sees_the_pictures_of_a_claim_when_she_must_decide(desks, web, make_person, visitor):
    road, by = desks
    accounted.ACCOUNTS.fill(web, "test", lambda _session, ids: ids)
    send(by["heihe"], road, photograph())
    make_person("platform@bridge.example", None, is_platform_admin=True)
    coordinator = visitor(web)
    coordinator.sign_in("platform@bridge.example")
    with reading() as session:
        url = f"/ru/staff/claims/{road.claims[0].id}/pictures/{session.scalar(sa.select(ClaimPicture.id))}/whole.jpg"
    assert coordinator.get(url).status_code == 404
    road.claims_about(1, "refuse")
    road.claims_about(1, "disagree", by=road.consignee)
    assert coordinator.get(url).status_code == 200
    assert "Решить 1 претензию" in coordinator.get("/ru/platform").text, "it waits on her desk"
    page = unescape(coordinator.get("/ru/platform/claims").text)
    assert "Снимок: повреждение" in page
    with reading() as session:
        ends = [
            session.get_one(Library, each).name_ru for each in (road.consignor.library_id, road.consignee.library_id)
        ]
    sender, receiver = ends
    for told in (
        f"{receiver}: заявлена претензия",
        f"{sender}: претензия отклонена",
        f"{receiver}: несогласие, вопрос передан координатору",
        f"долг получателя ({receiver}) перед отправителем ({sender})",
        "между библиотеками книга учитывается так, как если бы дошла благополучно",
    ):
        assert told in page, told
    assert "Приложить снимок" not in page
