// The register of licences: found, fetched, and what happens to them; what waits; disputes.

import { lang, make, word } from "/words.js";
import { api, ask, choice, doing, field, folded, form, local, save, send, table, tell } from "/tools.js";

const LICENCE = ["id", "type", "number", "state", "until"];
/// What can be recorded about a licence without a new version of it, by the word for it.
const EVENTS = {
  eventSuspend: "suspend", eventRestore: "restore", eventCancel: "cancel", eventRevoke: "revoke", eventAnnul: "annul",
};
const PAGE = 50;

const row = (l) => [l.id, l.type_name ?? l.type, l.number, lang() === "zh" ? l.state_zh : l.state,
  l.valid_until ?? word("longTerm")];

export async function soon() {
  const out = make("div", {});
  const days = make("input", { type: "number", min: 0, max: 3660, value: "90" });
  const fill = async () => {
    const { licences } = await api(`/licences?expiring=${Number(days.value)}&limit=500`);
    const rows = licences.map((l) => {
      const left = Math.ceil((new Date(l.valid_until) - Date.now()) / 864e5) + 1;
      return [...row(l), make("span", { className: left <= 30 ? "soon" : "" }, String(left))];
    });
    out.replaceChildren(table([...LICENCE, "daysLeft"], rows));
  };
  days.addEventListener("change", fill);
  await fill();
  return [make("div", { className: "row" }, make("label", {}, word("days"), days)), out];
}

export async function register() {
  const out = make("div", {});
  const number = field("number", { type: "search" });
  const holder = field("holderCode", { type: "search" });
  const kind = field("holderType", { type: "text", value: "001", maxLength: 3, size: 3 });
  const purpose = field("purpose", { type: "text", maxLength: 400 });
  const basis = field("basis", { type: "text", maxLength: 400 });
  const why = () => {
    const query = new URLSearchParams({ purpose: purpose.input.value.trim(), basis: basis.input.value.trim() });
    if (!query.get("purpose") || !query.get("basis")) {
      reasons.open = true;
      throw new Error(word("whyNeeded"));
    }
    return query;
  };
  const fill = async (after) => {
    const query = new URLSearchParams({ limit: PAGE });
    if (number.input.value.trim()) query.set("number", number.input.value.trim());
    if (holder.input.value.trim()) {
      query.set("holder", holder.input.value.trim());
      query.set("holder_type", kind.input.value.trim());
      why().forEach((value, key) => query.set(key, value));
    }
    if (after !== undefined) query.set("after", after);
    const { licences, next } = await api(`/licences?${query}`);
    const rows = licences.map((l) => [...row(l), actions(l, why, () => fill(after))]);
    const more = next === null ? null : doing("more", () => fill(next));
    out.replaceChildren(...[table([...LICENCE, ""], rows), more].filter(Boolean));
  };
  const search = form("search", [number.label, holder.label, kind.label], () => fill());
  const reasons = folded("whyTitle", make("div", { className: "row" }, purpose.label, basis.label));
  await fill();
  return [search, reasons, out];
}

/// What can be done with one licence.
function actions(licence, why, again) {
  const under = make("div", {});
  const download = doing("download", async () => {
    const response = await ask(`/licences/${licence.id}/file?${why()}`);
    save(await response.blob(), `${licence.number}.pdf`);
  });
  const record = doing("event_zh", async () => under.replaceChildren(happening(licence, again)));
  return make("div", {}, make("p", { className: "row tight" }, download, record), under);
}

function happening(licence, again) {
  const event = choice("event", Object.keys(EVENTS));
  const reason = field("reason", { type: "text", required: true, maxLength: 400 });
  return form("record", [event.label, reason.label], async () => {
    const body = { event: EVENTS[event.input.value], reason: reason.input.value.trim() };
    const answer = await send(`/licences/${licence.id}/events`, body);
    await again();
    tell(word(answer.receipt === undefined ? "waits" : "recorded"), "status");
  });
}

export async function approvals(_, again) {
  const waiting = await api("/approvals");
  const decide = (id, approve) => doing(approve ? "approve" : "refuse", async () => {
    await send(`/approvals/${id}`, { approve });
    await again();
  });
  const said = (event) => word(Object.keys(EVENTS).find((key) => EVENTS[key] === event) ?? event);
  const rows = waiting.map((w) => [w.licence, said(w.event), w.reason, local(w.at),
    make("span", { className: "row" }, decide(w.id, true), decide(w.id, false))]);
  return [table(["id", "event", "reason", "at", ""], rows)];
}

/// What holders say is wrong; an issuer answers.
export async function disputes(session, again) {
  const all = await api("/disputes");
  const state = { open: ["open", "disputeOpen"], corrected: ["good", "corrected"], rejected: ["bad", "rejected"] };
  const rows = all.map((dispute) => {
    const [tone, key] = state[dispute.state] ?? ["open", dispute.state];
    const answers = dispute.state === "open" && session.roles.includes("issuer");
    return [dispute.licence, dispute.statement, make("span", { className: `badge ${tone}` }, word(key)),
      local(dispute.at), answers ? answering(dispute, again) : dispute.answer];
  });
  const licence = field("id", { type: "text", required: true, maxLength: 128 });
  const statement = field("statement", { rows: 3, required: true, maxLength: 2000 });
  const raising = form("raise", [licence.label, statement.label], async () => {
    await send("/disputes", { licence: licence.input.value.trim(), statement: statement.input.value.trim() });
    await again();
    tell(word("recorded"), "status");
  });
  return [table(["id", "statement", "state", "at", "answer"], rows), folded("raise", raising)];
}

function answering(dispute, again) {
  const outcome = choice("outcome", ["corrected", "rejected"]);
  const answer = field("answer", { rows: 2, required: true, maxLength: 2000 });
  return form("answerIt", [outcome.label, answer.label], async () => {
    const body = { corrected: outcome.input.value === "corrected", answer: answer.input.value.trim() };
    await send(`/disputes/${dispute.id}`, body);
    await again();
    tell(word("recorded"), "status");
  });
}
