"""What contributors did, as MARC relator codes: from UNIMARC's numbers and from the words of catalogues."""

import re

from library_exchange.core.scripts import to_simplified

_NUMBERS = """
    005:act 010:adp 020:ann 030:arr 040:art 050:asg 060:asn 065:auc 070:aut 072:aqt 075:aft 080:aui
    090:aud 100:ant 110:bnd 120:bdd 130:bkd 140:bjd 150:bpd 160:bsl 170:cll 180:ctg 190:cns 195:cnd
    200:chr 205:clb 210:cmm 212:cwt 220:com 230:cmp 240:cmt 245:ccp 250:cnd 255:csp 260:cph 270:crr
    273:cur 275:dnc 280:dte 290:dto 295:dgg 300:drt 305:dis 310:dst 320:dnr 330:dub 340:edt 350:egr
    360:etr 365:exp 370:flm 380:frg 390:fmo 400:fnd 410:ill 420:hnr 430:ilu 440:ill 450:ins 460:ive
    470:ivr 480:lbt 490:lse 500:lso 510:ltg 520:lyr 530:mte 540:mon 545:mus 550:nrt 555:opn 557:orm
    560:org 570:oth 580:ppm 582:pta 584:inv 587:pth 590:prf 600:pht 605:pre 610:prt 620:pop 630:pro
    633:prd 635:prg 637:pdr 640:pfr 650:pbl 651:pbd 660:rcp 670:rce 673:rth 675:rev 677:rtm 680:rbr
    690:sce 695:sad 700:scr 705:scl 710:sec 720:sgn 721:sng 723:spn 725:stn 727:ths 730:trl 740:tyd
    750:tyg 753:vdg 760:wde 770:wam
"""

# UNIMARC Manual, Appendix C.
UNIMARC_CODES: dict[str, str] = dict(pair.split(":") for pair in _NUMBERS.split())

# The words of CNMARC $4 and of statements of responsibility; the longest word that fits wins.
CHINESE_WORDS: dict[str, tuple[str, ...]] = {
    "著": ("aut",),
    "撰": ("aut",),
    "作": ("aut",),
    "写": ("aut",),
    "述": ("aut",),
    "原著": ("aut",),
    "著者": ("aut",),
    "作者": ("aut",),
    "执笔": ("aut",),
    "合著": ("aut",),
    "编著": ("aut",),
    "著译": ("aut", "trl"),
    "译著": ("aut", "trl"),
    "著绘": ("aut", "ill"),
    "编绘": ("aut", "ill"),
    "图文": ("aut", "ill"),
    "文图": ("aut", "ill"),
    "编写": ("aut",),
    "编撰": ("aut",),
    "编": ("edt",),
    "编者": ("edt",),
    "主编": ("edt",),
    "副主编": ("edt",),
    "编辑": ("edt",),
    "责任编辑": ("edt",),
    "整理": ("edt",),
    "校订": ("edt",),
    "修订": ("edt",),
    "校": ("crr",),
    "点校": ("crr",),
    "校点": ("crr",),
    "校对": ("pfr",),
    "审校": ("crr",),
    "译校": ("trl", "crr"),
    "校译": ("trl", "crr"),
    "辑": ("com",),
    "选": ("com",),
    "选编": ("com",),
    "编选": ("com",),
    "选辑": ("com",),
    "汇编": ("com",),
    "编纂": ("com",),
    "总编": ("edt",),
    "总主编": ("edt",),
    "译": ("trl",),
    "译者": ("trl",),
    "翻译": ("trl",),
    "编译": ("trl", "edt"),
    "选译": ("trl", "com"),
    "译注": ("trl", "ann"),
    "注译": ("trl", "ann"),
    "注": ("ann",),
    "注释": ("ann",),
    "校注": ("ann", "crr"),
    "笺注": ("ann",),
    "集注": ("ann",),
    "评注": ("ann",),
    "疏": ("ann",),
    "评": ("cwt",),
    "解说": ("cwt",),
    "绘": ("ill",),
    "画": ("ill",),
    "图": ("ill",),
    "绘画": ("ill",),
    "绘图": ("ill",),
    "插图": ("ill",),
    "插画": ("ill",),
    "摄": ("pht",),
    "摄影": ("pht",),
    "书": ("cll",),
    "书法": ("cll",),
    "题字": ("cll",),
    "改编": ("adp",),
    "改写": ("adp",),
    "缩写": ("abr",),
    "编剧": ("aus",),
    "导演": ("drt",),
    "主演": ("act",),
    "作曲": ("cmp",),
    "曲": ("cmp",),
    "作词": ("lyr",),
    "词": ("lyr",),
    "序": ("aui",),
    "作序": ("aui",),
    "口述": ("nrt",),
    "演唱": ("sng",),
    "朗读": ("nrt",),
    "制图": ("ctg",),
    "设计": ("dsr",),
    "审": ("rev",),
    "审订": ("rev",),
    "主审": ("rev",),
    "出版": ("pbl",),
    "发行": ("dst",),
    "印": ("prt",),
    "印刷": ("prt",),
    "刻": ("egr",),
}

