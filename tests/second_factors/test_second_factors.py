"""A second factor: set up, proved, never with one code twice, lost and reset; whoever must have one is led to it."""

import sqlite3
import threading
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from library_exchange.accounts.models import Membership, SignIn, User
from library_exchange.accounts.services import add_membership
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.core.rights import PUBLIC, SIGNED_IN
from library_exchange.mail.models import Mail
from library_exchange.second_factors import policy, queries, requiring, rules, services
from library_exchange.second_factors.models import RecoveryCode, SecondFactor

KEY = "k" * 40


def person(user_id, library_id=None, *roles, **more):
    return Actor("person", library_id=library_id, user_id=user_id, roles=frozenset(roles), **more)


def secret_of(user_id, key=KEY):
    with reading() as session:
        factor = queries.find_factor(session, user_id)
        return services._opened(key, user_id, factor.pending or factor.secret)


def code_at(user_id, at, key=KEY):
    return rules.code_of(secret_of(user_id, key), rules.counter_at(at))


def set_up(user_id, at=None, key=KEY):
    """Set up a person's second factor a minute ago; return her recovery codes."""
    at = at or now() - timedelta(minutes=1)
    with transaction() as session:
        services.begin(session, user_id, key)
    with transaction() as session:
        return services.confirm(session, person(user_id), code_at(user_id, at, key), at, key)


def prove(user_id, code, at=None):
    with transaction() as session:
        return services.prove(session, user_id, code, at or now(), KEY)


def letters(deliver):
    deliver()
    with reading() as session:
        return [mail.subject for mail in session.exec(select(Mail).order_by(Mail.id)).all()]


def test_it_counts_only_once_a_code_was_confirmed(app, make_person):
    user_id = make_person()
    with transaction() as session:
        services.begin(session, user_id, KEY)
        assert not queries.is_set(session, user_id)
    with pytest.raises(InvalidInput):
        prove(user_id, code_at(user_id, now()))
    with pytest.raises(InvalidInput), transaction() as session:
        services.confirm(session, person(user_id), "000 000", now() + timedelta(days=9), KEY)
    with transaction() as session:
        codes = services.confirm(session, person(user_id), code_at(user_id, now()), now(), KEY)
        assert queries.is_set(session, user_id)
    assert len(set(codes)) == rules.RECOVERY_CODES


def test_the_database_holds_neither_secret_nor_codes(app, make_person):
    user_id = make_person()
    codes = set_up(user_id)
    with reading() as session:
        factor = session.exec(select(SecondFactor)).one()
        kept = {row.code_hash for row in session.exec(select(RecoveryCode))}
    assert secret_of(user_id) not in factor.secret
    assert kept.isdisjoint(codes)
    assert {rules.kept_hash(KEY, user_id, code) for code in codes} == kept


def test_no_code_of_the_telephone_is_accepted_twice_nor_an_earlier_one_after_it(app, make_person):
    user_id, at = make_person(), now()
    set_up(user_id, at - timedelta(minutes=5))
    later = code_at(user_id, at)
    assert prove(user_id, later, at) == "totp"
    for code in (later, code_at(user_id, at - timedelta(seconds=30))):
        with pytest.raises(InvalidInput):
            prove(user_id, code, at)
    assert prove(user_id, code_at(user_id, at + timedelta(seconds=30)), at) == "totp"


def test_the_code_that_set_it_up_is_spent_too(app, make_person):
    user_id, at = make_person(), now()
    set_up(user_id, at)
    with pytest.raises(InvalidInput):
        prove(user_id, code_at(user_id, at), at)


def test_a_recovery_code_lets_in_once_however_it_is_typed_and_is_told_by_letter(app, make_person, deliver):
    user_id = make_person()
    code = set_up(user_id)[3]
    assert prove(user_id, rules.grouped(code).lower().replace(" ", "-")) == "recovery"
    with pytest.raises(InvalidInput):
        prove(user_id, code)
    with reading() as session:
        assert queries.count_codes(session, user_id) == 9
    assert letters(deliver) == ["Your second factor is set up", "A recovery code was used"]


def test_another_person_s_codes_are_worth_nothing(app, make_person):
    anna, boris = make_person("anna@amur.example"), make_person("boris@amur.example")
    codes, at = set_up(anna), now()
    set_up(boris)
    for code in (codes[0], code_at(anna, at)):
        with pytest.raises(InvalidInput):
            prove(boris, code, at)


