"""A search as a form with fields gives it."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from library_exchange.catalogue.schemas import LONGEST_QUERY


class AdvancedInput(BaseModel):
    """A search put together in fields; what makes no sense is left out."""

    words: str = ""
    phrase: str = ""
    title: str = ""
    author: str = ""
    publisher: str = ""
    subject: str = ""
    isbn: str = ""
    class_number: str = ""
    without: str = ""

    @classmethod
    def from_address(cls, arguments: Mapping[str, Sequence[str]]) -> "AdvancedInput":
        """Return what the fields of an address hold, on one line and without the marks of the query language."""
        given = {name: next(iter(arguments.get(name, ())), "") for name in cls.model_fields}
        return cls(**{name: " ".join(text.replace('"', " ").split())[:LONGEST_QUERY] for name, text in given.items()})

    def query_text(self) -> str:
        """Return the same as one text in the query language of readers.

        A name is asked for as a whole, so that it is recognised; of a title and a subject every word may stand alone.
        """
        parts = [self.words, f'"{self.phrase}"' if self.phrase else ""]
        parts += [f"title:{word}" for word in self.title.split()]
        parts += [f'author:"{self.author}"' if " " in self.author else f"author:{self.author}"] if self.author else []
        parts += [f"publisher:{word}" for word in self.publisher.split()]
        parts += [f"subject:{word}" for word in self.subject.split()]
        parts += [f"isbn:{self.isbn.replace(' ', '')}" if self.isbn else ""]
        parts += [f"class:{self.class_number.replace(' ', '')}" if self.class_number else ""]
        parts += [f"-{word}" for word in self.without.split()]
        return " ".join(part for part in parts if part)[:LONGEST_QUERY]
