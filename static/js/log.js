// Says which day "What fits" means for the chosen tile, and shows the date field when it is asked for.

for (const form of document.querySelectorAll("[data-log-form]")) {
  const fits = form.querySelector("[data-fits]");
  const days = JSON.parse(fits.dataset.fits);
  const onDate = form.querySelector("[data-again-on]");
  const refresh = () => {
    const how = form.elements.how.value;
    fits.textContent = days[how] ?? "What fits";
    onDate.hidden = form.elements.again.value !== "date" && !onDate.querySelector(".is-invalid");
  };
  form.addEventListener("change", refresh);
  refresh();
}
