// Materials: sent in parts and gone on with after a break, judged, packed; and authorisations.

import { lang, make, word } from "/words.js";
import { api, ask, doing, field, folded, form, local, once, save, send, table, tell } from "/tools.js";

/// Bytes of one part.
const PART = 4 << 20;
/// How often a broken part is tried again.
const TRIES = 5;

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
    return [tick, material.name, material.kind, material.case, size(material.size), local(material.at),
      make("div", {}, make("p", { className: "row tight" },
        doing("judge", async () => answer.replaceChildren(await judge(material))),
        doing("download", async () => {
          const response = await ask(`/materials/${material.id}/file?${why()}`);
          save(await response.blob(), material.name);
        })), answer)];
  });
  const list = table(["", "name", "type", "case", "size", "at", ""], rows);
  const title = field("packTitle", { type: "text", required: true, maxLength: 100 });
  const packing = form("pack", [title.label], async () => {
    const picked = [...chosen].filter(([, tick]) => tick.checked).map(([id]) => id);
    if (picked.length === 0) throw new Error(word("chooseFirst"));
    await send("/packages", { title: title.input.value.trim(), materials: picked }, once());
    await again();
    tell(word("packed"), "status");
  });
  const reason = make("div", { className: "row" }, purpose.label, basis.label);
  return [taking(again), list, all.length > 0 ? folded("whyTitle", reason) : null,
    all.length > 0 ? folded("pack", packing) : null].filter(Boolean);
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
