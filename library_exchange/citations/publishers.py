"""Publishers as lists call them in a word or two, where nothing else says what they are: АСТ, Эксмо, 三联."""

import re

_RUSSIAN = (
    "АСТ|Эксмо|Эксмо-Пресс|ЭКСМО|РОСМЭН|Росмэн|Азбука|Азбука-классика|Азбука-Аттикус|Иностранка|КоЛибри|Махаон"
    "|Вагриус|Текст|Время|Альпина|Альпина Паблишер|Альпина нон-фикшн|Манн, Иванов и Фербер|МИФ|Самокат"
    "|Розовый жираф|Дрофа|Вече|Терра|Олма|ОЛМА-ПРЕСС|ОЛМА Медиа Групп|Центрполиграф|Рипол Классик|РИПОЛ классик"
    "|Амфора|Лимбус Пресс|Ад Маргинем|Подкова|Захаров|София|Питер|Феникс|Астрель|Аст|Гиперион|Шанс|НЛО"
    "|Новое литературное обозрение|РОССПЭН|Наука|Мысль|Прогресс|Мир|Радуга|Искусство|Музыка|Книга|Просвещение"
    "|Педагогика|Педагогика-Пресс|Высшая школа|Русский язык|Рус. яз|Рус. язык|Советский писатель|Сов. писатель"
    "|Современник|Молодая гвардия|Мол. гвардия|Детская литература|Дет. лит|Детгиз|Малыш|Художественная литература"
    "|Детлит|Худож. лит|Худ. лит|Худлит|Гослитиздат|ГИХЛ|Правда|Известия|Воениздат|Политиздат|Лениздат|Советская Россия"
    "|Сов. Россия|Советская энциклопедия|Сов. энциклопедия|Большая Российская энциклопедия|Роман-газета"
    "|Восточная литература|Вост. лит|Муравей|Восток-Запад|Муравей-Гайд|ИМЛИ|Примиздат|Дальиздат|Рубеж|Дальнаука"
    "|Дальпресс|Знание|Физкультура и спорт|Лань|Академия|Юрайт|Инфра-М|ИНФРА-М|Юнити|Проспект|Логос|Аспект Пресс"
    "|Кучково поле|Международные отношения|Междунар. отношения"
)
_CHINESE = (
    "三联|北京三联|上海三联|生活·读书·新知三联|商务|中华|人文|人民文学|作家|译林|上海译文|上海人民|上海文艺"
    "|北京十月文艺|十月文艺|长江文艺|江苏文艺|浙江文艺|百花文艺|花城|漓江|湖南文艺|湖南人民|广西师大|中信|新星"
    "|南海|接力|明天|少年儿童|中国少年儿童|江苏少儿|浙江少儿|解放军文艺|解放军文艺社|中国青年|工人|重庆|四川人民"
    "|四川文艺|黑龙江人民|北方文艺|哈尔滨|吉林人民|吉林文史|时代文艺|辽宁人民|春风文艺|内蒙古人民|内蒙古文化|远方"
    "|高教|高等教育|外研|外语教学与研究|社科文献|中国社科|科学|清华|北大|复旦"
)
_SPELLED = {name.casefold(): name for name in reversed((*_RUSSIAN.split("|"), *_CHINESE.split("|")))}
_BY_WORD = re.compile(
    r"出版|书局|书店|印书馆|书社|画社|書局|書店|印書館|書社|畫社|издат|изд-во|\bкн\. изд|\bpress\b|\bpubl",
    re.IGNORECASE,
)
_BEFORE_YEAR = re.compile(rf"(?<=[\s,，.。:：])({_CHINESE})(?=(?:19|20)\d\d(?!\d)|[5-9]\d年)")
_LONGEST = 4
"""In so many words at most a publisher is known."""


def apart_from_year(text: str) -> str:
    """Return a line in which a year does not stand at once behind a known publisher: 人民文学2010."""
    return _BEFORE_YEAR.sub(r"\1 ", text)


def names_publisher(text: str) -> bool:
    """Whether a word of a text says that it names a publisher: 出版社, изд-во."""
    return _BY_WORD.search(text) is not None


def is_publisher(text: str) -> bool:
    """Whether a text names a publisher: by a word such as 出版社, or as one that is known."""
    bare = text.strip(" .")
    return names_publisher(text) or (not bare[:1].islower() and bare.casefold() in _SPELLED)


def spelling_of(text: str) -> str | None:
    """Return how a known publisher spells itself whatever letters a text has; None if none is known."""
    bare = text.strip(" .")
    known = _SPELLED.get(bare.casefold())
    return known or (bare.capitalize() if " " not in bare and _BY_WORD.search(bare) else None)


def other_than(title: str, publisher: str | None) -> str | None:
    """Return a publisher; None where the title of the book stands in its place."""
    return publisher if publisher and publisher.strip().casefold() != title.strip().casefold() else None


def ends_in_publisher(text: str) -> tuple[str, str] | None:
    """Return what stands before the known publisher that ends a text, and the publisher; None if none does."""
    words = text.split()
    for many in range(min(_LONGEST, len(words) - 1), 0, -1):
        last = " ".join(words[-many:])
        if is_publisher(last) and not _BY_WORD.search(" ".join(words[-many:-1])):
            return " ".join(words[:-many]), last.rstrip(",;")
    return None
