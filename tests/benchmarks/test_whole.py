"""The stopwatch and the scales of whole runs."""

import sys
import time

import pytest

from benchmarks.whole import REST, Stages, watched


def test_a_stage_within_another_is_counted_once():
    clock = Stages()
    with clock.stage("outer"):
        time.sleep(0.05)
        clock.of("inner", time.sleep)(0.2)
    clock.done()
    outer, inner, rest = (clock.spent[name][0] for name in ("outer", "inner", REST))
    assert inner >= 0.2
    assert 0.05 <= outer < 0.05 + inner
    assert rest < inner


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of the others")
def test_processes_are_weighed_alone_and_together():
    held = "x = bytearray(60_000_000); x[::4096] = b'1' * len(x[::4096])"
    begins = f"import subprocess, sys, time; {held}; subprocess.run([sys.executable, '-c', %r])"
    child = f"import time; {held}; time.sleep(0.5)"
    largest, together = watched([sys.executable, "-c", begins % child])
    assert largest is not None
    assert together is not None
    assert 57 < largest < 110 < together
