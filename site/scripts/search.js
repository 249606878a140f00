// Searches the site with the index that Pagefind made of it. The words are in the address, so
// that a search can be shared. Nothing is loaded before the first search.
(() => {
  const form = document.querySelector("form.search");
  if (!form) return;
  const words = form.elements.q;
  const count = document.querySelector(".search-count");
  const list = document.querySelector(".search-results");
  const more = document.querySelector(".search-more");
  const PAGES_AT_ONCE = 10;
  const PAUSE = 250;
  const PARTS_SHOWN = 3;

  // A page opened as a file may not load modules or fetch the index.
  if (location.protocol === "file:") {
    count.textContent =
      "Search needs a web server, and this page is open as a file. Every issue is listed on the " +
      "home page, every abbreviation in the glossary.";
    return;
  }
  form.hidden = false;

  let engine;
  const load = () => {
    engine ??= import("../pagefind/pagefind.js").then(async (pagefind) => {
      await pagefind.options({ noWorker: true, excerptLength: 24 });
      return pagefind;
    });
    engine.catch(() => { engine = undefined; });
    return engine;
  };

  const link = (address, text) => {
    const made = document.createElement("a");
    made.href = address;
    made.textContent = text;
    return made;
  };

  const excerpt = (html) => {
    const made = document.createElement("p");
    made.innerHTML = html; // Pagefind escapes the page's text and adds <mark>
    return made;
  };

  const item = ({ url, meta, excerpt: html, sub_results: parts }) => {
    const made = document.createElement("li");
    made.append(link(url, meta.title ?? url), excerpt(html));
    const sections = parts.filter((part) => part.url !== url).slice(0, PARTS_SHOWN);
    if (sections.length) {
      const under = document.createElement("ul");
      for (const section of sections) {
        const entry = document.createElement("li");
        entry.append(link(section.url, section.title));
        under.append(entry);
      }
      made.append(under);
    }
    return made;
  };

  // Remedy records have three letters and twelve digits (PBI000000121298), and Users two digits.
  const asWritten = (text) => text
    .replace(/\b([a-z]{3})\s*0*(\d{4,12})\b/gi, (_, kind, number) => kind + number.padStart(12, "0"))
    .replace(/\buser\s*(\d)\b/gi, "User 0$1");
  // Of a number alone, the index would give whatever begins like it.
  const record = (text) => (/^\d{5,12}$/.test(text) ? `"PBI${text.padStart(12, "0")}"` : "");

  // A User or a DNO has a row of its own on one page, which comes first.
  const holder = (text) => {
    const name = asWritten(text).replace(/\s+/g, " ").toLowerCase();
    const [, kind, of] = /^(user|dno) (\d{2,}|[a-z])$/.exec(name) ?? [];
    return kind === "user" ? `User ${of}` : kind && `DNO ${of.toUpperCase()}`;
  };
  const toRow = (page, name) => {
    if (!page.url.endsWith("service-users.html")) return page;
    const anchor = name.toLowerCase().replace(" ", "-");
    const url = `${page.url}?user=${encodeURIComponent(name)}#${anchor}`;
    return { ...page, url, meta: { ...page.meta, title: `${page.meta.title}: ${name}` }, first: true };
  };

  const find = async (text) => {
    const pagefind = await load();
    const known = record(text) ? (await pagefind.search(record(text))).results : [];
    return known.length ? known : (await pagefind.search(asWritten(text))).results;
  };

  let results = [];
  let shown = 0;
  let latest = 0;

  const showNext = async (search) => {
    const next = results.slice(shown, shown + PAGES_AT_ONCE);
    let pages = await Promise.all(next.map((result) => result.data()));
    if (search !== latest) return undefined;
    const name = holder(words.value.trim());
    if (name) {
      pages = pages.map((page) => toRow(page, name));
      pages.sort((a, b) => Boolean(b.first) - Boolean(a.first));
    }
    const items = pages.map(item);
    list.append(...items);
    shown += items.length;
    more.hidden = shown >= results.length;
    return items[0];
  };

  const told = (text) => {
    if (results.length === 0) return `No page has “${text}”. Fewer or other words may find more.`;
    return `${results.length} ${results.length === 1 ? "page has" : "pages have"} “${text}”.`;
  };

  const look = async () => {
    const search = ++latest;
    const text = words.value.trim();
    const address = new URL(location.href);
    if (text) address.searchParams.set("q", text);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    let found = [];
    try {
      if (text) found = await find(text);
    } catch {
      if (search === latest) count.textContent = "The search index could not be loaded. Try again later.";
      return;
    }
    if (search !== latest) return;
    results = found;
    shown = 0;
    list.replaceChildren();
    count.textContent = text ? told(text) : "";
    await showNext(search);
  };

  let pause;
  words.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(pause);
    look();
  });
  more.addEventListener("click", async () => {
    const first = await showNext(latest);
    first?.querySelector("a").focus();
  });

  words.value = new URL(location.href).searchParams.get("q") ?? "";
  if (words.value) look();
})();