# The words of MARC 21 $e and of Russian abbreviations; compared without case and dots.
_WORDS: dict[str, str] = {
    "author": "aut",
    "editor": "edt",
    "ed": "edt",
    "translator": "trl",
    "tr": "trl",
    "trans": "trl",
    "illustrator": "ill",
    "ill": "ill",
    "compiler": "com",
    "comp": "com",
    "printer": "prt",
    "publisher": "pbl",
    "photographer": "pht",
    "composer": "cmp",
    "arranger": "arr",
    "performer": "prf",
    "director": "drt",
    "film director": "fmd",
    "actor": "act",
    "narrator": "nrt",
    "joint author": "aut",
    "joint editor": "edt",
    "editor of compilation": "edt",
    "issuing body": "isb",
    "author of introduction, etc": "aui",
    "writer of introduction": "win",
    "writer of preface": "wpr",
    "автор": "aut",
    "авт": "aut",
    "соавт": "aut",
    "ред": "edt",
    "редактор": "edt",
    "отв ред": "edt",
    "гл ред": "edt",
    "сост": "com",
    "составитель": "com",
    "пер": "trl",
    "переводчик": "trl",
    "ил": "ill",
    "иллюстратор": "ill",
    "худож": "ill",
    "художник": "ill",
    "авт предисл": "aui",
    "рец": "rev",
    "фот": "pht",
    "издатель": "pbl",
    "тип": "prt",
}
_CODE = re.compile(r"[a-z]{3}")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def relator_codes(given: str) -> tuple[str, ...]:
    """Return the MARC relator codes of one role as a record gives it: a number, a code or a word; () if unknown."""
    text = given.strip(" .,;:()[]（）。，、")
    if text[-3:].isdigit():
        code = UNIMARC_CODES.get(text[-3:])
        return (code,) if code else ()
    if _CHINESE.search(text):
        return _chinese_codes(text) or _chinese_codes(to_simplified(text))
    word = " ".join(text.casefold().replace(".", " ").split())
    if word in _WORDS:
        return (_WORDS[word],)
    last = word.rsplit("/", 1)[-1]
    return (last,) if _CODE.fullmatch(last) else ()


def _chinese_codes(text: str) -> tuple[str, ...]:
    word = _CHINESE.search(text)
    rest = word[0].removesuffix("等") if word else ""
    codes: list[str] = []
    while rest:
        length = next((n for n in range(min(4, len(rest)), 0, -1) if rest[:n] in CHINESE_WORDS), 0)
        codes.extend(code for code in CHINESE_WORDS.get(rest[:length], ()) if code not in codes)
        rest = rest[length or 1 :]
    return tuple(codes)
