"""Public discussions: what libraries say to everybody, each in its own language; one side hides, both remove."""

from itertools import product

import pytest
import sqlalchemy as sa

from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.procedure import NoSuchStep, Part, by
from library_exchange.correspondence import discussions, queries
from library_exchange.correspondence.labels import wording
from library_exchange.correspondence.models import Post
from library_exchange.correspondence.rules import moderation
from library_exchange.correspondence.rules.moderation import PostEvent, PostState, Reason
from library_exchange.correspondence.schemas import NewMessage
from library_exchange.correspondence.services import posting as services
from library_exchange.correspondence.topics import Topic

TABLE = {
    ("shown", "hide"): ("hidden", "moderator"),
    ("shown", "withdraw"): ("withdrawn", "author"),
    ("hidden", "restore"): ("kept", "other_moderator"),
    ("hidden", "confirm"): ("removed", "other_moderator"),
    ("hidden", "take_back"): ("shown", "hider"),
    ("hidden", "withdraw"): ("withdrawn", "author"),
    ("kept", "withdraw"): ("withdrawn", "author"),
}


def test_a_post_moves_where_the_procedure_says_and_nowhere_else():
    for state, event in product(PostState, PostEvent):
        wanted = TABLE.get((state.value, event.value))
        if wanted is None:
            with pytest.raises(NoSuchStep):
                moderation.POST.step(state, event)
        else:
            found = moderation.POST.step(state, event)
            assert (found.target.value, found.by) == (wanted[0], by(Part(wanted[1])))


def test_each_library_has_its_own_parts_in_a_post():
    organisers = frozenset({1, 2})
    assert moderation.parts(None, 3, None, organisers) == frozenset()
    assert moderation.parts(3, 3, None, organisers) == {Part.AUTHOR}
    assert moderation.parts(1, 3, 1, organisers) == {Part.MODERATOR, Part.HIDER}
    assert moderation.parts(2, 2, 1, organisers) == {Part.AUTHOR, Part.MODERATOR, Part.OTHER_MODERATOR}
    assert moderation.parts(4, 3, 1, organisers) == frozenset()


def test_whatever_becomes_of_a_post_is_told_in_words():
    assert set(wording.REASONS) == set(Reason)
    assert set(wording.POST_EVENTS) == set(PostEvent)
    assert set(wording.GONE) == set(PostState) - moderation.READABLE


@pytest.fixture
def discussion(app, make_library):
    """A discussion that Heihe and the Amur moderate and everybody sees; return the libraries' staff by name."""
    ids = {"heihe": make_library(), "amur": make_library("Amur", "RU"), "dvgnb": make_library("Khabarovsk", "RU")}

    def find(_session, _actor, subject_id):
        if subject_id not in ("1", "closed"):
            raise NotFound("no-such-discussion")
        about = Topic("Test", "web.root", {})
        return discussions.Discussion(about, frozenset({ids["heihe"], ids["amur"]}), is_open=subject_id == "1")

    discussions.KINDS.fill(app, "test", find)
    return {name: Actor("person", library_id=each, roles=frozenset({Role.LIBRARIAN})) for name, each in ids.items()}


def _says(who, subject_id="1", **said):
    with transaction() as session:
        return services.post(session, who, "test", subject_id, NewMessage(**said), now()).id


def _does(who, post_id, event, reason=None):
    with transaction() as session:
        return services.moderate(session, who, post_id, event, reason, now()).state


def test_a_phrase_is_kept_by_its_number_and_words_with_their_language(discussion):
    _says(discussion["dvgnb"], phrase=95, title="红楼梦")
    _says(discussion["heihe"], text="推荐给读者")
    with reading() as session:
        found = [(one.phrase, one.text, one.language) for one, _library in queries.posts(session, "test", "1", 10)]
    assert found == [(None, "推荐给读者", "zh"), (95, None, None)]


def test_only_staff_write_and_only_where_posts_are_taken(discussion):
    reader = Actor("person", library_id=discussion["heihe"].library_id, user_id=7, roles=frozenset({Role.READER}))
    for who in (ANONYMOUS, reader):
        with pytest.raises(Forbidden):
            _says(who, text="x")
    with pytest.raises(Conflict):
        _says(discussion["heihe"], "closed", text="x")
    with pytest.raises(NotFound):
        _says(discussion["heihe"], "2", text="x")
    with pytest.raises(InvalidInput):
        _says(discussion["heihe"], text="Звоните: тел. 8 914 555 12 34")


def test_one_side_hides_and_both_together_remove(discussion):
    post = _says(discussion["dvgnb"], text="x")
    with pytest.raises(Forbidden):
        _does(discussion["dvgnb"], post, PostEvent.HIDE, Reason.OFF_TOPIC)
    with pytest.raises(InvalidInput):
        _does(discussion["amur"], post, PostEvent.HIDE)
    assert _does(discussion["amur"], post, PostEvent.HIDE, Reason.OFF_TOPIC) is PostState.HIDDEN
    with pytest.raises(Forbidden):
        _does(discussion["amur"], post, PostEvent.CONFIRM)
    assert _does(discussion["heihe"], post, PostEvent.CONFIRM) is PostState.REMOVED
    with pytest.raises(Conflict):
        _does(discussion["amur"], post, PostEvent.TAKE_BACK)


def test_what_the_other_side_restores_one_side_alone_cannot_hide_again(discussion):
    post = _says(discussion["dvgnb"], text="x")
    _does(discussion["heihe"], post, PostEvent.HIDE, Reason.IMPOLITE)
    assert _does(discussion["amur"], post, PostEvent.RESTORE) is PostState.KEPT
    with pytest.raises(Conflict):
        _does(discussion["heihe"], post, PostEvent.HIDE, Reason.IMPOLITE)
    assert _does(discussion["dvgnb"], post, PostEvent.WITHDRAW) is PostState.WITHDRAWN


def test_no_post_knows_a_person(discussion):
    assert not {column.name for column in sa.inspect(Post).columns} & {"user_id", "author", "email", "name"}
