// Passkeys: asks the browser to make one or to sign by one; without this script the forms stay hidden and codes remain.
"use strict";

(() => {
  const forms = document.querySelectorAll("form[data-passkey]");
  if (!forms.length || !window.PublicKeyCredential || !navigator.credentials || !window.fetch) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const described = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const read = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.allowCredentials && { allowCredentials: described(options.allowCredentials) }),
    ...(options.excludeCredentials && { excludeCredentials: described(options.excludeCredentials) }),
  });

  const written = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[part]) response[part] = text(credential.response[part]);
    const { id, type } = credential;
    return JSON.stringify({ id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} });
  };

  // What the form says, without the token of its own that only the form itself may spend.
  const ask = async (form) => {
    const body = new URLSearchParams(new FormData(form));
    for (const name of ["once", "credential", "kept_form"]) body.delete(name);
    return fetch(form.dataset.challenge, { method: "POST", body, credentials: "same-origin" });
  };

  const sign = async (form) => {
    const answer = await ask(form);
    const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    if (!answer.ok) throw new Error(told.sentence || form.dataset.failed);
    const publicKey = read(told);
    const does = form.dataset.passkey === "create" ? "create" : "get";
    let credential;
    try {
      credential = await navigator.credentials[does]({ publicKey });
    } catch {
      throw new Error(form.dataset.failed);
    }
    form.elements.credential.value = written(credential);
    form.submit();
  };

  for (const form of forms) {
    const status = form.querySelector("[role=status]");
    const button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const others = document.querySelector("form [name=shared_computer]");
      if (others && form.elements.shared_computer) form.elements.shared_computer.value = others.checked ? "1" : "";
      status.textContent = "";
      button.setAttribute("aria-disabled", "true");
      try {
        await sign(form);
      } catch (failed) {
        status.textContent = failed instanceof TypeError ? form.dataset.failed : failed.message;
        button.removeAttribute("aria-disabled");
      }
    });
  }
})();
