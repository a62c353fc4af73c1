"""Claims on XY data and the place fields they leave in the weights: sections IV.1 and IV.2."""

from placecells.studies.place_cells.claims.xy import one_unit, several_units

CLAIMS = [*one_unit.CLAIMS, *several_units.CLAIMS]
