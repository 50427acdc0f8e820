/* The charts of our pages, drawn into an element from plain JSON; needs d3 and Plot (vendor/) before it.

   A plain script: it can stand in a file of its own or inside a page. It leaves one name, `charts`:

     charts.dotPlot(element, data)       milestones × chance
     charts.sCurve(element, data)        one milestone: chance by date, histogram, marks, deadlines, plateau
     charts.causes(element, data)        mean days by cause, stacked bars
     charts.differences(element, data)   paired differences of chances, with intervals
     charts.watch(element, draw)         calls draw(), and again whenever the element's width changes;
                                         returns a function that ends it
     charts.say(lang)                    numbers for people: number, date, chance, between, points,
                                         pointsBetween, days, deadline
     charts.STYLES, charts.CAUSES        the colours, as in model/report/look.py and causes.py

   Each drawing replaces what the element held. Texts come in the reader's language with the data; `lang`
   ("vi" or "en") says how numbers and dates are written. Chances are shares in 0..1, dates ISO text,
   an unknown value null. `style` is the scenario's place, 0 first: colour, line and mark go by it; `hollow`
   marks what another is held against (a pinned setting). `label` is what a screen reader says of the chart.

   dotPlot: {lang, label,
     rows: [{key, milestone, title, deadline, basis,            // rows of one milestone stand together
             chances: [{style, hollow, probability, low, high, bandLow, bandHigh}],
             note: {text, tone}}],                              // below the number; tone "up", "down" or ""
     labels: {milestone, deadline, chance},                     // headings of the columns
     basis: {stated: "as stated", ...},                         // words for row.basis; others are left out
     selected, onSelect(milestone)}                             // optional: rows that can be chosen

   sCurve: {lang, label, start, end, horizon,
     curves: [{style, hollow, title, points: [[date, probability, low, high], ...]}],  // steps, by date
     quantiles: [[share, date or null], ...],                   // of the first curve: 0.1, 0.5, 0.8, 0.9
     deadlines: [{date, chances: [{style, probability}]}],
     labels: {plateau: "{share} … {horizon}", never: "… {horizon}", histogram: "… {each}",
              each: {month, quarter, year}}}

   causes: {lang, label,
     bars: [{title, days: {cause: mean days}}],                 // all blank: never reached
     causes: [[cause, words], ...],                             // in order, as in the legend
     labels: {axis, never}}

   differences: {lang, label,
     rows: [{title, estimate, low, high}],                      // shares; 0 inside low..high is drawn grey
     labels: {axis, noise}}
*/
"use strict";
var charts = (function () {
  const INK = "#1f2933", MUTED = "#5b6570", POLE = "#8b96a1", FAINT = "#a9b2bb";
  const GRID = "#e4e8ec", STRIPE = "#f1f5f9", PAPER = "#ffffff", BAND = "#dbe1e7";
  const FONT = '"Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif';

  const STYLES = [
    { colour: "#0072B2", dash: null, mark: "circle" },
    { colour: "#D55E00", dash: "7 2.5", mark: "square" },
    { colour: "#009E73", dash: "2 2", mark: "diamond" },
    { colour: "#B5568A", dash: "9 2.5 2 2.5", mark: "triangle" },
    { colour: "#C98A00", dash: "13 3.5", mark: "triangle2" },
    { colour: "#3D9BD1", dash: "4 2 1.5 2 1.5 2", mark: "cross" },
    { colour: "#4A4A4A", dash: "3.5 3.5", mark: "times" },
  ];
  const CAUSES = {
    work: "#c3c9cf", season: "#8fb8d6", stopped: "#47525d", rework: "#a8604f", lag: "#f6dfa4",
    logic: "#cfa25a", session: "#f5b82e", indicator: "#b98a00", capital: "#c8372d", crew: "#f0894a",
    hold: "#9c5b77",
  };
  const UP = "#00694d", DOWN = "#a83f00";

  // -- numbers for people ---------------------------------------------------------------------------

  const NB = "\u00a0";
  const UNITS = {
    vi: { points: "điểm\u00a0%", day: "ngày", days: "ngày", months: "tháng", years: "năm", to: "đến" },
    en: { points: "points", day: "day", days: "days", months: "months", years: "years", to: "to" },
  };

  function say(lang) {
    const unit = UNITS[lang];
    const number = (value, decimals = 0) => {
      const text = Math.abs(value).toFixed(decimals);
      let [whole, rest] = text.split(".");
      whole = whole.replace(/\B(?=(\d{3})+$)/g, lang === "vi" ? "." : ",");
      const said = rest ? whole + (lang === "vi" ? "," : ".") + rest : whole;
      return value < 0 && /[1-9]/.test(said) ? "−" + said : said;
    };
    const date = (iso) => (iso ? (lang === "vi" ? iso.split("-").reverse().join("/") : iso) : "—");
    const points = (share) => Math.floor(100 * share + 0.5 + 1e-9);
    const chance = (share) =>
      share < 0.01 ? "<" + NB + "1" + NB + "%" : share > 0.99 ? ">" + NB + "99" + NB + "%" : points(share) + NB + "%";
    const between = (low, high) =>
      Math.max(0, Math.floor(100 * low + 1e-9)) + "–" + Math.min(100, Math.ceil(100 * high - 1e-9));
    const signed = (value) => (value >= 0.05 ? "+" : "") + number(value, 1);
    const pointsOf = (share) => signed(100 * share) + NB + unit.points;
    const pointsBetween = (share, low, high) =>
      pointsOf(share) + " (" + signed(Math.floor(1000 * low + 1e-9) / 10) + " " + unit.to + " " +
      signed(Math.ceil(1000 * high - 1e-9) / 10) + ")";
    const days = (count) => {
      const whole = Math.floor(count + 0.5);
      return number(whole) + NB + (whole === 1 ? unit.day : unit.days);
    };
    const deadline = (text) => {
      if (/^\d{4}-\d\d-\d\d$/.test(text)) return date(text);
      const [count, kind] = text.split(" ");
      return count + NB + ({ d: unit.days, mo: unit.months, y: unit.years }[kind] || kind);
    };
    return { number, date, chance, between, points: pointsOf, pointsBetween, days, deadline };
  }

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // -- letters --------------------------------------------------------------------------------------

  const paper = document.createElement("canvas").getContext("2d");

  function widthOf(text, size, weight = 400) {
    paper.font = weight + " " + size + "px " + FONT;
    return paper.measureText(text).width;
  }

  function wrapped(text, width, size, weight) {
    const lines = [];
    for (const word of text.split(" ")) {
      const longer = lines.length ? lines[lines.length - 1] + " " + word : word;
      if (lines.length && widthOf(longer, size, weight) <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  // -- what all charts share ------------------------------------------------------------------------

  const roomOf = (element, least) => Math.max(least, Math.floor(element.clientWidth || 640));

  function sheet(element, width, height, label, isGroup) {
    const svg = d3.create("svg")
      .attr("width", width).attr("height", height).attr("viewBox", [0, 0, width, height])
      .attr("role", isGroup ? "group" : "img").attr("aria-label", label)
      .style("max-width", "100%").style("height", "auto").style("display", "block")
      .style("font-family", FONT).style("overflow", "visible");
    element.replaceChildren(svg.node());
    return svg;
  }

  /* What Plot has drawn, as one picture with one label. */
  function seal(plot, label) {
    for (const part of plot.querySelectorAll("[aria-label], [aria-hidden]")) {
      part.removeAttribute("aria-label");
      part.removeAttribute("aria-hidden");
    }
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", label);
    plot.style.maxWidth = "100%";
    plot.style.height = "auto";
    plot.style.display = "block";
  }

  function write(parent, text, x, y, { size = 12, weight = 400, fill = INK, anchor = "start", halo = false } = {}) {
    const written = parent.append("text").attr("x", x).attr("y", y).attr("font-size", size)
      .attr("font-weight", weight).attr("fill", fill).attr("text-anchor", anchor).text(text);
    if (halo) written.attr("stroke", PAPER).attr("stroke-width", 3.5).attr("stroke-linejoin", "round")
      .attr("paint-order", "stroke");
    return written;
  }

  const FORMS = {
    circle: [d3.symbolCircle, 62], square: [d3.symbolSquare2, 58], diamond: [d3.symbolDiamond2, 62],
    triangle: [d3.symbolTriangle, 56], triangle2: [d3.symbolTriangle, 56], cross: [d3.symbolCross, 62],
    times: [d3.symbolTimes, 62],
  };

  function mark(parent, x, y, style, isHollow, scale = 1) {
    const [form, area] = FORMS[style.mark];
    const turn = style.mark === "triangle2" ? " rotate(180)" : "";
    const stroked = style.mark === "times" || isHollow;
    return parent.append("path").attr("d", d3.symbol(form, area * scale)())
      .attr("transform", "translate(" + x + "," + y + ")" + turn)
      .attr("fill", isHollow ? PAPER : style.colour)
      .attr("stroke", stroked ? style.colour : PAPER).attr("stroke-width", stroked ? 1.8 : 1);
  }

  const styleOf = (place) => STYLES[place % STYLES.length];

  function watch(element, draw) {
    let width = -1;
    const look = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      draw();
    });
    look.observe(element);
    return () => look.disconnect();
  }

  function legendOf(items) {
    const list = document.createElement("ul");
    list.className = "chart-legend";
    list.style.cssText = "list-style:none;display:flex;flex-wrap:wrap;gap:2px 16px;margin:0 0 6px;padding:0;font:12px " + FONT;
    for (const [colour, words] of items) {
      const item = document.createElement("li");
      item.style.cssText = "display:flex;align-items:center;gap:6px;color:" + INK;
      const swatch = document.createElement("span");
      swatch.style.cssText =
        "width:11px;height:11px;border-radius:2px;print-color-adjust:exact;-webkit-print-color-adjust:exact;background:" + colour;
      item.append(swatch, words);
      list.append(item);
    }
    return list;
  }

  // -- dot plot of milestones -----------------------------------------------------------------------

  const LANE = 12, TITLE = 13, LINE = 17;

  function groupsOf(rows) {
    const groups = [];
    for (const row of rows) {
      const last = groups[groups.length - 1];
      if (last && last.milestone === row.milestone) last.rows.push(row);
      else groups.push({ milestone: row.milestone, title: row.title, rows: [row] });
    }
    return groups;
  }

  function dotPlot(element, data) {
    const tell = say(data.lang), width = roomOf(element, 300), basis = data.basis || {};
    const several = Math.max(1, ...data.rows.map((row) => row.chances.length));
    const hasBands = data.rows.some((row) => row.chances.some((one) => one.bandLow != null));
    const isNarrow = width < 590;
    const deadlineWidth = 88, pad = 8;
    const notes = data.rows.map((row) => (row.note ? widthOf(row.note.text, 11) : 0));
    const numberWidth = Math.min(Math.max(120, Math.max(...notes, 0) + 18), width * 0.34);
    const titleWidth = isNarrow ? 0 : Math.min(330, width * 0.31);
    const left = pad + titleWidth + deadlineWidth, right = width - numberWidth - pad;
    const x = d3.scaleLinear([0, 1], [left, right]);

    let y = 40;
    const groups = groupsOf(data.rows).map((group) => {
      const lines = wrapped(group.title, isNarrow ? width - 2 * pad : titleWidth - 16, TITLE, 600);
      const head = isNarrow ? lines.length * LINE + 5 : 0;
      let top = y + head;
      const rows = group.rows.map((row) => {
        const lanes = row.chances.length;
        const height = Math.max(basis[row.basis] ? 31 : 25, lanes * LANE + 10, row.note && lanes === 1 ? 33 : 0);
        const placed = { row, top, height };
        top += height;
        return placed;
      });
      const least = isNarrow ? 0 : lines.length * LINE + 10;
      const slack = Math.max(0, y + least - top);
      for (const [place, row] of rows.entries()) {
        row.top += (place * slack) / rows.length;
        row.height += slack / rows.length;
      }
      const placed = { ...group, lines, rows, top: y, head, height: Math.max(top - y, least) };
      y += placed.height;
      return placed;
    });
    const svg = sheet(element, width, y + (y > 400 ? 24 : 4), data.label, Boolean(data.onSelect));

    write(svg, data.labels.milestone, pad, 14, { size: 12, fill: MUTED });
    if (!isNarrow) write(svg, data.labels.deadline, pad + titleWidth, 14, { size: 12, fill: MUTED });
    write(svg, data.labels.chance, left, 14, { size: 12, fill: MUTED });

    for (const group of groups) {
      const g = svg.append("g");
      const isChosen = data.selected === group.milestone;
      const back = g.append("rect").attr("x", 0).attr("y", group.top).attr("width", width)
        .attr("height", group.height).attr("fill", isChosen ? STRIPE : "transparent");
      if (isChosen) g.append("rect").attr("x", 0).attr("y", group.top).attr("width", 3)
        .attr("height", group.height).attr("fill", INK);
      g.append("line").attr("x1", 0).attr("x2", width).attr("y1", group.top).attr("y2", group.top)
        .attr("stroke", GRID);
      if (data.onSelect) choosable(g, back, group, isChosen, data, tell);
      const middle = isNarrow ? group.top + 3 + (group.lines.length * LINE) / 2 : group.top + group.height / 2;
      group.lines.forEach((line, place) =>
        write(g, line, pad, middle + (place - (group.lines.length - 1) / 2) * LINE + 4.5, { size: TITLE, weight: 600 }));
      for (const value of [0, 0.25, 0.5, 0.75, 1])
        g.append("line").attr("x1", x(value)).attr("x2", x(value)).attr("y1", group.top + group.head)
          .attr("y2", group.top + group.height).attr("stroke", value === 0.5 ? BAND : GRID);
      for (const placed of group.rows) rowOf(g, placed);
    }
    for (const level of y > 400 ? [33, y + 15] : [33])
      for (const value of [0, 0.25, 0.5, 0.75, 1])
        write(svg, value === 1 ? "100\u00a0%" : String(100 * value), x(value), level, { size: 11, fill: MUTED, anchor: "middle" });

    function rowOf(g, { row, top, height }) {
      const middle = top + height / 2, words = basis[row.basis];
      const at = pad + titleWidth;
      write(g, tell.deadline(row.deadline), at, middle + (words ? -1.5 : 4), { size: 12 });
      if (words) write(g, words, at, middle + 11, { size: 10.5, fill: MUTED });
      row.chances.forEach((one, place) => {
        const style = styleOf(one.style), lane = middle + (place - (row.chances.length - 1) / 2) * LANE;
        if (one.bandLow != null)
          g.append("rect").attr("x", x(one.bandLow)).attr("width", Math.max(2, x(one.bandHigh) - x(one.bandLow)))
            .attr("y", lane - (several > 1 ? 5 : 8)).attr("height", several > 1 ? 10 : 16)
            .attr("rx", 2).attr("fill", BAND).attr("stroke", FAINT).attr("stroke-width", 0.75);
        else if (several === 1 && !hasBands)
          g.append("rect").attr("x", x(0)).attr("width", x(one.probability) - x(0)).attr("y", lane - 4.5)
            .attr("height", 9).attr("fill", style.colour).attr("opacity", 0.16);
        interval(g, x(one.low), x(one.high), lane, style.colour, several > 1 ? 3 : 4);
        mark(g, x(one.probability), lane, style, one.hollow, several > 1 ? 0.85 : 1);
      });
      const shown = row.chances.length > 1 && row.note ? row.chances.filter((one) => !one.hollow) : row.chances;
      shown.forEach((one, place) => {
        const lanes = shown.length > 1 ? (place - (shown.length - 1) / 2) * LANE : row.note ? -7 : 0;
        const said = tell.chance(one.probability), end = right + 70;
        const fill = shown.length > 1 ? styleOf(one.style).colour : INK;
        write(g, said, end, middle + lanes + 4.5, { size: shown.length > 1 ? 12 : 13.5, weight: 700, anchor: "end", fill });
        write(g, tell.between(one.low, one.high), end + 6, middle + lanes + 4.5, { size: 11, fill: MUTED });
      });
      if (row.note) {
        const fill = { up: UP, down: DOWN }[row.note.tone] || MUTED;
        write(g, row.note.text, right + 18, middle + 12, { size: 11, fill, weight: row.note.tone ? 600 : 400 });
      }
    }
  }

  function interval(g, low, high, y, colour, end) {
    g.append("line").attr("x1", low).attr("x2", high).attr("y1", y).attr("y2", y)
      .attr("stroke", colour).attr("stroke-width", 1.8);
    if (high - low > 13)
      for (const at of [low, high])
        g.append("line").attr("x1", at).attr("x2", at).attr("y1", y - end).attr("y2", y + end)
          .attr("stroke", colour).attr("stroke-width", 1.5);
  }

  function choosable(g, back, group, isChosen, data, tell) {
    const words = group.rows.map(({ row }) => {
      const one = row.chances.find((some) => !some.hollow) || row.chances[0];
      return tell.deadline(row.deadline) + ": " + tell.chance(one.probability) + (row.note ? ", " + row.note.text : "");
    });
    g.attr("role", "button").attr("tabindex", 0).attr("aria-pressed", String(isChosen))
      .attr("aria-label", group.title + " – " + words.join("; ")).attr("data-milestone", group.milestone)
      .attr("class", "chart-choice").style("cursor", "pointer")
      .on("click", () => data.onSelect(group.milestone))
      .on("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        data.onSelect(group.milestone);
      })
      .on("mouseenter", () => !isChosen && back.attr("fill", "#f8fafb"))
      .on("mouseleave", () => !isChosen && back.attr("fill", "transparent"));
  }

  // -- S-curve --------------------------------------------------------------------------------------

  const day = (iso) => new Date(iso + "T00:00:00Z");

  function sCurve(element, data) {
    const tell = say(data.lang), width = roomOf(element, 280);
    const [first] = data.curves, end = lastShown(data);
    const domain = [day(data.start), day(end)];
    const lanes = data.deadlines.filter((one) => day(one.date) <= domain[1]);
    const above = 10 + lanes.length * 17, plotHeight = Math.max(170, Math.min(270, width * 0.42));
    const height = above + plotHeight + 26;
    const inside = data.curves.map((curve) => ({ ...curve, points: within(curve.points, data.start, end) }));
    const bins = histogram(first.points, domain, width);
    const tallest = Math.max(...bins.bars.map((bar) => bar.share), 1e-9);
    const rows = (curve) => curve.points.map(([date, probability, low, high]) => ({ date: day(date), probability, low, high }));

    const plot = Plot.plot({
      width, height, marginLeft: 42, marginRight: 16, marginTop: above, marginBottom: 26,
      style: { fontFamily: FONT, fontSize: "11px", color: MUTED, overflow: "visible" },
      x: { type: "utc", domain, label: null },
      y: { domain: [0, 1], label: null },
      marks: [
        Plot.ruleY([0.2, 0.5, 0.8, 1], { stroke: GRID }),
        Plot.rectY(bins.bars, { x1: "from", x2: "to", y1: 0, y2: (bar) => (0.34 * bar.share) / tallest, fill: BAND, insetLeft: 0.5, insetRight: 0.5 }),
        Plot.axisY([0, 0.2, 0.5, 0.8, 1], { tickFormat: (value) => (value === 1 ? "100\u00a0%" : String(Math.round(100 * value))), tickSize: 0, fill: MUTED }),
        Plot.axisX({ ...ticksOf(domain, width, data.lang), tickSize: 4, fill: MUTED, stroke: FAINT }),
        Plot.ruleY([0], { stroke: FAINT }),
        ...inside.map((curve) => Plot.areaY(rows(curve), { x: "date", y1: "low", y2: "high", curve: "step-after", fill: styleOf(curve.style).colour, fillOpacity: 0.17 })),
        ...inside.map((curve) => Plot.lineY(rows(curve), { x: "date", y: "probability", curve: "step-after", stroke: styleOf(curve.style).colour, strokeWidth: 2.2, strokeDasharray: styleOf(curve.style).dash })).reverse(),
      ],
    });
    seal(plot, data.label);
    element.replaceChildren(plot);

    const svg = d3.select(plot), x = plot.scale("x").apply, y = plot.scale("y").apply;
    const taken = [];
    flags();
    if (first.points.length) plateau();
    quantiles();
    if (bins.bars.length) caption();

    function flags() {
      lanes.forEach((one, place) => {
        const at = x(day(one.date)), lane = 14 + place * 17;
        svg.append("line").attr("x1", at).attr("x2", at).attr("y1", lane - 9).attr("y2", y(0))
          .attr("stroke", POLE).attr("stroke-width", 1.2).attr("stroke-dasharray", "4 3");
        const words = [[tell.date(one.date), MUTED, 400], ...one.chances.map((some) => [tell.chance(some.probability), styleOf(some.style).colour, 700])];
        const long = words.reduce((sum, [text, , weight]) => sum + widthOf(text, 11.5, weight) + 6, 0);
        let from = at + 5;
        if (from + long > width - 2) from = at - 5 - long;
        for (const [text, fill, weight] of words) {
          write(svg, text, from, lane, { size: 11.5, fill, weight, halo: true });
          from += widthOf(text, 11.5, weight) + 6;
        }
        for (const some of one.chances) mark(svg, at, y(some.probability), styleOf(some.style), some.hollow, 0.8);
      });
    }

    function caption() {
      const text = filled(data.labels.histogram, { each: data.labels.each[bins.each] }), long = widthOf(text, 10.5);
      const places = [31, 50, 66, 82].flatMap((up) => [[width - 16 - long, height - up], [46, height - up]]);
      const [left, base] = d3.least(places, (place) => faults(place, long));
      write(svg, text, left, base, { size: 10.5, fill: MUTED, halo: true });
    }

    function plateau() {
      const last = first.points[first.points.length - 1][1], horizon = tell.date(data.horizon);
      if (last > 0.995) return;
      const right = x(domain[1]), text = last === 0
        ? filled(data.labels.never, { horizon })
        : filled(data.labels.plateau, { share: tell.chance(1 - last), horizon });
      const top = y(1), bottom = y(last);
      if (bottom - top > 12) svg.append("path").attr("d", "M" + (right + 4) + "," + top + "h5V" + bottom + "h-5").attr("fill", "none")
        .attr("stroke", INK).attr("stroke-width", 1.2);
      const lines = wrapped(text, Math.min(230, width * 0.45), 11.5, 400);
      const high = 14 * lines.length;  // above the curve where there is room, else below it
      const middle = bottom - top > high + 16 ? (top + bottom - high) / 2 + 11 : below(lines);
      lines.forEach((line, place) => {
        write(svg, line, right - 2, middle + place * 14, { size: 11.5, anchor: "end", halo: true });
        const long = widthOf(line, 11.5);
        taken.push([right - 2 - long, middle + place * 14 - 11, right - 2, middle + place * 14 + 3]);
      });
    }

    function below(lines) {
      const long = d3.max(lines, (line) => widthOf(line, 11.5));
      return y(levelAt(first.points, x, x(domain[1]) - 6 - long)) + 24;
    }

    function quantiles() {
      const style = styleOf(first.style);
      for (const [share, date] of data.quantiles) {
        if (!date || day(date) > domain[1]) continue;
        const at = x(day(date)), level = y(share), text = "P" + Math.round(100 * share) + " " + tell.date(date);
        mark(svg, at, level, style, true, 0.75);
        const long = widthOf(text, 11.5, 600);
        const wishes = [[at + 9, level + 4], [at + 9, level + 14], [at - 9 - long, level + 2], [at - 9 - long, level - 8], [at + 9, level + 26], [at - 9 - long, level - 20]];
        const [left, base] = d3.least(wishes, (wish) => faults(wish, long));
        taken.push([left, base - 11, left + long, base + 3]);
        write(svg, text, left, base, { size: 11.5, fill: style.colour, weight: 600, halo: true });
      }
    }

    function faults([left, base], long) {
      const box = [left, base - 11, left + long, base + 3];
      const outside = box[0] < 42 || box[2] > width - 2 || box[3] > y(0) || box[1] < above - 4;
      const hit = taken.filter((one) => box[0] < one[2] && one[0] < box[2] && box[1] < one[3] && one[1] < box[3]).length;
      const poles = lanes.filter((one) => x(day(one.date)) > box[0] - 2 && x(day(one.date)) < box[2] + 2).length;
      const crossed = inside.filter((curve) => {
        const low = levelAt(curve.points, x, box[0] - 3), high = levelAt(curve.points, x, box[2] + 3);
        return y(high) < box[3] && y(low) > box[1];
      }).length;
      return 100 * hit + 60 * outside + 10 * crossed + 3 * poles;
    }
  }

  function levelAt(points, x, at) {
    let level = 0;
    for (const [date, probability] of points) {
      if (x(day(date)) > at) break;
      level = probability;
    }
    return level;
  }

  /* The scale ends where all deadlines are in and the curves are flat. */
  function lastShown(data) {
    const settled = data.curves.map(({ points }) => {
      const last = points.length ? points[points.length - 1][1] : 0;
      const rising = points.filter((one) => last - one[1] > 0.004);
      return rising.length ? rising[rising.length - 1][0] : data.start;
    });
    const latest = d3.max([...settled, ...data.deadlines.map((one) => one.date)]) || data.end;
    const from = day(data.start), room = Math.max(60 * 864e5, (day(latest) - from) * 0.07);
    const end = new Date(Math.min(+day(data.end), +day(latest) + room));
    return end.toISOString().slice(0, 10);
  }

  function within(points, start, end) {
    const kept = points.filter((one) => one[0] >= start && one[0] <= end);
    const last = kept[kept.length - 1];
    if (last && last[0] < end) kept.push([end, ...last.slice(1)]);
    return kept;
  }

  function histogram(points, [start, end], width) {
    const days = (end - start) / 864e5;
    const each = days / 30.4 <= width / 9 ? "month" : days / 91 <= width / 6 ? "quarter" : "year";
    const step = each === "month" ? d3.utcMonth : each === "quarter" ? d3.utcMonth.every(3) : d3.utcYear;
    const shares = new Map();
    let before = 0;
    for (const [date, probability] of points) {
      const bin = +step.floor(day(date));
      if (probability > before && bin <= +end) shares.set(bin, (shares.get(bin) || 0) + probability - before);
      before = probability;
    }
    const bars = [...shares].map(([from, share]) => ({
      from: new Date(Math.max(from, +start)), to: new Date(Math.min(+step.offset(new Date(from), 1), +end)), share,
    }));
    return { each, bars: bars.filter((bar) => bar.from < bar.to) };
  }

  function ticksOf([start, end], width, lang) {
    const years = (end - start) / 864e5 / 365.25, room = width - 60;
    if (years > 3) {
      const step = [1, 2, 5, 10, 20].find((one) => (years / one) * 44 < room) || 50;
      return { ticks: d3.utcYear.every(step).range(d3.utcYear.ceil(start), end), tickFormat: (date) => String(date.getUTCFullYear()) };
    }
    const step = [1, 2, 3, 6].find((one) => ((years * 12) / one) * 58 < room) || 12;
    const month = (date) => {
      const two = String(date.getUTCMonth() + 1).padStart(2, "0"), year = date.getUTCFullYear();
      return lang === "vi" ? two + "/" + year : year + "-" + two;
    };
    return { ticks: d3.utcMonth.every(step).range(d3.utcMonth.ceil(start), end), tickFormat: month };
  }

  // -- causes of delay ------------------------------------------------------------------------------

  function causes(element, data) {
    const tell = say(data.lang), width = roomOf(element, 280);
    const shown = data.causes.filter(([cause]) => data.bars.some((bar) => bar.days[cause] > 0));
    const totals = data.bars.map((bar) => d3.sum(Object.values(bar.days)));
    const longest = Math.max(...totals, 1);
    const said = totals.map((total) => (total > 0 ? tell.days(total) : data.labels.never));
    const isNarrow = width < 560;
    const titleWidth = isNarrow ? 0 : Math.min(250, width * 0.3);
    const marginLeft = isNarrow ? 4 : titleWidth + 8;
    const marginRight = Math.max(...said.map((text) => widthOf(text, 12, 700))) + 14;
    const lines = data.bars.map((bar) => wrapped(bar.title, isNarrow ? width - 8 : titleWidth - 6, 12.5, 600));
    let y = 4;
    const places = lines.map((own) => {
      const head = isNarrow ? own.length * 16 + 3 : 0;
      const height = isNarrow ? head + 34 : Math.max(38, own.length * 16 + 10);
      const place = { top: y, head, height, from: isNarrow ? y + head : y + (height - 26) / 2 };
      y += height;
      return place;
    });
    const height = y + 38;
    const pieces = data.bars.flatMap((bar, place) => {
      let from = 0;
      return shown.flatMap(([cause, words]) => {
        const days = bar.days[cause] || 0;
        if (days <= 0) return [];
        const piece = { place, cause, words, days, from, to: from + days };
        from += days;
        return [piece];
      });
    });
    const plot = Plot.plot({
      width, height, marginLeft, marginRight, marginTop: 0, marginBottom: 38,
      style: { fontFamily: FONT, fontSize: "11px", color: MUTED, overflow: "visible" },
      x: { domain: [0, longest], label: null },
      y: { type: "linear", domain: [0, y], range: [0, y], axis: null },
      marks: [
        Plot.gridX({ stroke: GRID, strokeOpacity: 1, ticks: Math.max(2, Math.floor(width / 110)) }),
        Plot.axisX({ ticks: Math.max(2, Math.floor(width / 110)), tickFormat: (value) => tell.number(value), tickSize: 0, fill: MUTED }),
        Plot.rect(pieces, {
          x1: "from", x2: "to", y1: (one) => places[one.place].from, y2: (one) => places[one.place].from + 26,
          fill: (one) => CAUSES[one.cause], stroke: PAPER, strokeWidth: 0.8,
          title: (one) => one.words + ": " + tell.days(one.days),
        }),
      ],
    });
    seal(plot, data.label);
    const svg = d3.select(plot), x = plot.scale("x").apply;
    for (const one of pieces) {
      const text = tell.number(Math.round(one.days)), room = x(one.to) - x(one.from);
      if (widthOf(text, 11) + 6 > room) continue;
      const { r, g, b } = d3.rgb(CAUSES[one.cause]);
      const fill = 0.299 * r + 0.587 * g + 0.114 * b > 125 ? INK : PAPER;
      write(svg, text, (x(one.from) + x(one.to)) / 2, places[one.place].from + 17, { size: 11, fill, anchor: "middle" })
        .attr("pointer-events", "none");
    }
    places.forEach((place, number) => {
      write(svg, said[number], x(totals[number]) + 7, place.from + 17.5, { size: 12, weight: 700, halo: true });
      const middle = isNarrow ? place.top + 13 : place.from + 17 - ((lines[number].length - 1) * 16) / 2;
      lines[number].forEach((line, row) => write(svg, line, 2, middle + row * 16, { size: 12.5, weight: 600 }));
    });
    write(svg, data.labels.axis, marginLeft, height - 6, { size: 11, fill: MUTED });
    element.replaceChildren(legendOf(shown.map(([cause, words]) => [CAUSES[cause], words])), plot);
  }

  // -- paired differences ---------------------------------------------------------------------------

  function differences(element, data) {
    const tell = say(data.lang), width = roomOf(element, 280);
    const widest = Math.max(0.02, ...data.rows.flatMap((row) => [Math.abs(row.low), Math.abs(row.high)]));
    const isNoise = (row) => row.low <= 0 && row.high >= 0;
    const words = data.rows.map((row) => (isNoise(row) ? data.labels.noise : tell.pointsBetween(row.estimate, row.low, row.high)));
    const isNarrow = width < 700;
    const marginRight = isNarrow ? 8 : Math.max(...words.map((text) => widthOf(text, 11.5, 600)), 60) + 14;
    const titleWidth = Math.min(300, width * (isNarrow ? 0.45 : 0.3));
    const lines = data.rows.map((row) => wrapped(row.title, titleWidth - 10, 12, 400));
    let y = 4;
    const places = lines.map((own) => {
      const height = Math.max(isNarrow ? 38 : 26, own.length * 15 + 8), top = y;
      y += height;
      return { top, middle: top + height / 2 };
    });
    const colour = (row) => (isNoise(row) ? POLE : row.estimate > 0 ? STYLES[0].colour : STYLES[1].colour);
    const placed = data.rows.map((row, number) => ({ ...row, ...places[number] }));
    const plot = Plot.plot({
      width, height: y + 38, marginLeft: titleWidth, marginRight, marginTop: 0, marginBottom: 38,
      style: { fontFamily: FONT, fontSize: "11px", color: MUTED, overflow: "visible" },
      x: { domain: [-widest, widest], label: null },
      y: { type: "linear", domain: [0, y], range: [0, y], axis: null },
      marks: [
        Plot.gridX({ stroke: GRID, strokeOpacity: 1, ticks: 5 }),
        Plot.axisX({ ticks: 5, tickSize: 0, fill: MUTED, tickFormat: (value) => (value > 0 ? "+" : "") + tell.number(100 * value, widest < 0.03 ? 1 : 0) }),
        Plot.ruleX([0], { stroke: POLE }),
        Plot.rect(placed, { x1: (row) => Math.min(0, row.estimate), x2: (row) => Math.max(0, row.estimate), y1: (row) => row.middle - 5, y2: (row) => row.middle + 5, fill: colour, fillOpacity: 0.3 }),
        Plot.link(placed, { x1: "low", x2: "high", y1: "middle", y2: "middle", stroke: colour, strokeWidth: 1.8 }),
        Plot.dot(placed, { x: "estimate", y: "middle", r: 4, fill: (row) => (isNoise(row) ? PAPER : colour(row)), stroke: colour, strokeWidth: 1.6 }),
      ],
    });
    seal(plot, data.label);
    const svg = d3.select(plot);
    placed.forEach((row, number) => {
      const own = lines[number], fill = isNoise(row) ? MUTED : row.estimate > 0 ? "#005a8c" : DOWN;
      own.forEach((line, place) => write(svg, line, 2, row.middle + 4 + (place - (own.length - 1) / 2) * 15, { size: 12 }));
      if (isNarrow) write(svg, words[number], width - 4, row.middle + 17, { size: 11, fill, anchor: "end", halo: true });
      else write(svg, words[number], width - marginRight + 12, row.middle + 4, { size: 11.5, fill });
    });
    write(svg, data.labels.axis, titleWidth, y + 32, { size: 11, fill: MUTED });
    element.replaceChildren(plot);
  }

  return { dotPlot, sCurve, causes, differences, watch, say, STYLES, CAUSES };
})();
