// Behind login: the tabs, the catalogue, the audit.

import { draw, lang, make, setLanguage, show, word } from "/words.js";
import { accounts, roleWord } from "/accounts.js";
import { api, ask, doing, local, save, table, tell, token } from "/tools.js";
import { again, begin } from "/verify.js";
import { grants, materials } from "/materials.js";
import { approvals, disputes, register, soon } from "/register.js";
import { seals } from "/seals.js";

let session = null;
let current = null;

const TABS = [
  ["tabTypes", [], types],
  ["tabLedger", ["holder"], ledger],
  ["tabSoon", ["issuer"], soon],
  ["tabLicences", ["issuer"], register],
  ["tabApprovals", ["issuer"], approvals],
  ["tabSeals", ["sealer", "auditor", "administrator"], seals],
  ["tabMaterials", ["issuer", "sealer", "verifier"], materials],
  ["tabGrants", ["verifier"], grants],
  ["tabDisputes", ["issuer", "verifier", "holder"], disputes],
  ["tabAudit", ["auditor"], audit],
  ["tabAccounts", ["administrator"], accounts],
];

async function enter() {
  session = null;
  if (token()) {
    try {
      session = await api("/session");
    } catch (error) {
      sessionStorage.removeItem("token");
      throw error;
    }
  }
  lay();
}

function lay() {
  const desk = document.getElementById("desk");
  desk.hidden = session === null;
  const button = document.getElementById("enter");
  button.dataset.word = session ? "leave" : "enter";
  button.textContent = word(button.dataset.word);
  if (!session) return;
  const roles = session.roles.map(roleWord).join(lang() === "zh" ? "、" : ", ");
  document.getElementById("who").textContent = word("who", { ...session, roles });
  const own = TABS.filter(([, needs]) =>
    needs.length === 0 || needs.some((role) => session.roles.includes(role)));
  const tabs = document.getElementById("tabs");
  const buttons = own.map(([key, , open], index) => {
    const tab = make("button", { type: "button", role: "tab", id: key, "aria-controls": "panel" }, word(key));
    tab.addEventListener("click", () => select(index));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) select((index + step + own.length) % own.length, true);
    });
    tab.open = open;
    return tab;
  });
  tabs.replaceChildren(...buttons);
  const select = async (index, focus) => {
    current = own[index][0];
    buttons.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
    });
    if (focus) buttons[index].focus();
    const panel = document.getElementById("panel");
    panel.setAttribute("aria-labelledby", own[index][0]);
    panel.setAttribute("aria-busy", "true");
    try {
      panel.replaceChildren(...await buttons[index].open(session, () => select(index)));
    } catch (error) {
      panel.replaceChildren(make("p", { role: "alert" }, error.message));
    }
    panel.removeAttribute("aria-busy");
  };
  select(Math.max(0, own.findIndex(([key]) => key === current)));
}

async function types() {
  const all = await api("/types");
  const rows = all.map((t) =>
    [t.code, lang() === "zh" ? t.name : t.name_en, String(t.edition), t.authority, word(t.state)]);
  return [table(["code", "name", "edition", "authority", "state"], rows)];
}

/// What the log calls a use, for people.
const ACTIONS = {
  "licence.issue": "签发", "licence.read": "查看", "licence.download": "下载",
  "licence.metadata": "下载元数据", "licence.find": "检索", "licence.link": "给出下载地址",
  "licence.show": "扫码核验", "licence.suspend": "暂扣", "licence.restore": "发还",
  "licence.cancel": "注销", "licence.revoke": "吊销", "licence.annul": "撤销",
  "licence.renew": "延续", "licence.change": "变更", "licence.supersede": "补换发",
  "licence.ask": "申请复核", "licence.refuse": "复核不同意", "licence.event": "登记变动",
  "file.verify": "核验文件", "grant.use": "授权用证", "document.sign": "签名",
  "timestamp": "时间戳", "batch.begin": "批量签发", "audit.list": "审计", "ledger.read": "查台账",
  "dispute.raise": "提出异议", "dispute.answer": "答复异议", "account.add": "新建账号",
  "account.end": "停用账号", "account.token": "换发令牌", "type.publish": "发布类型",
  "type.withdraw": "撤下类型", "key.add": "导入密钥", "key.revoke": "吊销密钥",
  "service.found": "首次启动", "seal.make": "制章", "seal.ask": "申请用章复核", "seal.refuse": "用章复核不同意",
  "seal.apply": "用印", "seal.stop": "停用印章", "seal.restore": "恢复印章", "seal.cancel": "注销印章",
  "seal.compromise": "印章失密", "seal.users": "设定用印人", "seal.journal": "查用印日志",
  "material.add": "收取材料", "material.download": "下载材料", "material.verify": "核验材料",
  "material.ask": "申请删除材料", "material.refuse": "不同意删除材料", "material.withdraw": "删除材料",
  "material.expire": "保存期届满删除",
  "licence.copy": "制作加注件", "share.make": "制作可披露证照", "share.verify": "核验披露",
  "exempt.check": "免提交核对", "item.publish": "发布清单", "grant.accept": "接收授权",
  "grant.withdraw": "撤回授权", "withdrawals.take": "收取撤回名单",
};
const OUTCOMES = { done: "完成", refused: "拒绝" };

