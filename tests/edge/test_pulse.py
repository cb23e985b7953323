"""Signs of life: a part that is silent for three intervals is late, any other is not."""

from __future__ import annotations

from bot.pulse import Pulse


class Ticking:
    def __init__(self) -> None:
        self.seconds = 0.0

    def read(self) -> float:
        return self.seconds


def test_a_part_is_late_after_three_intervals_without_a_sign_and_well_again_after_one() -> None:
    time = Ticking()
    pulse = Pulse(time.read)
    pulse.expect("plan", 30)
    pulse.expect("tidy", 3600)
    time.seconds = 90
    assert pulse.late() == ()
    time.seconds = 91
    assert pulse.late() == ("plan",)
    assert pulse.ages() == {"plan": 91, "tidy": 91}
    pulse.beat("plan")
    assert pulse.late() == ()


def test_of_a_part_that_nobody_expects_nothing_is_missed() -> None:
    time = Ticking()
    pulse = Pulse(time.read)
    pulse.beat("poll")
    time.seconds = 1e6
    assert (pulse.late(), pulse.ages()) == ((), {})
