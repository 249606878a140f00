// Draws a chart with Plotly over its static picture once it comes into view, in the same place
// and size. The figure's colours are the page's custom properties, looked up when it is drawn.
(() => {
  const scripts = document.currentScript.src.replace(/[^/]*$/, "");
  const config = {
    displaylogo: false,
    showSendToCloud: false,
    displayModeBar: false,
    scrollZoom: false,
    doubleClick: false,
  };
  const IN_ADVANCE = "200px";

  // Plotly adds no style sheet where these elements are: its own, of which charts.css has what is
  // needed, and one for maps. The pages' policy would not let it.
  const STYLED = [
    "plotly.js-style-global",
    "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53",
  ];

  const libraries = {};
  const load = (name) => {
    libraries[name] ??= new Promise((resolve, reject) => {
      for (const id of STYLED) {
        const styled = document.createElement("meta");
        styled.id = id;
        styled.className = "no-inline-styles";
        document.head.append(styled);
      }
      const script = document.createElement("script");
      script.src = `${scripts}${name}.min.js`;
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject(new Error("the chart library could not be loaded"));
      document.head.append(script);
    });
    return libraries[name];
  };

  const painted = (figure) => {
    const probe = document.createElement("span");
    document.body.append(probe);
    const colour = (name) => {
      probe.style.color = `var(${name})`;
      return getComputedStyle(probe).color;
    };
    const text = JSON.stringify(figure).replace(/var\((--[\w-]+)\)/g, (_, name) => colour(name));
    probe.remove();
    return JSON.parse(text);
  };

  // What is as large as in the picture grows and shrinks with it.
  const LENGTHS = new Set(["size", "width", "l", "r", "t", "b", "ticklabelstandoff"]);
  const scaled = (value, by, name) => {
    if (Array.isArray(value)) return value.map((one) => scaled(one, by, name));
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scaled(one, by, key)]));
    }
    if (!LENGTHS.has(name) || typeof value !== "number") return value;
    return name === "ticklabelstandoff" ? Math.round(value * by) : value * by;
  };

  const sized = ({ data, layout, sizes }, box) => {
    const wide = getComputedStyle(box.querySelector("svg.wide")).display !== "none";
    const { width, xaxis, yaxis, ...placed } = sizes[wide ? "wide" : "narrow"];
    const whole = { ...layout, ...placed };
    whole.xaxis = { ...layout.xaxis, ...xaxis };
    whole.yaxis = { ...layout.yaxis, ...yaxis };
    return scaled({ data, layout: whole }, box.clientWidth / width);
  };

  const draw = async (chart) => {
    // A page with a figure that the basic library cannot draw has the whole one for all its charts.
    const other = document.querySelector(".plot-data[data-library]");
    let Plotly;
    try { Plotly = await load(other?.dataset.library ?? "plotly"); } catch { return; } // the static picture stays
    const box = chart.querySelector(".plot");
    if (!box.clientWidth) return; // inside a closed disclosure; drawn when it opens
    let live = box.querySelector(".live");
    if (!live) {
      live = document.createElement("div");
      live.className = "live";
      live.setAttribute("aria-hidden", "true"); // the picture's alternative text stays the chart's
      box.append(live);
    }
    const figure = JSON.parse(chart.querySelector(".plot-data").textContent);
    const { data, layout } = sized(painted(figure), box);
    layout.font.family = getComputedStyle(document.body).fontFamily;
    await Plotly.react(live, data, { ...layout, width: box.clientWidth, height: box.clientHeight }, config);
    box.classList.add("drawn");
  };

  const drawn = new Set();
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const { width } = target.dataset;
      target.dataset.width = target.clientWidth;
      if (width !== undefined && width !== target.dataset.width) draw(target.closest("figure"));
    }
  });
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        drawn.add(target);
        draw(target).then(() => resized.observe(target.querySelector(".plot")));
      }
    },
    { rootMargin: IN_ADVANCE },
  );
  for (const chart of document.querySelectorAll("figure.chart:has(.plot-data)")) seen.observe(chart);
  addEventListener("themechange", () => drawn.forEach(draw));
})();
