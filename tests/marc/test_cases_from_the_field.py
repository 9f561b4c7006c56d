"""Files that made trouble elsewhere: what can be put right is, and told."""

import pytest

from library_exchange.marc.reading import Accepted, Rejected


def titles(found):
    return [each.description.title for each in found if isinstance(each, Accepted)]


@pytest.fixture
def case(shared_data, reads):
    return lambda name: reads((shared_data / "cases" / name).read_bytes())


def test_byte_order_marks_between_records_are_no_records(case):
    found = case("bom_before_each_record.mrc")
    assert not any(isinstance(each, Rejected) for each in found)
    assert len(found) == len(titles(found)) == 5


def test_a_last_record_without_its_end_mark_is_taken_in_if_it_is_whole(case, reads, books):
    (found,) = case("last_record_without_terminator.mrc")
    assert (found.description.title, found.repairs) == ("Без конца", ("terminator",))
    record = books["russian"](("200", "1 $aКнига"))
    assert titles(reads(record + record[:-1] + b"\r\n")) == ["Книга", "Книга"]
    cut = reads(record + record[:-3])
    assert (titles(cut), cut[-1].reason) == (["Книга"], "truncated")


def test_two_encodings_in_one_record_are_each_read(case):
    (found,) = case("two_encodings_in_one_record.mrc")
    book = found.description
    assert [book.title, *book.values("remainder"), *book.values("publisher")] == [
        "Смешанная запись",
        "подзаголовок",
        "Наука",
    ]
    assert found.repairs == ("two-encodings",)


def test_a_title_whose_code_is_no_ascii_letter_is_kept(case, only, books):
    (found,) = case("subfield_code_not_ascii.mrc")
    assert (found.description.title, found.repairs) == ("Kniga o reke", ("subfield-code",))
    assert only(books["russian"](("200", "1 $аКнига"))).description.title == "Книга"
    assert only(books["russian"](("200", "1 $Книга"))).description.title == "Книга"


@pytest.mark.parametrize("name", ["leader_deleted.mrc", "delete_stub.mrc"])
def test_deleted_records_are_counted_as_such(case, name):
    (found,) = case(name)
    assert found.description.is_deleted