@pytest.mark.parametrize("kind", ["telephone", "recovery"])
def test_of_two_tabs_with_one_code_one_is_let_in(app, make_person, kind):
    user_id, at = make_person(), now()
    codes = set_up(user_id, at - timedelta(minutes=5))
    code = codes[0] if kind == "recovery" else code_at(user_id, at)
    both, outcomes = threading.Barrier(2), []

    def tab():
        with app.app_context():
            both.wait()
            try:
                outcomes.append(str(prove(user_id, code, at)))
            except InvalidInput:
                outcomes.append("refused")

    tabs = [threading.Thread(target=tab) for _tab in range(2)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert outcomes.count("refused") == 1, outcomes


def test_new_recovery_codes_make_the_earlier_ones_worthless(app, make_person):
    user_id, at = make_person(), now()
    earlier = set_up(user_id, at - timedelta(minutes=5))
    with transaction() as session:
        new = services.renew_codes(session, person(user_id), code_at(user_id, at), at, KEY)
    with pytest.raises(InvalidInput):
        prove(user_id, earlier[0])
    assert prove(user_id, new[0]) == "recovery"


def test_with_another_key_of_the_service_nothing_opens_and_nothing_breaks(app, make_person):
    user_id = make_person()
    codes, at = set_up(user_id), now()
    for code in (code_at(user_id, at), codes[0]):
        with pytest.raises(InvalidInput), transaction() as session:
            services.prove(session, user_id, code, at, "another " * 5)


def test_an_administrator_resets_a_colleague_s_and_nobody_else_s(app, make_person, make_library, deliver):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    admin = make_person("a@heihe.example", heihe, Role.LIBRARY_ADMIN)
    colleague = make_person("c@heihe.example", heihe, Role.LIBRARIAN)
    both = make_person("b@heihe.example", heihe, Role.LIBRARIAN)
    platform = make_person("p@heihe.example", heihe, Role.LIBRARIAN, is_platform_admin=True)
    theirs = make_person("t@amur.example", amur, Role.LIBRARIAN)
    with transaction() as session:
        add_membership(session, session.get_one(User, both), amur, Role.LIBRARIAN)
    for each in (admin, colleague, both, platform, theirs):
        set_up(each)
    with reading() as session:
        of = {row.user_id: row.membership_id for row in queries.colleagues_of(session, heihe)}
        of |= {row.user_id: row.membership_id for row in queries.colleagues_of(session, amur) if row.user_id == theirs}
    actor = person(admin, heihe, Role.LIBRARY_ADMIN)
    for user_id, refusal in ((admin, Forbidden), (both, Forbidden), (platform, Forbidden), (theirs, NotFound)):
        with pytest.raises(refusal), transaction() as session:
            services.reset_colleague(session, actor, of[user_id])
    with transaction() as session:
        services.reset_colleague(session, actor, of[colleague])
    with reading() as session:
        assert not queries.is_set(session, colleague)
        assert queries.count_codes(session, colleague) == 0
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "second_factor_reset")).one()
    assert (entry.user_id, entry.subject_id) == (admin, colleague)
    assert letters(deliver)[-1] == "Your second factor has been reset"
    with pytest.raises(Conflict), transaction() as session:
        services.reset_colleague(session, actor, of[colleague])


@pytest.mark.parametrize(
    ("role", "is_open", "elsewhere", "refusal"),
    [
        (Role.READER, False, None, NotFound),
        (Role.LIBRARIAN, True, None, NotFound),
        (Role.LIBRARIAN, False, (Role.READER, False), Forbidden),
        (Role.LIBRARIAN, False, (Role.LIBRARIAN, True), None),
    ],
)
def test_only_who_works_here_and_belongs_nowhere_else_is_reset_by_a_library(
    app, make_person, make_library, role, is_open, elsewhere, refusal
):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    admin = make_person("a@heihe.example", heihe, Role.LIBRARY_ADMIN)
    hers = make_person("c@heihe.example", heihe, role)
    set_up(hers)
    with transaction() as session:
        user = session.get_one(User, hers)
        here = session.exec(select(Membership).where(Membership.user_id == hers)).one()
        here.is_open, number = is_open, here.id
        if elsewhere is not None:
            there = add_membership(session, user, amur, elsewhere[0])
            there.is_open = elsewhere[1]
    actor = person(admin, heihe, Role.LIBRARY_ADMIN)
    if refusal is None:
        with transaction() as session:
            services.reset_colleague(session, actor, number)
    else:
        with pytest.raises(refusal), transaction() as session:
            services.reset_colleague(session, actor, number)
    with reading() as session:
        assert queries.is_set(session, hers) == (refusal is not None)


