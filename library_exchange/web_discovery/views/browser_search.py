"""A search in the browser's own bar (OpenSearch 1.1): the description of ours, and suggestions while somebody types."""

import json

from flask import Response, request, url_for
from lxml import etree

from library_exchange.catalogue.queries.suggesting import suggestions as suggested
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import LONGEST_QUERY
from library_exchange.catalogue.views.search_form import place_of
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, current
from library_exchange.web import atom
from library_exchange.web.addresses import public_address
from library_exchange.web_discovery.views.blueprint import bp

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
TYPE = "application/opensearchdescription+xml"
SUGGESTIONS_TYPE = "application/x-suggestions+json"
SHORT_NAME = "书桥 Книжный мост"
"""At most 16 characters."""
TERMS = "?q={searchTerms}"


@bp.get("/opensearch.xml")
def description() -> Response:
    """Describe the search in the language of the address: its page, its feed, its suggestions."""
    root = etree.Element(f"{{{NAMESPACE}}}OpenSearchDescription", nsmap={None: NAMESPACE})
    for name, text in (
        ("ShortName", SHORT_NAME),
        ("Description", _("Union catalogue of libraries of China and Russia")),
        ("InputEncoding", "UTF-8"),
        ("Language", current().tag),
    ):
        etree.SubElement(root, f"{{{NAMESPACE}}}{name}").text = text
    picture = etree.SubElement(root, f"{{{NAMESPACE}}}Image", type="image/svg+xml")
    picture.text = public_address(url_for("static", filename="img/favicon.svg"))
    for kind, rel, path in (
        ("text/html", "results", url_for("catalogue.search") + TERMS),
        (atom.TYPE, "results", url_for("web_documents.search_feed") + TERMS),
        (SUGGESTIONS_TYPE, "suggestions", url_for("web_discovery.suggestions") + TERMS),
        (TYPE, "self", url_for("web_discovery.description")),
    ):
        etree.SubElement(root, f"{{{NAMESPACE}}}Url", type=kind, rel=rel, template=public_address(path))
    content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Response(content, content_type=f"{TYPE}; charset=utf-8")


@bp.get("/search/suggestions.json")
def suggestions() -> Response:
    """Tell what the words typed so far may become: the words, then what they become, how else it is called, where."""
    text = request.args.get("q", "")[:LONGEST_QUERY]
    with reading() as session:
        found = suggested(session, engine(), text, current().code)
    forms = [[form for form, _lang in each.forms] for each in found]
    told = [
        text,
        [words[0] for words in forms],
        [words[1] if len(words) > 1 else "" for words in forms],
        [public_address(place_of(each)) for each in found],
    ]
    return Response(json.dumps(told, ensure_ascii=False), content_type=f"{SUGGESTIONS_TYPE}; charset=utf-8")
