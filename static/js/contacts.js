// Says how many people a search found, and keeps the lists that somebody opened. The form works
// without this; htmx does the searching.

const announce = (text, options) => dispatchEvent(new CustomEvent("announce", { detail: { text, ...options } }));
let showsMore = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  showsMore = Boolean(event.target.querySelector(".filter-more")?.open);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const count = event.target.querySelector("[data-count]");
  if (count) announce(count.textContent);
  const more = event.target.querySelector(".filter-more");
  if (more && showsMore) more.open = true;
});

document.addEventListener("click", (event) => {
  // What opens them is hidden by it, and would take the focus along.
  const opens = event.target.closest(".filter-more > summary");
  if (opens) setTimeout(() => opens.parentElement.querySelector("a").focus());
});
