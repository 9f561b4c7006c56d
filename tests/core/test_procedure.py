"""One way to read the table of any procedure, and one to take a step of it."""

from enum import StrEnum
from types import SimpleNamespace

import pytest

from library_exchange.core.procedure import BACK, STAY, NoSuchStep, Part, Procedure, Step, by
from library_exchange.core.steps import Machine


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Door(StrEnum):
    OFF = "off"


class Press(StrEnum):
    SWITCH = "switch"
    DIM = "dim"
    DROP = "drop"
    MEND = "mend"


class Guard(StrEnum):
    HAS_POWER = "has_power"


class Effect(StrEnum):
    SHINE = "shine"


LAMP: Procedure[Lamp, Press] = Procedure(
    {
        (Lamp.OFF, Press.SWITCH): Step(Lamp.ON, by(Part.OWNER), (Guard.HAS_POWER,), (Effect.SHINE,)),
        (Lamp.OFF, Press.DROP): Step(Lamp.BROKEN, by(Part.OWNER, Part.PARTNER)),
        (Lamp.ON, Press.DIM): Step(STAY, by(Part.OWNER)),
        (Lamp.ON, Press.DROP): Step(Lamp.BROKEN, by(Part.CLOCK)),
        (Lamp.BROKEN, Press.MEND): Step(BACK, by(Part.OWNER)),
    }
)


def test_an_event_leads_where_the_table_says():
    assert LAMP.step(Lamp.OFF, Press.SWITCH).leads_to(Lamp.OFF) is Lamp.ON


def test_a_step_may_stay_where_it_is():
    assert LAMP.step(Lamp.ON, Press.DIM).leads_to(Lamp.ON) is Lamp.ON


def test_a_step_back_leads_to_the_state_before():
    back = LAMP.step(Lamp.BROKEN, Press.MEND)
    assert back.leads_to(Lamp.BROKEN, Lamp.ON) is Lamp.ON
    with pytest.raises(ValueError, match="no state before broken"):
        back.leads_to(Lamp.BROKEN)


def test_an_event_that_the_table_does_not_have_is_no_step():
    with pytest.raises(NoSuchStep, match="dim from off"):
        LAMP.step(Lamp.OFF, Press.DIM)


def test_a_state_of_another_procedure_is_refused_though_it_is_spelled_alike():
    with pytest.raises(TypeError, match="not of one procedure"):
        LAMP.find(Door.OFF, Press.SWITCH)  # type: ignore[type-var]
    with pytest.raises(ValueError, match="values to unpack"):
        Procedure({(Lamp.ON, Press.DIM): Step(STAY), (Door.OFF, Press.DIM): Step(STAY)})


def test_who_has_the_part_may_take_the_step_the_likeliest_first():
    assert LAMP.events_from(Lamp.OFF, by(Part.OWNER)) == (Press.SWITCH, Press.DROP)
    assert LAMP.events_from(Lamp.OFF, by(Part.PARTNER, Part.CLOCK)) == (Press.DROP,)
    assert LAMP.events_from(Lamp.ON, by(Part.PARTNER)) == ()


def test_what_a_table_names_must_be_carried_out_and_nothing_else():
    carried = {"guards": {Guard.HAS_POWER: print}, "effects": {Effect.SHINE: print}}
    Machine(LAMP, "lamp", lambda *_: by(Part.OWNER), **carried)
    with pytest.raises(ValueError, match="lamp: guards"):
        Machine(LAMP, "lamp", lambda *_: by(Part.OWNER), effects=carried["effects"])
    with pytest.raises(ValueError, match="lamp: effects"):
        Machine(LAMP, "lamp", lambda *_: by(Part.OWNER), **(carried | {"effects": {}}))


def test_the_buttons_of_a_page_are_the_events_open_to_who_looks():
    machine = Machine(
        LAMP, "lamp", lambda actor, _row: by(actor), guards={Guard.HAS_POWER: print}, effects={Effect.SHINE: print}
    )
    assert machine.events_open_to(Part.PARTNER, SimpleNamespace(state=Lamp.OFF)) == (Press.DROP,)
