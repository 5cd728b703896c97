// Ticks or unticks a whole list at once. Without it every box is there to be ticked by itself.

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
