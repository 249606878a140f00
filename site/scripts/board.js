// A table that says what its rows are (`data-noun`): sorted by its headings, filtered, and the state kept in the address.
(() => {
  const table = document.querySelector("table[data-noun]");
  const form = document.querySelector("form.filters");
  if (!table || !form) return;

  const bodies = [...table.tBodies];
  const titles = [...table.querySelectorAll("tr.group")];
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
  const headings = [...table.tHead.rows[0].cells];
  const named = headings.filter((heading) => heading.dataset.name);
  const status = form.querySelector("[role=status]");
  const filters = [...form.querySelectorAll("select[name]")];
  const choice = form.querySelector(".order select");
  const state = new URLSearchParams(location.search);

  const remember = (changes) => {
    for (const [name, value] of Object.entries(changes)) {
      if (value) state.set(name, value);
      else state.delete(name);
    }
    const address = new URL(location.href);
    address.search = state;
    try { history.replaceState(null, "", address); } catch { /* not for a page open as a file */ }
  };

  const key = (row, column) => {
    const raw = row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    return raw !== "" && Number.isFinite(Number(raw)) ? Number(raw) : raw.toLowerCase();
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en-GB");

  const sorted = () => {
    const down = state.get("order") === "down";
    const column = headings.findIndex((heading) => heading.dataset.name === state.get("sort"));
    headings.forEach((heading, index) => {
      if (index === column) heading.ariaSort = down ? "descending" : "ascending";
      else heading.removeAttribute("aria-sort");
    });
    if (column < 0) return rows;
    const empty = (row) => row.cells[column].dataset.sort === "";
    return [...rows].sort(
      (a, b) => empty(a) - empty(b) || (down ? -1 : 1) * compare(key(a, column), key(b, column)),
    );
  };

  const show = () => {
    const order = sorted();
    // Sorting keeps an issue in its group.
    for (const body of bodies) body.append(...order.filter((row) => row.parentNode === body));
    for (const row of rows) {
      row.hidden = filters.some(
        ({ name, value }) => value && !(row.dataset[name] ?? "").split("|").includes(value),
      );
    }
    for (const title of titles) {
      title.hidden = ![...title.parentNode.rows].some((row) => row !== title && !row.hidden);
    }
    const shown = rows.filter((row) => !row.hidden).length;
    status.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} ${table.dataset.noun} shown.`;
    if (!choice) return;
    choice.value = [state.get("sort"), state.get("order")].filter(Boolean).join(" ");
    if (choice.selectedIndex < 0) choice.selectedIndex = 0;
  };

  choice?.addEventListener("change", () => {
    const [sort, way] = choice.value.split(" ");
    remember({ sort, order: way });
    show();
  });
  for (const heading of named) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const again = state.get("sort") === heading.dataset.name && state.get("order") !== "down";
      remember({ sort: heading.dataset.name, order: again ? "down" : "" });
      show();
    });
  }

  for (const filter of filters) {
    const wanted = state.get(filter.name);
    if ([...filter.options].some(({ value }) => value === wanted)) filter.value = wanted;
    filter.addEventListener("change", () => {
      remember({ [filter.name]: filter.value });
      show();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const filter of filters) filter.value = "";
    remember({ sort: "", order: "", ...Object.fromEntries(filters.map(({ name }) => [name, ""])) });
    show();
  });
  show();
})();
