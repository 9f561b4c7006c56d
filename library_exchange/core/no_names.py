"""What people write into a field of which they know nothing: it is no name."""

from library_exchange.core.text import folded

_SAID = frozenset(
    {
        *("не помню", "не знаю", "неизвестен", "неизвестно", "неизвестный автор", "автор неизвестен"),
        *("автор не указан", "не указан", "не указано", "без автора", "б а", "б/а", "нет", "нет автора", "нет данных"),
        *("н/д", "забыла", "забыл", "不详", "不詳", "作者不详", "著者不详", "未知", "作者未知", "不知道", "不记得"),
        *("不记得了", "记不清", "记不清了", "忘了", "不清楚", "无", "无作者", "没有"),
        *("unknown", "unknown author", "author unknown", "none", "n/a", "s n"),
    }
)
_MARKS = ".,;?!()[]。，；？！（）［］〔〕"


def is_no_name(text: str) -> bool:
    """Whether `text` says only that nobody knows the name, in whatever case and with whatever marks."""
    plain = "".join(" " if each in _MARKS else each for each in folded(text))
    return " ".join(plain.split()) in _SAID
