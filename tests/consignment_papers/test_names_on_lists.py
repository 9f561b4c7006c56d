"""Authors and publishers on the lists of officers: in their own script as far as it is known, else by the sound."""

import pytest

from library_exchange.consignment_papers.queries import pack_of
from library_exchange.consignment_papers.rules.publishers import publisher_in
from library_exchange.core.db import reading
from library_exchange.shipping.models import Consignment
from tests.consignment_papers.test_papers import DAY, texts
from tests.counting import count_queries
from tests.shipping.conftest import a_title


@pytest.mark.parametrize(
    ("name", "language", "told"),
    [
        ("黑龙江人民出版社", "ru", "Хэйлунцзян жэньминь чубаньшэ"),
        ("商务印书馆", "ru", "Шанъу иньшугуань"),
        ("人民文学出版社", "ru", "Жэньминь вэньсюэ чубаньшэ"),
        ("长安出版社", "ru", "Чанъань чубаньшэ"),
        ("Наука", "zh", "俄罗斯科学出版社"),
        ("Издательство «Детская литература»", "zh", "儿童文学出版社"),
        ("РИО", "zh", "RIO"),
        ("Наука", "ru", "Наука"),
        ("商务印书馆", "zh", "商务印书馆"),
        ("Springer", "zh", "Springer"),
        ("[б. и.]", "zh", "[出版者不详]"),
        ("[出版者不详]", "ru", "[б. и.]"),
        ("", "ru", ""),
    ],
)
def test_a_publisher_is_named_for_who_reads_the_list(name, language, told):
    assert publisher_in(name, language) == told


def test_into_china_authors_and_publishers_are_told_so_that_officers_can_read_them(road):
    road.plans(a_title(1), a_title(2, author="Пушкин А. С. / 普希金")).is_cleared()
    (said,) = texts(road, "permit-list")
    for told in ("Ivanov I. I.", "Иванов И. И.", "俄罗斯科学出版社", "Наука", "普希金"):
        assert told in said, told


def test_into_russia_chinese_names_stand_in_russian_letters_beside_their_own(web, make_road):
    road = make_road(consignor="CN")
    book = {"title": "黑龙江史", "language": "chi", "title_zh": None, "title_ru": "История Хэйлунцзяна"}
    road.plans(a_title(1, author="王立民", publisher="黑龙江人民出版社", **book)).is_cleared()
    (said,) = texts(road, "advance-list")
    said = said.replace("- ", "")
    for told in ("Ван Лиминь", "王立民", "Хэйлунцзян жэньминь чубаньшэ", "黑龙江人民出版社"):
        assert told in said, told


def test_many_titles_ask_no_more_than_few(road):
    def made():
        with reading() as session:
            pack_of(session, session.get_one(Consignment, road.id), DAY)

    road.plans(a_title(1), a_title(2))
    few = count_queries(made)
    road.plans(*(a_title(n, author=f"Автор{n} А. А.") for n in range(10, 60)))
    assert count_queries(made) == few
