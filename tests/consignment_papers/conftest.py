"""Two libraries with a consignment, and their librarians at their browsers."""

from tests.regulations.conftest import desks, make_road, road

__all__ = ["desks", "make_road", "road"]
