"""What targets speak, why one gives no records and what to do about it, in words."""

from typing import Any

from library_exchange.copy_cataloguing.rules.targets import Protocol, Relation, SruVersion, Syntax, Trouble
from library_exchange.core.i18n import _l

PROTOCOLS: dict[Protocol, Any] = {Protocol.SRU: _l("SRU"), Protocol.Z3950: _l("Z39.50")}
VERSIONS = {version: str(version) for version in SruVersion}
RELATIONS: dict[Relation, Any] = {
    Relation.EQUAL: _l("= (as the target is used to)"),
    Relation.ALL: _l("all (all of the words)"),
    Relation.ADJACENT: _l("adj (the words as one phrase)"),
}
SYNTAXES: dict[Syntax, Any] = {
    Syntax.MARC21: _l("MARC 21"),
    Syntax.UNIMARC: _l("UNIMARC"),
    Syntax.RUSMARC: _l("RUSMARC"),
    Syntax.XML: _l("XML"),
}
TROUBLES: dict[Trouble, Any] = {
    Trouble.NO_SUCH_SERVER: _l("There is no server of this name. Who runs the platform must check the address."),
    Trouble.NOT_PUBLIC: _l("The server stands in a closed network, which this platform may not enter."),
    Trouble.NO_ANSWER: _l("The server cannot be reached now. Look in the others, or try again later."),
    Trouble.CERTIFICATE: _l("The server could not prove who it is: its certificate is wrong or out of date."),
    Trouble.REDIRECTED: _l("The server sends us on to an address that is not open to us."),
    Trouble.TOO_LARGE: _l("The answer is too large. Look for more words, or for the ISBN."),
    Trouble.TOO_SLOW: _l("No answer came within ten seconds. Try again later."),
    Trouble.REFUSED: _l("The server lets nobody in without the right name and password."),
    Trouble.NOT_THERE: _l("There is no catalogue at this address any more."),
    Trouble.SERVER_ERROR: _l("The server reported an error of its own. Try again later."),
    Trouble.NOT_UNDERSTOOD: _l("The answer cannot be understood: it is none of the protocol."),
    Trouble.DIAGNOSTIC: _l("The server did not carry the search out. It said:"),
    Trouble.NO_PROGRAM: _l(
        "The program for Z39.50 is not installed on this platform, so this catalogue cannot be asked."
    ),
    Trouble.BUSY: _l("Too many catalogues are being asked at this moment. Try again in a minute."),
}
"""Why a target gave no records, for the librarian who looked in it."""
GONE = _l("This record was found too long ago. Look for it again.")
