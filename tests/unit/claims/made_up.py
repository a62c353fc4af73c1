"""A claim made up for tests, and what it measures."""

from placecells.claims.claim import Band, Claim, Control, Measurement

ONE_TO_TWO = Band(1.0, 2.0)
INSIDE, OUTSIDE, ACROSS = (1.5, 1.4, 1.6), (2.5, 2.4, 2.6), (1.9, 1.5, 2.3)  # of ONE_TO_TWO


def measures(value, low, high, runs=5, **more):
    """A measure that returns these numbers."""
    return lambda: Measurement(value, low, high, runs, **more)


def control(numbers=OUTSIDE, **more):
    return Control("a control", measures(*numbers), **more)


def claim(expected=ONE_TO_TWO, measure=None, **more):
    parts = {
        "id": "test-01",
        "section": "II",
        "figure": "fig03",
        "statement": "A statement.",
        "source": "ours",
        "quantity": "a number",
        "unit": "1",
        "datasets": (),
        "tolerance": "a reason",
        "test": "a test",
    }
    return Claim(measure=measure or measures(*INSIDE), expected=expected, **(parts | more))
