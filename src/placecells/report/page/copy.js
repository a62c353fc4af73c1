// Buttons that copy a link to a place of this page, or a command. They also work where the page was opened from disk.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // without permission, or without a secure address
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

for (const button of document.querySelectorAll("button.copy")) {
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { link } = button.dataset;
    await copied(link ? new URL(link, location.href).href : button.dataset.text);
    button.textContent = "copied";
    setTimeout(() => (button.textContent = text), 1500);
  });
}
