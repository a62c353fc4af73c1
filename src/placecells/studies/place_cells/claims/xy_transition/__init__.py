"""Claims on where the symmetries of XY data break, and on their correlation matrix: sections IV.3 and V.1.3."""

from placecells.studies.place_cells.claims.xy_transition import orders, spectrum

CLAIMS = [*orders.CLAIMS, *spectrum.CLAIMS]
