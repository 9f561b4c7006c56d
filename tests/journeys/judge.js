// What a page is like to hands, eyes and ears, in numbers: equal numbers are judged alike, so that axe, which takes
// longer than all else, is asked only about what it has not found right on any page.
window.judge = (() => {
  const number = text => {
    let a = 0xdeadbeef, b = 0x41c6ce57;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
    a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
    return 4294967296 * (2097151 & b) + (a >>> 0);
  };
  const hasOwnText = e => [...e.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const says = e => hasOwnText(e) ? "t" : e.textContent.trim() ? "+" : "-";

  // How each element is built: its attributes, whether it says anything, has a label or more in it than it shows, and
  // what it refers to; and all elements around it likewise. Of attributes that speak the language of the page, or lead
  // to a page of it, only whether they say anything; of numbers only that they are there; of an id that it stands once.
  const TOLD = new Set(["href", "src", "action", "formaction", "value", "title", "alt", "aria-label", "placeholder",
    "content", "lang", "hreflang", "data-l", "datetime"]);
  const REFERS = new Set(["for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls"]);
  const builds = () => {
    const ids = new Map();
    for (const e of document.querySelectorAll("[id]")) ids.set(e.id, [...(ids.get(e.id) || []), e]);
    const leads = id => (ids.get(id) || []).length === 1 ? "one" + says(ids.get(id)[0]) : "none or many";
    const attribute = ({name, value}) => {
      if (name === "id") return "id " + leads(value).slice(0, 4);
      if (REFERS.has(name)) return name + " " + value.split(/\s+/).map(leads).join();
      if (TOLD.has(name) || name.startsWith("hx-")) return name + (value.trim() ? "+" : "-");
      return name + "=" + value.replace(/\d+/g, "0");
    };
    const overflows = e =>
      e.clientWidth > 0 && (e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight) ? "o" : "";
    const built = new Map(), spoken = [];
    for (const e of document.body.querySelectorAll("*")) {
      const own = [e.tagName, says(e), overflows(e), e.labels ? e.labels.length : "", ...[...e.attributes].map(attribute)];
      built.set(e, number((built.get(e.parentElement) || "") + "/" + own.join(" ")));
      if (e.lang) spoken.push([e, number("lang=" + e.lang)]);
    }
    return [...built, ...spoken];
  };
  // What stands around what this page alone says, and the page as a whole.
  const frame = built => {
    const metas = [...document.querySelectorAll("meta[name=viewport], meta[http-equiv]")].map(e => e.outerHTML);
    const whole = ["title" + (document.title.trim() ? "+" : "-"), document.documentElement.lang, ...metas].map(number);
    return [...whole, ...built.filter(([e]) => !e.closest("main *")).map(([, n]) => n)];
  };
  // What must be judged as a whole if one part of it is new.
  const UNDIVIDED = "table, dl, ul, ol, menu, select, fieldset, figure, details, button, a, label, [role], [aria-hidden]";
  const around = e => {
    let whole = e;
    for (let up = e; up; up = up.parentElement && up.parentElement.closest(UNDIVIDED)) whole = up;
    return whole;
  };

  // How each text that is seen looks: its colour, size and weight, and all that is painted behind it. What may hang over
  // something else of the page's own part looks like nothing on another page.
  const looks = name => {
    const known = new Map([[null, ""]]);
    const behind = element => {
      if (!known.has(element)) {
        const s = getComputedStyle(element);
        const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.mixBlendMode].join();
        const paints = own !== "rgba(0, 0, 0, 0),none,1,none,normal";
        const hangs = /absolute|fixed/.test(s.position);
        known.set(element, behind(element.parentElement) + (paints ? ";" + own : "") + (hangs ? "@" + (element.closest("main") ? name : "") : ""));
      }
      return known.get(element);
    };
    const found = new Map();
    for (const element of document.body.querySelectorAll("*")) {
      if (!element.matches("input, select, textarea") && !hasOwnText(element)) continue;
      const {width, height} = element.getBoundingClientRect();
      if (width <= 1 || height <= 1) continue;
      const s = getComputedStyle(element);
      const own = [s.color, s.fontSize, s.fontWeight, s.textShadow, s.visibility].join();
      found.set(element, number(own + behind(element)));
    }
    return found;
  };
  const inTheme = async (theme, act) => {
    const given = document.documentElement.dataset.theme;
    if (theme) document.documentElement.dataset.theme = theme;
    try {
      return await act();
    } finally {
      if (given === undefined) delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = given;
    }
  };

  // Whether one of two targets may be too near the other: one of them is small, and the circle of 24 px about its middle
  // touches the other or its circle, or one lies over the other. A link in a sentence may be small (WCAG 2.5.8).
  const near = () => {
    const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const isInSentence = e => e.matches("a") && getComputedStyle(e).display === "inline" && hasOwnText(e.parentElement);
    const targets = [...document.querySelectorAll(kinds)].filter(e => e.checkVisibility() && !isInSentence(e))
      .map(e => e.getBoundingClientRect()).filter(r => r.width && r.height);
    const small = r => r.width < 24 || r.height < 24;
    const middle = r => [r.left + r.width / 2, r.top + r.height / 2];
    const away = ([x, y], r) =>
      Math.hypot(Math.max(r.left - x, 0, x - r.right), Math.max(r.top - y, 0, y - r.bottom));
    const between = (a, b) => Math.hypot(middle(a)[0] - middle(b)[0], middle(a)[1] - middle(b)[1]);
    const over = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    return targets.some((a, n) => targets.some((b, m) => n !== m &&
      (over(a, b) || small(a) && (away(middle(a), b) < 13 || small(b) && between(a, b) < 25))));
  };

  // Runs of text whose script is not that of their language, and English left over in other languages.
  const STRANGE = {
    "zh-Hans": /[А-Яа-яЁё]{2}|[A-Za-z]{3,} [a-z]{3,} [a-z]{2,}/,
    ru: /[\u3400-\u9fff]|[A-Za-z]{3,} [a-z]{3,} [a-z]{2,}/,
    en: /[\u3400-\u9fff]|[А-Яа-яЁё]{2}/,
  };
  const strangeRuns = tag => {
    const found = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const {data, parentElement} = walker.currentNode;
      if (parentElement.closest("pre, .marc")) continue;
      if (parentElement.closest("[lang]").lang === tag && STRANGE[tag].test(data)) found.push(data.trim());
    }
    return found;
  };
  // Fields for more than a number of which a person sees no more than a few letters.
  const squeezed = () => [...document.querySelectorAll(
    "input:not([type]), input[type=text], input[type=search], input[type=email], input[type=url]")]
    .filter(e => e.checkVisibility() && (e.maxLength < 0 || e.maxLength > 12) && e.getBoundingClientRect().width < 80)
    .map(e => e.name);
  const ways = (selector, language) =>
    [...document.querySelectorAll(selector)].map(a => [a.getAttribute("href"), a.getAttribute(language)]);

  const violations = async (context, options) => (await axe.run(context, options)).violations.map(
    v => v.id + ": " + v.nodes.map(n => n.target.join(" ") + " " + n.html.slice(0, 160)).join(" | "));

  return {
    wide: async name => {
      const tag = document.documentElement.lang, built = builds();
      return {
        tag,
        headings: document.querySelectorAll("h1").length,
        strange: tag in STRANGE ? strangeRuns(tag) : [],
        ways: [ways(".langs a", "lang"), ways("link[hreflang]", "hreflang")],
        frame: [...new Set(frame(built))],
        build: [...new Set(built.map(([, n]) => n))],
        light: [...new Set(looks(name).values())],
        dark: await inTheme("dark", () => [...new Set(looks(name).values())]),
        is_near: near(),
      };
    },
    narrow: () => ({width: document.documentElement.scrollWidth, squeezed: squeezed()}),
    near,
    whole: options => violations(document, options),
    parts: ([unknown, options]) => {
      const numbers = new Set(unknown), found = builds().filter(([, n]) => numbers.has(n)).map(([e]) => around(e));
      return violations({include: [...new Set(found)]}, options);
    },
    colours: ([name, theme, legible, options]) => inTheme(theme, () => {
      const known = new Set(legible);
      const texts = [...looks(name)].filter(([, n]) => !known.has(n)).map(([e]) => e);
      return texts.length ? violations({include: texts}, options) : [];
    }),
  };
})();
