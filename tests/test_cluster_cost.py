"""The cost model: what more cores change, and what they do not."""

from dataclasses import replace

import pytest
from command import RAW

from benchmarks.cluster import HOUR, Prices, Rates, cost, measure, most_cores

RATES = Rates(extract=0.1, deal=0.002, take=0.0005, join=0.001, disk=3000, start=5)
PRICES = Prices(core=0.04, head=0.5, efficiency=0.5, cluster_start=295)
ARTICLES = 36_000_000


def test_time_and_money() -> None:
    found = cost(ARTICLES, 10, RATES, PRICES)
    assert found.rate == pytest.approx(50)
    assert found.extracting == pytest.approx(200 + 300 / HOUR)
    assert found.joining == pytest.approx(10)
    assert found.money == pytest.approx(found.extracting * 0.9 + 5)
    assert not found.limited


def test_the_workers_wait_for_the_run_past_the_cores_that_it_keeps_busy() -> None:
    most = most_cores(RATES, PRICES)
    assert most == 80
    assert not cost(ARTICLES, most, RATES, PRICES).limited
    more = cost(ARTICLES, 10 * most, RATES, PRICES)
    assert more.limited
    assert more.rate == pytest.approx(400)
    assert more.extracting == pytest.approx(cost(ARTICLES, most, RATES, PRICES).extracting)


def test_faster_workers_make_it_cheaper() -> None:
    faster = replace(RATES, extract=0.05)
    assert cost(ARTICLES, 10, faster, PRICES).money < cost(ARTICLES, 10, RATES, PRICES).money


def test_the_rates_are_measured() -> None:
    rates, count = measure([str(RAW)], limit=12)
    assert count >= 12
    for name in ("extract", "deal", "take", "disk"):
        assert getattr(rates, name) > 0
    assert rates.extract > rates.deal
