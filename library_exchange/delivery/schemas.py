"""What is told of a scan that is handed over."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """How long and how often a scan can be opened, and how large it may be."""

    days: int
    openings: int
    limit_mb: int
