"""Notes in small letters: what each word is, is told by where it stands; whoever sent them is asked."""

from library_exchange.list_reading.rules import small_letters
from library_exchange.list_reading.services import reading

NOTES = """вот что есть отдаем так
речные дорога к морю 1 шт аст 2009
ефремкин туман над рекой молодая гвардия 1958
он же час отлива м. мпи 1988 2 шт
беляков а. человек с берега лениздат 1987 потрепана
кир булкин поселок м детлит 1988
акулин лодка захаров 2000 3шт, акулин причал захаров 2000 1 шт"""


def test_notes_tell_author_title_publisher_year_and_copies_and_all_are_asked():
    read = [each for each in reading.pasted(NOTES) if each.problem is None]
    told = [(e.author, e.title, e.publisher, e.year, e.quantity) for e in (each.entry for each in read)]
    assert told == [
        (None, "Речные дорога к морю", "АСТ", 2009, 1),
        ("Ефремкин", "Туман над рекой", "Молодая гвардия", 1958, 1),
        ("Ефремкин", "Час отлива", "мпи", 1988, 2),
        ("Беляков А.", "Человек с берега", "Лениздат", 1987, 1),
        ("Кир Булкин", "Поселок", "Детлит", 1988, 1),
        ("Акулин", "Лодка", "Захаров", 2000, 3),
        ("Акулин", "Причал", "Захаров", 2000, 1),
    ]
    assert all("title" in each.entry.unread for each in read)
    assert read[3].entry.condition == "worn"


def test_lines_with_capitals_are_no_notes():
    lines = [line.capitalize() for line in NOTES.split("\n")]
    assert small_letters.notes_in(lines) is None
