"""How small commits are kept from piling up: a few of a size are merged into one of the next."""

from whoosh.codec.base import Segment
from whoosh.reading import SegmentReader

from library_exchange.search.whoosh_engine.postings import ArrayWriter

MOST_OF_A_SIZE = 8
# Larger segments wait for the night: merging them would hold up the writer for seconds.
LARGEST_BY_DAY = 5_000


def tidied(writer: ArrayWriter, segments: list[Segment]) -> list[Segment]:
    """Return the segments to keep, after merging the small ones into the writer when they have become many.

    A merge policy in the form of Whoosh's own (`mergetype`).
    """
    for level in range(len(str(LARGEST_BY_DAY))):
        smaller = [segment for segment in segments if _level(segment) <= level]
        of_this_size = [segment for segment in smaller if _level(segment) == level]
        if len(of_this_size) >= MOST_OF_A_SIZE and _documents(smaller) <= LARGEST_BY_DAY:
            _merge(writer, smaller)
            return [segment for segment in segments if segment not in smaller]
    return segments


def _merge(writer: ArrayWriter, segments: list[Segment]) -> None:
    for segment in segments:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        try:
            writer.add_reader(reader)
        finally:
            reader.close()


def _level(segment: Segment) -> int:
    return len(str(segment.doc_count_all())) - 1


def _documents(segments: list[Segment]) -> int:
    return sum(segment.doc_count_all() for segment in segments)
