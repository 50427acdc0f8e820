/* The page: levers at the left, chances in the middle, one milestone at the right; see state.js and charts.js. */
"use strict";
(function () {
  const { html, render, useState, useEffect, useLayoutEffect, useRef, useMemo } = htmPreact;
  const CURRENT = 0, PINNED = 1;
  const PAGE = String(Math.random()).slice(2); // so that the server knows which questions are this page's
  const SOON = 40; // milliseconds a lever must rest before it is asked for
  const CAUSES = ["work", "season", "stopped", "rework", "lag", "logic", "session", "indicator", "capital", "crew", "hold"];

  fetch("/start").then((answer) => answer.json()).then((start) => {
    render(html`<${Page} start=${start} />`, document.getElementById("page"));
  });

  // -- words ------------------------------------------------------------------------------------------

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  function speaker(start, lang) {
    const tell = charts.say(lang);
    const say = (key, values = {}) => filled(start.words[key][lang], values);
    return { lang, tell, say };
  }

  const decimalsOf = (text) => (text.match(/\.(\d+)/) || ["", ""])[1].length;

  /* A value of a lever for people. */
  function valueSaid(lever, text, { lang, tell, say }) {
    if (lever.group === "switches") return say(text === "1" ? "yes" : "no");
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return tell.date(text);
    const number = parseFloat(text);
    if (Number.isNaN(number)) return text;
    return tell.number(number, decimalsOf(text)) + (lever.unit[lang] ? "\u00a0" + lever.unit[lang] : "");
  }

  const leversOf = (start) => start.groups.flatMap((group) => group.levers);

  function settingSaid(start, setting, speak) {
    const parts = leversOf(start).filter((lever) => lever.name in setting)
      .map((lever) => lever.title[speak.lang] + ": " + valueSaid(lever, setting[lever.name], speak));
    return parts.join("; ");
  }

  const pinnedSaid = (start, pinned, speak) =>
    Object.keys(pinned).length ? speak.say("pinned", { setting: settingSaid(start, pinned, speak) }) : speak.say("as_scenario");

  // -- what is computed -------------------------------------------------------------------------------

  /* Figures of a setting as they come in; an older question is dropped when there is a newer one. */
  function useFigures({ turned, pinned, milestone }, hand) {
    const [seen, setSeen] = useState({ figures: null, status: "waiting", faults: [] });
    const handed = useRef(hand);
    handed.current = hand;
    const question = JSON.stringify([turned, pinned, milestone]);
    useEffect(() => {
      let events = null;
      setSeen((before) => ({ ...before, status: "waiting" }));
      const timer = setTimeout(() => {
        const asked = new URLSearchParams({ page: PAGE, turned: JSON.stringify(turned), pinned: JSON.stringify(pinned) });
        if (milestone) asked.set("milestone", milestone);
        if (handed.current) asked.set("hand", handed.current);
        events = new EventSource("/look?" + asked);
        events.addEventListener("figures", (event) => {
          setSeen({ figures: JSON.parse(event.data), status: "working", faults: [] });
        });
        events.addEventListener("compiles", () => setSeen((before) => ({ ...before, status: "compiling" })));
        events.addEventListener("fault", (event) => {
          events.close();
          setSeen((before) => ({ ...before, status: "fault", faults: JSON.parse(event.data).faults }));
        });
        events.addEventListener("done", () => {
          events.close();
          setSeen((before) => ({ ...before, status: "done" }));
        });
        events.onerror = () => {
          events.close();
          setSeen((before) => ({ ...before, status: "lost" }));
        };
      }, SOON);
      return () => {
        clearTimeout(timer);
        if (events) events.close();
      };
    }, [question]);
    return seen;
  }

  // -- the whole --------------------------------------------------------------------------------------

  function Page({ start }) {
    const [now, setNow] = useState(() => state.read(location.hash, start));
    const [hand, setHand] = useState(null);
    const [isSaving, setSaving] = useState(false);
    const steps = useMemo(state.steps, []);
    const speak = speaker(start, now.lang), { say } = speak;
    const seen = useFigures(now, hand);
    const latest = useRef(now);
    latest.current = now;
    const shown = seen.figures && seen.figures.curve.milestone;
    useLayoutEffect(() => {
      if (shown && !latest.current.milestone) setNow((before) => ({ ...before, milestone: shown }));
    }, [shown]);

    useLayoutEffect(() => {
      const address = state.written(now);
      if (address !== location.hash) history.replaceState(null, "", address);
      document.documentElement.lang = now.lang;
      document.title = say("name") + " – " + start.scenario.title[now.lang];
    }, [now]);
    useEffect(() => {
      const follow = () => setNow(state.read(location.hash, start));
      addEventListener("hashchange", follow);
      addEventListener("keydown", undoKeys);
      return () => {
        removeEventListener("hashchange", follow);
        removeEventListener("keydown", undoKeys);
      };
    }, []);

    const settingOf = ({ turned, pinned }) => ({ turned, pinned });
    function move(change, what) {
      steps.taken(settingOf(latest.current), what);
      setNow((before) => ({ ...before, ...change }));
    }
    function turn(lever, value) {
      const turned = { ...latest.current.turned };
      if (value === lever.present) delete turned[lever.name];
      else turned[lever.name] = value;
      setHand(lever.name);
      move({ turned }, lever.name);
    }
    function back(step) {
      const found = step(settingOf(latest.current));
      if (found) setNow((before) => ({ ...before, ...found }));
    }
    const undo = () => back(steps.undo), redo = () => back(steps.redo);
    function undoKeys(event) {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isWriting(event.target)) return;
      const key = event.key.toLowerCase();
      if (key === "z" || key === "y") {
        event.preventDefault();
        if (key === "y" || event.shiftKey) redo();
        else undo();
      }
    }
    const isTurned = Object.keys(now.turned).length > 0;
    const isPinned = Object.keys(now.pinned).length > 0;

    return html`
      <a class="skip" href="#results" onClick=${(event) => { event.preventDefault(); document.getElementById("results").focus(); }}>${say("skip")}</a>
      <header class="top">
        <div class="names">
          <h1>${say("name")}<span class="of">${start.scenario.title[now.lang]}</span></h1>
        </div>
        <div class="tools">
          <button type="button" onClick=${undo} disabled=${!steps.canUndo} title="Ctrl+Z"><${Icon} name="undo" />${say("undo")}</button>
          <button type="button" onClick=${redo} disabled=${!steps.canRedo} title="Ctrl+Y"><${Icon} name="redo" />${say("redo")}</button>
          <button type="button" onClick=${() => move({ turned: {} })} disabled=${!isTurned}>${say("reset")}</button>
          <span class="gap"></span>
          <button type="button" id="pin" class="main" disabled=${state.isSame(now.turned, now.pinned)}
            onClick=${() => move({ pinned: now.turned })}><${Icon} name="pin" />${say("pin")}</button>
          ${isPinned && html`<button type="button" id="unpin" onClick=${() => move({ pinned: {} })}>${say("unpin")}</button>`}
          <button type="button" id="save" disabled=${!isTurned && !start.settings.length} onClick=${() => setSaving(true)}>${say("save")}</button>
          <${CopyLink} say=${say} />
        </div>
        <div class="switch language" role="group" aria-label=${say("language")}>
          ${["vi", "en"].map((lang) => html`<button type="button" key=${lang} lang=${lang} aria-pressed=${String(lang === now.lang)}
            onClick=${() => setNow({ ...now, lang })}>${lang === "vi" ? "Tiếng Việt" : "English"}</button>`)}
        </div>
      </header>
      <main>
        <${Levers} start=${start} now=${now} seen=${seen} hand=${hand} speak=${speak} onTurn=${turn} />
        <${Results} start=${start} now=${now} seen=${seen} speak=${speak}
          onChoose=${(milestone) => setNow((before) => ({ ...before, milestone }))}
          onOnly=${(only) => setNow((before) => ({ ...before, only }))} />
      </main>
      ${isSaving && html`<${Save} start=${start} turned=${now.turned} replications=${seen.figures && seen.figures.replications} speak=${speak} onClose=${() => setSaving(false)} />`}`;
  }

  const isWriting = (element) =>
    element.tagName === "TEXTAREA" || (element.tagName === "INPUT" && !["range", "checkbox"].includes(element.type));

  function Icon({ name }) {
    const path = {
      undo: "M6 3 2.5 6.5 6 10M3 6.5h6a3.5 3.5 0 0 1 0 7H6",
      redo: "M10 3l3.5 3.5L10 10M13 6.5H7a3.5 3.5 0 0 0 0 7h3",
      pin: "M6 2h4l-.5 4.5L12 9H4l2.5-2.5L6 2Zm2 7v5",
      link: "M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.3L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.7L4.5 7",
    }[name];
    return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;
  }

  function CopyLink({ say }) {
    const [isCopied, setCopied] = useState(false);
    async function copy() {
      await navigator.clipboard.writeText(location.href);
      setCopied(true);
      setTimeout(() => setCopied(false), 1600);
    }
    return html`<button type="button" id="link" onClick=${copy}><${Icon} name="link" /><span aria-live="polite">${say(isCopied ? "copied" : "link")}</span></button>`;
  }

  // -- levers -----------------------------------------------------------------------------------------

  function Levers({ start, now, seen, hand, speak, onTurn }) {
    const { say, lang } = speak;
    const known = leversOf(start).map((lever) => lever.name);
    const faultsOf = (name) => (seen.status === "fault" ? seen.faults : [])
      .filter((fault) => (known.includes(fault.lever) ? fault.lever : hand) === name);
    return html`<section class="levers" aria-labelledby="levers">
      <h2 id="levers">${say("levers")}</h2>
      ${start.groups.map(({ group, levers }) => html`<fieldset key=${group}>
        <legend>${say("group." + group)}</legend>
        ${levers.map((lever) => html`<${Lever} key=${lever.name} lever=${lever} value=${now.turned[lever.name] || lever.present}
          faults=${faultsOf(lever.name)} speak=${speak} onTurn=${onTurn} />`)}
      </fieldset>`)}
    </section>`;
  }

  function Lever({ lever, value, faults, speak, onTurn }) {
    const { say, lang, tell } = speak;
    const [isOpen, setOpen] = useState(false);
    const said = (text) => valueSaid(lever, text, speak);
    const isMoved = value !== lever.present, id = "lever-" + lever.name;
    const cost = lever.cost_million_vnd_a_year, money = start_money(cost, speak);
    const about = [
      cost ? say("cost", { cost: money }) : "",
      lever.source || lever.grade ? say("source", { source: lever.source ? lever.source[lang] : "–", grade: lever.grade ? say("grade." + lever.grade) : "–" }) : "",
      lever.note ? lever.note[lang] : "",
    ].filter(Boolean);
    const texts = lever.notches.map((notch) => notch.text);
    return html`<div class=${"lever" + (isMoved ? " moved" : "")}>
      <div class="head">
        <label for=${id}>${lever.title[lang]}</label>
        ${about.length > 0 && html`<button type="button" class="more" aria-expanded=${String(isOpen)} aria-label=${say("more", { lever: lever.title[lang] })} onClick=${() => setOpen(!isOpen)}>i</button>`}
      </div>
      ${lever.group === "switches"
        ? html`<div class="row">
            <input type="checkbox" role="switch" id=${id} checked=${value === "1"} onChange=${(event) => onTurn(lever, event.target.checked ? "1" : "0")} />
            <output for=${id}>${said(value)}</output>
            ${isMoved && html`<${Back} lever=${lever} speak=${speak} said=${said} onTurn=${onTurn} />`}
          </div>`
        : html`<div class="row">
            <output for=${id}>${said(value)}</output>
            ${isMoved && html`<${Back} lever=${lever} speak=${speak} said=${said} onTurn=${onTurn} />`}
          </div>
          <div class="slide">
            <input type="range" id=${id} min="0" max=${texts.length - 1} step="1" value=${placeOf(lever, value)}
              aria-valuetext=${said(value)} onInput=${(event) => onTurn(lever, texts[Number(event.target.value)])}
              style=${"--at:" + (100 * placeOf(lever, value)) / Math.max(1, texts.length - 1) + "%"} />
            <span class="was" style=${"left:calc(8px + (100% - 16px) * " + placeOf(lever, lever.present) / Math.max(1, texts.length - 1) + ")"}></span>
          </div>
          <div class="ends" aria-hidden="true"><span>${said(texts[0])}</span><span>${said(texts[texts.length - 1])}</span></div>`}
      ${isOpen && html`<p class="about">${about.join(" ")}</p>`}
      ${faults.map((fault) => html`<p class="fault" role="alert" key=${fault.en}>${fault[lang]}</p>`)}
    </div>`;
  }

  const start_money = (million, { lang, tell }) =>
    million ? tell.number(million / 1000, decimalsOf(String(million / 1000))) + "\u00a0" + (lang === "vi" ? "tỷ đồng" : "bn VND") : "";

  function Back({ lever, speak, said, onTurn }) {
    const value = said(lever.present);
    return html`<button type="button" class="back" aria-label=${speak.say("back", { lever: lever.title[speak.lang], value })}
      onClick=${() => onTurn(lever, lever.present)}>↺ ${speak.say("was", { value })}</button>`;
  }

  /* The notch of a value, or the nearest one. */
  function placeOf(lever, value) {
    const exact = lever.notches.findIndex((notch) => notch.text === value);
    if (exact >= 0) return exact;
    const number = parseFloat(value);
    return d3.leastIndex(lever.notches, (notch) => Math.abs(notch.number - number)) || 0;
  }

  // -- results ----------------------------------------------------------------------------------------

  const keyOf = (row) => row.milestone + "@" + row.deadline;

  function Results({ start, now, seen, speak, onChoose, onOnly }) {
    const { say, lang, tell } = speak, { figures } = seen;
    const titles = Object.fromEntries(start.milestones.map((one) => [one.name, one.title[lang]]));
    if (!figures) return html`<section class="results" id="results" tabindex="-1" aria-busy="true"><${Status} start=${start} seen=${seen} speak=${speak} /></section>`;
    const pinned = new Map((figures.pinned ? figures.pinned.rows : []).map((row) => [keyOf(row), row]));
    const apart = new Map((figures.differences || []).map((row) => [keyOf(row), row]));
    const hasStated = figures.rows.some((row) => row.basis !== "ours");
    const rows = figures.rows.filter((row) => !hasStated || now.only === "all" || row.basis !== "ours");
    const isStale = seen.status === "fault" || seen.status === "waiting" || seen.status === "compiling";
    const other = pinnedSaid(start, now.pinned, speak);
    return html`<section class=${"results" + (isStale ? " stale" : "")} id="results" tabindex="-1" aria-busy=${String(isStale)}>
      <div class="news">
        <p class="finding" id="finding" aria-live="polite">${finding({ now, seen, figures, rows, pinned, apart, titles, speak })}</p>
        <${Status} start=${start} seen=${seen} speak=${speak} />
      </div>
      <div class="columns">
        <section class="card chances" aria-labelledby="chances">
          <div class="title">
            <h2 id="chances">${say("chances")}</h2>
            ${hasStated && html`<div class="switch" role="group" aria-label=${say("deadlines")}>
              ${["all", "stated"].map((only) => html`<button type="button" key=${only} aria-pressed=${String(now.only === only)} onClick=${() => onOnly(only)}>${say(only + "_deadlines")}</button>`)}
            </div>`}
          </div>
          <p class="hint">${say("chances_about")}</p>
          ${figures.pinned && html`<${Legend} other=${other} say=${say} noise />`}
          <${Chart} id="dots" kind="dotPlot" data=${dotData({ rows, pinned, apart, titles, speak, say, now, onChoose })} />
          <${Table} rows=${rows} apart=${apart} titles=${titles} speak=${speak} />
        </section>
        <div class="one" tabindex="0" role="region" aria-label=${titles[figures.curve.milestone]}>
          <section class="card" aria-labelledby="curve">
            <h2 id="curve"><span class="of">${say("curve")}</span>${titles[figures.curve.milestone]}</h2>
            <p class="hint">${say("curve_about")}</p>
            ${figures.pinned && html`<${Legend} other=${other} say=${say} />`}
            <${Chart} id="s-curve" kind="sCurve" data=${curveData({ start, figures, pinned, titles, speak })} />
          </section>
          ${figures.differences && html`<section class="card" aria-labelledby="differences">
            <h2 id="differences"><span class="of">${say("differences")}</span>${titles[figures.curve.milestone]}</h2>
            <p class="hint">${say("differences_about", { other, replications: tell.number(figures.differences[0].replications) })}</p>
            <${Chart} id="apart" kind="differences" data=${apartData({ figures, speak })} />
          </section>`}
          <section class="card" aria-labelledby="causes">
            <h2 id="causes"><span class="of">${say("causes")}</span>${titles[figures.curve.milestone]}</h2>
            <p class="hint">${say("causes_about")}</p>
            <${Chart} id="days" kind="causes" data=${causeData({ figures, other, speak, titles })} />
          </section>
        </div>
      </div>
    </section>`;
  }

  function Status({ start, seen, speak }) {
    const { say, tell } = speak, { figures, status } = seen;
    const done = figures ? figures.replications : 0;
    const words = {
      waiting: say("waiting"), compiling: say("compiling"), working: say("working"), lost: say("lost"),
      done: say("ready", { replications: tell.number(done) }), fault: say("invalid"),
    }[status];
    return html`<div class=${"status " + status} id="status" data-status=${status} data-replications=${done}>
      <span class="bar" aria-hidden="true"><span style=${"width:" + (100 * Math.min(1, done / start.most)) + "%"}></span></span>
      <span role=${status === "lost" ? "alert" : undefined}>${figures ? say("status", { replications: tell.number(done), seed: start.seed }) + " · " : ""}${words}</span>
    </div>`;
  }

  function Legend({ other, say, noise }) {
    return html`<ul class="legend">
      <li><svg viewBox="0 0 30 12" aria-hidden="true"><line x1="1" x2="29" y1="6" y2="6" stroke=${charts.STYLES[CURRENT].colour} stroke-width="2.2" /><circle cx="15" cy="6" r="4.5" fill=${charts.STYLES[CURRENT].colour} /></svg>${say("current")}</li>
      <li><svg viewBox="0 0 30 12" aria-hidden="true"><line x1="1" x2="29" y1="6" y2="6" stroke=${charts.STYLES[PINNED].colour} stroke-width="2.2" stroke-dasharray="7 2.5" /><rect x="11" y="2" width="8" height="8" fill="#fff" stroke=${charts.STYLES[PINNED].colour} stroke-width="1.8" /></svg>${other}</li>
      ${noise && html`<li class="noise">${say("noise_sign")}</li>`}
    </ul>`;
  }

  const isNoise = (row) => row.low <= 0 && row.high >= 0;

  /* What changes most, in one sentence. */
  function finding({ now, seen, figures, rows, pinned, apart, titles, speak }) {
    const { say, tell } = speak;
    if (seen.status === "fault") return seen.faults.map((fault) => fault[speak.lang]).join(" ");
    if (!figures.pinned) return say(Object.keys(now.turned).length ? "same" : "as_is");
    const clear = rows.map((row) => apart.get(keyOf(row))).filter((row) => row && !isNoise(row));
    if (!clear.length) return say("no_change");
    const most = d3.greatest(clear, (row) => Math.abs(row.estimate));
    const row = rows.find((one) => keyOf(one) === keyOf(most)), before = pinned.get(keyOf(most));
    return say("largest", {
      milestone: titles[most.milestone], deadline: tell.deadline(most.deadline), first: tell.chance(before.probability),
      second: tell.chance(row.probability), way: say(most.estimate > 0 ? "up" : "down"),
      difference: tell.pointsBetween(most.estimate, most.low, most.high),
    });
  }

  // -- charts -----------------------------------------------------------------------------------------

  function Chart({ id, kind, data }) {
    const place = useRef(null), latest = useRef(data);
    latest.current = data;
    const draw = () => place.current && charts[kind](place.current, latest.current);
    useEffect(() => charts.watch(place.current, draw), []);
    const text = JSON.stringify(data);
    useLayoutEffect(() => {
      const focused = document.activeElement && place.current.contains(document.activeElement) && document.activeElement.dataset.milestone;
      draw();
      if (focused) place.current.querySelector('[data-milestone="' + CSS.escape(focused) + '"]').focus();
    }, [text]);
    return html`<div class="chart" id=${id} ref=${place}></div>`;
  }

  const chanceOf = (row, style) => ({ style, hollow: style === PINNED, probability: row.probability, low: row.low, high: row.high });

  function noteOf(row, { tell }) {
    if (!row) return null;
    return isNoise(row) ? { text: "≈", tone: "" } : { text: tell.points(row.estimate), tone: row.estimate > 0 ? "up" : "down" };
  }

  function dotData({ rows, pinned, apart, titles, speak, say, now, onChoose }) {
    return {
      lang: speak.lang,
      label: say("chances"),
      rows: rows.map((row) => ({
        key: keyOf(row), milestone: row.milestone, title: titles[row.milestone], deadline: row.deadline, basis: row.basis,
        chances: [...(pinned.has(keyOf(row)) ? [chanceOf(pinned.get(keyOf(row)), PINNED)] : []), chanceOf(row, CURRENT)],
        note: noteOf(apart.get(keyOf(row)), speak),
      })),
      labels: Object.fromEntries(["milestone", "deadline", "chance"].map((name) => [name, say("figure.milestones." + name)])),
      basis: Object.fromEntries(["stated", "strict", "lenient", "ours"].map((name) => [name, say("table.basis." + name)])),
      selected: now.milestone,
      onSelect: onChoose,
    };
  }

  function curveData({ start, figures, pinned, titles, speak }) {
    const { say, lang, tell } = speak, own = figures.rows.filter((row) => row.milestone === figures.curve.milestone);
    const curves = [{ style: CURRENT, points: figures.curve.points }];
    if (figures.pinned) curves.push({ style: PINNED, hollow: true, points: figures.pinned.curve.points });
    const said = own.map((row) => say("by", { deadline: tell.deadline(row.deadline) }) + ": " + tell.chance(row.probability));
    return {
      lang, label: titles[figures.curve.milestone] + ". " + said.join("; "),
      start: start.scenario.start, end: start.scenario.horizon, horizon: start.scenario.horizon, curves,
      quantiles: figures.curve.quantiles,
      deadlines: own.filter((row) => /^\d{4}-/.test(row.deadline)).map((row) => ({
        date: row.deadline,
        chances: [chanceOf(row, CURRENT), ...(pinned.has(keyOf(row)) ? [chanceOf(pinned.get(keyOf(row)), PINNED)] : [])],
      })),
      labels: {
        plateau: say("figure.curves.unreached"), never: say("figure.curves.never"), histogram: say("histogram"),
        each: { month: say("each.month"), quarter: say("each.quarter"), year: say("each.year") },
      },
    };
  }

  function causeData({ figures, other, speak, titles }) {
    const { say, lang, tell } = speak;
    const bars = [{ title: say("current"), days: figures.causes }];
    if (figures.pinned) bars.push({ title: other, days: figures.pinned.causes });
    const total = d3.sum(Object.values(figures.causes));
    return {
      lang, bars: bars.map((bar) => ({ ...bar, title: bar.title.length > 90 ? bar.title.slice(0, 88) + "…" : bar.title })),
      label: titles[figures.curve.milestone] + ": " + CAUSES.filter((cause) => figures.causes[cause]).map((cause) => say("cause." + cause) + " " + tell.days(figures.causes[cause])).join("; "),
      causes: CAUSES.map((cause) => [cause, say("cause." + cause)]),
      labels: { axis: say("figure.causes.axis"), never: say("figure.causes.never") },
      total,
    };
  }

  function apartData({ figures, speak }) {
    const { say, lang, tell } = speak;
    const rows = figures.differences.filter((row) => row.milestone === figures.curve.milestone)
      .map((row) => ({ ...row, title: say("by", { deadline: tell.deadline(row.deadline) }) }));
    const said = rows.map((row) => row.title + ": " + (isNoise(row) ? say("noise") : tell.pointsBetween(row.estimate, row.low, row.high)));
    return { lang, rows, label: said.join("; "), labels: { axis: say("points_axis"), noise: say("noise") } };
  }

  function Table({ rows, apart, titles, speak }) {
    const { say, tell } = speak;
    return html`<details class="table"><summary>${say("table")}</summary>
      <table id="table"><thead><tr>
        <th scope="col">${say("figure.milestones.milestone")}</th><th scope="col">${say("figure.milestones.deadline")}</th>
        <th scope="col">${say("figure.milestones.chance")}</th><th scope="col">${say("interval")}</th>
        ${apart.size > 0 && html`<th scope="col">${say("difference")}</th>`}
      </tr></thead><tbody>
        ${rows.map((row) => {
          const one = apart.get(keyOf(row));
          return html`<tr key=${keyOf(row)} data-milestone=${row.milestone} data-deadline=${row.deadline}
            data-probability=${row.probability.toFixed(6)} data-difference=${one ? one.estimate.toFixed(6) : ""}>
            <th scope="row">${titles[row.milestone]}</th><td>${tell.deadline(row.deadline)}</td>
            <td>${tell.chance(row.probability)}</td><td>${tell.between(row.low, row.high)}</td>
            ${apart.size > 0 && html`<td>${!one ? "–" : isNoise(one) ? say("noise") : tell.pointsBetween(one.estimate, one.low, one.high)}</td>`}
          </tr>`;
        })}
      </tbody></table></details>`;
  }

  // -- saving -----------------------------------------------------------------------------------------

  function Save({ start, turned, replications, speak, onClose }) {
    const { say, lang } = speak, dialog = useRef(null);
    const [form, setForm] = useState({ name: start.scenario.name + "_1", title: "", because: "" });
    const [answer, setAnswer] = useState(null);
    useEffect(() => dialog.current.showModal(), []);
    const field = (name) => (event) => {
      setAnswer(null);
      setForm({ ...form, [name]: event.target.value });
    };
    async function send(keep) {
      const asked = await fetch("/case", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ ...form, turned, keep, replications }),
      });
      const said = await asked.json();
      setAnswer({ ...said, keep });
      if (!said.faults && !keep) download(said.name + ".yaml", said.text);
    }
    const key = answer && !answer.faults && (!answer.keep ? "downloaded" : answer.is_new ? "saved" : "unchanged");
    return html`<dialog ref=${dialog} aria-labelledby="save-title" onClose=${onClose}>
      <form method="dialog" onSubmit=${(event) => { event.preventDefault(); send(true); }}>
        <h2 id="save-title">${say("save_title")}</h2>
        <p class="setting">${settingSaid(start, turned, speak)}</p>
        <label>${say("save_name")}<input id="save-name" value=${form.name} onInput=${field("name")} required autocomplete="off" spellcheck="false" /></label>
        <label>${say("save_called")}<input id="save-called" value=${form.title} onInput=${field("title")} placeholder=${form.name} autocomplete="off" /></label>
        <label>${say("save_because")}<textarea id="save-because" rows="3" value=${form.because} onInput=${field("because")}></textarea></label>
        <div aria-live="polite" id="answer">
          ${answer && answer.faults && answer.faults.map((fault) => html`<p class="fault" key=${fault.en}>${fault[lang]}</p>`)}
          ${key && html`<p>${say(key, { file: answer.file, name: answer.name, replications: speak.tell.number(answer.replications) })}</p><code>${answer.command}</code>`}
        </div>
        <div class="tools">
          <button type="submit" class="main" id="keep">${say("save_keep")}</button>
          <button type="button" id="download" onClick=${() => send(false)}>${say("save_download")}</button>
          <span class="gap"></span>
          <button type="button" id="close" onClick=${() => dialog.current.close()}>${say("close")}</button>
        </div>
      </form>
    </dialog>`;
  }

  function download(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
})();
