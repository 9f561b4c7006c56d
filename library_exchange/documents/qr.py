"""QR codes for papers, as dark and light modules."""

import segno


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of `text` as rows of dark (True) and light modules, without a border."""
    return tuple(tuple(bool(cell) for cell in row) for row in segno.make(text, micro=False, error="m").matrix)
