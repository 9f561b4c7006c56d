// A large file goes in parts by itself; without this script a person sends part after part.
"use strict";

(() => {
  const form = document.querySelector("form[data-parts]");
  if (!form || !window.fetch || !Blob.prototype.slice) return;
  const told = form.dataset;
  const byHand = document.querySelector("form[data-by-hand]");
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  form.hidden = false;
  if (byHand) byHand.hidden = true;

  const sum = async (file) => {
    // Only on secure pages, and only what fits into memory; otherwise the size alone is compared.
    if (!window.crypto?.subtle || file.size > 2 ** 28) return "";
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const post = async (url, fields) => {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    for (const [name, value] of Object.entries(fields)) body.set(name, ...[value].flat());
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || !answer.redirected) throw new Error(String(answer.status));
    return answer.url;
  };

  const send = async (file) => {
    const piece = Number(told.piece) * 1e6;
    let at = Number(told.arrived || 0);
    if (told.name === undefined)
      await post(told.begin, { filename: file.name, size_bytes: String(file.size), digest: await sum(file) });
    let place = "";
    while (at < file.size) {
      const part = file.slice(at, at + piece);
      const name = `${file.name}.${String(Math.floor(at / piece) + 1).padStart(3, "0")}`;
      place = await post(told.parts, { begins_at: String(at), file: [part, name] });
      at += part.size;
      status.textContent = told.sent.replace("{}", Math.floor((100 * at) / file.size));
    }
    window.location.assign(place);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = form.elements.whole.files;
    if (!file || button.disabled) return;
    if (told.name !== undefined && (file.name !== told.name || file.size !== Number(told.size))) {
      status.textContent = told.another;
      return;
    }
    button.disabled = true;
    try {
      await send(file);
    } catch {
      status.textContent = told.failed;
      if (told.name === undefined) window.setTimeout(() => window.location.reload(), 4000);
    }
  });
})();
