/* The report: charts drawn from the data of the page, and the language that the reader chose. */
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const KEY = "report-language", NARROW = 690;
  const halves = [...document.querySelectorAll(".half")];
  const buttons = [...document.querySelectorAll(".switch button")];
  const languages = halves.map((half) => half.id);
  const drawings = [];

  // -- language -------------------------------------------------------------------------------------

  function remembered() {
    try { return localStorage.getItem(KEY); } catch { return null; }
  }

  function chosen() {
    const asked = new URLSearchParams(location.search).get("lang");
    const linked = location.hash.slice(1).split("-")[0];
    const wishes = [asked, linked, remembered(), document.documentElement.dataset.first];
    return wishes.find((one) => languages.includes(one)) || languages[0];
  }

  function show(lang) {
    document.documentElement.lang = lang;
    document.title = data.titles[lang];
    for (const half of halves) half.hidden = half.id !== lang;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  }

  for (const button of buttons)
    button.addEventListener("click", () => {
      const lang = button.dataset.lang, here = document.documentElement.lang;
      try { localStorage.setItem(KEY, lang); } catch { /* a page opened as a file may not remember */ }
      const linked = location.hash.slice(1);
      show(lang);
      const same = linked.startsWith(here + "-") && document.getElementById(lang + linked.slice(here.length));
      if (same) same.scrollIntoView();
    });
  addEventListener("hashchange", () => {
    const lang = location.hash.slice(1).split("-")[0];
    if (!languages.includes(lang) || lang === document.documentElement.lang) return;
    show(lang);
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  });

  // -- charts ---------------------------------------------------------------------------------------

  /* Capital by year: what there is as a pale bar, what is spent a dark one in it, what lapses hatched above. */
  function money(element, spec) {
    const tell = charts.say(spec.lang), width = Math.max(280, element.clientWidth || 640);
    const height = 190, pattern = "lapsed-" + spec.lang + "-" + spec.number;
    const bn = (million) => tell.number(million / 1000, 1) + "\u00a0" + spec.unit;
    const row = (one, name) => one.year + ": " + spec.labels[name] + " " + bn(one[name]);
    const plot = Plot.plot({
      width, height, marginLeft: 46, marginRight: 4, marginTop: 12, marginBottom: 24,
      style: { fontFamily: "inherit", fontSize: "11px", color: "#5b6570", overflow: "visible" },
      x: { type: "band", label: null, padding: 0.3, tickFormat: String },
      y: { label: null, grid: true, ticks: 4, tickFormat: (value) => tell.number(value / 1000) },
      marks: [
        Plot.barY(spec.bars, { x: "year", y: "available", fill: "#cfd8df", title: (one) => row(one, "available") }),
        Plot.barY(spec.bars, { x: "year", y: "spent", fill: "#0072b2", insetLeft: 4, insetRight: 4, title: (one) => row(one, "spent") }),
        Plot.barY(spec.bars, { x: "year", y1: (one) => one.available - one.lapsed, y2: "available", fill: "url(#" + pattern + ")", stroke: "#8a3b12", strokeWidth: 0.7, title: (one) => row(one, "lapsed") }),
        Plot.ruleY([0], { stroke: "#8b96a1" }),
      ],
    });
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", spec.label);
    plot.style.maxWidth = "100%";
    plot.style.height = "auto";
    const hatch = d3.select(plot).append("defs").append("pattern").attr("id", pattern).attr("width", 5)
      .attr("height", 5).attr("patternUnits", "userSpaceOnUse").attr("patternTransform", "rotate(45)");
    hatch.append("rect").attr("width", 5).attr("height", 5).attr("fill", "#fbe9df");
    hatch.append("rect").attr("width", 2).attr("height", 5).attr("fill", "#c2612c");
    const legend = document.createElement("p");
    legend.className = "legend";
    for (const [name, colour] of [["available", "#cfd8df"], ["spent", "#0072b2"], ["lapsed", "repeating-linear-gradient(45deg,#c2612c 0 2px,#fbe9df 2px 5px)"]]) {
      const mark = document.createElement("span");
      mark.className = "scenario-mark";
      mark.style.background = colour;
      const words = document.createElement("span");
      words.style.marginRight = "18px";
      words.append(mark, spec.labels[name]);
      legend.append(words);
    }
    element.replaceChildren(legend, plot);
  }

  const draws = { money, dotPlot: charts.dotPlot, sCurve: charts.sCurve, causes: charts.causes, differences: charts.differences };

  function whole(spec) {
    if (!spec.curves) return spec;
    const curves = spec.curves.map((curve) =>
      typeof curve.points === "string" ? { ...curve, points: data.shared[curve.points.slice(1)] || [] } : curve);
    return { ...spec, curves };
  }

  for (const half of halves)
    for (const element of half.querySelectorAll("[data-chart]")) {
      const number = Number(element.dataset.chart), [kind, spec] = data.charts[half.id][number];
      const draw = () => {
        if (!element.clientWidth) return;
        draws[kind](element, whole({ number, ...spec }));
        // the chart as a whole is named; Plot also names groups in it, which a picture must not have
        for (const part of element.querySelectorAll('svg[role="img"] [aria-label]')) part.removeAttribute("aria-label");
      };
      drawings.push(draw);
      charts.watch(element, draw);
    }

  // -- paper ----------------------------------------------------------------------------------------

  /* A sheet is narrower than the screen: charts are drawn for it, so that their letters stay readable. */
  addEventListener("beforeprint", () => {
    document.body.style.width = NARROW + "px";
    for (const draw of drawings) draw();
  });
  addEventListener("afterprint", () => {
    document.body.style.width = "";
    for (const draw of drawings) draw();
  });

  show(chosen());
})();
