"""Long work has garbage collected seldom, and afterwards everything is as it was."""

import gc
import weakref

import pytest

from library_exchange.core.garbage import BULK, SELDOM, seldom_collected, serve_undisturbed, sweep


@pytest.fixture(autouse=True)
def usual():
    before, is_frozen = gc.get_threshold(), gc.get_freeze_count() > 0
    gc.unfreeze()
    gc.set_threshold(700, 10, 10)
    yield gc.get_threshold()
    gc.set_threshold(*before)
    if is_frozen:
        gc.freeze()


def test_while_it_lasts_it_is_collected_seldom_and_then_as_before(usual):
    with seldom_collected():
        assert gc.get_threshold() == BULK
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)


def test_it_ends_with_the_last_of_several_works_whichever_began_first(usual):
    one, other = seldom_collected(), seldom_collected()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert gc.get_threshold() == BULK
    other.__exit__(None, None, None)
    assert gc.get_threshold() == usual


def test_it_ends_when_the_work_fails(usual):
    with pytest.raises(ZeroDivisionError), seldom_collected():
        _ = 1 / 0
    assert gc.get_threshold() == usual


def test_who_looks_still_more_seldom_and_leaves_out_what_it_has_is_let_be(usual):
    gc.freeze()
    gc.set_threshold(1_000_000, 10, 100)
    with seldom_collected():
        assert gc.get_threshold() == (1_000_000, 20, 100)
    assert gc.get_threshold() == (1_000_000, 10, 100)
    assert gc.get_freeze_count() > 0


def test_a_process_that_serves_looks_seldom_for_good_and_long_work_in_it_changes_nothing(usual):
    serve_undisturbed()
    with seldom_collected():
        pass
    assert gc.get_threshold() == SELDOM
    assert gc.get_freeze_count() > 0


def test_long_work_can_have_what_it_left_so_far_looked_for(usual):
    class Circle:
        pass

    with seldom_collected():
        circle = Circle()
        circle.itself, gone = circle, weakref.ref(circle)
        del circle
        assert gone() is not None
        sweep()
        assert gone() is None
