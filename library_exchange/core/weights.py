"""Units of weight as they are written in the languages of the house."""

from collections.abc import Mapping

GRAMS: Mapping[str, int] = {
    **dict.fromkeys(
        ("г", "гр", "грамм", "граммы", "грамма", "граммов", "граммах", "g", "gr", "gram", "grams", "克"), 1
    ),
    **dict.fromkeys(("кг", "килограмм", "килограмма", "килограммы", "килограммов", "килограммах"), 1000),
    **dict.fromkeys(("kg", "kgs", "公斤", "千克"), 1000),
}
"""How many grams a unit of weight has."""
