"""UNIMARC (IFLA, 3rd edition) and where CNMARC and RUSMARC differ from it."""

from dataclasses import replace

from library_exchange.marc.description import RelationKind, TextField
from library_exchange.marc.profiles.tables import (
    ClassRule,
    FieldTables,
    HoldingRule,
    IdentifierRule,
    NameRule,
    RelationRule,
    TextRule,
    TranslationRule,
)

_EXTENT = {"a": "", "c": " : ", "d": " ; ", "e": " + "}
_SERIES = {"a": "", "e": " : ", "h": ". ", "i": ". ", "v": " ; "}
_EDITION = {"a": "", "b": ", "}
_HEADING = {"a": "", "b": ", ", "c": ", ", "d": " ", "f": ", ", "x": " -- ", "y": " -- ", "z": " -- ", "j": " -- "}
_VARIANT = {"a": "", "e": " : ", "h": ". ", "i": ". "}
_PERSON = {"a": "", "b": ", ", "d": " "}
_BODY = {"a": "", "b": ". "}

_TITLE = (
    TextRule("200", TextField.TITLE, "a", has_record_language=True),
    TextRule("200", TextField.REMAINDER, "e", has_record_language=True),
    TextRule("200", TextField.PART_NUMBER, "h", has_record_language=True),
    TextRule("200", TextField.PART_TITLE, "i", has_record_language=True),
    TextRule("200", TextField.RESPONSIBILITY, "f", has_record_language=True),
    TextRule("200", TextField.RESPONSIBILITY, "g", has_record_language=True),
    TextRule("200", TextField.PARALLEL_TITLE, "d", language_code="z"),
    TextRule("200", TextField.ALTERNATIVE_TITLE, "c"),
)
_OTHER_TITLES = (
    TextRule("500", TextField.ALTERNATIVE_TITLE, glue=_VARIANT, language_code="m"),
    TextRule("510", TextField.PARALLEL_TITLE, glue=_VARIANT, language_code="z"),
    *(
        TextRule(tag, TextField.ALTERNATIVE_TITLE, glue=_VARIANT)
        for tag in ("512", "513", "514", "515", "516", "517", "518", "520", "530", "531", "532", "540")
    ),
)
_PUBLICATION = tuple(
    rule
    for tag in ("210", "214")
    for rule in (TextRule(tag, TextField.PLACE, "a"), TextRule(tag, TextField.PUBLISHER, "c"))
)
_NOTES = tuple(
    TextRule(tag, TextField.NOTE, "a")
    for tag in (
        *("300", "301", "302", "303", "304", "305", "306", "307", "308", "309", "310", "311", "312", "313", "314"),
        *("315", "316", "317", "320", "321", "322", "323", "324", "325", "326", "328", "336", "337"),
    )
)
_ABOUT = (
    TextRule("327", TextField.CONTENTS, "a"),
    TextRule("330", TextField.SUMMARY, "a"),
    TextRule("333", TextField.AUDIENCE, "a"),
    *(
        TextRule(tag, TextField.SUBJECT, glue=_HEADING)
        for tag in ("600", "601", "602", "604", "605", "606", "607", "608")
    ),
    TextRule("610", TextField.KEYWORD, "a"),
)


def _names() -> tuple[NameRule, ...]:
    people = tuple(
        NameRule(tag, "person", rank, _PERSON, dates="f", qualifier="c", roles="4", default_role=role, fuller="g")
        for tag, rank, role in (
            ("700", 0, "aut"),
            ("701", 1, "aut"),
            ("702", 2, "ctb"),
            ("720", 0, "aut"),
            ("721", 1, "aut"),
            ("722", 2, "ctb"),
        )
    )
    bodies = tuple(
        NameRule(tag, "corporate", rank, _BODY, dates="f", qualifier="c", roles="4", default_role=role)
        for tag, rank, role in (("710", 0, "aut"), ("711", 1, "ctb"), ("712", 2, "ctb"))
    )
    return people + bodies


_RELATIONS = (
    *(
        RelationRule(tag, kind)
        for kind, tags in (
            (RelationKind.SERIES, "410 411"),
            (RelationKind.SUPPLEMENT, "421 422"),
            (RelationKind.ISSUED_WITH, "423"),
            (RelationKind.PRECEDING, "430 431 432 433 434 435 436 437"),
            (RelationKind.SUCCEEDING, "440 441 442 443 444 445 446 447 448"),
            (RelationKind.OTHER_EDITION, "451 452 455 456"),
            (RelationKind.TRANSLATION, "453"),
            (RelationKind.TRANSLATION_OF, "454"),
            (RelationKind.SET, "461 462"),
            (RelationKind.VOLUME, "463"),
            (RelationKind.CONSTITUENT, "464"),
            (RelationKind.OTHER, "470 488"),
        )
        for tag in tags.split()
    ),
    RelationRule("225", RelationKind.SERIES, title_code="a", is_as_printed=True),
)

UNIMARC = FieldTables(
    texts=(
        *_TITLE,
        *_OTHER_TITLES,
        TextRule("205", TextField.EDITION, glue=_EDITION),
        *_PUBLICATION,
        TextRule("215", TextField.EXTENT, glue=_EXTENT),
        TextRule("225", TextField.SERIES, glue=_SERIES),
        *_NOTES,
        *_ABOUT,
    ),
    translations=(TranslationRule("541", "a", "z"),),
    names=_names(),
    classes=(
        ClassRule("675", "a", {"": "udc"}, edition="v"),
        ClassRule("676", "a", {"": "ddc"}, edition="v"),
        ClassRule("680", "a", {"": "lcc"}, extra="b"),
        ClassRule("686", "a", {"rubbk": "bbk", "bbk": "bbk", "clc": "clc"}, edition="v"),
    ),
    identifiers=(
        IdentifierRule("010", "a", "isbn"),
        IdentifierRule("010", "z", "isbn", is_cancelled=True),
        IdentifierRule("011", "a", "issn"),
    ),
    holdings=(
        (HoldingRule("852", "a", ("j", "h"), barcode="p", note="bz", copies="9"),),
        (HoldingRule("930", "b", ("a",)),),
    ),
    relations=_RELATIONS,
)

CNMARC = replace(
    UNIMARC,
    classes=(*UNIMARC.classes, ClassRule("690", "a", {"": "clc"}, edition="v")),
    identifiers=(*UNIMARC.identifiers, IdentifierRule("091", "a", "other")),
    holdings=(
        (HoldingRule("906", "", ("s", "d+e"), barcode="b", library_from="905", needs_barcode=True),),
        (HoldingRule("905", "a", ("s", "d+e"), barcode="b", copies="9"),),
        (HoldingRule("852", "a", ("j", "h"), barcode="p", note="bz"),),
        (HoldingRule("096", "", ("a+b",), library_from="049"),),
        (HoldingRule("049", "a", ()),),
    ),
)

RUSMARC = replace(
    UNIMARC,
    names=tuple(replace(rule, rank=2) if rule.tag == "711" else rule for rule in UNIMARC.names),
    texts=(*UNIMARC.texts, TextRule("200", TextField.PART_NUMBER, "v")),
    classes=(
        *UNIMARC.classes[:3],
        ClassRule("686", "a", {"rubbk": "bbk", "bbk": "bbk", "LBC": "bbk", "clc": "clc"}, edition="v"),
    ),
    holdings=(
        (
            HoldingRule("899", "a", ("j", "h+i"), barcode="p", note="b", copies="9"),
            HoldingRule("852", "a", ("j", "h"), barcode="p", note="b"),
        ),
    ),
)
