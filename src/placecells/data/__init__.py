"""Laws that data are drawn from; the kind of visible unit that takes their configurations, by default."""

VISIBLE = {"ising": "spin", "xy": "potts"}
