"""Drawn books, where people would show photographs."""

from io import BytesIO

from PIL import Image, ImageDraw

TABLE, CLOTH, TORN, STAIN = "#c9b79c", "#31566b", "#efe6d2", "#8a6d4b"


def drawn_page() -> bytes:
    """Return the PNG file of a scanned page: lines where a text would be."""
    drawn = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(drawn)
    for row in range(90, 800, 22):
        pen.line([(80, row), (540 if row % 5 else 420, row)], fill=90, width=5)
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def drawn_book(*, is_damaged: bool) -> bytes:
    """Return the PNG file of a book on a table; one that is damaged has a torn corner and a stain."""
    drawn = Image.new("RGB", (960, 720), TABLE)
    pen = ImageDraw.Draw(drawn)
    pen.polygon([(260, 80), (700, 80), (700, 640), (260, 640)], fill=CLOTH)
    pen.line([(292, 80), (292, 640)], fill=TABLE, width=3)
    if is_damaged:
        pen.polygon([(560, 80), (700, 80), (700, 250), (640, 210), (620, 150), (580, 130)], fill=TORN)
        pen.line([(560, 80), (580, 130), (620, 150), (640, 210), (700, 250)], fill=STAIN, width=4)
        pen.ellipse([(330, 430), (520, 590)], fill=STAIN)
        pen.ellipse([(350, 448), (500, 572)], fill=CLOTH)
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()
