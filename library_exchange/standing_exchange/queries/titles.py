"""What a serial is called by readers of another language: as somebody has translated it, else by its sound."""

from library_exchange.catalogue.services.romanising import romanised
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock, TitleForm, Written, title_block, typed
from library_exchange.search.analysis.sounding import sounding_in
from library_exchange.standing_exchange.models import StandingSerial


def title_of(serial: StandingSerial, language: str) -> TitleBlock:
    """Return the title of a serial as readers of `language` see it: what they call it, its own script, its sound."""
    return title_block(forms_of(serial), language)


def forms_of(serial: StandingSerial) -> list[TitleForm]:
    """Return every form of a serial's title: its own, the translation that somebody gave, how it is romanised."""
    forms = [typed(serial.title)]
    if serial.translated_title:
        forms.append(typed(serial.translated_title, kind="translation"))
    sound = romanised(serial.title, script_of(serial.title))
    if sound is not None:
        lang = f"{html_lang(script_of(serial.title))[:2]}-Latn"
        forms.append(TitleForm(sound[0], lang, "transliteration", True))
    return forms


def said_in(serial: StandingSerial, language: str) -> Written:
    """Return the one form of a serial's title that readers of `language` read; its own script where there is none."""
    block = title_of(serial, language)
    is_read = block.shown.lang.startswith(language)
    return block.shown if is_read else sounding_in(block, language) or block.shown


def line_of(serial: StandingSerial, language: str) -> str:
    """Return the title of a serial in one line, with its other form behind it where readers need one."""
    block = title_of(serial, language)
    beside = block.beside or sounding_in(block, language)
    return block.shown.value if beside is None else f"{block.shown.value} / {beside.value}"
