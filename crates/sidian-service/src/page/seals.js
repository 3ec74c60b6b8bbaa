// Seals: which there are, using one, what became of each, and what waits for a second person.

import { make, word } from "/words.js";
import { api, ask, choice, doing, field, folded, form, local, once, save, send, table, tell } from "/tools.js";

const BADGE = { "in-use": "good", stopped: "open", cancelled: "bad", "key-compromised": "bad" };

export async function seals(session, again) {
  const all = await api("/seals");
  const may = session.roles.includes("sealer");
  const cards = all.map((seal) => card(seal, session, again));
  const list = cards.length > 0 ? make("div", { className: "cards" }, ...cards) : make("p", {}, word("none"));
  const waiting = may || session.roles.includes("administrator") ? await requests(again) : null;
  return [waiting, list, may ? making(again) : null].filter(Boolean);
}

function card(seal, session, again) {
  const picture = make("img", { alt: word("sealPicture", { name: seal.name }), className: "seal" });
  show(picture, seal.id);
  const under = make("div", {});
  const may = session.roles.includes("sealer");
  const manages = may || session.roles.includes("administrator");
  const event = (name) => doing(name === "cancel" ? "cancel_" : name, async () => {
    const reason = window.prompt(word("why"));
    if (!reason) return;
    const body = await send(`/seals/${seal.id}/events`, { event: name, reason });
    await again();
    tell(body.request ? word("waits") : word("recorded"), "status");
  });
  const events = { "in-use": ["stop", "cancel"], stopped: ["restore", "cancel"] }[seal.state] ?? [];
  const buttons = make("p", { className: "row" },
    may && seal.users.includes(session.id) && seal.state === "in-use"
      ? doing("apply", async () => under.replaceChildren(applying(seal)), true) : null,
    doing("uses", async () => under.replaceChildren(await uses(seal))),
    ...(manages ? events.map(event) : []));
  return make("article", { className: "card", "aria-label": seal.name }, picture,
    make("div", {},
      make("h3", {}, seal.name),
      make("p", {}, make("span", { className: `badge ${BADGE[seal.state]}` }, word(seal.state)), ` ${seal.code}`),
      make("p", { className: "soft" }, `${word("until")} ${local(seal.valid_until)}`), buttons, under));
}

async function show(picture, id) {
  try {
    const response = await ask(`/seals/${id}/picture`);
    const blob = await response.blob();
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    picture.src = URL.createObjectURL(blob);
  } catch {
    picture.hidden = true;
  }
}

/// Using a seal: the sealed file comes back, the use is on record.
function applying(seal) {
  const file = field("pdfFile", { type: "file", accept: ".pdf,application/pdf", required: true });
  const purpose = field("sealPurpose", { type: "text", required: true, maxLength: 400 });
  const where = choice("where", ["lastPage", "allPages", "straddle"]);
  const keyword = field("keyword", { type: "text", maxLength: 100, placeholder: word("keywordHint") });
  return form("apply", [file.label, purpose.label, where.label, keyword.label], async () => {
    const [chosen] = file.input.files;
    const query = new URLSearchParams({ purpose: purpose.input.value.trim() });
    const place = where.input.value;
    if (keyword.input.value.trim()) query.set("keyword", keyword.input.value.trim());
    else if (place === "allPages") query.set("page", "all");
    else if (place === "straddle") query.set("straddle", "right");
    const response = await ask(`/seals/${seal.id}/apply?${query}`, {
      method: "POST", body: chosen, headers: { "Content-Type": "application/pdf" },
    });
    save(await response.blob(), chosen.name.replace(/\.pdf$/i, "") + "-sealed.pdf");
    tell(word("sealed", { n: response.headers.get("sidian-journal") }), "status");
  });
}

async function uses(seal) {
  const all = await api(`/seals/${seal.id}/uses`);
  return table(["number_", "at", "sealPurpose", "account"],
    all.map((use) => [String(use.number), local(use.at), use.purpose, use.by]));
}

function making(again) {
  const name = field("sealName", { type: "text", required: true, maxLength: 200 });
  const shape = choice("shape", ["round", "oval", "square"]);
  const line = field("sealLine", { type: "text", maxLength: 60, placeholder: word("sealLineHint") });
  return folded("makeSeal", form("makeSeal", [name.label, shape.label, line.label], async () => {
    const order = { name: name.input.value.trim(), shape: shape.input.value };
    if (line.input.value.trim()) order.line = line.input.value.trim();
    const body = await send("/seals", order, once());
    await again();
    tell(body.request ? word("waits") : word("sealMade", { code: body.seal.code }), "status");
  }));
}

/// What waits for a second person.
async function requests(again) {
  const waiting = await api("/seal-requests");
  if (waiting.length === 0) return null;
  const decide = (id, approve) => doing(approve ? "approve" : "refuse", async () => {
    await send(`/seal-requests/${id}`, { approve });
    await again();
  });
  const said = ({ make: made, event }) => (made ? `${word("makeSeal")} ${made.name}` : `${word(event.event === "cancel" ? "cancel_" : event.event)} ${event.seal} ${event.reason}`);
  const rows = waiting.map((one) => [said(one.request), one.department, local(one.at),
    make("span", { className: "row" }, decide(one.id, true), decide(one.id, false))]);
  return table(["tabApprovals", "department", "at", ""], rows);
}