def test_the_time_of_an_administrator_begins_with_the_first_sign_in_that_asks(app, make_person, make_library):
    heihe = make_library("Heihe")
    admin = make_person("a@heihe.example", heihe, Role.LIBRARY_ADMIN)
    librarian = make_person("l@heihe.example", heihe, Role.LIBRARIAN)
    shown = make_person("d@heihe.example", heihe, Role.LIBRARY_ADMIN, is_demo=True)
    at = now()
    with transaction() as session:
        for when in (at, at + timedelta(days=5)):
            assert services.standing(session, admin, when, True).due_at == at + timedelta(days=14)
        for user_id, is_asked_for in ((admin, False), (librarian, True), (shown, True)):
            assert services.standing(session, user_id, at, is_asked_for).due_at is None


# The doors


def on_her_telephone(web, user_id, at):
    return code_at(user_id, at, web.extensions["settings"].secret("secret_key"))


def has_it(web, user_id):
    return set_up(user_id, key=web.extensions["settings"].secret("secret_key"))


@pytest.mark.parametrize(("lang", "title"), [("zh", "两步验证"), ("ru", "Второй фактор"), ("en", "Second factor")])
def test_a_right_password_alone_opens_nothing(web, visitor, make_person, make_library, lang, title):
    user_id = make_person("anna@amur.example", make_library("Amur", "RU"), Role.LIBRARIAN)
    has_it(web, user_id)
    opened = visitor(web)
    answer = opened.sign_in("anna@amur.example", lang=lang)
    assert answer.location == f"/{lang}/second-step?next=/{lang}/start"
    half = opened.get_cookie("bridge").value
    for path in ("me", "staff", "me/second-factor", "me/sign-ins"):
        assert opened.get(f"/{lang}/{path}").location.startswith(f"/{lang}/login")
    assert opened.post(f"/{lang}/me/second-factor/off", data={"code": "1"}).status_code == 403
    page = opened.get(answer.location)
    assert title in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert opened.post(f"/{lang}/second-step", data={"code": "123"}).status_code == 422
    sent = {"code": on_her_telephone(web, user_id, now()), "next": f"/{lang}/me"}
    assert opened.post(f"/{lang}/second-step", data=sent).location == f"/{lang}/me"
    assert opened.get(f"/{lang}/me").status_code == 200
    assert opened.get_cookie("bridge").value != half
    thief = visitor(web)
    thief.set_cookie("bridge", half)
    assert thief.get(f"/{lang}/second-step").location.startswith(f"/{lang}/login")


def test_signing_out_ends_a_sign_in_that_waits_for_the_code(web, visitor, make_person):
    has_it(web, make_person())
    opened, thief = visitor(web), visitor(web)
    opened.sign_in("anna@amur.example")
    thief.set_cookie("bridge", opened.get_cookie("bridge").value)
    assert thief.get("/en/second-step").status_code == 200
    assert opened.post("/en/logout").status_code == 302
    with reading() as session:
        assert session.exec(select(SignIn)).all() == []
    for each in (opened, thief):
        assert each.get("/en/second-step").location == "/en/login"


def test_a_right_password_waits_ten_minutes_for_the_code(web, visitor, make_person):
    user_id = make_person()
    has_it(web, user_id)
    opened = visitor(web)
    opened.sign_in("anna@amur.example")
    with time_machine.travel(now() + timedelta(minutes=11)):
        sent = {"code": on_her_telephone(web, user_id, now())}
        assert opened.post("/en/second-step", data=sent).location == "/en/login"
        assert opened.get("/en/me").status_code == 302


def test_nobody_is_led_away_from_this_site_after_the_code(web, visitor, make_person):
    user_id = make_person()
    has_it(web, user_id)
    opened = visitor(web)
    opened.sign_in("anna@amur.example")
    sent = {"code": on_her_telephone(web, user_id, now()), "next": "//evil.example/"}
    assert opened.post("/en/second-step", data=sent).location == "/en/start"


def test_setting_it_up_shows_ten_codes_once_and_signs_out_everywhere_else(web, visitor, signed_in):
    opened, elsewhere = signed_in(web, "anna@amur.example"), visitor(web)
    elsewhere.sign_in("anna@amur.example")
    with reading() as session:
        user_id = session.exec(select(User)).one().id
    assert opened.post("/en/me/second-factor/begin").location == "/en/me/second-factor"
    page = opened.get("/en/me/second-factor").text
    assert rules.grouped(secret_of(user_id, web.extensions["settings"].secret("secret_key"))) in page
    assert "<svg" in page
    wrong = opened.post("/en/me/second-factor/confirm", data={"code": "12"})
    assert (wrong.status_code, "does not fit" in wrong.text) == (422, True)
    shown = opened.post("/en/me/second-factor/confirm", data={"code": on_her_telephone(web, user_id, now())})
    assert shown.text.count("<li><code>") == 10
    assert elsewhere.get("/en/me").status_code == 302
    assert "<li><code>" not in opened.get("/en/me/second-factor").text
    with time_machine.travel(now() + timedelta(minutes=1)):
        code = on_her_telephone(web, user_id, now())
        assert opened.post("/en/me/second-factor/off", data={"code": code}).status_code == 302
    assert visitor(web).sign_in("anna@amur.example").location == "/en/start"


