// Judging files: one card an answer, the verdict first.

import { camera, look } from "/camera.js";
import { headers, local, save, token } from "/tools.js";
import { draw, lang, make, word } from "/words.js";

let chosen = [];

export function begin() {
  const scan = document.getElementById("scan");
  scan.hidden = !camera();
  scan.addEventListener("click", seen);
  const drop = document.getElementById("drop");
  const input = document.getElementById("files");
  input.addEventListener("change", () => {
    if (input.files.length > 0) judge([...input.files]);
    input.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    drop.addEventListener(kind, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    judge([...event.dataTransfer.files]);
  });
}

/// The same files again, in the other language.
export function again() {
  if (chosen.length > 0) judge(chosen);
}

async function judge(files) {
  chosen = files.slice(0, 50);
  const status = document.getElementById("status");
  const answers = document.getElementById("answers");
  answers.replaceChildren();
  status.textContent = word("working", { n: chosen.length });
  const outcomes = [];
  for (const file of chosen) {
    const answer = await ask(file);
    outcomes.push(word(answer.outcome));
    answers.append(card(file, answer));
  }
  status.textContent = word("done", { text: outcomes.join(lang() === "zh" ? "、" : ", ") });
}

function address(file, more) {
  const query = new URLSearchParams({ name: file.name.slice(0, 200), lang: lang(), ...more });
  return `/api/v1/verify?${query}`;
}

/// A show code before the camera.
async function seen() {
  const status = document.getElementById("status");
  if (!token()) {
    status.textContent = word("scanLogin");
    return;
  }
  await look(async (png) => {
    const answer = await judgeCode(png);
    if (answer.outcome === "unreadable" && answer.status === 422) return false;
    chosen = [];
    status.textContent = word("done", { text: word(answer.outcome) });
    const shown = card({ name: word("shownCode") }, answer);
    document.getElementById("answers").replaceChildren(shown);
    shown.focus();
    return true;
  });
}

/// A picture of a show code: as PNG, whatever it was, to the service that reads it.
async function scan(file) {
  if (!token()) return { outcome: "unreadable", problem: { title: word("scanLogin"), detail: word("scanLogin") } };
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 2000 / Math.max(bitmap.width, bitmap.height));
    const canvas = make("canvas", { width: bitmap.width * scale, height: bitmap.height * scale });
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const png = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    return await judgeCode(png);
  } catch {
    return offline();
  }
}

const offline = () =>
  ({ outcome: "unreadable", problem: { title: word("offline"), detail: word("offline") } });

async function judgeCode(png) {
  try {
    const init = { method: "POST", headers: headers({ "Content-Type": "image/png" }), body: png };
    const response = await fetch("/api/v1/show/picture", init);
    const body = await response.json();
    if (!response.ok) return { outcome: "unreadable", problem: body, status: response.status };
    const why = body.name ? word("shown", { name: body.name, id: body.licence }) : null;
    return { outcome: body.report.verdict, why, findings: body.report.findings };
  } catch {
    return offline();
  }
}

async function ask(file) {
  if (file.type.startsWith("image/")) return scan(file);
  const init = { method: "POST", headers: headers(), body: file };
  try {
    let response = await fetch(address(file, { picture: true }), init);
    if (response.status === 503) {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      response = await fetch(address(file, { picture: true }), init);
    }
    const body = await response.json();
    if (!response.ok) return { outcome: "unreadable", problem: body };
    return { outcome: body.report.verdict, ...body };
  } catch {
    return offline();
  }
}

const TONES = { passed: "passed", failed: "failed" };
const RANK = { failure: 0, undetermined: 1, warning: 2, note: 3 };

function card(file, answer) {
  const tone = TONES[answer.outcome] ?? "open";
  const reason = sentence(answer);
  const head = make("div", { className: "head" },
    make("p", { className: "word" }, word(answer.outcome)),
    make("p", { className: "why" }, reason.why),
    reason.next ? make("p", { className: "next" }, `→ ${reason.next}`) : null,
    make("p", { className: "name" }, file.name));
  const article = make("article", { className: `answer ${tone}`, tabIndex: -1 }, head);
  if (!answer.report) return article;
  const left = make("div", {}, facts(answer), buttons(file));
  const picture = answer.picture ? figure(answer) : null;
  const body = make("div", { className: picture ? "body two" : "body" }, left, picture);
  article.append(body, details(answer));
  return article;
}

