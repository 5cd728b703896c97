// Put into every page that is measured, before anything of the page runs: writes down when
// something was painted, slid aside, was pressed or changed. Reads no layout, so it costs little.

window.watching = (() => {
  const QUIET = 400; // milliseconds without any change
  const seen = { lcp: 0, cls: 0, changed: 0 };
  const events = {};
  const observe = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  observe("layout-shift", (entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value));
  for (const name of ["pointerup", "keydown", "input"]) addEventListener(name, () => (events[name] = seen.changed = performance.now()), true);

  // What changed is seen in the next picture.
  const change = () => requestAnimationFrame(() => setTimeout(() => (seen.changed = performance.now())));
  const SPOKEN = "#status, #alert";
  const shown = ({ target }) => !(target.closest ?? (() => null)).call(target, SPOKEN) && !target.parentElement?.closest(SPOKEN);
  new MutationObserver((records) => records.some(shown) && change()).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  addEventListener("transitionend", ({ propertyName }) => propertyName === "transform" && change(), true);

  const wait = (time) => new Promise((go) => setTimeout(go, time));
  const answerTo = (path, from) => performance.getEntriesByType("resource").find((one) => one.startTime >= from && one.name.includes(path) && one.responseEnd);

  return {
    async painted() {
      await wait(100);
      return { LCP: seen.lcp, CLS: seen.cls };
    },
    async still() {
      while (performance.now() - seen.changed < QUIET) await wait(20);
    },
    async settled(event, path) {
      const from = events[event];
      while (!answerTo(path, from) || performance.now() - seen.changed < QUIET) await wait(20);
      const answer = answerTo(path, from);
      if (answer.responseStatus >= 300) throw new Error(answer.responseStatus);
      return { saved: answer.responseEnd - from, settled: seen.changed - from };
    },
  };
})();
