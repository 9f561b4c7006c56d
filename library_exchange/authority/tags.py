"""How the search index calls persons and works."""

AUTHOR, TITLE = "author", "title"
"""The fields of the index under which persons and works are found."""


def of_person(person_id: int) -> str:
    """Return the tag of a person."""
    return f"p{person_id}"


def of_work(work_id: int) -> str:
    """Return the tag of a work."""
    return f"w{work_id}"
