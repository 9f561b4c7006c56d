"""The pages that are opened most are light enough for a slow line, at the first visit and at later ones."""

import lxml.html
import pytest

from benchmarks.page_weight import COLD_GOAL_B, LOADED, WARM_GOAL_B
from tests.makers import Visitor

TAKES = {"Accept-Encoding": "gzip"}


def bytes_of(answer):
    """Return what goes over the line: the head and the content."""
    return len(str(answer.headers).encode()) + len("HTTP/1.1 ") + len(answer.status) + len(answer.data)


@pytest.mark.parametrize("path", ["/zh/", "/ru/", "/ru/search", "/zh/search?q=鲁迅", "/ru/r/1"])
def test_the_most_visited_pages_are_light(demo, path):
    visitor = Visitor(demo)
    page = visitor.get(path, headers=TAKES)
    assert page.status_code == 200
    loaded = set(lxml.html.fromstring(visitor.get(path).text).xpath(LOADED))
    files = [visitor.get(address, headers=TAKES) for address in loaded]
    assert len(files) >= 4
    assert {file.status_code for file in files} == {200}
    assert bytes_of(page) <= WARM_GOAL_B
    assert bytes_of(page) + sum(map(bytes_of, files)) <= COLD_GOAL_B
