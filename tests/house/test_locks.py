"""The files that pin libraries say the same, and the one with hashes has one for each file of each of them."""

import re

import pytest

from library_exchange.core.settings import CHECKOUT

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)", re.MULTILINE)
HASHED = CHECKOUT / "requirements-hashes.lock"
BESIDE = {"psycopg", "psycopg-binary", "setuptools"}
"""What is pinned with hashes besides: the driver of PostgreSQL, and what builds the service."""


def pinned(name):
    return dict(PINNED.findall((CHECKOUT / name).read_text(encoding="utf-8")))


def test_what_is_pinned_by_version_is_pinned_by_hashes_too():
    plain, hashed = pinned("requirements.lock"), pinned("requirements-hashes.lock")
    assert len(plain) > 50
    assert {name: version for name, version in hashed.items() if name not in BESIDE} == plain
    assert hashed.keys() >= BESIDE


def test_tests_run_on_the_versions_that_are_served():
    tested = pinned("requirements-test.lock")
    assert {name: tested.get(name) for name in pinned("requirements.lock")} == pinned("requirements.lock")


@pytest.mark.parametrize("name", sorted(pinned("requirements-hashes.lock")))
def test_each_library_has_hashes(name):
    text = HASHED.read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(name)}==.*\\\n(    --hash=sha256:[0-9a-f]{{64}}( \\)?\n)+", text, re.MULTILINE)


def test_a_lock_names_no_place_to_fetch_from():
    for file in CHECKOUT.glob("requirements*.lock"):
        assert not re.search(r"https?://|--index-url|--find-links", file.read_text(encoding="utf-8")), file.name
