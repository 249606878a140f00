// The table of every issue: sorted by its headings, filtered, and the state kept in the address.
(() => {
  const table = document.querySelector("table.issues");
  const form = document.querySelector("form.filters");
  if (!table || !form) return;

  const body = table.tBodies[0];
  const rows = [...body.rows];
  const headings = [...table.tHead.rows[0].cells];
  const status = form.querySelector("[role=status]");
  const choices = [...form.querySelectorAll("select")];

  const key = (row, column) => {
    const raw = row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
    return raw !== "" && Number.isFinite(Number(raw)) ? Number(raw) : raw.toLowerCase();
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en-GB");

  const state = () => {
    const address = new URLSearchParams(location.search);
    return { sort: address.get("sort"), order: address.get("order") === "down" ? "down" : "up" };
  };

  const remember = (changes) => {
    const address = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value) address.set(name, value);
      else address.delete(name);
    }
    const query = address.toString();
    try { history.replaceState(null, "", query ? `?${query}` : location.pathname); } catch { /* file: */ }
  };

  const sorted = ({ sort, order }) => {
    const column = headings.findIndex((heading) => heading.dataset.name === sort);
    headings.forEach((heading, index) => {
      if (index === column) heading.ariaSort = order === "down" ? "descending" : "ascending";
      else heading.removeAttribute("aria-sort");
    });
    if (column < 0) return rows;
    const way = order === "down" ? -1 : 1;
    const empty = (row) => row.cells[column].dataset.sort === "";
    return [...rows].sort(
      (a, b) => empty(a) - empty(b) || way * compare(key(a, column), key(b, column)),
    );
  };

  const show = () => {
    let shown = 0;
    body.append(...sorted(state()));
    for (const row of rows) {
      row.hidden = choices.some(
        ({ name, value }) => value && !(row.dataset[name] ?? "").split("|").includes(value),
      );
      shown += !row.hidden;
    }
    status.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} issues shown.`;
  };

  headings.forEach((heading) => {
    if (!heading.dataset.name) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const now = state();
      const order = now.sort === heading.dataset.name && now.order === "up" ? "down" : "";
      remember({ sort: heading.dataset.name, order });
      show();
    });
  });

  const address = new URLSearchParams(location.search);
  for (const choice of choices) {
    const wanted = address.get(choice.name);
    if ([...choice.options].some(({ value }) => value === wanted)) choice.value = wanted;
    choice.addEventListener("change", () => {
      remember({ [choice.name]: choice.value });
      show();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    remember(Object.fromEntries(choices.map(({ name }) => [name, ""])));
    setTimeout(show);
  });
  form.hidden = false;
  show();
})();
