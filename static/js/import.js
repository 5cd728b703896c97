// The pages of an import: lists ticked at once, and a page that stops asking when it is left.

// Without it every box is there to be ticked by itself.
for (const group of document.querySelectorAll("[data-tick-group]")) {
  group.querySelector("[data-tick-buttons]").hidden = false;
  group.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tick]");
    if (!button) return;
    for (const box of group.querySelectorAll("input[type=checkbox]")) {
      box.checked = button.dataset.tick === "all";
    }
  });
}

// Once Cancel is pressed no answer counts any more: it would load this page again, and that would
// take the place of the one that says "Cancelled".
let left = false;
document.querySelector("[data-cancel-import]")?.addEventListener("submit", () => (left = true));
addEventListener("pageshow", () => (left = false));
for (const step of ["htmx:beforeRequest", "htmx:beforeOnLoad"])
  document.addEventListener(step, (event) => left && event.preventDefault());
