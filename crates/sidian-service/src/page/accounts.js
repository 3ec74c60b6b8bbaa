// Accounts: made, ended, and given another token; and the lists of withdrawals that others sign.

import { lang, make, word } from "/words.js";
import { api, doing, field, folded, form, local, send, table, tell } from "/tools.js";

const ROLES = ["issuer", "sealer", "verifier", "auditor", "administrator", "holder"];

/// Roles have words of their own where a field of a licence has the same name.
export const roleWord = (role) => word(["issuer", "holder"].includes(role) ? `${role}_` : role);

export async function accounts(session, again) {
  const all = await api("/accounts");
  const rows = all.map((a) => [a.department, a.name, a.roles.map(roleWord).join(lang() === "zh" ? "、" : ", "),
    make("span", { className: `badge ${a.active ? "good" : "open"}` }, word(a.active ? "standing" : "ended")),
    a.active && a.id !== session.id ? changing(a, again) : null]);
  return [table(["department", "name", "roles", "state", ""], rows), adding(again), await withdrawals(again)];
}

function changing(account, again) {
  return make("p", { className: "row tight" },
    doing("newToken", async () => {
      if (!window.confirm(word("newTokenSure", account))) return;
      const made = await api(`/accounts/${account.id}/token`, { method: "POST" });
      tell(word("tokenOnce", made), "status");
    }),
    doing("endAccount", async () => {
      if (!window.confirm(word("endSure", account))) return;
      await api(`/accounts/${account.id}`, { method: "DELETE" });
      await again();
      tell(word("recorded"), "status");
    }));
}

function adding(again) {
  const text = (key, more = {}) => field(key, { type: "text", maxLength: 120, ...more });
  const department = text("department", { required: true });
  const code = text("departmentCode", { maxLength: 18 });
  const name = text("name", { required: true });
  const types = text("typeCodes", { maxLength: 2000 });
  const holder = text("holderCode");
  const kind = text("holderType", { maxLength: 3, placeholder: "001" });
  const boxes = ROLES.map((role) => {
    const box = make("input", { type: "checkbox", value: role });
    return { box, label: make("label", { className: "tick" }, box, ` ${roleWord(role)}`) };
  });
  const roles = make("fieldset", {}, make("legend", {}, word("roles")), ...boxes.map(({ label }) => label));
  const fields = [department.label, code.label, name.label, types.label, holder.label, kind.label, roles];
  return folded("addAccount", make("p", {}, word("addAccountHint")), form("addAccount", fields, async () => {
    const value = ({ input }) => input.value.trim();
    const body = { department: value(department), name: value(name),
      roles: boxes.filter(({ box }) => box.checked).map(({ box }) => box.value) };
    if (body.roles.length === 0) throw new Error(word("chooseRole"));
    if (value(code)) body.department_code = value(code);
    if (value(types)) body.types = value(types).split(/[\s,，、]+/);
    if (value(holder)) Object.assign(body, { holder: value(holder), holder_type: value(kind) || "001" });
    const made = await send("/accounts", body);
    await again();
    tell(word("tokenOnce", made), "status");
  }));
}

/// The lists of withdrawn authorisations that others sign.
async function withdrawals(again) {
  const all = await api("/withdrawal-lists");
  const rows = all.map((list) => [list.uri, String(list.entries), local(list.issued), local(list.expires)]);
  const list = field("withdrawalList", { rows: 4, required: true });
  const taking = form("takeList", [list.label], async () => {
    await send("/withdrawal-lists", { list: list.input.value.trim() });
    await again();
    tell(word("recorded"), "status");
  });
  return folded("withdrawalLists", table(["address", "entries", "listIssued", "listUntil"], rows), taking);
}
