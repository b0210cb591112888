// What the page adds where scripts run: keys, decisions without a new page, and records that light up in the text. Nothing depends on it.
"use strict";
const root = document.documentElement;
root.classList.add("script");
const status = (words) => { document.getElementById("status").textContent = words; };
const cards = () => [...document.querySelectorAll("[data-card]")];
let chosen = null;

// ---- work that goes on: look again by and by

const again = document.querySelector("[data-again]");
if (again) setTimeout(() => location.reload(), Number(again.dataset.again));

// ---- choosing: decides nothing

function choose(card, { focus = true } = {}) {
  if (chosen) chosen.classList.remove("chosen");
  chosen = card;
  if (!card) return;
  card.classList.add("chosen");
  light(card.id);
  if (focus) { card.focus({ preventScroll: true }); card.scrollIntoView({ block: "nearest" }); }
}

function light(id) {
  document.querySelectorAll("mark.on, mark.own").forEach((mark) => mark.classList.remove("on", "own"));
  document.querySelectorAll(`mark[data-r~="${CSS.escape(id)}"]`).forEach((mark) => mark.classList.add("on"));
  document.querySelectorAll(`mark[data-a~="${CSS.escape(id)}"]`).forEach((mark) => mark.classList.add("own"));
}

function step(by) {
  const all = cards();
  if (!all.length) return;
  const at = all.indexOf(chosen);
  choose(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-r]");
  if (mark && !window.getSelection().toString()) {
    const card = document.getElementById(mark.dataset.r.split(" ")[0]);
    if (card) { choose(card); history.replaceState(null, "", `#${card.id}`); }
    return;
  }
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open).showModal();
  const card = event.target.closest("[data-card]");
  if (card && !event.target.closest("a, button, input, select, summary")) choose(card, { focus: false });
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && card !== chosen) choose(card, { focus: false });
});

function chooseTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  if (target.matches("[data-card]")) choose(target, { focus: false });
  else if (target.classList.contains("at")) light(target.id.slice(2));
}
window.addEventListener("hashchange", chooseTarget);
chooseTarget();
if (!chosen && document.querySelector("[data-queue]")) choose(cards()[0] ?? null, { focus: false });

// ---- keys: off while typing; whoever likes others chooses them in the settings, for this browser

const KEYS = ["j", "k", "a", "x", "s", "e", "c", "z", "y", "n", "h", "t", "/", "?"];
const own = ownKeys();
const usual = Object.fromEntries(Object.entries(own).map(([key, chosen]) => [chosen, key]));  // the pressed key -> the key of the lists
const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

function ownKeys() {
  const kept = Object.fromEntries(KEYS.map((key) => [key, key]));
  try { Object.assign(kept, JSON.parse(localStorage.getItem("dateline-keys") ?? "{}")); } catch { /* what is kept there is not ours */ }
  return kept;
}

// The keys that buttons and the list show are those that were chosen.
function labelKeys(within) {
  for (const shown of within.querySelectorAll("kbd")) {
    shown.dataset.usual ??= shown.textContent;
    shown.textContent = own[shown.dataset.usual] ?? shown.textContent;
  }
}
labelKeys(document);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key === "Enter" ? "Enter" : usual[event.key];
  if (key === "?") document.getElementById("keys").showModal();
  else if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "/") document.getElementById("find")?.focus();
  else if (key === "z") document.querySelector('button[data-key="z"]')?.click();
  else if (key === "c") comment();
  else if (key === "Enter" && event.target !== chosen) return;
  else if (["a", "x", "s", "e", "t", "y", "n", "h", "Enter"].includes(key)) chosen?.querySelector(`[data-key="${key}"]`)?.click();
  else return;
  event.preventDefault();
});

document.querySelector("form.paste textarea")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
});

function comment() {
  const box = chosen?.querySelector("details.say");
  if (!box) return;
  box.open = true;
  box.querySelector("input[name=reason]").focus();
}

// ---- decisions without a new page

