// Says how many people a search found. The form works without this; htmx does the searching.

import { announce } from "./announce.js";

document.addEventListener("htmx:afterSwap", (event) => {
  const count = event.target.querySelector("[data-count]");
  if (count) announce(count.textContent);
});