const action = (name) => (lang() === "zh" ? ACTIONS[name] ?? name : name);
const outcome = (name) => (lang() === "zh" ? OUTCOMES[name] ?? word(name) : name);

const USED = ["at", "actor", "action", "id", "purpose", "basis", "outcome"];
const used = (r) => [local(r.at), r.actor, action(r.action), r.licence, r.purpose, r.basis, outcome(r.outcome)];

/// A holder's own licences, and every use of them.
async function ledger() {
  const all = await api("/ledger");
  const own = [...new Set(all.map((use) => use.licence).filter(Boolean))].map((id) => [id,
    doing("download", async () => {
      const response = await ask(`/licences/${id}/file`);
      save(await response.blob(), `${id}.pdf`);
    })]);
  return [table(["id", ""], own), table(USED, all.map(used))];
}

async function audit() {
  const out = make("div", {});
  const plot = make("div", { className: "plot" });
  const fields = Object.fromEntries(["licence", "actor", "action", "purpose"].map((key) =>
    [key, make("input", { type: "search", id: `audit-${key}` })]));
  const fill = async () => {
    const query = new URLSearchParams();
    for (const [key, field] of Object.entries(fields)) {
      const value = field.value.trim();
      const named = Object.entries(ACTIONS).find(([, zh]) => key === "action" && zh === value);
      if (value) query.set(key, named ? named[0] : value);
    }
    const [rows, days] = await Promise.all([api(`/audit?${query}`), api(`/audit/days?${query}`)]);
    plot.replaceChildren(...chart(days));
    out.replaceChildren(table(USED, rows.map(used)));
  };
  const form = make("form", { className: "row" },
    ...Object.entries(fields).map(([key, field]) =>
      make("label", {}, word(key === "licence" ? "id" : key), field)),
    make("button", { type: "submit", className: "main" }, word("search")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    fill().catch((error) => tell(error.message));
  });
  await fill();
  return [form, plot, out];
}

/// Uses a day for the last thirty days, as bars.
function chart(days) {
  const DAY = 864e5;
  const sums = new Map();
  for (const { day, count } of days) sums.set(day, (sums.get(day) ?? 0) + count);
  const last = Date.now() + 8 * 36e5;
  const list = Array.from({ length: 30 }, (_, at) => {
    const day = new Date(last - (29 - at) * DAY).toISOString().slice(0, 10);
    return [day, sums.get(day) ?? 0];
  });
  const most = Math.max(1, ...list.map(([, count]) => count));
  const [width, height, base] = [720, 160, 130];
  const step = (width - 50) / list.length;
  const parts = [
    draw("line", { class: "axis", x1: 40, y1: base, x2: width, y2: base }),
    draw("text", { x: 34, y: 20, "text-anchor": "end" }, String(most)),
    draw("text", { x: 34, y: base, "text-anchor": "end" }, "0"),
  ];
  list.forEach(([day, count], at) => {
    const tall = (count / most) * (base - 15);
    const x = 42 + at * step;
    parts.push(draw("rect",
      { class: "bar", x, y: base - tall, width: Math.max(1, step - 3), height: tall },
      draw("title", {}, `${day}: ${count}`)));
    if (at % 5 === 4) {
      parts.push(draw("text", { x: x + step / 2, y: base + 16, "text-anchor": "middle" }, day.slice(5)));
    }
  });
  const total = list.reduce((sum, [, count]) => sum + count, 0);
  const label = `${word("plot")}: ${total}`;
  return [make("strong", {}, label),
    draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, ...parts)];
}

const dialog = document.getElementById("login");
document.getElementById("enter").addEventListener("click", () => {
  if (session) {
    // Whoever comes next at this desk sees nothing of what was judged.
    document.getElementById("answers").replaceChildren();
    sessionStorage.removeItem("token");
    enter();
  } else {
    document.getElementById("login-fault").textContent = "";
    dialog.showModal();
  }
});
document.getElementById("login-close").addEventListener("click", () => dialog.close());
document.getElementById("login-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = document.getElementById("token");
  sessionStorage.setItem("token", field.value.trim());
  try {
    await enter();
    field.value = "";
    dialog.close();
    document.getElementById("desk-title").scrollIntoView();
  } catch {
    document.getElementById("login-fault").textContent = word("badToken");
  }
});
document.getElementById("language").addEventListener("click", () => {
  setLanguage(lang() === "zh" ? "en" : "zh");
  again();
  if (session) lay();
});

show();
begin();
enter().catch(() => {});
