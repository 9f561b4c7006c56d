// Conveniences on top of pages that work without them: colours, double clicks, filters, keys of the queue.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A browser may forbid storage; then a choice lasts for the page.
  const ifAllowed = (act) => {
    try {
      return act();
    } catch {}
  };

  /* Colours: the form sets a cookie, so the next page arrives in them; here only without leaving the page. */
  const showTheme = (theme, form) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const button of all("button[name=theme]", form))
      button.setAttribute("aria-pressed", String(button.value === theme));
  };

  const prepareThemes = () => {
    for (const form of all("form[data-theme-form]"))
      form.addEventListener("submit", (event) => {
        const button = event.submitter;
        if (!button || !window.fetch) return;
        event.preventDefault();
        const body = new URLSearchParams(new FormData(form));
        body.set("theme", button.value);
        showTheme(button.value, form);
        fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "manual" });
      });
  };

  /* What was typed into one form is not lost by the button of another: she is asked first. */
  const guardTyped = () =>
    document.addEventListener("submit", (event) => {
      const isTyped = (field) => field.matches(".form-control") && field.value !== field.defaultValue;
      const others = all("form").filter((form) => form.method === "post" && form !== event.target);
      if (event.defaultPrevented || !others.some((form) => [...form.elements].some(isTyped))) return;
      if (!confirm(document.body.dataset.typed)) event.preventDefault();
    });

  /* A form that changes something is sent once; coming back to the page opens it again. */
  const guardForms = () => {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
      if (form.dataset.sent) event.preventDefault();
      else {
        form.dataset.sent = "1";
        if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
      }
    });
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      for (const form of all("form[data-sent]")) {
        delete form.dataset.sent;
        for (const button of all("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
      }
    });
  };

  /* Suggestions: arrows walk through them, Escape and leaving put them away. */
  const prepareSuggestions = () => {
    for (const box of all("[data-suggestions]")) {
      const frame = box.parentElement;
      const field = frame.querySelector("input[name=q]");
      frame.addEventListener("keydown", (event) => {
        const places = [field, ...all("a", box)];
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (event.key === "Escape") box.replaceChildren();
        if (event.key === "Escape" || (step && places.length > 1)) {
          event.preventDefault();
          const next = step ? places.indexOf(document.activeElement) + step : 0;
          places[(next + places.length) % places.length].focus();
        }
      });
      frame.addEventListener("focusout", (event) => {
        if (!frame.contains(event.relatedTarget)) box.replaceChildren();
      });
    }
  };

  /* Filters: a ticked box is applied after a moment, and the focus comes back to it; a narrow window has a button. */
  const prepareFilters = () => {
    for (const form of all("form[data-auto]")) {
      let timer = 0;
      form.addEventListener("change", (event) => {
        if (!event.target.matches("[type=checkbox], [type=radio], select")) return;
        if (!matchMedia("(min-width: 62rem)").matches) return;
        clearTimeout(timer);
        ifAllowed(() => sessionStorage.setItem("filter", event.target.id));
        timer = setTimeout(() => form.requestSubmit(), 600);
      });
      const last = ifAllowed(() => sessionStorage.getItem("filter"));
      const box = last && document.getElementById(last);
      if (box && form.contains(box)) box.focus({ preventScroll: true });
    }
    ifAllowed(() => sessionStorage.setItem("filter", ""));
  };

  /* Keys of the queue, by their place on the keyboard: the same under a Russian layout or a Chinese input method. */
  const isTyping = (target) =>
    target.isContentEditable ||
    target.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

  const prepareKeys = () => {
    const table = document.querySelector("table[data-queue]");
    const help = document.querySelector("[data-keys]");
    if (!table && !help) return;
    const rows = () => (table ? all("tbody tr", table) : []);
    const present = () => rows().find((row) => row.classList.contains("at"));
    const isOn = () => ifAllowed(() => localStorage.getItem("keys")) !== "off";

    const stand = (row) => {
      const old = present();
      if (old === row) return;
      for (const [one, now, then] of [[old, "btn-line", "btn-primary"], [row, "btn-primary", "btn-line"]]) {
        if (!one) continue;
        one.classList.toggle("at", one === row);
        for (const button of all(".btn", one).slice(-1)) button.classList.replace(then, now);
      }
    };

    const move = (step) => {
      const list = rows();
      if (!list.length) return;
      const at = list.indexOf(present());
      const row = list[Math.min(Math.max(at + step, 0), list.length - 1)];
      stand(row);
      const link = row.querySelector("a");
      if (link) link.focus();
      row.scrollIntoView({ block: "nearest" });
    };

    const tick = () => {
      const box = present() && present().querySelector("[type=checkbox]");
      if (box) box.click();
    };

    const press = (letter) => {
      const row = present();
      const own = row && row.querySelector(`[data-key="${letter}"]`);
      const found = own || document.querySelector(`[data-key="${letter}"]:not(tr *)`);
      const step = letter === "s" && row && all(".btn", row).pop();
      if (found || step) (found || step).click();
      return Boolean(found || step);
    };

    const search = () => document.querySelector("main [type=search]")?.focus();

    const showHelp = () => {
      if (!help) return;
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    };

    /* The request beside the list, where there is room for both: the style sheet hides the link elsewhere. */
    const openerOf = (row) => {
      const link = row && row.querySelector("[data-opener]");
      return link && link.offsetParent ? link : null;
    };

    const openBeside = () => {
      const link = openerOf(present());
      if (link) link.click();
    };

    const walk = (step) => (event) => {
      if (!event.target.closest("table[data-queue] tbody")) return false;
      move(step);
      return true;
    };

    const acts = {
      KeyJ: () => move(1),
      KeyK: () => move(-1),
      KeyX: tick,
      KeyO: openBeside,
      ArrowDown: walk(1),
      ArrowUp: walk(-1),
      Slash: (event) => (event.shiftKey ? showHelp() : search()),
    };

    document.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTyping(event.target) || !isOn()) return;
      const letter = /^Key([A-Z])$/.exec(event.code);
      if (acts[event.code]) {
        if (acts[event.code](event) === false) return;
      } else if (!letter || event.shiftKey || !press(letter[1].toLowerCase())) return;
      event.preventDefault();
    });

    if (table)
      table.addEventListener("focusin", (event) => {
        const row = event.target.closest("tbody tr");
        if (row) stand(row);
      });

    if (table)
      table.addEventListener("click", (event) => {
        const title = event.target.closest("th.ti a:not([data-opener])");
        const link = title && openerOf(title.closest("tr"));
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        link.click();
      });

    const box = document.querySelector("[data-keys-on]");
    if (box) {
      box.parentElement.hidden = false;
      box.checked = isOn();
      box.addEventListener("change", () => ifAllowed(() => localStorage.setItem("keys", box.checked ? "on" : "off")));
    }
  };

  /* How many rows are ticked for a step stands on its button. */
  const prepareTicks = () => {
    for (const bar of all("[data-ticks]")) {
      const count = () => {
        const ticked = all(`input[name="${bar.dataset.ticks}"]:checked`).map((box) => box.dataset.step);
        for (const place of all("[data-ticked]", bar))
          place.textContent = ticked.filter((step) => step === place.dataset.ticked).length || "";
      };
      document.addEventListener("change", count);
      count();
    }
  };

  const preparePrinting = () => {
    for (const button of all("[data-print]")) {
      button.hidden = false;
      button.addEventListener("click", () => print());
    }
  };

  prepareThemes();
  guardTyped();
  guardForms();
  prepareFilters();
  prepareSuggestions();
  prepareKeys();
  prepareTicks();
  preparePrinting();
})();
