// Show the claims that have every word of the search and the chosen verdict.
const search = document.getElementById("search");
const verdict = document.getElementById("verdict");
const shown = document.getElementById("shown");

function filterClaims() {
  const words = search.value.toLowerCase().split(/\s+/);
  // asked for anew each time: sorting puts another body in place
  const rows = [...document.querySelectorAll("#claims-table tbody tr")];
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word)) || !["", row.dataset.verdict].includes(verdict.value);
  }
  shown.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
}

search.addEventListener("input", filterClaims);
verdict.addEventListener("change", filterClaims);
filterClaims();

// A link to a claim that the filter hides shows all claims.
addEventListener("hashchange", () => {
  const target = document.querySelector(":target");
  if (target?.hidden) {
    search.value = verdict.value = "";
    filterClaims();
    target.scrollIntoView();
  }
});
