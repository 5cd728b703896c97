// What every page has: the message bar, the print button, the focus on an error summary, the
// browser's time zone.

import { announce } from "./announce.js";

prepare(document);
document.addEventListener("htmx:load", (event) => prepare(event.target));

// Without script the bar goes with the next page; with it, also by its button.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-dismiss]");
  if (!button) return;
  button.closest("[data-message]").remove();
  document.getElementById("main").focus({ preventScroll: true });
});

function prepare(root) {
  for (const button of root.querySelectorAll("[data-dismiss][hidden], [data-print][hidden]")) button.hidden = false;
  for (const text of root.querySelectorAll("[data-message-text]")) announce(text.textContent);
  for (const field of root.querySelectorAll("[data-browser-zone]")) fillZone(field);
  root.querySelector("[data-error-summary]")?.focus();
}

// Not in a form that came back with errors: it holds what the person chose.
function fillZone(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.dataset.browserZone === "done") return;
  if (field.form?.querySelector("[data-error-summary]")) return;
  if (field.options && ![...field.options].some((option) => option.value === zone)) return;
  field.value = zone;
  field.dataset.browserZone = "done";
}
