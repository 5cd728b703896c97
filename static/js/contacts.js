// Says how many people a search found. The form works without this; htmx does the searching.

const announce = (text, options) => dispatchEvent(new CustomEvent("announce", { detail: { text, ...options } }));

document.addEventListener("htmx:afterSwap", (event) => {
  const count = event.target.querySelector("[data-count]");
  if (count) announce(count.textContent);
});
