"""MARC 21 Bibliographic as it stands in the catalogues of 2026, with the fields of older practice."""

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

_EXTENT = {"a": "", "b": " : ", "c": " ; ", "e": " + "}
_SERIES = {"a": "", "n": ". ", "p": ". ", "v": " ; "}
_UNIFORM = {"a": "", "n": ". ", "p": ". ", "l": ". ", "k": ". "}
_VARIANT = {"a": "", "b": " : ", "n": ". ", "p": ". "}
_HEADING = {
    "a": "",
    "b": " ",
    "c": ", ",
    "q": " ",
    "d": ", ",
    "t": ". ",
    "n": ". ",
    "p": ". ",
    "v": " -- ",
    "x": " -- ",
    "y": " -- ",
    "z": " -- ",
}
_PERSON = {"a": "", "b": " "}
_BODY = {"a": "", "b": ". ", "n": " "}

_TITLE = (
    TextRule("245", TextField.TITLE, "a", has_record_language=True),
    TextRule("245", TextField.PART_NUMBER, "n", has_record_language=True),
    TextRule("245", TextField.PART_TITLE, "p", has_record_language=True),
    TextRule("245", TextField.REMAINDER, "b", has_record_language=True),
    TextRule("245", TextField.RESPONSIBILITY, "c", has_record_language=True),
    TextRule("246", TextField.PARALLEL_TITLE, glue=_VARIANT, indicator2="1"),
    TextRule("246", TextField.ALTERNATIVE_TITLE, glue=_VARIANT, indicator2=" 02345678"),
    TextRule("130", TextField.ALTERNATIVE_TITLE, glue=_UNIFORM),
    TextRule("240", TextField.ALTERNATIVE_TITLE, glue=_UNIFORM),
    TextRule("740", TextField.ALTERNATIVE_TITLE, glue=_VARIANT),
)
_PUBLICATION = tuple(
    rule
    for tag, second in (("260", ""), ("264", "1"))
    for rule in (
        TextRule(tag, TextField.PLACE, "a", indicator2=second),
        TextRule(tag, TextField.PUBLISHER, "b", indicator2=second),
    )
)
_NOTES = tuple(
    TextRule(tag, TextField.NOTE, "a")
    for tag in (
        *("500", "501", "502", "504", "507", "508", "511", "513", "515", "518", "525", "530", "533", "534", "538"),
        *("544", "545", "546", "547", "550", "555", "561", "580", "586", "588"),
    )
)
_ABOUT = (
    TextRule("505", TextField.CONTENTS, glue={"a": "", "g": " ", "t": " ", "r": " / "}),
    TextRule("520", TextField.SUMMARY, glue={"a": "", "b": " "}),
    TextRule("521", TextField.AUDIENCE, "a"),
    *(
        TextRule(tag, TextField.SUBJECT, glue=_HEADING)
        for tag in ("600", "610", "611", "630", "648", "650", "651", "655")
    ),
    TextRule("653", TextField.KEYWORD, "a"),
)


def _names() -> tuple[NameRule, ...]:
    rows = (
        ("100", "person", 0, _PERSON, "d", "c", "aut"),
        ("110", "corporate", 0, _BODY, "d", "c", "aut"),
        ("111", "meeting", 0, {"a": "", "n": " ", "e": ". "}, "d", "c", "aut"),
        ("700", "person", 2, _PERSON, "d", "c", "ctb"),
        ("710", "corporate", 2, _BODY, "d", "c", "ctb"),
        ("711", "meeting", 2, {"a": "", "n": " ", "e": ". "}, "d", "c", "ctb"),
        ("720", "person", 2, _PERSON, "", "", "ctb"),
    )
    return tuple(
        NameRule(
            tag,
            kind,  # type: ignore[arg-type]
            rank,
            glue,
            dates,
            qualifier,
            roles="4j" if kind == "meeting" else "4e",
            default_role=role,
            fuller="q" if kind == "person" else "",
        )
        for tag, kind, rank, glue, dates, qualifier, role in rows
    )


_RELATIONS = (
    *(
        RelationRule(tag, kind)
        for kind, tags in (
            (RelationKind.SERIES, "760 762 800 810 811 830"),
            (RelationKind.TRANSLATION_OF, "765"),
            (RelationKind.TRANSLATION, "767"),
            (RelationKind.SUPPLEMENT, "770 772"),
            (RelationKind.HOST, "773"),
            (RelationKind.CONSTITUENT, "774"),
            (RelationKind.OTHER_EDITION, "775 776"),
            (RelationKind.ISSUED_WITH, "777"),
            (RelationKind.PRECEDING, "780"),
            (RelationKind.SUCCEEDING, "785"),
            (RelationKind.OTHER, "787"),
        )
        for tag in tags.split()
    ),
    *(RelationRule(tag, RelationKind.SERIES, is_as_printed=True) for tag in ("440", "490")),
)

MARC21 = FieldTables(
    texts=(
        *_TITLE,
        TextRule("250", TextField.EDITION, glue={"a": "", "b": " / "}),
        *_PUBLICATION,
        TextRule("300", TextField.EXTENT, glue=_EXTENT),
        TextRule("490", TextField.SERIES, glue=_SERIES),
        TextRule("440", TextField.SERIES, glue=_SERIES),
        *_NOTES,
        *_ABOUT,
    ),
    translations=(TranslationRule("242", "a", "y"),),
    names=_names(),
    classes=(
        ClassRule("050", "a", {"": "lcc"}, extra="b"),
        ClassRule("090", "a", {"": "lcc"}, extra="b"),
        ClassRule("080", "a", {"": "udc"}, edition="2"),
        ClassRule("082", "a", {"": "ddc"}, edition="2"),
        ClassRule("084", "a", {"rubbk": "bbk", "bbk": "bbk", "clc": "clc", "udc": "udc"}),
    ),
    identifiers=(
        IdentifierRule("020", "a", "isbn"),
        IdentifierRule("020", "z", "isbn", is_cancelled=True),
        IdentifierRule("022", "a", "issn"),
        IdentifierRule("022", "y", "issn", is_cancelled=True),
    ),
    holdings=((HoldingRule("852", "a", ("j", "h+i"), barcode="p", note="z", copies="9"),),),
    relations=_RELATIONS,
)
