"""Claims on small beta: the exact ones hold; datasets that follow the equations and that do not."""

import json

import numpy as np
import pytest
import xarray as xr

from placecells.claims.claim import NOT_REPRODUCED, PARTLY, REPRODUCED, UNDECIDED
from placecells.claims.table import evaluate
from placecells.studies.place_cells.claims import small_beta as section
from placecells.studies.place_cells.kinds.integrate import lattice_state
from placecells.studies.place_cells.measures.small_beta import equations
from placecells.studies.place_cells.measures.small_beta import fields as shapes


def verdict(name, **datasets):
    [row] = evaluate([claim for claim in section.CLAIMS if claim.id == f"small_beta-{name}"], datasets)
    return row["verdict"]


def measured(name, *datasets):
    """The verdict on what is measured, whatever the controls say."""
    [claim] = [claim for claim in section.CLAIMS if claim.id == f"small_beta-{name}"]
    return claim.judge(claim.measure(*datasets)).name


@pytest.mark.parametrize("number", ["74", "74b", "75", "75b", "78", "78c", "78d", "79e", "80b"])
def test_what_follows_from_the_theory_alone(number):
    """The verdict also says that the control, where there is one, has the opposite verdict."""
    assert verdict(number) == REPRODUCED


def test_the_full_spectrum_is_stable_up_to_two_and_not_three():
    assert verdict("79c") == NOT_REPRODUCED
    assert section.full_limit().value == pytest.approx(2.0, abs=1e-3)


def test_the_amplitude_grows_as_the_closed_form_says():
    for kappa in (1.0, 3.5):
        assert equations.amplitude_growth(kappa).value == pytest.approx(8 * kappa * (kappa - 3) / 3, abs=1e-6)


def test_random_starts_reach_the_lattice_field_or_not():
    """The field of the lattice, on its head and at any site, and the same 1% too high."""
    states = np.stack([np.roll(sign * lattice_state(40, 20), shift) for sign, shift in ((1, 0), (-1, 7), (1, 33))])
    states = np.repeat(states, 2, axis=0)[:, None]
    for factor, expected in ((1.0, REPRODUCED), (1.01, NOT_REPRODUCED)):
        ds = xr.Dataset({"profile": (("seed", "hidden", "site"), factor * states)})
        assert verdict("76", one_unit_cubic=ds) == expected


FIELD = lattice_state(40, 20)
BETA = np.array([0.1, 0.2, 0.3])


def trained(profiles, betas=BETA, seeds=4):
    """Machines with random weights at first and these profiles (hidden, site), times sqrt(beta), at the end."""
    rng = np.random.default_rng(0)
    ends = np.sqrt(betas)[:, None, None, None] * profiles * (1 + 0.005 * np.arange(seeds))[:, None, None]
    starts = 0.01 * rng.standard_normal(ends.shape)
    dims = ("beta", "seed", "record", "hidden", "site")
    return xr.Dataset(
        {"weights": (dims, np.stack([starts, ends], axis=2))}, {"beta": betas, "update": ("record", [0, 100])}
    )


def solved(betas=(0.02, 0.05, 0.1, 0.2, 0.3)):
    """The lattice's field at every beta, as if (36) were exact."""
    profile = np.broadcast_to(FIELD, (len(betas), 1, 1, 40))
    return xr.Dataset({"profile": (("beta", "seed", "hidden", "site"), profile)}, {"beta": list(betas)})


