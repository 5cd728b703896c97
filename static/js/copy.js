// Copies the text of a field. Without script, or where the browser forbids it, the text is selected.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    let text = "Copied.";
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      text = "The text is selected. Copy it with Ctrl or ⌘ and C.";
    }
    button.nextElementSibling.textContent = text;
  });
}
