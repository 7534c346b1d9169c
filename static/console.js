// The keyboard of the month's grid: arrows move, 1 to 4 set a state and go down, 0 takes back, Enter writes the fact.
// Without this file every cell is a link to the same form.
(() => {
  "use strict";
  const STATES = { 0: "none", 1: "done", 2: "late", 3: "not_done", 4: "not_applicable" };
  // What needs a sentence is written in the panel.
  const TO_EXPLAIN = ["2", "3"];
  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  const cellOf = (element) => element.closest("#grid td");

  // Find the cell some rows and columns away, past those that are none.
  const beside = (cell, [down, right]) => {
    let row = cell.parentElement.rowIndex, column = cell.cellIndex;
    const rows = document.getElementById("grid").rows;
    while (rows[(row += down)] && rows[row].cells[(column += right)]) {
      const link = rows[row].cells[column].querySelector("a.cell");
      if (link) return link;
    }
    return null;
  };

  const set = (cell, state) => {
    const link = cell.querySelector("a.cell");
    const values = { state, remark: "", csrf_token: document.getElementById("token").value };
    htmx.ajax("POST", link.getAttribute("hx-get"), { target: cell, swap: "innerHTML", values });
  };

  const open = (cell, state) => {
    const address = cell.querySelector("a.cell").getAttribute("hx-get");
    htmx.ajax("GET", address + (state ? "&state=" + state : ""), { target: "#panel", swap: "outerHTML" }).then(() => {
      const fact = document.querySelector("#panel textarea");
      if (fact) fact.focus();
    });
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target instanceof Element ? cellOf(event.target) : null;
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = MOVES[event.key], state = STATES[event.key];
    if (!move && !state && event.key !== "Enter") return;
    event.preventDefault();
    if (move) return void beside(cell, move)?.focus();
    if (event.key === "Enter") return open(cell, "");
    if (TO_EXPLAIN.includes(event.key)) return open(cell, state);
    const next = beside(cell, MOVES.ArrowDown);
    set(cell, state);
    if (next) next.focus();
  });

  // Enter in the fact saves it; Escape goes back to the cell.
  document.addEventListener("keydown", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form.setting") : null;
    if (!form || !form.hasAttribute("hx-target")) return;
    const cell = document.querySelector(form.getAttribute("hx-target"));
    if (event.key === "Escape" && cell) cell.querySelector("a.cell").focus();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
    event.preventDefault();
    form.requestSubmit();
  });

  // Once a cell is saved from the panel, the next one below is at hand.
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.requestConfig.triggeringEvent?.target;
    if (!event.detail.successful || !(form instanceof Element) || !form.matches("form.setting")) return;
    const cell = event.detail.target && cellOf(event.detail.target);
    const next = cell && (beside(cell, MOVES.ArrowDown) || cell.querySelector("a.cell"));
    if (next) next.focus();
  });
})();
