"""How far a list has come, by its pages: how it goes on, and whether it goes on for ever."""

from datetime import datetime

from library_exchange.harvesting.rules.answers import NotUnderstood, Page
from library_exchange.harvesting.rules.runs import MOST_EMPTY, MOST_PAGES, Failure, resumes_from


class Progress:
    """What the pages of a list were so far; `token` is how it goes on, empty before the first page and at its end.

    It `is_over` where the last page was the last one.
    """

    def __init__(self) -> None:
        self.pages = 0
        self.records = 0
        self.deleted = 0
        self.token = ""
        self.is_over = False
        self.told_at: datetime | None = None
        self._tokens: set[str] = set()
        self._seen: set[int] = set()
        self._datestamps: list[list[datetime | None]] = []
        self._empty = 0

    def add(self, page: Page) -> None:
        """Take note of the next page. Raises NotUnderstood for a list that only repeats itself, or never ends."""
        before = len(self._seen)
        self._seen |= {hash((each.identifier, each.is_deleted)) for each in page.records}
        is_empty = len(self._seen) == before
        self._empty = self._empty + 1 if is_empty else 0
        is_repeated = bool(page.token) and page.token in self._tokens
        if page.token and ((is_repeated and is_empty) or self._empty > MOST_EMPTY or self.pages >= MOST_PAGES):
            raise NotUnderstood(Failure.ENDLESS)
        self._tokens.add(page.token)
        self.pages += 1
        self.records += len(page.records)
        self.deleted += sum(each.is_deleted for each in page.records)
        self.told_at = page.told_at if self.pages == 1 else self.told_at
        self.token, self.is_over = page.token, not page.token
        stamps = [each.datestamp for each in page.records]
        self._datestamps.append([stamps[0], stamps[-1]] if _are_ordered(stamps) else stamps)

    def begin_again(self) -> None:
        """Take note that the list begins again, from where `resumes_from` told: what came stays."""
        self.token, self.is_over = "", False

    def resumes_from(self) -> datetime | None:
        """Return the datestamp from which the list goes on where its token expired; None where it begins anew."""
        return resumes_from(self._datestamps)


def _are_ordered(stamps: list[datetime | None]) -> bool:
    """Whether a page can be kept short: the first and the last datestamp say as much as all."""
    return len(stamps) > 2 and resumes_from([stamps]) is not None
