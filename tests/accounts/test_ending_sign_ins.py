"""An administrator ends the sign-ins of her library's people, who runs the platform those of anybody."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import services
from library_exchange.accounts.models import Membership, SignIn, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry

LI, CHIEF, ANNA = "li@heihe.example", "chief@heihe.example", "anna@amur.example"


@pytest.fixture
def town(web, make_library, signed_in):
    """Browsers in which people of two libraries are signed in, by their addresses."""
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    roles = {LI: (heihe, Role.READER), CHIEF: (heihe, Role.LIBRARY_ADMIN), ANNA: (amur, Role.LIBRARIAN)}
    return {email: signed_in(web, email, *where) for email, where in roles.items()}


def found(email):
    """The person, her membership and how many sign-ins she has."""
    with reading() as session:
        user = session.scalars(sa.select(User).where(col(User.email) == email)).one()
        membership = session.scalars(sa.select(Membership).where(col(Membership.user_id) == user.id)).one()
        count = sa.select(sa.func.count()).select_from(SignIn).where(col(SignIn.user_id) == user.id)
        return user, membership, session.scalar(count)


def person(email, **more):
    user, membership, _count = found(email)
    return Actor("person", user_id=user.id, library_id=membership.library_id, roles={membership.role}, **more)


def test_a_person_whose_sign_ins_an_administrator_ended_is_out_at_once(town):
    _user, membership, _count = found(LI)
    path = f"/zh/people/{membership.id}/sign-ins/end"
    asked = town[CHIEF].post(path)
    assert "可以马上重新登录" in asked.text
    assert town[LI].get("/zh/me").status_code == 200
    assert town[CHIEF].post(path, data={"sure": "yes"}).status_code == 302
    assert town[LI].get("/zh/me").location.startswith("/zh/login")
    assert (found(LI)[2], found(CHIEF)[2], found(ANNA)[2]) == (0, 1, 1)
    with reading() as session:
        entry = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "end_sign_ins")).one()
    assert (entry.user_id, entry.subject_id) == (found(CHIEF)[0].id, found(LI)[0].id)
    assert town[LI].sign_in(LI).status_code == 302


@pytest.mark.parametrize(("of", "refusal"), [(CHIEF, Conflict), (ANNA, NotFound)])
def test_a_library_ends_neither_the_sign_ins_of_others_nor_the_administrators_own(town, of, refusal):
    with pytest.raises(refusal), transaction() as session:
        services.end_sign_ins_of_member(session, person(CHIEF), found(of)[1].id)
    with pytest.raises(Forbidden), transaction() as session:
        services.end_sign_ins_of_member(session, person(LI), found(CHIEF)[1].id)


def test_nobody_else_ends_sign_ins_by_the_address(town):
    with pytest.raises(Forbidden), transaction() as session:
        services.end_sign_ins_by_address(session, person(CHIEF), LI)
    assert found(LI)[2] == 1


def test_whoever_runs_the_platform_ends_anybodys_by_the_address(town):
    platform = person(CHIEF, is_platform_admin=True)
    with transaction() as session:
        services.end_sign_ins_by_address(session, platform, ANNA.upper())
    assert (found(ANNA)[2], found(CHIEF)[2]) == (0, 1)
    for email, refusal in (("nobody@amur.example", InvalidInput), ("", InvalidInput), (CHIEF, Conflict)):
        with pytest.raises(refusal), transaction() as session:
            services.end_sign_ins_by_address(session, platform, email)