def rotated(angle):
    """Two fields, the second 15 sites from the first, rotated into each other."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ np.stack([FIELD, np.roll(FIELD, 15)])


def of_shape(one=FIELD[None], two=None, **options):
    """The verdict on machines with these profiles."""
    two = rotated(0.6) if two is None else two
    return verdict(
        "77",
        small_beta_rbm=trained(one, **options),
        small_beta_two_units=trained(two, **options),
        exact_field=solved(),
    )


def test_trained_weights_on_and_off_the_field():
    wide = lattice_state(40, 20)[None] ** 0.5
    assert of_shape() == REPRODUCED
    assert of_shape(one=1.2 * FIELD[None]) == PARTLY
    assert of_shape(one=wide, two=2.0 * np.stack([FIELD, FIELD])) == PARTLY  # the height of the first is right
    assert of_shape(one=2.0 * wide, two=2.0 * np.repeat(wide, 2, axis=0)) == NOT_REPRODUCED
    assert of_shape(betas=2 * BETA[1:]) == UNDECIDED


def test_one_beta_has_a_shape_and_no_limit():
    one, flow = trained(FIELD[None]).isel(beta=0), solved().isel(beta=2)
    assert shapes.trained_shapes(one).sizes == {"shape": 3, "beta": 1, "seed": 4}
    assert shapes.exact_shapes(flow).sizes == {"shape": 3, "beta": 1}
    assert verdict("77", small_beta_rbm=one, small_beta_two_units=one, exact_field=flow) == UNDECIDED


def test_a_shape_that_depends_on_beta_is_extrapolated_along_the_exact_flow():
    """Weights that grow with beta as the solutions of the exact flow do."""
    one = trained(FIELD[None])
    growing, flow = 1 + one["beta"], solved()
    shape = shapes.extrapolated(
        shapes.trained_shapes(one.assign(weights=one["weights"] * growing)),
        shapes.exact_shapes(flow.assign(profile=flow["profile"] * (1 + flow["beta"]))),
    )
    np.testing.assert_allclose(shape.sel(shape="height")[::4], 1.0, atol=2e-3)


def parting(speed, length=24.0):
    """Two fields that part from 2 sites to opposite places with a speed that depends on their distance."""
    distance, time = [2.0], [0.0]
    while distance[-1] < length / 2 - 0.01 and len(distance) < 400:
        step = min(0.05, length / 2 - distance[-1])
        time.append(time[-1] + step / speed(distance[-1]))
        distance.append(distance[-1] + step)
    return xr.Dataset(
        {"distance": ("record", distance), "elapsed": ("record", time)},
        attrs={"config": json.dumps({"flow": {"length": length}})},
    )


def on_lattice(closest):
    """Pairs that stay where they are if they are not closer than `closest` sites."""
    start = np.array([2.0, 6.0, 8.0, 10.0, 20.0])
    way = np.stack([start, np.maximum(start, closest)], axis=1)
    return xr.Dataset({"distance": (("separation", "record"), way)}, {"separation": start})


SHORT, LONG = parting(lambda d: 3 * np.exp(-d)), parting(lambda d: 2.0)


@pytest.mark.parametrize(
    ("pair", "closest", "expected"),
    [(SHORT, 6.3, REPRODUCED), (LONG, 6.3, PARTLY), (SHORT, 19.0, PARTLY), (LONG, 20.0, NOT_REPRODUCED)],
)
def test_fields_that_may_stay_apart_and_that_may_not(pair, closest, expected):
    assert measured("81", pair, on_lattice(closest)) == expected


def test_fields_that_part_slowly_at_short_range_and_fast_at_any():
    assert verdict("82", two_fields_separation=SHORT) == REPRODUCED
    assert verdict("82", two_fields_separation=LONG) == PARTLY  # they end at opposite places
    meeting = shapes.steady_pair(SHORT, "meeting")
    assert measured("82", meeting) == NOT_REPRODUCED


def stationary_pairs(angles):
    """Stationary states of two units, rotated by the angles (seed,), on 40 sites."""
    states = np.stack([np.linalg.multi_dot([_turn(a), np.stack([FIELD, np.roll(FIELD, 20)])]) for a in angles])
    return xr.Dataset({"profile": (("seed", "hidden", "site"), states)})


def _turn(angle):
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def test_two_place_fields_or_one():
    pairs = stationary_pairs(np.linspace(0.0, 1.5, 8))
    assert verdict("83", two_units_cubic=pairs) == REPRODUCED
    one = pairs.assign(profile=pairs["profile"] * xr.DataArray([1.0, 0.0], dims="hidden"))
    assert verdict("83", two_units_cubic=one.isel(seed=[0] * 8)) == NOT_REPRODUCED


def test_units_with_a_field_of_their_own_and_mixed_ones():
    mixed = stationary_pairs([0.5, 0.7, 0.8, 0.9])
    pure = stationary_pairs([0.0, 0.0, 0.0, 0.0])
    assert verdict("83b", two_units_exact=pure, two_units_cubic=mixed) == REPRODUCED
    assert verdict("83b", two_units_exact=mixed, two_units_cubic=mixed) == NOT_REPRODUCED


def fates(wide, narrow):
    """Heights at the start and end, for starts 1% below and above the wide and the narrow profile."""
    heights = np.array([[[0.82, wide[0]], [0.836, wide[1]]], [[4.78, narrow[0]], [4.88, narrow[1]]]])
    coordinates = {"profile": ["wide", "narrow"], "factor": [0.99, 1.01]}
    return xr.Dataset({"peak": (("profile", "factor", "record"), heights)}, coordinates)


def test_the_fate_of_both_profiles():
    theory = fates(wide=(0.828, 0.828), narrow=(0.828, 40.0))
    assert verdict("79", profile_fate=theory) == verdict("79b", profile_fate=theory) == REPRODUCED
    other = fates(wide=(0.3, 5.0), narrow=(4.83, 4.83))
    assert measured("79b", other) == PARTLY  # the amplitude's growth rate needs no run
    assert verdict("79", profile_fate=other.isel(factor=[0])) == UNDECIDED


def test_the_width_at_vanishing_beta():
    assert verdict("80", exact_field=solved()) == REPRODUCED
    assert measured("80", shapes.exponential_fields(solved())) == NOT_REPRODUCED
    assert verdict("80", exact_field=solved((0.2, 0.3))) == UNDECIDED
