"""Where things lie at this door."""

PREFIX = "/api/v1"


def at(collection: str, number: object | None = None, *more: str) -> str:
    """Return the path of a collection, of a thing in it, or of what belongs to that."""
    return "/".join([PREFIX, collection, *([] if number is None else [str(number)]), *more])
