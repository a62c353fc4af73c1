// Show the claims of a study that have every word of its search, the chosen verdict and the chosen source.
function claimsOf(section) {
  const search = section.querySelector(".search");
  const choices = [...section.querySelectorAll(".choice")];
  const shown = section.querySelector("output");

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/);
    // asked for anew each time: sorting puts another body in place
    const rows = [...section.querySelectorAll("tbody tr")];
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const chosen = choices.every(({ value, dataset }) => ["", row.dataset[dataset.key]].includes(value));
      row.hidden = !chosen || !words.every((word) => text.includes(word));
    }
    shown.value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
  }

  search.addEventListener("input", filter);
  for (const choice of choices) choice.addEventListener("change", filter);
  filter();

  // A link to a claim that the filter hides shows all claims.
  addEventListener("hashchange", () => {
    const target = section.querySelector(":target");
    if (target?.hidden) {
      search.value = "";
      for (const choice of choices) choice.value = "";
      filter();
      target.scrollIntoView();
    }
  });
}

document.querySelectorAll("section.claims").forEach(claimsOf);
