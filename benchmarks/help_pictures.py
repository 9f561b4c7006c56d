"""The pictures of the pages of help, made anew from the demonstration: `python -m benchmarks.help_pictures`.

Each page of help names its pictures (`help_pages/pages/*.toml`): who sees which page, and which part of it is shown.
They are taken by a Chromium in every language and kept with few colours. `--at` takes them from a demonstration that is
served already; names of pages of help take those alone.
"""

import argparse
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import waitress
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.ground import console, fresh_app
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.settings import CHECKOUT
from library_exchange.demo.people import PASSWORD
from library_exchange.demo.seeding import seed
from library_exchange.help_pages import pictures
from library_exchange.help_pages.pictures import MOST_BYTES, SCALE, Picture
from library_exchange.help_pages.rules import TASKS

STATIC = CHECKOUT / "library_exchange" / "static"
LIBRARIES = {"zh": "heihe", "ru": "amur", "en": "heihe"}
"""In whose library one stands who reads a language."""
FIELDS = {
    "zh": ("年/月/日", "选择文件 | 未选择任何文件"),
    "ru": ("дд.мм.гггг", "Выберите файл | Файл не выбран"),
    "en": ("dd/mm/yyyy", "Choose file | No file chosen"),
}
"""What browsers themselves say in an empty field of a day and of a file; one without a window knows English alone."""
SAY = """words => {
  for (const day of document.querySelectorAll("input[type=date]")) { day.type = "text"; day.placeholder ||= words[0]; }
  for (const file of document.querySelectorAll("input[type=file]")) { file.type = "text"; file.value = words[1]; }
}"""
COUNTRIES = {"zh": "俄罗斯", "ru": "Китай", "en": "China"}
"""For what she searches."""
WINDOW = ViewportSize(width=560, height=900)
MARGIN_PX = 8
COLOURS = (64, 32, 16)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


class NotThere(Exception):
    """A picture that cannot be taken as its page of help says."""


def main() -> None:
    """Take the pictures and tell how large each is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*", help="pages of help; all without a name")
    parser.add_argument("--at", help="where a demonstration is served, such as http://127.0.0.1:8080")
    given = parser.parse_args()
    wanted = [picture for task in given.tasks or TASKS for picture in pictures.of(task)]
    with _served(given.at) as address, _browser() as browser:
        lacking = [lack for language in LANGUAGES for lack in _take_all(browser, address, wanted, language)]
    if lacking:
        sys.exit("\n".join(lacking))


def _take_all(browser: Browser, address: str, wanted: Sequence[Picture], language: str) -> Iterator[str]:
    """Take the pictures of a language; tell of those that could not be taken."""
    for who in sorted({picture.who for picture in wanted}):
        page = _person(browser, address, who, language)
        for picture in (each for each in wanted if each.who == who):
            try:
                _keep(take(page, address, picture, language), STATIC / picture.file(language))
            except NotThere as lack:
                yield f"{picture.file(language)}: {lack}"
        page.context.close()


@contextmanager
def _served(address: str | None) -> Iterator[str]:
    if address:
        yield address.rstrip("/")
        return
    with fresh_app() as (app, _folder):
        seed(app)
        server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}"
        server.task_dispatcher.shutdown()
        server.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _person(browser: Browser, address: str, who: str, language: str) -> Page:
    """Return the window of somebody of the demonstration, signed in unless she is nobody."""
    context = browser.new_context(viewport=WINDOW, device_scale_factor=SCALE, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(60_000)
    if who != "nobody":
        page.goto(f"{address}/{language}/login")
        page.fill("input[name=email]", f"{who}@{LIBRARIES[language]}.example")
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    return page


def take(page: Page, address: str, picture: Picture, language: str) -> Image.Image:
    """Return the part of the page that a picture shows. Raises NotThere if there is no such part."""
    place = picture.page.format(library=LIBRARIES[language], country=COUNTRIES[language])
    page.goto(f"{address}/{language}{place}")
    if not _reach(page, picture, picture.follow):
        raise NotThere(f"no {picture.part} on {place}, as far as its links lead")
    page.evaluate(SAY, list(FIELDS[language]))
    box = page.locator(picture.part).first.bounding_box()
    if box is None:
        raise NotThere(f"{picture.part} is not to be seen")
    left, top = max(0, box["x"] - MARGIN_PX), max(0, box["y"] - MARGIN_PX)
    width = min(WINDOW["width"] - left, box["width"] + 2 * MARGIN_PX)
    height = min(picture.height, box["height"] + 2 * MARGIN_PX)
    clip = {"x": left, "y": top, "width": width, "height": height}
    return Image.open(BytesIO(page.screenshot(full_page=True, clip=clip)))  # type: ignore[arg-type]


def _reach(page: Page, picture: Picture, follow: Sequence[str]) -> bool:
    """Follow links until the part is there; of several links of a kind the first that leads to it."""
    if not follow:
        return page.locator(picture.part).count() > 0
    links = [link.get_attribute("href") for link in page.locator(follow[0]).all()]
    here = page.url
    for link in dict.fromkeys(each.partition("#")[0] for each in links if each):
        page.goto(urljoin(here, link))
        if _reach(page, picture, follow[1:]):
            return True
    return False


def _keep(image: Image.Image, path: Path) -> None:
    """Keep a picture, with fewer colours the larger it is. Raises NotThere if it is too large all the same."""
    path.parent.mkdir(exist_ok=True)
    for colours in COLOURS:
        few = image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).convert("RGB")
        content = BytesIO()
        few.save(content, "WEBP", lossless=True, quality=100, method=6)
        if content.tell() <= MOST_BYTES:
            path.write_bytes(content.getvalue())
            console.print(f"{path.name}: {content.tell() / 1024:.1f} KB, {colours} colours")
            return
    raise NotThere(f"larger than {MOST_BYTES} bytes: show a smaller part")


if __name__ == "__main__":
    main()
