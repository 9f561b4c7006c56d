"""Words by which people ask for books, and by which no book is looked for: 有没有…的书, «у вас есть», "books about"."""

import re

from library_exchange.search.query import MINUSES

BEFORE = {
    "zh": """
        请问|你好|您好|老师|麻烦|帮我|帮忙|我们想|我想|我要|我需要|我们要|想要|想|需要|要|能不能|能否|可不可以|可以|是否|有没有|有无|还有|有|你们|贵馆|本馆|图书馆里
        |馆里|这里|这儿|哪里|哪儿|借阅|借到|借|查找|查询|查阅|查一下|查|找到|寻找|找|看一下|看看|看|阅读|读读|读|推荐|介绍|一下|一本|一些|一套
        |几本|哪些|什么|关于|有关|讲述|讲|写
    """,
    "ru": """
        здравствуйте|добрый день|подскажите|скажите|пожалуйста|у вас|есть ли|есть|имеется|имеются|ищу|нужен|нужна|нужно
        |нужны|хочу|хотел бы|хотела бы|хотелось бы|можно|мне|взять|почитать|прочитать|прочесть|найти|заказать|где|что
        |какие|какая|посоветуйте|порекомендуйте|что-нибудь|что-то|литература|литературу|литературы|книга|книгу|книги
        |книг|книжка|книжку|книжки|материал|материалы|издание|издания|о|об|обо|про|по теме|на тему|по
    """,
    "en": """
        hello|hi|please|do you have|have you got|are there|is there|can i borrow|can i get|can i read|can i find
        |where can i find|where is|where are|i am|i'm|i|want|need|would like|looking for|searching for|look for|find
        |search|borrow|read|get|to|some|any|a|an|the|me|book|books|novel|novels|literature|information|something
        |material|work|works|about|on the topic of|on|of|by
    """,
}
"""With what a question begins, in words that follow each other in any number."""
AFTER = {
    "zh": """
        在哪里|在哪儿|在哪|哪里有|哪儿有|怎么借|可以借|能借|谢谢|吗|么|呢|吧|啊|嘛|方面|方面的|有关的|相关的|之类的|一类的|的书|的书籍|的图书
        |的书目|的资料|书籍|图书|书目|资料|书|这本|那本|这套|那套|这部|那部|有哪些
    """,
    "ru": "есть|пожалуйста|найти|почитать|где",
    "en": "please|book|books|available",
}
"""With what it ends."""


def _either(words: str) -> str:
    """Return the pattern of one of the words, the longest first."""
    each = (" ".join(word.split()) for word in words.split("|"))
    return "|".join(re.escape(word) for word in sorted(each, key=len, reverse=True))


def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a beginning and of an end: a word in letters stands by itself, Han characters need not."""
    before, between = ("", r"[\s,，、]*") if language == "zh" else (r"(?:^|[\s,]+)", r"(?:[\s,]+|$)")
    beginning = rf"^(?:(?:{_either(BEFORE[language])}){between})+"
    end = rf"(?:{before}(?:{_either(AFTER[language])}))+[\s！!.。]*$"
    return re.compile(beginning, re.IGNORECASE), re.compile(end, re.IGNORECASE)


_PATTERNS = [_patterns(language) for language in BEFORE]
_MARKS = re.compile(r"[?？!！\s]+$")


def without_asking(text: str) -> str:
    """Return a query without the words that only ask: what is looked for remains. All of it where nothing would.

    "我想借一本茶经" is 茶经, «у вас есть Амур?» is «Амур». Words inside a query stay as they are.
    """
    bare = text.strip()
    for beginning, end in _PATTERNS:
        bare = end.sub("", beginning.sub("", _MARKS.sub("", bare))).strip()
    wanted = (word for word in bare.split() if word[0] not in MINUSES)
    return bare if any(letter.isalnum() for word in wanted for letter in word) else text
