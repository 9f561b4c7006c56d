"""What is asked of a server: addresses with the verb and its arguments, written as every server takes them."""

from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

IDENTIFY, FORMATS, SETS, RECORDS = "Identify", "ListMetadataFormats", "ListSets", "ListRecords"
_ARGUMENTS = ("verb", "metadataPrefix", "set", "from", "until", "resumptionToken", "identifier")


def address(base: str, verb: str, **arguments: str) -> str:
    """Return the address of a request; what people copy along with the base address, such as a verb, is left out."""
    parts = urlsplit(base)
    kept = [each for each in parts.query.split("&") if each and each.partition("=")[0] not in _ARGUMENTS]
    asked = urlencode({"verb": verb, **{name.rstrip("_"): value for name, value in arguments.items()}})
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "&".join((*kept, asked)), ""))


def base_of(url: str) -> str:
    """Return the base address in what somebody entered."""
    parts = urlsplit(url)
    kept = [each for each in parts.query.split("&") if each and each.partition("=")[0] not in _ARGUMENTS]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def list_from(base: str, prefix: str, set_spec: str | None, since: datetime | None, has_seconds: bool) -> str:
    """Return the address of the first page of a list."""
    told = {"metadataPrefix": prefix}
    if set_spec:
        told["set"] = set_spec
    if since is not None:
        told["from_"] = written(since, has_seconds)
    return address(base, RECORDS, **told)


def list_on(base: str, token: str) -> str:
    """Return the address of the next page of a list: the token stands alone."""
    return address(base, RECORDS, resumptionToken=token)


def written(at: datetime, has_seconds: bool) -> str:
    """Return an instant in the granularity of a server."""
    form = "%Y-%m-%dT%H:%M:%SZ" if has_seconds else "%Y-%m-%d"
    return at.astimezone(UTC).strftime(form)
