/* What the page remembers: the levers that are turned, the setting that is pinned, what is looked at.

   A setting is {lever: value as a scenario says it}, with only the levers that stand otherwise than in
   the scenario. The address of the page (after #) holds all of it, so that a link restores it:

     #clearance_teams=4&pin.clearance_cash=40 bn VND&milestone=class3&lang=en
*/
"use strict";
const state = (function () {
  const KEPT = ["milestone", "lang", "only"];

  /* What an address says; what it says of levers that aren't there is left out. */
  function read(hash, start) {
    const said = new URLSearchParams(hash.replace(/^#/, ""));
    const present = Object.fromEntries(start.groups.flatMap((group) => group.levers).map((lever) => [lever.name, lever.present]));
    const found = { turned: {}, pinned: {} };
    for (const [key, value] of said) {
      if (KEPT.includes(key)) found[key] = value;
      else {
        const [block, name] = key.startsWith("pin.") ? ["pinned", key.slice(4)] : ["turned", key];
        if (name in present && present[name] !== value) found[block][name] = value;
      }
    }
    const names = start.milestones.map((one) => one.name);
    return {
      turned: found.turned,
      pinned: found.pinned,
      milestone: names.includes(found.milestone) ? found.milestone : null,
      lang: ["vi", "en"].includes(found.lang) ? found.lang : start.lang,
      only: found.only === "stated" ? "stated" : "all",
    };
  }

  function written({ turned, pinned, milestone, lang, only }) {
    const said = new URLSearchParams();
    for (const [name, value] of Object.entries(turned)) said.set(name, value);
    for (const [name, value] of Object.entries(pinned)) said.set("pin." + name, value);
    if (milestone) said.set("milestone", milestone);
    if (only !== "all") said.set("only", only);
    said.set("lang", lang);
    return "#" + said;
  }

  /* Steps that can be undone; turning one lever in a row counts as one. */
  function steps() {
    const before = [], after = [];
    let last = null;
    return {
      taken(was, what) {
        const now = Date.now();
        if (!(what && last && last.what === what && now - last.at < 900)) before.push(was);
        last = what ? { what, at: now } : null;
        after.length = 0;
      },
      undo(now) {
        if (!before.length) return null;
        last = null;
        after.push(now);
        return before.pop();
      },
      redo(now) {
        if (!after.length) return null;
        last = null;
        before.push(now);
        return after.pop();
      },
      get canUndo() { return before.length > 0; },
      get canRedo() { return after.length > 0; },
    };
  }

  const isSame = (one, other) => {
    const names = Object.keys(one);
    return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
  };

  return { read, written, steps, isSame };
})();