let waiting = 0;  // decisions that are not written yet
let written = Promise.resolve();  // they are sent one after the other, so that the ledger has them in the order of the keys

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (waiting && !form.matches("form[data-live]")) {  // a new page, or an undo, only when all before it is written
    event.preventDefault();
    const submitter = event.submitter;
    written.then(() => form.requestSubmit(submitter));
    return;
  }
  if (form.dataset.busy) {
    form.setAttribute("aria-busy", "true");
    status(form.dataset.busy);
    return;
  }
  if (!form.matches("form[data-live]")) return;
  event.preventDefault();
  const card = form.closest("[data-card]");
  const verdict = event.submitter?.value ?? "";
  const body = new URLSearchParams(new FormData(form, event.submitter));
  card.setAttribute("aria-busy", "true");
  if (card === chosen && verdict !== "comment") step(1);  // at once: who judges quickly need not wait for the answer
  waiting += 1;
  written = written.then(() => write(card, form.action, body, verdict));
});

async function write(card, action, body, verdict) {
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { "X-Part": card.closest(".reader") ? "reader" : "list" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok) decided(card, page.querySelector("[data-card]"), verdict);
    else if (answer.status === 409) conflict(card, page);
    else status(page.querySelector("[role=alert]")?.textContent ?? `This did not work (${answer.status}).`);
  } catch {
    status("The program does not answer. Nothing was written.");
  } finally {
    waiting -= 1;
    card.removeAttribute("aria-busy");
  }
}

function decided(card, anew, verdict) {
  const fresh = document.importNode(anew, true);
  const [number, own] = [card, fresh].map((one) => one.querySelector("h2 a.n, h3 a.n"));
  if (number && own) own.replaceWith(number);
  labelKeys(fresh);
  card.replaceWith(fresh);
  if (card === chosen) { chosen = null; choose(fresh); }
  count(verdict);
  status(verdict === "comment" ? "The comment is kept." : fresh.querySelector(".verdict")?.textContent ?? "Done.");
}

function count(verdict) {
  const [left, done, bar] = [document.getElementById("left"), document.getElementById("done"), document.querySelector(".bar progress")];
  if (!left || !verdict || ["undo", "comment"].includes(verdict)) return;
  const move = (element, by) => { element.textContent = (Number(element.textContent.replace(/\D/g, "")) + by).toLocaleString("en").replace(/,/g, "\u202f"); };
  move(left, -1); move(done, 1); bar.value += 1;
}

function conflict(card, page) {
  card.querySelector("[data-changed]")?.remove();
  const told = document.importNode(page.querySelector("[data-changed]"), true);
  told.querySelector("h1")?.remove();
  card.append(told);
  choose(card);
  status(told.textContent.replace(/\s+/g, " ").trim());
  told.querySelector("button")?.focus();
}

// ---- words of the text that are selected can be set as a field of the chosen record

const pick = document.getElementById("pick");

document.addEventListener("selectionchange", () => {
  if (!pick || pick.contains(document.activeElement)) return;
  const selected = window.getSelection();
  const words = selectedWords(selected);
  const inside = selected.rangeCount && document.querySelector(".text")?.contains(selected.getRangeAt(0).commonAncestorContainer);
  const fits = inside && words && words.length < 300;
  if (fits) offer(words, selected.getRangeAt(0).startContainer);
  pick.hidden = !(fits && chosen);
  if (pick.hidden) return;
  pick.action = `/record/${chosen.id}/edit`;
  pick.querySelector("q").textContent = words;
  pick.querySelector("strong").textContent = chosen.querySelector("a.n")?.textContent ?? "";
  pick.elements.value.value = words;
  pick.elements.seen.value = chosen.querySelector("[name=seen]").value;
  pick.elements.back.value = `${pick.dataset.back}#${chosen.id}`;
});
pick?.querySelector("[data-drop]").addEventListener("click", () => { pick.hidden = true; window.getSelection().removeAllRanges(); });

// The form for a new record takes the words too, and from where in the text they are.
function offer(words, node) {
  const form = document.querySelector("#add form");
  if (!form) return;
  form.elements.words.value = words;
  form.elements.near.value = (node.parentElement?.closest("[data-o]") ?? document.querySelector("[data-o]"))?.dataset.o ?? 0;
}

// The numbers of records stand between the words, and are none of them.
function selectedWords(selected) {
  if (!selected.rangeCount) return "";
  const part = selected.getRangeAt(0).cloneContents();
  part.querySelectorAll("a.n").forEach((number) => number.remove());
  return part.textContent.trim();
}
