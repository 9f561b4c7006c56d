"""The platform's page of mails: every mail that was made, for the platform's administrators."""

from library_exchange.core.actor import Role
from library_exchange.mail import jobs
from tests.letters import payload


def test_the_list_of_mails_is_for_the_platform_s_administrators(web, make_library, visitor, signed_in):
    heihe = make_library("Heihe")
    jobs.deliver([payload("ill@heihe.example", "d" * 32)])
    admin = signed_in(web, "admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    for path in ("/zh/platform/mail", "/ru/platform/mail/1"):
        assert admin.get(path).status_code == 404
        assert visitor(web).get(path).status_code == 302
    platform = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    for lang in ("zh", "ru"):
        page = platform.get(f"/{lang}/platform/mail").text
        assert "ill@heihe.example" in page
        assert f'<a href="/{lang}/platform/mail/1" lang="zh-Hans">馆际互借</a>' in page
        assert "您好" in platform.get(f"/{lang}/platform/mail/1").text
        assert platform.get(f"/{lang}/platform/mail/2").status_code == 404


def test_the_newest_mail_stands_first_and_long_lists_have_pages(web, signed_in):
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    assert 'class="empty"' in opened.get("/ru/platform/mail").text
    for number in range(51):
        jobs.deliver([payload(f"reader@town{number}.example", f"{number:032}")])
    first, second = opened.get("/en/platform/mail").text, opened.get("/en/platform/mail?page=2").text
    assert first.index("@town50.") < first.index("@town49.")
    assert "@town0." in second
    assert "@town0." not in first


def test_what_is_written_to_a_person_is_not_the_platforms_to_read(web, make_library, signed_in):
    make_library("Heihe")
    jobs.deliver([payload("zhang.wei@heihe.example", "f" * 32)])
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    for path in ("/en/platform/mail", "/en/platform/mail/1"):
        page = opened.get(path).text
        assert "zhang" not in page
        assert "馆际互借" not in page
        assert "您好" not in page
        assert "z…@heihe.example" in page
    assert "is not shown here" in page


def test_a_mail_whose_file_is_gone_says_so(web, make_library, signed_in, tmp_path):
    make_library("Heihe")
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    jobs.deliver([payload("ILL@heihe.example", "e" * 32)])
    (tmp_path / "mail" / f"{'e' * 32}.eml").unlink()
    answer = opened.get("/en/platform/mail/1")
    assert answer.status_code == 200
    assert "您好" not in answer.text


def test_a_mail_to_a_library_is_found_by_a_part_and_one_to_a_person_by_her_whole_address(web, make_library, signed_in):
    make_library("Heihe")
    jobs.deliver([payload("ill@heihe.example", "d" * 32)])
    jobs.deliver([payload("reader@town.example", "e" * 32)])
    opened = signed_in(web, "platform@bridge.example", is_platform_admin=True)

    def found(words):
        return opened.get("/zh/platform/mail", query_string={"q": words}).text.count("<tr>") - 1

    assert [found(words) for words in ("", "馆际", "ill@hei", "reader@town.example")] == [2, 1, 1, 1]
    assert found("reader@town") < 1, "who a person is, nobody finds by a part"
    assert 'class="empty"' in opened.get("/ru/platform/mail?q=%25").text
