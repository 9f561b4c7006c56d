"""What stands in a plain line for the author or the publisher of the line above: «Он же», «Те же авторы», 同上."""

import re

_AUTHOR = re.compile(
    r"(?:он|она|они)\s?же|(?:его|её|ее|их)\s?же|(?:тот|те)\sже\s(?:автор|авторы)|同[上前]|同一?作者|又", re.IGNORECASE
)
_PUBLISHER = re.compile(
    r"[,，;；]\s*(?P<words>同[上前]|там же|то же изд(?:-во|\.)?)\s*(?=[,，;；.]|$)"
    r"|(?<=\S)\s(?P<apart>同[上前](?:社)?)(?=\s|$)",
    re.IGNORECASE,
)


def is_same_author(author: str | None) -> bool:
    """Whether words that stand for an author mean that of the line above."""
    return author is not None and _AUTHOR.fullmatch(author.strip(" .,:")) is not None


def same_publisher(line: str) -> str:
    """Return the words by which a line says that its publisher is that of the line above; "" if it does not."""
    found = _PUBLISHER.search(line)
    return (found["words"] or found["apart"]) if found else ""
