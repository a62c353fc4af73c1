// Show the claims of a study that have every word of its search and the chosen verdict.
function claimsOf(section) {
  const search = section.querySelector(".search");
  const verdict = section.querySelector(".choice");
  const shown = section.querySelector("output");

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/);
    // asked for anew each time: sorting puts another body in place
    const rows = [...section.querySelectorAll("tbody tr")];
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word)) || !["", row.dataset.verdict].includes(verdict.value);
    }
    shown.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
  }

  search.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  filter();

  // A link to a claim that the filter hides shows all claims.
  addEventListener("hashchange", () => {
    const target = section.querySelector(":target");
    if (target?.hidden) {
      search.value = verdict.value = "";
      filter();
      target.scrollIntoView();
    }
  });
}

document.querySelectorAll("section.claims").forEach(claimsOf);
