"""What can be done here and by whom, in words."""

from library_exchange.core.i18n import _l
from library_exchange.rights_explained.rules import Who

PEOPLE = {
    Who.VISITOR: _l("Visitor"),
    Who.READER: _l("Reader"),
    Who.LIBRARIAN: _l("Librarian"),
    Who.ADMINISTRATOR: _l("Library administrator"),
    Who.PLATFORM: _l("Platform"),
}
TOPICS = {
    "search": _l("Search the catalogue and see which library has a book"),
    "look_at_exchange": _l("See what libraries offer and look for, and their programmes"),
    "figures": _l("See the figures of all libraries"),
    "apply": _l("Ask to become a reader, or for a library to join"),
    "own_data": _l("See one's own data, take them along, end sign-ins"),
    "request": _l("Ask for a book of another library"),
    "propose": _l("Propose a book that the library should look for"),
    "queue": _l("Work on requests: approve, lend, send, take in"),
    "readers": _l("See the readers of one's own library, add and correct them"),
    "holdings": _l("Take in and correct the holdings of one's own library"),
    "duplicates": _l("Join and split titles in the shared catalogue"),
    "exchange": _l("Offer books, take part in rounds, keep agreements and boxes"),
    "consignments": _l("Plan, send and take in consignments"),
    "messages": _l("Write to other libraries, practise"),
    "people": _l("Decide who belongs to the library, and in which role"),
    "erase": _l("Erase what the library keeps about a reader"),
    "terms": _l("Set how long the library keeps readers' data"),
    "interfaces": _l("Give keys to programs, set up deliveries of records"),
    "library": _l("Set rules, address, hours and letters of the library"),
    "transfers": _l("See which fields of messages crossed borders"),
    "admit": _l("Admit libraries"),
    "disputes": _l("Decide claims, set rules of post and customs"),
    "doors": _l("Open and shut interfaces, connect partners' systems"),
}
