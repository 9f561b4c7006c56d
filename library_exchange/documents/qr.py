"""QR codes: for pages as SVG, for papers as dark and light modules."""

from io import BytesIO

import segno


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of `text` as rows of dark (True) and light modules, without a border."""
    return tuple(tuple(bool(cell) for cell in row) for row in segno.make(text, micro=False, error="m").matrix)


def svg(text: str) -> str:
    """Return the QR code of `text` as an SVG element to be set into a page; it is decoration, hidden from readers."""
    file = BytesIO()
    code = segno.make(text, micro=False, error="m")
    code.save(file, kind="svg", xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True, nl=False)
    return file.getvalue().decode("utf-8").replace("<svg ", '<svg aria-hidden="true" ', 1)
