"""Classes of fields: shapes whose class is known, and the limits of resultants."""

import numpy as np
import pytest

from placecells.studies.beyond.measures import extent

X, Y = np.meshgrid(2 * np.pi * np.arange(12) / 12, 2 * np.pi * np.arange(10) / 10, indexing="ij")
ROOT = np.sqrt(2.0)
SHAPES = {
    "uniform": np.ones_like(X),
    "stripe": 1 + ROOT * np.cos(X),
    "local": (1 + ROOT * np.cos(X)) * (1 + ROOT * np.cos(Y)),
    "other": np.cos(X - Y),
    "uncertain": 1 + 0.45 * np.cos(X),
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("sign", [1, -1])
def test_shapes_have_their_class_wherever_they_are(name, sign):
    for shift in ((0, 0), (5, 3)):
        assert extent.CLASSES[extent.classify(sign * np.roll(SHAPES[name], shift, (0, 1)), 2)] == name


def test_rings():
    x = np.arange(100) - 50
    fields = np.stack([1 / np.cosh(x / 3), np.ones(100), np.cos(2 * np.pi * x / 100)])
    assert [extent.CLASSES[code] for code in extent.classify(fields, 1)] == ["local", "uniform", "other"]


def test_noise_is_not_local():
    noise = np.random.default_rng(0).standard_normal((200, 10, 10))
    assert not np.isin(extent.classify(noise, 2), (extent.UNIFORM, extent.STRIPE, extent.LOCAL)).any()


def test_resultants_of_a_sech_of_known_width():
    """The widths that the limits stand for."""
    x = np.arange(1000) - 500
    for limit, share in ((extent.BOUNDED, 0.61), (extent.SPREAD, 0.92)):
        field = 1 / np.cosh(2 * np.arccosh(2.0) * x / (share * 1000))
        assert extent.resultants(field, 1)[0] == pytest.approx(limit, abs=0.01)


def test_the_two_fields_of_a_halved_torus():
    np.testing.assert_allclose(extent.resultants(SHAPES["stripe"], 2), [1 / ROOT, 0], atol=1e-12)


def test_shares():
    field = np.zeros((8, 8))
    field[:4, :4] = 1.0
    assert extent.share(field, 2) == 0.25
    assert extent.share(np.ones((8, 8)), 2) == 1.0


def test_shares_of_long_waves():
    kept = extent.long_wave_share(np.stack([SHAPES["uniform"], 1 + np.cos(X) - 2 * np.sin(Y), SHAPES["local"]]), 2)
    np.testing.assert_allclose(kept, [1.0, 1.0, 0.75])


def test_missing_units_are_uncertain():
    assert extent.classify(np.full((2, 8, 8), np.nan), 2).tolist() == [extent.UNCERTAIN] * 2
