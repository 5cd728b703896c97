// Talks to the server for the board: one request after the other, in the order they were made,
// and keeps the last ten ways back.

const PATIENCE = 8000; // milliseconds
const STEPS = 10;
const KEPT = "foothold.undo";
const CSRF = JSON.parse(document.body.getAttribute("hx-headers"));
const channel = "BroadcastChannel" in window ? new BroadcastChannel("foothold.board") : null;

let queue = Promise.resolve();
let waiting = 0;

export const isIdle = () => waiting === 0;

// Runs when everything before it is answered.
export function inTurn(action) {
  wait(1);
  const turn = queue.then(action).finally(() => wait(-1));
  queue = turn.catch(() => {});
  return turn;
}

function wait(more) {
  waiting += more;
  document.body.toggleAttribute("data-saving", waiting > 0);
}

// What came of a request: "saved", "conflict", "refused", "signed-out", "gone" or "failed".
const STATES = { 200: "saved", 401: "signed-out", 403: "signed-out", 404: "gone", 409: "conflict", 422: "refused" };

// keepalive: what was done is saved even when the person leaves the page in the same moment.
export async function ask(address, fields) {
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), PATIENCE);
  const options = fields && { method: "POST", body: new URLSearchParams(fields), keepalive: true };
  const headers = { ...CSRF, "HX-Request": "true", "HX-Current-URL": location.href };
  try {
    const answer = await fetch(address, { ...options, headers, signal: waited.signal, redirect: "error" });
    const html = await answer.text();
    if (options && answer.status === 200) channel?.postMessage("changed");
    return { state: STATES[answer.status] ?? "failed", status: answer.status, html, headers: answer.headers };
  } catch {
    return { state: "failed", status: 0, html: "", headers: new Headers() };
  } finally {
    clearTimeout(timer);
  }
}

// --- The way back -------------------------------------------------------------------------------

export function waysBack() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    return [];
  }
}

export function rememberWayBack(address) {
  const ways = waysBack().filter((way) => way !== address);
  keep([...ways, address].slice(-STEPS));
}

export function lastWayBack() {
  const ways = waysBack();
  const last = ways.pop();
  keep(ways);
  return last;
}

function keep(ways) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(ways));
  } catch {
    // Without storage the bar's own button still works.
  }
}

// --- Other windows ------------------------------------------------------------------------------

export function onChangeElsewhere(refresh) {
  channel?.addEventListener("message", refresh);
}
