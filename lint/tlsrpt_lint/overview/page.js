"use strict";
// Sorts and filters. Without it the page shows the same table.
(() => {
  const table = document.getElementById("table");
  if (!table) {
    return;
  }
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const order = document.getElementById("order");
  const status = document.getElementById("status");
  const nothing = document.getElementById("nothing");
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const selects = Array.from(form.querySelectorAll("select[data-column]"));
  const rows = Array.from(body.rows, (row) => {
    const cells = Array.from(row.cells);
    return { row, cells, text: cells.map((cell) => cell.textContent).join(" ").toLowerCase() };
  });
  let shown = rows.length;
  const compare = new Intl.Collator("en", { numeric: true }).compare;

  // States are sorted as their filter lists them, those that nobody minds behind others; hosts by
  // their number, and all else as text.
  function keyOf(column) {
    const select = selects.find((one) => Number(one.dataset.column) === column);
    if (!select) {
      return ({ cells }) => cells[column].textContent;
    }
    const ranks = new Map(Array.from(select.options, (option, rank) => [option.value, rank]));
    return ({ cells }) => {
      const { state, number } = cells[column].dataset;
      const indifferent = cells[column].firstElementChild.className ? 0 : 1;
      return `${ranks.get(state)} ${number ?? indifferent}`;
    };
  }

  function sort(column, descending) {
    const key = keyOf(column);
    const keyed = rows.map((one, index) => ({ row: one.row, key: key(one), index }));
    const sign = descending ? -1 : 1;
    keyed.sort((a, b) => sign * compare(a.key, b.key) || a.index - b.index);
    body.append(...keyed.map(({ row }) => row));
    heads.forEach((head, index) => {
      if (index === column) {
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    order.value = `${column}${descending ? "-" : ""}`;
    say();
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = selects
      .filter((select) => select.value)
      .map((select) => [Number(select.dataset.column), select.value]);
    shown = 0;
    for (const { row, cells, text } of rows) {
      const fits =
        words.every((word) => text.includes(word)) &&
        wanted.every(([column, state]) => cells[column].dataset.state === state);
      if (row.hidden === fits) {
        row.hidden = !fits;
      }
      shown += fits;
    }
    nothing.hidden = shown > 0;
    say();
  }

  function say() {
    const all = rows.length.toLocaleString("en");
    const number = shown === rows.length ? `All ${all}` : `${shown.toLocaleString("en")} of ${all}`;
    const by = order.options[order.selectedIndex].textContent;
    status.textContent = `${number} rows are shown, sorted by ${by}.`;
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending");
    });
    for (const [suffix, words] of [["", ""], ["-", ", descending"]]) {
      order.add(new Option(`${head.textContent}${words}`, `${column}${suffix}`));
    }
  });
  heads[0].setAttribute("aria-sort", "ascending");
  order.addEventListener("change", () => {
    sort(parseInt(order.value, 10), order.value.endsWith("-"));
  });

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  selects.forEach((select) => select.addEventListener("change", filter));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  form.addEventListener("reset", () => {
    setTimeout(() => {
      filter();
      sort(0, false);
    });
  });
  form.hidden = false;
  filter();
})();
