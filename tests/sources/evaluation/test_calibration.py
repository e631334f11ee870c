"""Calibration: whether a confidence means what it says."""

import pytest

from sources.evaluation.calibration import bins, error

HONEST = [(0.75, True)] * 3 + [(0.75, False)] + [(0.95, True)] * 19 + [(0.95, False)]
BOASTING = [(0.95, True)] * 5 + [(0.95, False)] * 5


def test_who_is_right_as_often_as_sure_errs_by_nothing():
    assert error(HONEST) == pytest.approx(0.0)
    assert error(BOASTING) == pytest.approx(0.45)
    assert error([]) == 0.0


def test_each_item_is_in_one_bin_and_empty_bins_are_left_out():
    assert [(b.least, b.number, b.right) for b in bins(HONEST)] == [(0.7, 4, 0.75), (0.9, 20, 0.95)]
    assert [b.least for b in bins([(0.0, False), (1.0, True), (0.6, True)])] == [0.0, 0.6, 0.9]


def test_the_interval_is_wide_where_items_are_few():
    few, many = bins([(0.95, True)] * 2)[0], bins([(0.95, True)] * 200)[0]
    assert few.low == pytest.approx(0.342, abs=0.001)
    assert many.low > 0.98
    assert few.high == many.high == pytest.approx(1.0)
