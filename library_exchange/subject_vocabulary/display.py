"""Topics as a page tells of them: their usual names in the languages in which they were not asked for."""

from collections.abc import Sequence

from flask import url_for

from library_exchange.core.i18n import current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.port import Topic
from library_exchange.subject_vocabulary.tree import ClassNode
from library_exchange.subject_vocabulary.vocabulary import LANGUAGES

MOST_SHOWN = 4


def called(topic: Topic, language: str) -> str:
    """Return what a topic is usually called in the interface language `language`."""
    usual = dict(reversed(topic.forms))
    return usual.get(language) or topic.forms[0][1]


def branch(node: ClassNode) -> tuple[str, str, str]:
    """Return the number and the name of a class, and the address of its page among all classes."""
    url = url_for("subject_browsing.show", scheme=node.scheme, number=node.number)
    return node.number, node.called(current().code), url


def in_other_scripts(topics: Sequence[Topic], asked: str) -> list[tuple[str, str]]:
    """Return the usual form of each topic in each language whose script the query has not, with its `lang`."""
    scripts = {run.script for run in runs(prepared(asked))}
    shown: dict[str, str] = {}
    for topic in topics[:MOST_SHOWN]:
        usual = dict(reversed(topic.forms))
        for value in (usual[language] for language in LANGUAGES if language in usual):
            if scripts.isdisjoint(run.script for run in runs(prepared(value))):
                shown[value] = html_lang(script_of(value))
    return list(shown.items())
