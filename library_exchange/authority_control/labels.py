"""Names of what librarians say of persons and works, and of what they do to them, translatable."""

from library_exchange.catalogue.authority_models import AuthorityAct, EntityKind, LinkState, Romanisation
from library_exchange.core.i18n import _l

ROMANISATIONS = {
    Romanisation.PINYIN: _l("Hanyu Pinyin"),
    Romanisation.WADE_GILES: _l("Wade–Giles"),
    Romanisation.PALLADIUS: _l("Palladius system"),
    Romanisation.ALA_LC: "ALA-LC",
    Romanisation.BGN_PCGN: "BGN/PCGN",
    Romanisation.GOST: _l("GOST 7.79"),
    Romanisation.ISO_9: "ISO 9",
    Romanisation.OTHER: _l("Another system"),
}
LINK_ROLES = ("aut", "trl", "edt", "com", "ill", "ann", "aui", "oth")
LINK_STATES = {
    LinkState.CANDIDATE: _l("not decided"),
    LinkState.CONFIRMED: _l("linked"),
    LinkState.REJECTED: _l("rejected"),
}
ORIGINS = {"ru": _l("Russia"), "zh": _l("China"), "other": _l("Another country")}
ACTS = {
    (AuthorityAct.ADD, EntityKind.PERSON): _l("Person added"),
    (AuthorityAct.ADD, EntityKind.WORK): _l("Work added"),
    (AuthorityAct.ADD_FORM, EntityKind.PERSON): _l("Name form added"),
    (AuthorityAct.ADD_FORM, EntityKind.WORK): _l("Title form added"),
    (AuthorityAct.LINK, EntityKind.PERSON): _l("Book linked to a person"),
    (AuthorityAct.LINK, EntityKind.WORK): _l("Book linked to a work"),
    (AuthorityAct.UNLINK, EntityKind.PERSON): _l("Book unlinked from a person"),
    (AuthorityAct.UNLINK, EntityKind.WORK): _l("Book unlinked from a work"),
    (AuthorityAct.CONFIRM, EntityKind.PERSON): _l("Person confirmed for a book"),
    (AuthorityAct.CONFIRM, EntityKind.WORK): _l("Work confirmed for a book"),
    (AuthorityAct.REJECT, EntityKind.PERSON): _l("Person rejected for a book"),
    (AuthorityAct.REJECT, EntityKind.WORK): _l("Work rejected for a book"),
    (AuthorityAct.MERGE, EntityKind.PERSON): _l("Persons merged"),
    (AuthorityAct.MERGE, EntityKind.WORK): _l("Works merged"),
    (AuthorityAct.SPLIT, EntityKind.PERSON): _l("Person split"),
    (AuthorityAct.SPLIT, EntityKind.WORK): _l("Work split"),
}