function sentence(answer) {
  if (answer.problem) {
    return { why: lang() === "zh" ? answer.problem.title : answer.problem.detail };
  }
  if (answer.why) return { why: answer.why };
  const { report = { findings: answer.findings ?? [] }, outcome } = answer;
  if (outcome === "passed" && answer.licence) return { why: word("passedLicence") };
  if (outcome === "passed" && report.kind === "package") return { why: word("passedPackage") };
  if (outcome === "passed" && report.kind === "seal") return { why: word("passedSeal") };
  if (outcome === "passed") {
    return { why: word("passedSigned") + report.signatures.map((s) => s.signer).join("、") };
  }
  const worst = sorted(report.findings)[0];
  if (worst && RANK[worst.severity] < 2) return { why: plain(worst.message), next: worst.next_step };
  if (outcome === "no-signature") return { why: word("noSignature") };
  return { why: "" };
}

/// A sentence without the place in the file's structure: that is for whoever reads the details.
const plain = (message) => message.replace(/[（(][^（）()]*Root\/[^（）()]*(?:\([^()]*\)[^（）()]*)?[）)]$/, "");

const sorted = (findings) =>
  [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);

function facts(answer) {
  const rows = [];
  const row = (key, value) => {
    if (value) rows.push(make("dt", {}, word(key)), make("dd", {}, value));
  };
  const { licence, report } = answer;
  if (licence) {
    row("licence", licence.name);
    row("number", licence.number);
    row("holder", licence.holders.join("、"));
    row("issuer", licence.issuer);
    row("issued", licence.issued);
    row("validity", licence.validity);
    row("id", licence.id);
  }
  for (const signature of report.signatures) {
    row("seal", signature.seal?.name);
    row("signer", signature.signer);
    row("time", signature.time && local(signature.time));
  }
  row("seal", report.seal?.name);
  for (const entry of report.entries ?? []) {
    row("packed_", `${entry.kind ? `${entry.kind}：` : ""}${entry.name}（${word(entry.verdict ?? "vouched")}）`);
  }
  return make("dl", {}, ...rows);
}

function buttons(file) {
  const one = (key, more, name, main) => {
    const button = make("button", { type: "button", className: main ? "main" : "" }, word(key));
    button.addEventListener("click", () => fetched(file, more, button, name));
    return button;
  };
  return make("p", { className: "row" },
    one("printed", { format: "pdf", picture: true }, "report.pdf", true),
    one("report", { format: "html", picture: true }, "report.html"),
    one("receipt", { receipt: true }, "receipt.json"));
}

async function fetched(file, more, button, name) {
  button.disabled = true;
  try {
    const response = await fetch(address(file, more),
      { method: "POST", headers: headers(), body: file });
    if (!response.ok) throw new Error(word("busy"));
    const blob = more.receipt
      ? new Blob([JSON.stringify((await response.json()).receipt, null, 2)])
      : await response.blob();
    save(blob, `${file.name}.${name}`);
  } catch (error) {
    document.getElementById("status").textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

function figure(answer) {
  const { png, page, area, rotation } = answer.picture;
  const [left, bottom, right, top] = area;
  const turned = rotation % 180 !== 0;
  const width = turned ? top - bottom : right - left;
  const height = turned ? right - left : top - bottom;
  const point = (x, y) => ({
    0: [x - left, top - y], 90: [y - bottom, x - left],
    180: [right - x, y - bottom], 270: [top - y, right - x],
  })[rotation];
  const image = draw("image", { width, height, href: `data:image/png;base64,${png}` });
  const boxes = [];
  for (const signature of answer.report.signatures) {
    for (const change of signature.change_list) {
      if (change.page !== page || !change.bbox) continue;
      const [a, b] = point(change.bbox[0], change.bbox[1]);
      const [c, d] = point(change.bbox[2], change.bbox[3]);
      const colour = change.permitted ? "#0b4fa8" : "#a8071a";
      const box = {
        x: Math.min(a, c), y: Math.min(b, d), width: Math.max(2, Math.abs(a - c)),
        height: Math.max(2, Math.abs(b - d)), fill: colour, "fill-opacity": 0.1, stroke: colour,
        "stroke-width": 2,
      };
      boxes.push(draw("rect", box, draw("title", {}, change.message)));
    }
  }
  const caption = word("page", { n: page }) + (boxes.length > 0 ? ` ${word("boxes")}` : "");
  const svg = draw("svg",
    { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": caption }, image, ...boxes);
  return make("figure", {}, svg, make("figcaption", {}, caption));
}

function details(answer) {
  const found = sorted(answer.report.findings).map((finding) =>
    make("div", { className: `finding ${finding.severity}` },
      make("p", {}, finding.message),
      finding.next_step && finding.severity !== "note" ? make("p", {}, `→ ${finding.next_step}`) : null,
      make("p", { className: "code" }, `${finding.code} ${finding.name}`)));
  const text = JSON.stringify(answer.report, null, 2);
  return make("details", {}, make("summary", {}, word("details")), ...found,
    make("p", { className: "code" }, `SHA-256 ${answer.sha256}`),
    make("pre", { tabIndex: 0 }, text));
}
