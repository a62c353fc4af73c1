"""Put the claims of all studies that were made into one table, as CSV and as JSON."""

import json
from pathlib import Path

from placecells.jobs.job import begin, job

begin()

from placecells.claims.table import as_csv, as_json, summary
from placecells.io.store import replace_atomically

with job(snakemake.log[0]) as log:
    paths = [*snakemake.input.get("sections", []), *snakemake.params.others]
    rows = [row for path in paths for row in json.loads(Path(path).read_text(encoding="utf-8"))]
    log.info("%s", summary(rows))
    texts = {snakemake.output.csv: as_csv(rows), snakemake.output.json: as_json(rows, snakemake.params.scale)}
    for path, text in texts.items():
        replace_atomically(Path(path), lambda temporary, text=text: temporary.write_text(text, encoding="utf-8"))