def test_an_administrator_is_reminded_for_fourteen_days_and_then_led_to_the_one_page(
    web, visitor, signed_in, make_library
):
    opened = signed_in(web, "anna@amur.example", make_library("Amur", "RU"), Role.LIBRARY_ADMIN)
    assert "Set up yours by" in opened.get("/en/people").text
    with time_machine.travel(now() + timedelta(days=14, minutes=1)):
        opened = visitor(web)
        opened.sign_in("anna@amur.example")
        for path in ("people", "me", "", "search"):
            assert opened.get(f"/en/{path}").location == "/en/me/second-factor"
        assert opened.get("/en/people/second-factors").location == "/en/me/second-factor"
        for path in ("people/invite", "people/99/second-factor/reset"):
            assert opened.post(f"/en/{path}", data={"sure": "yes"}).status_code == 403
        assert opened.get("/en/me/second-factor").status_code == 200
        assert opened.post("/en/me/second-factor/begin").status_code == 302
        with reading() as session:
            user_id = session.exec(select(User)).one().id
        code = on_her_telephone(web, user_id, now())
        assert opened.post("/en/me/second-factor/confirm", data={"code": code}).status_code == 200
        page = opened.get("/en/people")
        assert (page.status_code, "Set up yours" in page.text) == (200, False)


def test_what_is_open_when_the_time_is_over_is_one_s_own():
    own = {name for name, access in policy.ROUTES.items() if access in (PUBLIC, SIGNED_IN)}
    assert own == requiring.OWN_FACTOR
    assert "second_factors" not in requiring.OPEN_BLUEPRINTS


def test_an_operator_may_ask_nobody_for_one(make_app, sqlite_url, make_library, signed_in):
    app = make_app(sqlite_url)
    app.extensions["settings"].second_factor = "nobody"
    with app.app_context():
        opened = signed_in(app, "anna@amur.example", make_library("Amur", "RU"), Role.LIBRARY_ADMIN)
        assert "Set up yours by" not in opened.get("/en/people").text


def test_librarians_and_readers_are_not_reminded(web, signed_in, make_library):
    opened = signed_in(web, "anna@amur.example", make_library("Amur", "RU"), Role.LIBRARIAN)
    assert "Set up yours by" not in opened.get("/en/me").text


def test_a_reset_is_asked_about_first_and_ends_every_sign_in(web, visitor, signed_in, make_person, make_library):
    amur = make_library("Amur", "RU")
    colleague = make_person("boris@amur.example", amur, Role.LIBRARIAN)
    theirs = visitor(web)
    theirs.sign_in("boris@amur.example")
    has_it(web, colleague)
    admin = signed_in(web, "anna@amur.example", amur, Role.LIBRARY_ADMIN)
    with reading() as session:
        of = {row.user_id: row.membership_id for row in queries.colleagues_of(session, amur)}
    path = f"/en/people/{of[colleague]}/second-factor/reset"
    assert "spoken to the person" in admin.post(path).text
    assert theirs.get("/en/me").status_code == 200
    assert admin.post(path, data={"sure": "yes"}).location == "/en/people/second-factors"
    assert theirs.get("/en/me").status_code == 302
    assert visitor(web).sign_in("boris@amur.example").location == "/en/start"


def test_a_form_filled_in_before_goes_on_after_the_code(web, visitor, signed_in):
    opened = signed_in(web, "anna@amur.example")
    with reading() as session:
        user_id = session.exec(select(User)).one().id
    has_it(web, user_id)
    page = opened.get("/en/me").text
    made_for = page.split('name="made_for" value="')[1].split('"')[0]
    with transaction() as session:
        for sign_in in session.exec(select(SignIn)).all():
            session.delete(sign_in)
    told = {"name": "Anna of the mountains", "language": "en", "made_for": made_for}
    page = opened.post("/en/me", data=told).text
    kept = page.split('name="kept_form" value="')[1].split('"')[0].replace("&#34;", '"')
    sent = {"email": "anna@amur.example", "password": opened.password, "kept_form": kept}
    step = opened.post("/en/login", data=sent).text
    assert 'name="kept_form"' in step
    assert opened.password not in step
    sent = {"code": on_her_telephone(web, user_id, now()), "kept_form": kept}
    assert "Anna of the mountains" in opened.post("/en/second-step", data=sent).text


