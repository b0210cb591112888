// The keys of this browser, in the settings: each row of the form is a key of the list and the one that is pressed for it.
const form = document.getElementById("own-keys");
const kept = () => { try { return JSON.parse(localStorage.getItem("dateline-keys") ?? "{}"); } catch { return {}; } };
const told = form.querySelector("[role=status]");
const inputs = () => [...form.querySelectorAll("input[data-usual]")];
for (const input of inputs()) input.value = kept()[input.dataset.usual] ?? input.dataset.usual;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = Object.fromEntries(inputs().map((input) => [input.dataset.usual, input.value.trim()]));
  const all = Object.values(chosen);
  const twice = all.find((key, at) => all.indexOf(key) !== at);
  const empty = inputs().find((input) => !input.value.trim());
  if (empty || twice) {
    told.textContent = empty ? "Every row needs a key." : `“${twice}” stands in two rows; nothing was kept.`;
    (empty ?? inputs().find((input) => input.value.trim() === twice)).focus();
    return;
  }
  localStorage.setItem("dateline-keys", JSON.stringify(chosen));
  location.reload();
});
form.querySelector("[data-reset]").addEventListener("click", () => { localStorage.removeItem("dateline-keys"); location.reload(); });
