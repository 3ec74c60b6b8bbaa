// Materials: sent in parts and gone on with after a break, judged, packed; and authorisations.

import { lang, make, word } from "/words.js";
import { api, ask, choice, doing, field, folded, form, local, once, save, send, table, tell } from "/tools.js";

/// Bytes of one part.
const PART = 4 << 20;
/// How often a broken part is tried again.
const TRIES = 5;
/// In whose right a material is withdrawn, by the word for it.
const GROUNDS = { byHolder: "holder", byDepartment: "department", retention: "retention" };

const groundWord = (ground) => word(Object.keys(GROUNDS).find((key) => GROUNDS[key] === ground) ?? ground);

export async function materials(session, again) {
  const all = await api("/materials?limit=200");
  const purpose = field("purpose", { type: "text", maxLength: 400 });
  const basis = field("basis", { type: "text", maxLength: 400 });
  const why = () => {
    const query = new URLSearchParams({ purpose: purpose.input.value.trim(), basis: basis.input.value.trim() });
    if (!query.get("purpose") || !query.get("basis")) throw new Error(word("whyNeeded"));
    return query;
  };
  const chosen = new Map();
  const rows = all.map((material) => {
    const tick = make("input", { type: "checkbox", "aria-label": `${word("choose")} ${material.name}` });
    chosen.set(material.id, tick);
    const answer = make("div", {});
    return [tick, named(material, again), material.kind, material.case, size(material.size), local(material.at),
      make("div", {}, make("p", { className: "row tight" },
        doing("judge", async () => answer.replaceChildren(await judge(material))),
        doing("download", async () => {
          const response = await ask(`/materials/${material.id}/file?${why()}`);
          save(await response.blob(), material.name);
        })), answer)];
  });
  const list = table(["", "name", "type", "case", "size", "at", ""], rows);
  const picked = () => {
    const ids = [...chosen].filter(([, tick]) => tick.checked).map(([id]) => id);
    if (ids.length === 0) throw new Error(word("chooseFirst"));
    return ids;
  };
  const title = field("packTitle", { type: "text", required: true, maxLength: 100 });
  const packing = form("pack", [title.label], async () => {
    await send("/packages", { title: title.input.value.trim(), materials: picked() }, once());
    await again();
    tell(word("packed"), "status");
  });
  const reason = make("div", { className: "row" }, purpose.label, basis.label);
  return [taking(again), list, all.length > 0 ? folded("whyTitle", reason) : null,
    all.length > 0 ? folded("pack", packing) : null,
    all.length > 0 ? withdrawing(picked, again) : null, await gone()].filter(Boolean);
}

/// The name of a material; where its withdrawal waits for a second person, what that one can do.
function named(material, again) {
  if (!material.withdrawal) return material.name;
  const path = `/materials/${material.id}/withdrawal`;
  const decide = (key, part, method) => doing(key, async () => {
    await api(path + part, { method });
    await again();
  });
  return make("div", {}, material.name, make("p", {}, make("span", { className: "badge open" }, word("waitsShort")),
    ` ${groundWord(material.withdrawal.ground)} ${material.withdrawal.reason}`),
    make("p", { className: "row tight" }, decide("approve", "/approval", "POST"), decide("refuse", "", "DELETE")));
}

/// Withdrawing what was chosen: the content goes, an entry stays.
function withdrawing(picked, again) {
  const ground = choice("ground", ["byHolder", "byDepartment"]);
  const reason = field("reason", { type: "text", required: true, maxLength: 400 });
  const what = form("withdraw", [ground.label, reason.label], async () => {
    const ids = picked();
    if (!window.confirm(word("withdrawSure", { n: ids.length }))) return;
    const body = { ground: GROUNDS[ground.input.value], reason: reason.input.value.trim() };
    let waits = false;
    for (const id of ids) {
      const answer = await send(`/materials/${id}/withdrawal`, body);
      waits ||= !answer.receipt;
    }
    await again();
    tell(word(waits ? "waits" : "withdrew", { n: ids.length }), "status");
  });
  return folded("withdraw", make("p", {}, word("withdrawHint")), what);
}

