"""What the last part of an address may name."""

import pytest

from library_exchange.core.errors import NotFound
from library_exchange.offers.labels import WANT_EVENTS
from library_exchange.offers.rules.wants import WantEvent
from library_exchange.web.addresses import event_named


@pytest.mark.parametrize("event", list(WANT_EVENTS))
def test_an_address_names_every_event_that_has_a_button(event: WantEvent) -> None:
    assert event_named(event.value, WANT_EVENTS) is event


@pytest.mark.parametrize("name", ["", "nonsense", "PAUSE", "pause ", *sorted(set(WantEvent) - set(WANT_EVENTS))])
def test_what_nobody_may_press_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        event_named(name, WANT_EVENTS)
