"""The loans of the demonstration: who asks whom for which book, and how many days ago each step was taken."""

from dataclasses import dataclass

from library_exchange.loans.rules.codes import Action as A  # noqa: N817 - a table is read by its columns
from library_exchange.loans.rules.codes import DeclineReason, ReasonUnfilled

WAY = (
    *(A.SEND, A.WILL_SUPPLY, A.FOUND, A.SHIP, A.RECEIVE),
    *(A.LEND, A.TAKE_BACK, A.SHIP_RETURN, A.CHECK_IN),
)
"""The steps of a loan that goes there and back."""


@dataclass(frozen=True)
class Story:
    """One request: the record, the library that asks, the ones it asks in turn.

    `days` are those since the asking and since each step along the `WAY`; `then` are steps off that way. With a
    `note` it is the library's reader who asks, else its librarian. `due_in` is the due date in days from today.
    """

    record: str
    home: str
    suppliers: tuple[str, ...]
    days: tuple[int, ...]
    then: tuple[tuple[A, int], ...] = ()
    note: str | None = None
    due_in: int | None = None
    reason: ReasonUnfilled = ReasonUnfilled.NOT_AVAILABLE
    decline_reason: DeclineReason | None = None

    @property
    def steps(self) -> tuple[tuple[A, int], ...]:
        """Return the steps in order, each with how many days ago it was taken."""
        return (*zip(WAY, self.days[1:], strict=False), *self.then)


HEIHE = (
    # 屠格涅夫《父与子》, 余华 in Russian, the Cossacks in China: readers in Heihe who read Russian.
    Story("ru-lit-043", "heihe", ("amur",), (1,), note="想读俄文原版。"),
    Story("ru-ed-04", "heihe", ("amur",), (3, 2), note="与中文版对照阅读。"),
    Story("ru-istu-57", "heihe", ("dvgnb",), (12, 11, 8, 7), note="地方史研究用。"),
    Story("ru-lit-017", "heihe", ("amur",), (11, 10, 8, 8, 6)),
    Story("ru-ed-01", "heihe", ("amur",), (58, 57, 55, 55, 53, 38, 37), note="研究译文用。", due_in=3),
    Story("ru-lit-008", "heihe", ("amur",), (70, 69, 67, 66, 64, 47, 46), note="读书会用书。", due_in=-4),
    Story("ru-ed-11", "heihe", ("dvgnb",), (88, 87, 85, 84, 83, 66, 65, 40, 38, 22), note="比较译本。"),
    Story(
        *("ru-lit-009", "heihe", ("dvgnb",), (31, 30)),
        then=((A.REFUSE, 27), (A.CLOSE_UNFILLED, 26)),
        note="希望借到全本。",
        reason=ReasonUnfilled.NON_CIRCULATING,
    ),
)
AMUR = (
    Story("zh-1061118", "amur", ("hlj-provincial",), (1,), note="Для курсовой работы."),
    Story("zh-19977685", "amur", ("heihe",), (3, 2), note="Читаю в оригинале."),
    Story("zh-1398395", "amur", ("heihe",), (7, 6, 4), note="Для семинара по Лу Синю."),
    Story("zh-1008357", "amur", ("heihe",), (10, 9, 7, 6)),
    Story("zh-1038861", "amur", ("heihe",), (9, 8, 6), then=((A.CANCEL, 2),), note="Уже не понадобится."),
    Story("zh-1019568", "amur", ("heihe",), (14, 13, 11, 11, 9), note="Второй том тоже."),
    Story("zh-1144385", "amur", ("heihe",), (26, 25, 23, 22, 20, 1), note="Для перевода."),
    Story("zh-1059258", "amur", ("heihe",), (60, 59, 57, 56, 55, 41, 40, 1), note="Сверить перевод.", due_in=6),
    Story("zh-1449348", "amur", ("heihe",), (66, 65, 63, 62, 60, 46, 45, 10, 8), note="Для диплома."),
    Story("zh-1042053", "amur", ("heihe",), (90, 89, 87, 86, 85, 70, 69, 45, 43, 29), note="Для спецкурса."),
    Story("zh-1915958", "amur", ("heihe",), (15, 14), then=((A.CANCEL, 13),), note="Нашлось в сети."),
    Story(
        *("zh-5363767", "amur", ("heihe",), (8, 7, 5)),
        then=((A.NOT_ON_SHELF, 3),),
        note="Третья часть трилогии.",
    ),
    Story(
        *("zh-1280187", "amur", ("harbin",), (5,)),
        then=((A.DECLINE, 4),),
        note="О русских пианистах.",
        decline_reason=DeclineReason.HELD_HERE,
    ),
)
CAPITALS = (
    Story("ru-ed-02", "hlj-provincial", ("dvgnb",), (75, 74, 72, 71, 70, 52, 51), due_in=-9),
    Story("ru-ed-13", "hlj-provincial", ("dvgnb",), (22, 21, 19, 18, 16)),
    Story("ru-lit-014", "hlj-provincial", ("dvgnb",), (85, 84, 82, 81, 80, 62, 61, 35, 33, 15)),
    Story("zh-1008145", "dvgnb", ("hlj-provincial",), (3, 2)),
    Story("zh-1057244", "dvgnb", ("hlj-provincial",), (6, 5, 3)),
    Story("zh-1013416", "dvgnb", ("hlj-provincial",), (18, 17, 15, 14, 12)),
)
OTHERS = (
    Story("ru-lit-047", "invented-room-cn", ("bgpu",), (40, 39, 37, 36, 35, 20, 19), due_in=12),
    Story("zh-1043815", "invented-room-ru", ("invented-room-cn",), (86, 85, 83, 82, 80, 58, 57, 34, 32, 10)),
    Story("ru-ed-21", "heihe-university", ("bgpu",), (4, 3)),
    Story(
        *("ru-lit-011", "heihe-university", ("bgpu", "dvgnb"), (28, 27)),
        then=((A.REFUSE, 25), (A.ASK_NEXT, 24), (A.WILL_SUPPLY, 21), (A.FOUND, 20), (A.SHIP, 18)),
        reason=ReasonUnfilled.POOR_CONDITION,
    ),
)
STORIES = (*HEIHE, *AMUR, *CAPITALS, *OTHERS)
