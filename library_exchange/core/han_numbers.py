"""Numbers below a thousand in Chinese characters: 十一, 二十, 廿一, 一百零三."""

HAN_NUMBER = "一二三四五六七八九十百零〇廿"
_VALUES = dict(zip("零〇一二三四五六七八九", (0, 0, *range(1, 10)), strict=True)) | {"两": 2}


def han_number(written: str) -> int:
    """Return a number below a thousand: 十二, 二十, 廿一, 一百零三; digits in a row are read as such."""
    if not set(written) & set("十百廿"):
        return int("".join(str(_VALUES[each]) for each in written))
    hundreds, _, rest = written.replace("廿", "二十").rpartition("百")
    tens, has_tens, ones = rest.partition("十")
    total = 100 * _digit(hundreds, 1) if "百" in written else 0
    return total + (10 * _digit(tens, 1) + _digit(ones, 0) if has_tens else _digit(rest, 0))


def _digit(written: str, default: int) -> int:
    return next((_VALUES[each] for each in reversed(written) if _VALUES.get(each)), default)