def test_a_shared_computer_is_one_after_the_code_too(web, visitor, make_person):
    user_id = make_person()
    has_it(web, user_id)
    opened = visitor(web)
    given = {"email": "anna@amur.example", "password": opened.password, "shared_computer": "1"}
    opened.post("/en/login", data=given)
    opened.post("/en/second-step", data={"code": on_her_telephone(web, user_id, now())})
    with reading() as session:
        assert [(row.is_half, row.is_shared) for row in session.exec(select(SignIn))] == [(False, True)]


def test_wrong_codes_are_limited_and_the_limit_passes(make_app, sqlite_url, visitor, make_person):
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    with app.app_context():
        user_id = make_person()
        has_it(app, user_id)
        guesser = visitor(app)
        guesser.sign_in("anna@amur.example")
        told = [guesser.post("/en/second-step", data={"code": "1"}).status_code for _try in range(6)]
        assert told == [422] * 5 + [429]
        elsewhere = visitor(app)
        at_home = {"REMOTE_ADDR": "192.0.2.7"}
        elsewhere.sign_in("anna@amur.example", environ_base=at_home)
        code = {"code": on_her_telephone(app, user_id, now())}
        assert elsewhere.post("/en/second-step", data=code, environ_base=at_home).status_code == 302


def test_on_the_way_back_half_sign_ins_end_and_whole_ones_stay(web, visitor, signed_in, make_person):
    signed_in(web, "anna@amur.example")
    has_it(web, make_person("boris@amur.example"))
    visitor(web).sign_in("boris@amur.example")
    migrations, file = web.extensions["alembic"], web.extensions["database"].url.database
    migrations.downgrade("0111")
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT count(*) FROM sign_in").fetchone() == (1,)
    migrations.upgrade()
    with reading() as session:
        assert session.exec(select(SignIn)).one().is_half is False
        assert session.exec(select(SecondFactor)).all() == []


def test_nobody_but_the_platform_resets_by_an_address(app, make_person, make_library):
    heihe = make_library("Heihe")
    admin = make_person("a@heihe.example", heihe, Role.LIBRARY_ADMIN)
    set_up(make_person("c@heihe.example", heihe, Role.LIBRARIAN))
    with pytest.raises(Forbidden), transaction() as session:
        services.reset_by_address(session, person(admin, heihe, Role.LIBRARY_ADMIN), "c@heihe.example")


def test_with_a_reset_every_sign_in_ends_whoever_asked_for_it(app, make_person, make_library):
    heihe = make_library("Heihe")
    admin = make_person("a@heihe.example", heihe, Role.LIBRARY_ADMIN)
    hers = make_person("c@heihe.example", heihe, Role.LIBRARIAN)
    platform = Actor("person", user_id=99, is_platform_admin=True)

    def by_colleague(session):
        number = session.exec(select(Membership.id).where(Membership.user_id == hers)).one()
        services.reset_colleague(session, person(admin, heihe, Role.LIBRARY_ADMIN), number)

    for reset in (by_colleague, lambda session: services.reset_by_address(session, platform, "c@heihe.example")):
        set_up(hers)
        with transaction() as session:
            for number, user_id in enumerate((hers, hers, admin)):
                at = now()
                session.add(SignIn(id_hash=f"{number}", user_id=user_id, created_at=at, seen_at=at))
        with transaction() as session:
            reset(session)
        with transaction() as session:
            left = session.exec(select(SignIn)).all()
            assert [each.user_id for each in left] == [admin]
            session.delete(left[0])


def test_who_is_no_administrator_resets_nobody_s(app, make_person, make_library):
    heihe = make_library("Heihe")
    librarian = make_person("l@heihe.example", heihe, Role.LIBRARIAN)
    hers = make_person("c@heihe.example", heihe, Role.LIBRARIAN)
    set_up(hers)
    with reading() as session:
        number = session.exec(select(Membership.id).where(Membership.user_id == hers)).one()
    with pytest.raises(Forbidden, match="not-its-administrator"), transaction() as session:
        services.reset_colleague(session, person(librarian, heihe, Role.LIBRARIAN), number)
    with reading() as session:
        assert queries.is_set(session, hers)


def test_who_is_not_signed_in_has_no_second_factor_of_her_own(app):
    for change in (services.confirm, services.renew_codes, services.turn_off):
        with pytest.raises(Forbidden, match="not-signed-in"), transaction() as session:
            change(session, Actor("anonymous"), "000 000", now(), KEY)
