"""The order in a closed wave: none can be told from another, nor from the order of writing."""

from __future__ import annotations

from collections.abc import Sequence

from close_support import PEOPLE, TEXTS, Case, people, said, spearman, who

from nejtak.wave.closed_wave import Responses


def correlations(written: Sequence[int], responses: Responses) -> list[float]:
    """How well one order can be told from another: of writing, of answers, of either text."""
    orders = [list(written), who(responses), *(said(responses, question) for question in TEXTS)]
    return [spearman(a, b) for at, a in enumerate(orders) for b in orders[at + 1 :]]


def test_orders_in_a_large_wave_tell_nothing(case: Case) -> None:
    """2,000 answers: no order correlates with the order of writing or with another order.

    Chance has a standard deviation of 0.022 here, and 0.1 lies 4.5 of them away.
    """
    case.put(*people(*range(PEOPLE)))
    case.close()
    assert max(map(abs, correlations(range(PEOPLE), case.read()))) < 0.1


def test_orders_over_many_small_waves_tell_nothing(case: Case) -> None:
    """300 waves of 12, half of them closed in two steps: the same on average.

    One wave has a standard deviation of 0.30, the mean of 300 one of 0.017: 0.08 lies 4.6 away.
    """
    sums = [0.0] * 6
    for run in range(300):
        for numbers in [range(6), range(6, 12)] if run % 2 else [range(12)]:
            case.put(*people(*numbers))
            case.close()
        found = correlations(range(12), case.read())
        sums = [a + b for a, b in zip(sums, found, strict=True)]
        case.empty()
    assert max(abs(total / 300) for total in sums) < 0.08
