"""The letters of the books of the region, by the language or the rule that uses them."""

REGION: dict[str, str] = {
    "Russian before 1918 and Church Slavonic": "хлѣбъ Ѣѣ Ѳѳ Іі Ѵѵ Ѕѕ Ѡѡ Ѫѫ Ѧѧ Ѩѩ Ѭѭ Ѯѯ Ѱѱ Ѻѻ Ѿѿ Ꙋꙋ Ꙗꙗ с҃тъ",
    "Ukrainian": "Ґґ Єє Іі Її м’ята мʼята",
    "Belarusian": "Ўў Іі Ёё",
    "Kazakh": "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі",
    "Yakut": "Саха тыла Ҕҕ Ҥҥ Өө Һһ Үү",
    "Buryat and Mongolian": "Буряад хэлэн Өө Үү Һһ",
    "Tuvan, Tatar, Bashkir, Chuvash": "Җҗ Әә Ңң Ҙҙ Ҡҡ Ҫҫ Ӑӑ Ӗӗ Ӳӳ",
    "Evenki and Even": "Эвэды̄ турэ̄н Ӈӈ Ӣӣ Ӯӯ а̄ э̄ ы̄ ю̄ я̄ е̄ ё̄ о̄ Ӫӫ",
    "Nanai, Ulch, Udege": "Нāни Ӈӈ Ӣӣ Ӯӯ а̄ о̄ э̄ ю̄ я̄ ʼ",
    "Nivkh": "Ғғ Ӷӷ Ққ Ӄӄ Ӈӈ Ӽӽ Ӿӿ Ҳҳ Р̌р̌ Пʼ",
    "Chukchi, Koryak, Yukaghir": "Ӄӄ Ӈӈ Ԓԓ Ԝԝ Ҕҕ",
    "Hangul": "한국어 책 조선말 가힣 ㄱㅏ",
    "Hangul in pieces": "\u1112\u1161\u11ab\u1100\u116e\u11a8",
    "Kana": "アムール川の本 ー々〆",
    "ALA-LC of Russian": "i͡a i͡u t͡s ė ĭ ʹ ʺ I͡U i︠a︡",
    "Pinyin and Wade-Giles": "ǖǘǚǜ ā á ǎ à ê̄ ch‘ing tʻai",
    "marks of other rules": "ā ē ṣ ḥ ṭ ẓ ḍ ḳ ʻ ʼ ȧ ő ş ğ ı",
    "letters in pieces": "и\u0306 е\u0308 u\u0308\u030c Э\u0304",
    "money": "₽ ¥ € №",
    "Chinese, extension A": "㐀㑇㕮㙍㛃㟃㤘㧐㨃䁖䃅䌹䎃䓖䗖䜣䝙䢺䥽䴓䴙",
    "Chinese, further extensions": (
        "𠅤𠙶𣗋𣲗𤧛𥔲𥖨𦒍𦭜𧿹𨐈𨙸𨱇𪟝𪨰𪩘𫄧𫍯𫐄𫓧𫖮𫘜𫚖𫟅𫠊𫭟𫰛𬀩𬂩𬇕𬉼𬌗𬍛𬒈𬕂𬘓𬙂𬜬𬟁𬣙𬤇𬨂𬩽𬬩𬭁𬮱𬯀𬱖𬳵𬶋𬷕𬸘𬹼"
    ),
}
