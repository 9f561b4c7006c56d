"""Who belongs to a library: invited by its administrator, acting for one library at a time, let go again."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import col, select

from library_exchange.accounts import open_invitations, queries, services
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.schemas import Invitation
from library_exchange.core.actor import ANONYMOUS, Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.mail import delivery
from library_exchange.mail.models import Mail

LI = {"email": "li@heihe.example", "name": "李馆员", "language": "zh", "role": "librarian"}


def admin_of(library_id, user_id=1):
    return Actor(kind="person", library_id=library_id, user_id=user_id, roles=frozenset({Role.LIBRARY_ADMIN}))


def invite(library_id, actor=None, **changed):
    with transaction() as session:
        services.invite(session, actor or admin_of(library_id), library_id, Invitation(**(LI | changed)))


def roles_in(library_id):
    with reading() as session:
        rows = session.exec(select(Membership).where(Membership.library_id == library_id).order_by(col(Membership.id)))
        return [row.role for row in rows]


def last_letter(deliver):
    deliver()
    with reading() as session:
        mail = session.exec(select(Mail).order_by(col(Mail.id).desc())).first()
    return delivery.find_kept(mail.filename).body


def link_in(text):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", text)[1]


def accepts(email):
    with transaction() as session:
        user = queries.find_user(session, email)
        actor = Actor(kind="person", user_id=user.id)
        for membership, _library in open_invitations.invitations_of(session, user.id):
            services.accept_invitation(session, actor, membership.id)


def test_an_invitation_tells_nothing_of_who_has_the_address_and_moves_nobody(
    web, make_library, make_person, signed_in, visitor
):
    amur, heihe = make_library("Amur", "RU"), make_library("Heihe")
    make_person("anna@amur.example", amur, Role.LIBRARIAN, name="Анна Тайная")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    for email in ("anna@amur.example", "nobody@amur.example"):
        admin.post("/en/people/invite", data=LI | {"email": email, "role": "library_admin"})
    page = admin.get("/en/people").text
    assert "Тайная" not in page
    shown = {email: re.search(rf"<tr>(?:(?!<tr>).)*{email}.*?</tr>", page, re.DOTALL)[0] for email in
             ("anna@amur.example", "nobody@amur.example")}  # fmt: skip
    told = {re.sub(r"\s+|\d+|[\w-]{10,}", "", row.replace(email, "")) for email, row in shown.items()}
    assert len(told) == 1
    anna = visitor(web)
    anna.sign_in("anna@amur.example")
    assert anna.get("/en/people").status_code == 403
    assert anna.get("/en/start").location == "/en/me"
    with reading() as session:
        found = open_invitations.invitations_of(session, 1)
    assert len(found) == 1
    stranger = signed_in(web, "zoe@amur.example", amur)
    answer = f"/en/me/invitations/{found[0][0].id}"
    assert stranger.post(f"{answer}/accept").status_code == 404
    assert anna.post(f"{answer}/accept").location == "/en/me"
    assert anna.post(f"{answer}/accept").status_code == 404
    anna.post("/en/act-for", data={"library": heihe})
    assert anna.get("/en/people").status_code == 200


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "此人已是本馆馆员"), ("ru", "Этот человек уже работает в вашей библиотеке")]
)
@pytest.mark.parametrize("role", ["librarian", "library_admin"])
def test_a_colleague_is_not_invited_once_more(web, make_library, make_person, signed_in, lang, said, role):
    amur = make_library("Amur", "RU")
    admin = signed_in(web, "admin@amur.example", library_id=amur, roles=Role.LIBRARY_ADMIN)
    make_person("boris@amur.example", amur, Role.LIBRARIAN)
    given = {"email": "boris@amur.example", "name": "Boris", "language": "ru", "role": role}
    refused = admin.post(f"/{lang}/people/invite", data=given)
    assert (refused.status_code, said in refused.text) == (422, True)


def test_who_declines_an_invitation_is_as_if_she_had_not_been_invited(web, make_library, signed_in):
    heihe = make_library("Heihe")
    reader = signed_in(web, "li@heihe.example")
    invite(heihe)
    page = reader.get("/en/me").text
    assert "Accept the invitation" in page
    path = re.search(r'action="(/en/me/invitations/\d+/decline)"', page)[1]
    assert reader.post(path).status_code == 302
    assert roles_in(heihe) == []
    assert "Accept the invitation" not in reader.get("/en/me").text


def test_an_invited_person_has_no_password_yet_and_is_written_to(app, make_library, make_person):
    heihe = make_library("Heihe")
    make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    invite(heihe)
    with reading() as session:
        user = queries.find_user(session, "LI@heihe.example")
        (row,) = session.exec(select(OutboxMessage)).all()
        (entry,) = session.exec(select(AuditEntry)).all()
    assert (user.password, user.name, user.language) == (None, "李馆员", "zh")
    assert (row.payload["recipient"], row.payload["language"]) == ("li@heihe.example", "zh")
    assert (entry.action, entry.library_id, entry.facts) == ("invite", heihe, {"role": "librarian"})


def test_inviting_twice_or_into_another_library_makes_no_second_account(app, make_library, make_person):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    make_person("admin@heihe.example")
    for library_id in (heihe, heihe, amur):
        invite(library_id, email="Li@Heihe.example")
    with reading() as session:
        assert len(session.exec(select(User)).all()) == 2
    assert (roles_in(heihe), roles_in(amur)) == ([Role.LIBRARIAN], [Role.LIBRARIAN])


@pytest.mark.parametrize("roles", [(), (Role.READER,), (Role.LIBRARIAN,)])
def test_only_administrators_of_the_library_invite(app, make_library, roles):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    stranger = Actor(kind="person", library_id=heihe, user_id=1, roles=frozenset(roles))
    for actor in (stranger, admin_of(amur), ANONYMOUS):
        with pytest.raises(Forbidden):
            invite(heihe, actor)
    assert roles_in(heihe) == []


def test_the_platform_s_administrator_invites_a_new_library_s_first_one(app, make_library, make_person):
    heihe = make_library("Heihe")
    platform = make_person("platform@bridge.example", is_platform_admin=True)
    invite(heihe, Actor(kind="person", user_id=platform, is_platform_admin=True), role="library_admin")
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN]


def test_a_membership_ends_and_leaves_a_note(app, make_library, make_person):
    heihe = make_library("Heihe")
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    make_person("li@heihe.example", heihe, Role.LIBRARIAN)
    with transaction() as session:
        services.end_membership(session, admin_of(heihe, admin), 2)
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN]
    with reading() as session:
        assert session.exec(select(AuditEntry)).one().action == "end_membership"


def test_a_library_s_administrator_cannot_leave_it_without_one(app, make_library, make_person):
    heihe = make_library("Heihe")
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    with pytest.raises(Conflict), transaction() as session:
        services.end_membership(session, admin_of(heihe, admin), 1)
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN]


def test_an_administrator_changes_a_role_and_both_are_told(web, make_library, signed_in, deliver):
    heihe = make_library("Heihe")
    li = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN, language="zh")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN, language="ru")
    assert li.get("/zh/people").status_code == 403
    asked = admin.post("/ru/people/1/role", data={"role": "library_admin"})
    assert asked.status_code == 200
    assert "Администратор библиотеки" in asked.text
    assert roles_in(heihe) == [Role.LIBRARIAN, Role.LIBRARY_ADMIN]
    assert admin.post("/ru/people/1/role", data={"role": "library_admin", "sure": "yes"}).status_code == 302
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN, Role.LIBRARY_ADMIN]
    assert li.get("/zh/people").status_code == 200, "she stays signed in, as what she is now"
    deliver()
    with reading() as session:
        assert [mail.recipient for mail in session.exec(select(Mail).order_by(col(Mail.id)))] == [
            "li@heihe.example",
            "admin@heihe.example",
        ]
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "change_role")).all()
    assert (entry.library_id, entry.facts) == (heihe, {"from": "librarian", "to": "library_admin"})


def test_a_library_keeps_an_administrator_whoever_changes_roles(app, make_library, make_person):
    heihe = make_library("Heihe")
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    platform = Actor(kind="person", library_id=heihe, user_id=99, is_platform_admin=True)
    for actor in (admin_of(heihe, admin), admin_of(heihe, 98), platform):
        with pytest.raises(Conflict), transaction() as session:
            services.change_role(session, actor, 1, Role.READER)
        with pytest.raises(Conflict), transaction() as session:
            services.end_membership(session, actor, 1)
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN]


def test_the_role_of_who_is_invited_is_shown_and_changed_before_she_accepts(web, make_library, signed_in, deliver):
    heihe = make_library("Heihe")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN, language="ru")
    admin.post("/ru/people/invite", data=LI | {"role": "reader"})
    assert "您在该馆的角色：读者" in last_letter(deliver)
    people = admin.get("/ru/people").text
    assert "/ru/people/2/role" in people
    asked = admin.post("/ru/people/2/role", data={"role": "librarian"})
    assert "李馆员" in asked.text
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN, Role.READER]
    assert admin.post("/ru/people/2/role", data={"role": "librarian", "sure": "yes"}).status_code == 302
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN, Role.LIBRARIAN]
    assert "您在该馆的角色：馆员" in last_letter(deliver)
    with reading() as session:
        assert session.exec(select(Mail.recipient)).all() == ["li@heihe.example"] * 2
        assert session.get_one(Membership, 2).is_open, "nobody accepts in her place"
    accepts("li@heihe.example")
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN, Role.LIBRARIAN]


def test_who_is_invited_as_administrator_can_become_a_reader_instead(app, make_library, make_person):
    heihe = make_library("Heihe")
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    invite(heihe, role="library_admin")
    with transaction() as session:
        services.change_role(session, admin_of(heihe, admin), 2, Role.READER)
    assert roles_in(heihe) == [Role.LIBRARY_ADMIN, Role.READER]


def test_a_role_that_she_has_or_is_invited_to_is_not_given_twice(app, make_library, make_person):
    heihe = make_library("Heihe")
    admin = make_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    make_person("li@heihe.example", heihe, Role.LIBRARIAN)
    invite(heihe, email="new@heihe.example")
    for membership in (2, 3):
        with pytest.raises(Conflict), transaction() as session:
            services.change_role(session, admin_of(heihe, admin), membership, Role.LIBRARIAN)
    invite(heihe, email="new@heihe.example", role="reader")
    with pytest.raises(Conflict), transaction() as session:
        services.change_role(session, admin_of(heihe, admin), 3, Role.READER)
    with pytest.raises(Forbidden), transaction() as session:
        services.change_role(session, Actor("person", library_id=heihe, user_id=2), 1, Role.READER)


def test_another_library_s_members_do_not_exist(app, make_library, make_person):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    make_person("anna@amur.example", amur)
    with pytest.raises(NotFound), transaction() as session:
        services.end_membership(session, admin_of(heihe, 99), 1)
    assert roles_in(amur) == [Role.READER]


def test_one_address_has_one_account(app, make_person):
    make_person("anna@amur.example")
    with pytest.raises(Conflict):
        make_person("Anna@Amur.example")


def test_people_are_listed_by_role_then_name(app, make_library, make_person):
    heihe = make_library("Heihe")
    for email, role, name in (
        ("c@heihe.example", Role.READER, "陈"),
        ("b@heihe.example", Role.LIBRARIAN, "Борис"),
        ("a@heihe.example", Role.LIBRARY_ADMIN, "Zoe"),
        ("d@heihe.example", Role.LIBRARIAN, "Анна"),
    ):
        make_person(email, heihe, role, name=name)
    with reading() as session:
        names = [user.name for _membership, user in queries.people_of(session, heihe, 0, 3)]
        assert names == ["Zoe", "Анна", "Борис"]
        assert [user.name for _membership, user in queries.people_of(session, heihe, 3, 3)] == ["陈"]


@pytest.mark.parametrize(
    ("lang", "told"), [("zh", "混有两种文字的字母"), ("ru", "буквы двух алфавитов"), ("en", "two alphabets")]
)
@pytest.mark.parametrize("door", ["people/invite", "readers/new"])
def test_an_address_typed_with_the_wrong_keyboard_is_asked_about_once_and_kept_by_a_yes(
    web, make_library, signed_in, door, lang, told
):
    heihe = make_library("Heihe")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    given = LI | {"email": "Иванова@amur.example"}
    asked = admin.post(f"/{lang}/{door}", data=given)
    assert (told in asked.text, given["email"] in asked.text) == (True, True)
    with reading() as session:
        assert queries.find_user(session, given["email"]) is None
    assert admin.post(f"/{lang}/{door}", data=given | {"sure": "yes"}).status_code == 302
    with reading() as session:
        assert queries.find_user(session, given["email"]) is not None


def test_an_invitation_leads_from_the_letter_to_a_password(web, make_library, visitor, signed_in, deliver):
    heihe = make_library("Heihe")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    assert admin.post("/zh/people/invite", data=LI).location == "/zh/people"
    path = link_in(last_letter(deliver))
    assert path.startswith("/zh/invitation/")
    invited = visitor(web)
    for _scanner in range(2):
        answer = invited.get(path)
        assert answer.location.startswith("/zh/reset/")
    form = {"password": "松花江上的桥 и мост", "password_confirm": "松花江上的桥 и мост"}
    assert invited.post(answer.location, data=form).location == "/zh/login"
    assert invited.sign_in("li@heihe.example", form["password"]).status_code == 302
    assert invited.get("/zh/start").location == "/zh/me"
    accepts("li@heihe.example")
    assert invited.get("/zh/start").location == "/zh/staff"
    assert visitor(web).get(path).location == "/zh/login"


def test_an_invitation_older_than_a_week_or_forged_is_refused(web, make_library, visitor, make_person, deliver):
    heihe = make_library("Heihe")
    make_person("admin@heihe.example")
    invite(heihe)
    path = link_in(last_letter(deliver))
    assert visitor(web).get(path[:-3] + "abc").location == "/zh/login"
    with time_machine.travel(now() + timedelta(days=6)):
        assert visitor(web).get(path).location.startswith("/zh/reset/")
    with time_machine.travel(now() + timedelta(days=8)):
        assert visitor(web).get(path).location == "/zh/login"


def test_one_who_has_a_password_gets_no_link_to_set_one(web, make_library, make_person, deliver):
    heihe = make_library("Heihe")
    make_person("li@heihe.example")
    invite(heihe)
    assert link_in(last_letter(deliver)) == "/en/login"


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_an_invitation_with_mistakes_comes_back_with_what_was_typed(web, make_library, signed_in, lang):
    opened = signed_in(web, "admin@heihe.example", make_library("Heihe"), Role.LIBRARY_ADMIN)
    answer = opened.post(f"/{lang}/people/invite", data=LI | {"email": "not an address", "role": "king"})
    assert answer.status_code == 422
    assert "李馆员" in answer.text
    assert answer.text.count('class="err-t"') == 2


def test_the_pages_of_people_are_for_administrators(web, make_library, visitor, signed_in):
    heihe = make_library("Heihe")
    librarian = signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)
    reader = signed_in(web, "du@heihe.example", heihe, Role.READER)
    for path in ("/zh/people", "/ru/people/invite"):
        assert librarian.get(path).status_code == 403
        assert reader.get(path).status_code == 403
        assert visitor(web).get(path).status_code == 302
    assert librarian.post("/zh/people/1/end").status_code == 403
    assert visitor(web).post("/zh/people/1/end").status_code == 403
    assert roles_in(heihe) == [Role.LIBRARIAN, Role.READER]


def test_an_administrator_sees_and_ends_memberships_of_her_own_library_only(web, make_library, make_person, signed_in):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    make_person("anna@amur.example", amur)
    make_person("li@heihe.example", heihe, card_no="00042")
    opened = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    page = opened.get("/zh/people").text
    assert "li@heihe.example" in page
    assert "00042" in page
    assert "anna@amur.example" not in page
    assert opened.post("/zh/people/1/end").status_code == 404
    assert opened.post("/zh/people/2/end", data={"sure": "yes"}).location == "/zh/people"
    assert (roles_in(heihe), roles_in(amur)) == ([Role.LIBRARY_ADMIN], [Role.READER])


def test_a_right_ends_with_the_next_request_after_the_membership(web, make_library, signed_in):
    opened = signed_in(web, "admin@heihe.example", make_library("Heihe"), Role.LIBRARY_ADMIN)
    assert opened.get("/zh/people").status_code == 200
    with transaction() as session:
        session.delete(session.get(Membership, 1))
    assert opened.get("/zh/people").status_code == 403


def test_one_acts_for_one_library_at_a_time(web, make_library, signed_in):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    make_library("Harbin")
    opened = signed_in(web, "anna@amur.example", heihe, Role.READER)
    with transaction() as session:
        services.add_membership(session, session.get(User, 1), amur, Role.LIBRARY_ADMIN)
    assert opened.get("/ru/people").status_code == 200
    assert opened.post("/ru/act-for", data={"library": heihe, "next": "/ru/libraries"}).location == "/ru/libraries"
    assert opened.get("/ru/people").status_code == 403
    assert opened.post("/ru/act-for", data={"library": amur, "next": "//evil.example"}).location == "/ru/start"
    assert opened.get("/ru/people").status_code == 200
    for elsewhere in (3, 99, "x"):
        assert opened.post("/ru/act-for", data={"library": elsewhere}).status_code == 404
    assert opened.get("/ru/people").status_code == 200


def test_the_header_names_the_library_one_acts_for_in_the_language_of_the_page(web, make_library, signed_in):
    opened = signed_in(web, "anna@amur.example", make_library("Heihe"), Role.LIBRARIAN)
    assert "黑河市图书馆" in opened.get("/zh/me").text
    assert "Библиотека Хэйхэ" in opened.get("/ru/me").text


def test_one_changes_one_s_name_and_language(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    assert opened.post("/ru/me", data={"name": "  Анна \u202e Ли ", "language": "ru"}).location == "/ru/me"
    assert opened.post("/ru/me", data={"language": "zh"}).location == "/ru/me"
    assert opened.post("/ru/me", data={"language": "fr", "is_platform_admin": "1"}).status_code == 422
    with reading() as session:
        user = session.get(User, 1)
    assert (user.name, user.language, user.is_platform_admin) == ("Анна Ли", "zh", False)


def test_one_sees_and_ends_one_s_own_sign_ins_only(web, visitor, signed_in):
    opened = signed_in(web, "anna@amur.example")
    elsewhere, stranger = visitor(web), signed_in(web, "li@heihe.example")
    elsewhere.post(
        "/en/login",
        data={"email": "anna@amur.example", "password": opened.password},
        headers={"User-Agent": "Old Computer in the Reading Room"},
    )
    page = opened.get("/zh/me/sign-ins").text
    assert "Old Computer in the Reading Room" in page
    ends = re.findall(r'action="(/zh/me/sign-ins/[0-9a-f]{64}/end)"', page)
    assert len(ends) == 1
    assert stranger.post(ends[0]).status_code == 404
    assert opened.get("/en/me").status_code == elsewhere.get("/en/me").status_code == 200
    assert opened.post("/zh/me/sign-ins/end-others").status_code == 302
    assert elsewhere.get("/en/me").status_code == 302
    assert opened.get("/en/me").status_code == stranger.get("/en/me").status_code == 200
    elsewhere.sign_in("anna@amur.example")
    (end,) = re.findall(r'action="(/zh/me/sign-ins/[0-9a-f]{64}/end)"', opened.get("/zh/me/sign-ins").text)
    assert opened.post(end).location == "/zh/me/sign-ins"
    assert elsewhere.get("/en/me").status_code == 302
    assert opened.get("/en/me").status_code == 200


def test_an_invited_person_is_invited_anew_and_the_question_names_her(web, make_library, signed_in, visitor, deliver):
    heihe = make_library("Heihe")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    admin.post("/en/people/invite", data=LI)
    number = 2
    assert "Send the invitation again" in admin.get("/en/people").text
    assert admin.post(f"/en/people/{number}/invite-again").status_code == 302
    letter = last_letter(deliver)
    with reading() as session:
        assert len(session.exec(select(Mail).where(Mail.recipient == LI["email"])).all()) == 2
    assert visitor(web).get(link_in(letter)).location.startswith("/zh/reset/")
    asked = admin.post(f"/en/people/{number}/end").text
    assert ("Withdraw the invitation" in asked, LI["name"] in asked) == (True, True)
    admin.post(f"/en/people/{number}/end", data={"sure": "yes"})
    assert f"The invitation of {LI['name']} has been withdrawn" in admin.get("/en/people").text
    assert admin.post("/en/people/1/invite-again").status_code == 404, "she has accepted long ago"


def test_an_administrator_corrects_a_name_and_a_card_and_the_audit_keeps_neither(
    web, make_library, make_person, signed_in
):
    heihe = make_library("Heihe")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    make_person("du@heihe.example", heihe, name="Дуу", card_no="00042")
    assert "/ru/people/2/correct" in admin.get("/ru/people").text
    assert 'value="00042"' in admin.get("/ru/people/2/correct").text
    assert admin.post("/ru/people/2/correct", data={"name": " ", "card_no": "7"}).status_code == 422
    assert admin.post("/ru/people/2/correct", data={"name": "Ду", "card_no": "00024"}).location == "/ru/people"
    with reading() as session:
        assert (session.get(User, 2).name, session.get(Membership, 2).card_no) == ("Ду", "00024")
        (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "correct_person")).all()
    assert entry.facts == {"changed": ["card_no", "name"]}


def test_the_name_of_one_who_belongs_to_another_library_too_is_her_own(web, make_library, make_person, signed_in):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    du = make_person("du@heihe.example", heihe, name="杜")
    with transaction() as session:
        services.add_membership(session, session.get(User, du), amur, Role.READER)
    assert 'name="name"' not in admin.get("/ru/people/2/correct").text
    assert admin.post("/ru/people/2/correct", data={"name": "Other", "card_no": "7"}).status_code == 302
    with reading() as session:
        assert (session.get(User, du).name, session.get(Membership, 2).card_no) == ("杜", "7")


def test_the_buttons_of_roles_say_what_they_do(web, make_library, make_person, signed_in):
    heihe = make_library("Heihe")
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    make_person("du@heihe.example", heihe)
    page = admin.get("/ru/people").text
    assert ("Сделать библиотекарем" in page, "Сделать администратором" in page) == (True, True)


@pytest.mark.parametrize(
    ("lang", "works", "reads"),
    [
        ("zh", "已是本馆馆员", "此人已是本馆读者"),
        ("ru", "уже работает в вашей библиотеке", "уже читатель вашей библиотеки"),
    ],
)
@pytest.mark.parametrize("door", ["/people/invite", "/readers/new"])
def test_who_is_made_a_reader_and_works_or_reads_here_is_said_to(
    web, make_library, make_person, signed_in, lang, works, reads, door
):
    amur = make_library("Amur", "RU")
    admin = signed_in(web, "admin@amur.example", library_id=amur, roles=Role.LIBRARY_ADMIN)
    make_person("boris@amur.example", amur, Role.LIBRARIAN)
    make_person("vera@amur.example", amur, Role.READER)
    given = {"name": "N", "language": "ru", "role": "reader"}
    sent = admin.post(f"/{lang}{door}", data=given | {"email": "boris@amur.example"}, follow_redirects=True)
    assert works in sent.text
    refused = admin.post(f"/{lang}{door}", data=given | {"email": "vera@amur.example"})
    assert (refused.status_code, reads in refused.text) == (422, True)
    new = admin.post(f"/{lang}{door}", data=given | {"email": "new@amur.example"}, follow_redirects=True)
    assert works not in new.text
