"""Names of persons and bodies as pages show them: each once, written as the reader's language writes names."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from library_exchange.authority import chinese_names, names
from library_exchange.core.scripts import script_of, to_simplified
from library_exchange.core.text import bare
from library_exchange.core.titles import TitleBlock, TitleForm, name_block

Forms = Sequence[Sequence[Any]]
"""The forms of one name, each [value, lang, kind, machine]."""
_DOT = re.compile(rf"(?<={chinese_names.HAN})(?:\s?[·•・‧∙⋅᛫]\s?|[．.])(?={chinese_names.HAN})")
_COMMA = re.compile(r"\s*,\s*")
Choice = Callable[[Forms, str], TitleBlock]
LONGEST_PERSON = 4
"""Han characters of a Chinese or Japanese name; what is longer and no foreign name is a body."""


def name_blocks(people: Iterable[Forms], language: str) -> list[TitleBlock]:
    """Return the names of one book for a reader of `language`, in their order, each person once."""
    return [shown_name(forms, language) for forms in folded(people)]


def shown_name(forms: Forms, language: str, choose: Choice = name_block) -> TitleBlock:
    """Return the block for one name; `choose` is which forms it has, by default no more than the reader needs.

    Chinese names have no comma, foreign ones in Han characters the middle dot. A name in a script that the reader
    does not know has Latin letters beside it only where she can use them: of Chinese, and not for the Chinese.
    """
    given = [TitleForm(*form) for form in forms]
    is_chinese = any(form.lang.startswith("zh-Han") and chinese_names.parted(form.value) for form in given)
    block = choose([_written(form, is_chinese) for form in given], language)
    latin, original = block.romanised, block.original
    if latin is None:
        return block
    if block.shown != original or (language == "zh" and original.lang.startswith("ru")):
        return replace(block, romanised=None)
    if not original.lang.startswith("zh") or _is_body(original.value):
        return block
    is_small = latin.value == latin.value.lower()
    value = " ".join(word.capitalize() for word in latin.value.split(" ")) if is_small else latin.value
    return replace(block, romanised=replace(latin, value=value), is_name=True)


def folded(people: Iterable[Forms]) -> list[list[TitleForm]]:
    """Return the forms of names, those of one person together at the place of the first.

    Two are one person if a form of one is written like a form of the other, in either kind of Han characters; sounds
    alone tell nothing, because many names sound alike.
    """
    return [forms for forms, _places in folded_places(people)]


def folded_places(people: Iterable[Forms]) -> list[tuple[list[TitleForm], list[int]]]:
    """Return the same, with the places that each person had in the list."""
    found: list[tuple[list[TitleForm], list[int]]] = []
    keys: list[tuple[set[str], set[str]]] = []
    for place, given in enumerate(people):
        forms = [TitleForm(*form) for form in given]
        said, sounding = _keys(forms)
        same = next((at for at, known in enumerate(keys) if said & (known[0] | known[1]) or sounding & known[0]), None)
        if same is None:
            found.append((forms, [place]))
            keys.append((said, sounding))
        else:
            have = {form.value for form in found[same][0]}
            found[same][0].extend(form for form in forms if form.value not in have)
            found[same][1].append(place)
            keys[same] = (keys[same][0] | said, keys[same][1] | sounding)
    return found


def _keys(forms: Sequence[TitleForm]) -> tuple[set[str], set[str]]:
    """Return under what a person is known, and how that sounds where the record says so."""
    said, sounding = (
        {bare(to_simplified(form.value)) for form in forms if not form.machine and form.is_translation is is_said}
        for is_said in (True, False)
    )
    return said - {""}, sounding - {""}


def _written(form: TitleForm, is_chinese: bool) -> TitleForm:
    plain = chinese_names.without_comma(form.value)
    if plain is None and is_chinese and script_of(form.value) == "Latn":
        plain = _COMMA.sub(" ", form.value)
    if plain is not None:
        return form._replace(value=plain)
    return form._replace(value=_DOT.sub("·", form.value)) if form.lang.startswith("zh-Han") else form


def _is_body(name: str) -> bool:
    has_foreign_sounds = bool(chinese_names.FOREIGN_SOUNDS & set(to_simplified(name))) or "·" in name
    return len(names.letters(name)) > LONGEST_PERSON and not has_foreign_sounds
