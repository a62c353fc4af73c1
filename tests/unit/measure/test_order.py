import numpy as np
import pytest

from placecells.measure import order

N, DRAWS = 100, 20_000


@pytest.fixture(scope="module")
def random_weights():
    return 0.3 * np.random.default_rng(1).standard_normal((DRAWS, N))


def within(values, expected, errors=4):
    return abs(values.mean() - expected) < errors * values.std() / np.sqrt(len(values))


def test_random_baselines(random_weights):
    assert order.random_order_uniform(N) == pytest.approx(0.080, abs=5e-4)
    assert within(order.order_uniform(random_weights), order.random_order_uniform(N))
    rms = np.sqrt((random_weights**2).mean(axis=-1))
    difference = order.order_parameter(random_weights) - order.random_order_parameter(N, rms)
    assert within(difference, 0)
    mean, sd = order.random_order_local(N)
    local = order.order_local(random_weights)
    assert within(local, mean)
    assert local.std() == pytest.approx(sd, rel=4 / np.sqrt(2 * DRAWS))


def test_uniform_and_alternating_weights():
    uniform, alternating = np.full(N, -0.2), 0.2 * np.resize([1.0, -1.0], N)
    assert order.order_parameter(uniform) == pytest.approx(20)
    assert order.order_uniform(uniform) == pytest.approx(1)
    assert order.order_local(uniform) == pytest.approx(1)
    assert order.order_uniform(alternating) == pytest.approx(0, abs=1e-12)
    assert order.order_local(alternating) == pytest.approx(-1)


def test_zero_weights_have_no_scale_free_order():
    assert order.order_parameter(np.zeros(N)) == 0
    assert np.isnan(order.order_uniform(np.zeros(N)))
    assert np.isnan(order.order_local(np.zeros(N)))
