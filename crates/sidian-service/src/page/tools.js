// What the tabs of the desk share: asking the service, tables, saving files.

import { lang, make, word } from "/words.js";

export const token = () => sessionStorage.getItem("token");

export function headers(more = {}) {
  const shown = token();
  return shown ? { Authorization: `Bearer ${shown}`, ...more } : more;
}

/// The answer to a request, or its problem as an error in the page's language.
export async function ask(path, init = {}) {
  const response = await fetch(`/api/v1${path}`, { ...init, headers: headers(init.headers) });
  if (response.ok) return response;
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // No problem document came: the line broke, or something in between answered.
  }
  const error = new Error((lang() === "zh" ? problem.title : problem.detail) ?? word("busy"));
  error.status = response.status;
  throw error;
}

export async function api(path, init) {
  const response = await ask(path, init);
  return response.status === 204 ? null : response.json();
}

export const send = (path, body, more = {}) =>
  api(path, {
    method: more.method ?? "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...more.headers },
  });

/// The same key for the same order, so that pressing twice makes one.
export const once = () => ({ headers: { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) } });

export function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function local(text) {
  const at = new Date(text);
  return at.toLocaleString(lang() === "zh" ? "zh-CN" : "en-GB", { timeZone: "Asia/Shanghai" });
}

export function table(heads, rows) {
  if (rows.length === 0) return make("p", {}, word("none"));
  return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": word("rows") },
    make("table", {},
      make("thead", {}, make("tr", {}, ...heads.map((key) => make("th", { scope: "col" }, key ? word(key) : "")))),
      make("tbody", {}, ...rows.map((cells) =>
        make("tr", {}, ...cells.map((cell) =>
          make("td", { className: width(cell) }, cell ?? "")))))));
}

/// How a cell breaks: what is long anywhere, days and times nowhere.
function width(cell) {
  if (cell?.length > 40) return "long";
  return /^\d{4}[-/]\d/.test(cell) ? "date" : "";
}

/// Says in the tab that something went wrong, or how it went.
export function tell(text, role = "alert") {
  const panel = document.getElementById("panel");
  panel.querySelector(":scope > .told")?.remove();
  const line = make("p", { className: `told ${role}`, role }, text);
  panel.prepend(line);
  line.scrollIntoView({ block: "nearest" });
}

/// A button that does one thing, is off while it does it, and tells what went wrong.
export function doing(key, work, main) {
  const button = make("button", { type: "button", className: main ? "main" : "" }, word(key));
  button.addEventListener("click", () => busy(button, work));
  return button;
}

export async function busy(button, work) {
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(error.message);
  } finally {
    button.disabled = false;
  }
}

/// A labelled field.
export function field(key, properties = {}) {
  const tag = properties.rows ? "textarea" : "input";
  const input = make(tag, properties);
  return { input, label: make("label", {}, word(key), input) };
}

/// A form of fields with one button.
export function form(key, labels, work) {
  const button = make("button", { type: "submit", className: "main" }, word(key));
  const whole = make("form", { className: "row" }, ...labels, button);
  whole.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(button, work);
  });
  return whole;
}

/// A folded form.
export const folded = (key, ...content) =>
  make("details", { className: "fold", "data-fold": key }, make("summary", {}, word(key)), ...content);

/// A choice of words.
export function choice(key, options) {
  const select = make("select", {}, ...options.map((one) => make("option", { value: one }, word(one))));
  return { input: select, label: make("label", {}, word(key), select) };
}