/// What was withdrawn: what is left of it.
async function gone() {
  const all = await api("/materials?withdrawn=true&limit=50");
  if (all.length === 0) return null;
  const rows = all.map((one) => [one.kind, one.case, size(one.size), local(one.at), local(one.withdrawal.at),
    groundWord(one.withdrawal.ground), one.withdrawal.reason, make("code", {}, one.sha256.slice(0, 16))]);
  return folded("gone", table(["kind", "case", "size", "at", "goneAt", "ground", "reason", "digest"], rows));
}

function size(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  let at = 0;
  let n = bytes;
  while (n >= 1024 && at < units.length - 1) {
    n /= 1024;
    at += 1;
  }
  return `${n < 10 && at > 0 ? n.toFixed(1) : Math.round(n)} ${units[at]}`;
}

async function judge(material) {
  const { report } = await api(`/materials/${material.id}/verify?lang=${lang()}`, { method: "POST" });
  const tone = { passed: "good", failed: "bad" }[report.verdict] ?? "open";
  const worst = report.findings.find((finding) => ["failure", "undetermined"].includes(finding.severity));
  const parts = (report.entries ?? []).map((entry) =>
    make("li", {}, `${entry.name} ${word(entry.verdict ?? "vouched")}`));
  return make("div", {}, make("span", { className: `badge ${tone}` }, word(report.verdict)),
    worst ? make("p", {}, worst.message) : null, parts.length > 0 ? make("ul", {}, ...parts) : null);
}

/// Taking a material in: announced, then sent part by part.
function taking(again) {
  const file = field("file", { type: "file", required: true });
  const kind = field("kind", { type: "text", required: true, maxLength: 100, placeholder: word("kindHint") });
  const matter = field("case", { type: "text", maxLength: 64 });
  const bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": word("upload") });
  return make("div", {}, form("upload", [file.label, kind.label, matter.label], async () => {
    const [chosen] = file.input.files;
    const about = { name: chosen.name, kind: kind.input.value.trim(), media_type: chosen.type || "application/octet-stream" };
    if (matter.input.value.trim()) about.case = matter.input.value.trim();
    bar.hidden = false;
    try {
      const { material } = await upload(chosen, about, (part) => { bar.value = part; });
      await again();
      tell(word("uploaded", { name: material.name }), "status");
    } finally {
      bar.hidden = true;
    }
  }), bar);
}

async function upload(file, about, progress) {
  const begun = await send("/uploads", { about, size: file.size });
  const path = `/uploads/${begun.id}`;
  let { offset } = begun;
  let tries = 0;
  for (;;) {
    try {
      const response = await ask(path, {
        method: "PATCH", body: file.slice(offset, offset + PART),
        headers: { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
      });
      const state = await response.json();
      if (response.status === 201) return state;
      ({ offset } = state);
      tries = 0;
    } catch (error) {
      // A refusal stays one; where the line broke, what arrived is asked for and gone on from.
      const final = error.status && ![408, 409, 429, 503].includes(error.status);
      tries += 1;
      if (final || tries > TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * tries));
      ({ offset } = await api(path));
    }
    progress(offset / file.size);
  }
}

/// The authorisations that one's department accepted.
export async function grants(session, again) {
  const all = await api("/grants");
  const state = (grant) => {
    const [tone, key] = grant.withdrawn ? ["bad", "withdrawnGrant"]
      : new Date(grant.until) < Date.now() ? ["bad", "over"]
        : grant.uses !== null && grant.used >= grant.uses ? ["open", "usedUp"] : ["good", "standing"];
    return make("span", { className: `badge ${tone}` }, word(key));
  };
  const rows = all.map((grant) => [state(grant), grant.item, grant.purpose, grant.case,
    grant.licences.join("\n"), local(grant.until),
    grant.uses === null ? word("unlimited") : `${grant.used} / ${grant.uses}`]);
  const token = field("grantText", { rows: 4, required: true });
  const taking = form("accept", [token.label], async () => {
    await send("/grants", { grant: token.input.value.trim() });
    await again();
    tell(word("accepted"), "status");
  });
  return [table(["state", "item", "purpose", "case", "id", "until", "times"], rows), folded("accept", taking)];
}
