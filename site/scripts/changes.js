// The what-changed page for any two months that a reader chooses; the choice is in the address.
// It follows opsg/changes/ (wording.py, comparing.py, html.py) step by step: for the same months
// both show the same elements, which a test checks.
(() => {
  const source = document.querySelector(".changes-data");
  const form = document.querySelector("form.choose");
  if (!source || !form) return;

  const { months, issues, blocks, steps, signals, phrases, numbers, leastSame, quiet } =
    JSON.parse(source.textContent);
  const BREAK = "\n";

  // Wording: which words were added and removed

  const wordsOf = (text) => (text.length ? text.map((place) => blocks[place]).join(` ${BREAK} `).split(" ") : []);

  const common = (before, after) => {
    const width = after.length + 1;
    const longest = new Uint16Array((before.length + 1) * width);
    for (let i = before.length - 1; i >= 0; i--) {
      for (let j = after.length - 1; j >= 0; j--) {
        longest[i * width + j] = before[i] === after[j]
          ? longest[(i + 1) * width + j + 1] + 1
          : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
      }
    }
    const found = [];
    let [i, j] = [0, 0];
    while (i < before.length && j < after.length) {
      if (before[i] === after[j]) {
        const start = i;
        while (i < before.length && j < after.length && before[i] === after[j]) { i++; j++; }
        found.push([start, j - (i - start), i - start]);
      } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i++;
      else j++;
    }
    return found;
  };

  const kept = (before, after) => common(before, after).filter(([i, j, length]) =>
    length >= leastSame
    || (i === 0 && j === 0)
    || (i + length === before.length && j + length === after.length)
    || before.slice(i, i + length).includes(BREAK));

  const compare = (oldText, newText) => {
    const [before, after] = [wordsOf(oldText), wordsOf(newText)];
    const runs = [];
    let [doneBefore, doneAfter] = [0, 0];
    for (const [i, j, length] of [...kept(before, after), [before.length, after.length, 0]]) {
      const [removed, added] = [before.slice(doneBefore, i), after.slice(doneAfter, j)];
      const beforeIt = removed.includes(BREAK) ? 0 : added.lastIndexOf(BREAK) + 1;
      runs.push(
        { kind: "added", words: added.slice(0, beforeIt) },
        { kind: "removed", words: removed },
        { kind: "added", words: added.slice(beforeIt) },
        { kind: "same", words: before.slice(i, i + length) },
      );
      [doneBefore, doneAfter] = [i + length, j + length];
    }
    return runs.filter(({ words }) => words.length);
  };

  const paragraphs = (runs) => {
    const found = [[]];
    for (const { kind, words } of runs) {
      let part = [];
      const close = () => {
        if (part.length) found.at(-1).push({ kind, words: part });
        part = [];
      };
      for (const word of words) {
        if (word === BREAK) { close(); found.push([]); } else part.push(word);
      }
      close();
    }
    return found.filter((paragraph) => paragraph.length);
  };

  // Comparing: what changed from one month to a later one

  const came = ({ before, after }) => {
    if (after.closed && !before.closed) return "closed";
    if (!before.stage && after.stage && !after.closed) return "opened";
    if (before.stage && !before.closed && !after.stage) return "left";
    return undefined;
  };

  const moved = ({ before, after }) =>
    before.stage && after.stage && !after.closed && before.stage !== after.stage;

  const turn = ({ before, after }) => {
    const speaks = ({ tone }) => !quiet.includes(tone);
    const [was, is] = [signals[before.signal], signals[after.signal]];
    if (was.tone === is.tone || !(speaks(was) || speaks(is))) return undefined;
    const kind = speaks(was) && speaks(is) ? "turned" : speaks(is) ? "appeared" : "ended";
    return { kind, was, is, illustrative: was.illustrative || is.illustrative };
  };

  const actions = ({ before, after }, earlier, later) => {
    const key = ({ what }) => what.toLowerCase();
    const overdue = ({ due, done }, month) => !done && due && due < `${month}-01`;
    const now = (after.steps ?? []).map((place) => steps[place]);
    const known = before.steps && new Map(before.steps.map((place) => [key(steps[place]), steps[place]]));
    const found = [];
    for (const step of now) {
      const was = known?.get(key(step));
      if (step.done) {
        if (known && !was?.done) found.push({ kind: "done", step });
      } else if (overdue(step, later) && !overdue(step, earlier)) found.push({ kind: "late", step });
      else if (known && !was) found.push({ kind: "new", step });
    }
    if (known && after.steps) {
      const still = new Set(now.map(key));
      for (const [name, step] of known) {
        if (!still.has(name) && !step.done) found.push({ kind: "gone", step });
      }
    }
    return found;
  };

  const size = ({ issue, before, after }) => {
    if (before.value === undefined || after.value === undefined) return undefined;
    const change = after.value - before.value;
    if (issue.isRate) return change;
    return before.value ? (100 * change) / Math.abs(before.value) : undefined;
  };

  const between = (from, to) => {
    const [earlier, later] = [months[from], months[to]];
    const pairs = issues.map((issue) => ({
      issue, before: issue.standings[from], after: issue.standings[to],
    }));
    const same = (one, other) => one.join() === other.join();
    const changed = (one, other) => (same(one, other) ? [] : compare(one, other));
    const texts = pairs
      .filter(({ before, after }) => before.status && after.status)
      .map(({ issue, before, after }) => ({
        issue,
        status: changed(before.status, after.status),
        nextSteps: changed(before.nextSteps, after.nextSteps),
      }));
    const isReworded = ({ status, nextSteps }) => status.length || nextSteps.length;
    const stageIllustrative = ({ before, after }) => before.stageIllustrative || after.stageIllustrative;
    const staged = pairs.map((pair) => ({ ...pair, illustrative: stageIllustrative(pair) }));
    return {
      earlier,
      later,
      came: staged.map((pair) => ({ ...pair, kind: came(pair) })).filter(({ kind }) => kind),
      moves: staged.filter(moved),
      turns: pairs.map((pair) => ({ issue: pair.issue, ...turn(pair) })).filter(({ kind }) => kind),
      figures: pairs.filter(({ before, after }) => before.value !== undefined || after.value !== undefined),
      restated: pairs.flatMap(({ issue, before, after }) =>
        [...(before.restated ?? []), ...(after.restated ?? [])].map((says) => ({ issue, says }))),
      reworded: texts.filter(isReworded),
      sameWords: texts.filter((text) => !isReworded(text)),
      actions: pairs.flatMap((pair) =>
        actions(pair, earlier.month, later.month).map((action) => ({ issue: pair.issue, ...action }))),
      withoutPaper: [earlier, later].filter(({ paper }) => !paper),
    };
  };

  // Numbers, rounded as Python rounds them: a half goes to the even digit

  const wholes = (value) => {
    const low = Math.floor(value);
    const whole = value - low === 0.5 ? low + (low % 2) : Math.round(value);
    return String(whole).replace(/\B(?=(\d{3})+$)/g, ",");
  };
  const tenths = (value) => ((value * 4) % 2 === 1 ? (2 * Math.round(value * 5)) / 10 : value).toFixed(1);

  const signed = (value, unit) => {
    const digits = Math.abs(value) >= 100 ? wholes(Math.abs(value)) : tenths(Math.abs(value));
    const sign = Number(digits.replaceAll(",", "")) === 0 ? "" : value > 0 ? "+" : "−";
    return `${sign}${digits}${unit}`;
  };

  const count = (number) => numbers[number] ?? wholes(number);

  // Elements

  const make = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };
  const absent = (sentence) => make("p", { class: "absent" }, sentence);
  const link = ({ slug, title }) => make("a", { href: `issues/${slug}.html` }, title);
  const chip = ({ label, tone }) => make("span", { class: `chip ${tone}` }, label);
  const tag = (illustrative) =>
    (illustrative ? [" ", make("span", { class: "tag" }, "illustrative")] : []);
  const list = (part, items) => (items.length
    ? make("ul", {}, ...items.map((item) => make("li", {}, ...item)))
    : absent(phrases.none[part]));
  const noPaper = ({ withoutPaper }, what) => {
    const names = withoutPaper.map(({ name }) => name).join(" or of ");
    const whose = withoutPaper.length === 1 ? "its" : "their";
    return absent(`No paper of ${names} is public, so ${whose} ${what} cannot be compared.`);
  };

  const table = (caption, headers, rows) => {
    const numeric = (column) => (column > 0 && column < 4 ? { class: "n" } : {});
    const head = headers.map((header, column) => make("th", { scope: "col", ...numeric(column) }, header));
    const body = rows.map(([first, ...cells]) => make(
      "tr", {},
      make("th", { scope: "row" }, ...first),
      ...cells.map((cell, index) =>
        make("td", { ...numeric(index + 1), "data-label": headers[index + 1] }, cell)),
    ));
    return make(
      "div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      make(
        "table", { class: "board" },
        make("caption", {}, caption),
        make("thead", {}, make("tr", {}, ...head)),
        make("tbody", {}, ...body),
      ),
    );
  };

  // What the parts of the page show of the changes

  const parts = {
    summary(found) {
      const kinds = [
        ...found.came.map(({ kind }) => kind),
        ...found.moves.map(() => "moves"),
        ...found.turns.map(({ kind }) => kind),
        ...found.restated.map(() => "restated"),
        ...found.reworded.map(() => "reworded"),
        ...found.actions.map(({ kind }) => kind),
      ];
      const counted = Object.entries(phrases.counts)
        .map(([kind, [one, many]]) => [kinds.filter((each) => each === kind).length, one, many])
        .filter(([number]) => number)
        .map(([number, one, many]) => `${count(number)} ${number > 1 ? many : one}`);
      const last = counted.pop() ?? "nothing but figures moved";
      const says = counted.length ? `${counted.join(", ")} and ${last}` : last;
      const illustrative = [...found.came, ...found.moves, ...found.turns].some((each) => each.illustrative);
      return [make(
        "p", { class: "lede" },
        `Between ${found.earlier.name} and ${found.later.name}, ${says}.`, ...tag(illustrative),
      )];
    },

    came(found) {
      return [list("came", found.came.map(({ issue, kind, illustrative }) =>
        [link(issue), ` ${phrases.came[kind]}.`, ...tag(illustrative)]))];
    },

    moves(found) {
      return [list("moves", found.moves.map(({ issue, before, after, illustrative }) => [
        link(issue), ` moved from ${before.stage} to `, make("b", {}, after.stage), ".",
        ...tag(illustrative),
      ]))];
    },

    turns(found) {
      const says = ({ issue, kind, was, is }) => {
        if (kind === "ended") return [chip(was), ` ended. ${issue.measure} now: `, chip(is), "."];
        const verb = kind === "turned" ? [chip(was), " turned to"] : ["New signal:"];
        return [...verb, " ", chip(is), `. ${issue.measure}: ${is.rule}.`];
      };
      return [list("turns", found.turns.map((each) =>
        [link(each.issue), ": ", ...says(each), ...tag(each.illustrative)]))];
    },

    actions(found) {
      const items = found.actions.map(({ issue, kind, step }) => [
        make("b", {}, `${phrases.actions[kind]}:`), ` ${step.what} `,
        make("span", { class: "under" }, link(issue), `: ${step.facts}`),
      ]);
      if (!found.withoutPaper.length) return [list("actions", items)];
      return [...(items.length ? [list("actions", items)] : []), noPaper(found, "next steps")];
    },

    words(found) {
      if (found.withoutPaper.length) return [noPaper(found, "words")];
      if (!found.reworded.length) return [absent(phrases.none.words)];
      const hidden = (text) => make("span", { class: "sr-only" }, text);
      const run = ({ kind, words }) => {
        const said = words.join(" ");
        if (kind === "same") return said;
        return make(kind === "added" ? "ins" : "del", {}, hidden(`[${kind}: `), said, hidden("]"));
      };
      const spaced = (runs) => runs.flatMap((each, index) => (index ? [" ", run(each)] : [run(each)]));
      const text = (title, runs) => (runs.length
        ? [
          make("h4", {}, title),
          make("div", { class: "diff" }, ...paragraphs(runs).map((each) => make("p", {}, ...spaced(each)))),
        ]
        : []);
      const shown = found.reworded.flatMap(({ issue, status, nextSteps }) =>
        [make("h3", {}, link(issue)), ...text("Status", status), ...text("Next Steps", nextSteps)]);
      if (!found.sameWords.length) return shown;
      const same = found.sameWords.map(({ issue }) => issue.title).join("; ");
      return [...shown, make("p", { class: "note" }, `The same words in both papers: ${same}.`)];
    },

    figures(found) {
      const restated = found.restated.map(({ issue, says }) =>
        make("p", { class: "note" }, "Restated: ", link(issue), `, ${says}`));
      if (!found.figures.length) return [absent(phrases.none.figures), ...restated];
      const figure = ({ value, text, illustrative }) => (value === undefined
        ? make("span", {}, "not reported")
        : make(
          "span", {}, make("b", {}, text),
          make("span", { class: "under" }, illustrative ? "illustrative" : "reported"),
        ));
      const change = (pair) => {
        const moved = size(pair);
        return moved === undefined ? "–" : signed(moved, pair.issue.isRate ? " points" : "%");
      };
      const [earlier, later] = [found.earlier.name, found.later.name];
      return [table(
        `Headline figures of ${earlier} and ${later}`,
        ["Issue", earlier, later, "Change", `Signal in ${later}`],
        found.figures.map((pair) => [
          [link(pair.issue), make("span", { class: "under" }, pair.issue.measure)],
          figure(pair.before), figure(pair.after), change(pair), chip(signals[pair.after.signal]),
        ]),
      ), ...restated];
    },
  };

  // The two months, kept in the address

  const { from: fromChoice, to: toChoice } = form.elements;
  const places = new Map(months.map(({ month }, place) => [month, place]));

  const allow = () => {
    for (const option of fromChoice.options) option.disabled = option.value >= toChoice.value;
    for (const option of toChoice.options) option.disabled = option.value <= fromChoice.value;
  };
  const show = () => {
    const found = between(places.get(fromChoice.value), places.get(toChoice.value));
    for (const [name, part] of Object.entries(parts)) {
      document.querySelector(`[data-part="${name}"]`)?.replaceChildren(...part(found));
    }
    dispatchEvent(new Event("newtables"));
    allow();
  };
  const remember = () => {
    const address = new URLSearchParams(location.search);
    address.set("from", fromChoice.value);
    address.set("to", toChoice.value);
    try { history.replaceState(null, "", `?${address}`); } catch { /* file: */ }
  };

  const address = new URLSearchParams(location.search);
  const [from, to] = [address.get("from"), address.get("to")];
  if (places.has(from) && places.has(to) && from < to) {
    fromChoice.value = from;
    toChoice.value = to;
    show();
  }
  form.addEventListener("change", () => {
    remember();
    show();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  allow();
  form.hidden = false;
})();
