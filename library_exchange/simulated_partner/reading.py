"""What a peer says, read from XML: no document types, no entities, nothing fetched."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from library_exchange.simulated_partner.editions import NAMESPACE, VERSIONS
from library_exchange.simulated_partner.writing import Agency, Parties

KINDS = ("request", "supplyingAgencyMessage", "requestingAgencyMessage")
CONFIRMATIONS = tuple(f"{kind}Confirmation" for kind in KINDS)
GIST = {
    "request": ("serviceInfo/requestType",),
    "supplyingAgencyMessage": ("messageInfo/reasonForMessage", "statusInfo/status"),
    "requestingAgencyMessage": ("action",),
}
"""Where the point of a message stands."""


class NotAMessage(Exception):
    """What came is no message of ISO 18626; the text says why."""


@dataclass(frozen=True)
class Heard:
    """A message of a peer."""

    kind: str
    version: str
    message: Any

    @property
    def edition(self) -> str | None:
        """The edition that it says it is written in, if it says so."""
        return VERSIONS.get(self.version)

    def text(self, path: str) -> str:
        """Return the text at a path such as `header/timestamp`; empty if there is none."""
        return (self.message.findtext(_qualified(path)) or "").strip()

    def texts(self, path: str) -> list[str]:
        return [(element.text or "").strip() for element in self.message.iterfind(_qualified(path))]

    @property
    def header(self) -> str:
        return "confirmationHeader" if self.kind in CONFIRMATIONS else "header"

    @property
    def request_id(self) -> str:
        return self.text(f"{self.header}/requestingAgencyRequestId")

    @property
    def parties(self) -> Parties:
        return Parties(
            self._agency("supplyingAgencyId"),
            self._agency("requestingAgencyId"),
            self.request_id,
            self.text(f"{self.header}/supplyingAgencyRequestId"),
        )

    def _agency(self, name: str) -> Agency:
        return Agency(self.text(f"{self.header}/{name}/agencyIdType"), self.text(f"{self.header}/{name}/agencyIdValue"))

    @property
    def gist(self) -> str:
        """The point of it, in a few words for a log."""
        paths = GIST.get(self.kind, ("confirmationHeader/messageStatus", "errorData/errorType", "errorData/errorValue"))
        return " ".join(filter(None, map(self.text, paths)))


def _qualified(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))


def tree(body: bytes) -> Any:
    """Return the root of an XML document; raise `NotAMessage` if it is none, or one that brings a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAMessage(f"This is no XML: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise NotAMessage("A document type (DOCTYPE) is not taken.")
    return root


def read(body: bytes) -> Heard:
    """Return the message in a body; raise `NotAMessage` if there is not exactly one."""
    root = tree(body)
    if root.tag != f"{{{NAMESPACE}}}ISO18626Message":
        raise NotAMessage(f"The root is {root.tag}, not ISO18626Message of {NAMESPACE}.")
    inside = [child for child in root if isinstance(child.tag, str)]
    if len(inside) != 1:
        raise NotAMessage(f"One message is taken at a time, here are {len(inside)}.")
    name = etree.QName(inside[0])
    if name.namespace != NAMESPACE or name.localname not in KINDS + CONFIRMATIONS:
        raise NotAMessage(f"{name.localname} is no message of ISO 18626.")
    version = root.get(f"{{{NAMESPACE}}}version", root.get("version", ""))
    return Heard(name.localname, version, inside[0])
