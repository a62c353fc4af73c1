"""The laws that data are drawn from. VISIBLE names, for each law, the visible unit that a machine has by default."""

VISIBLE = {"ising": "spin", "xy": "potts", "torus": "spin"}
