// Words in two languages, and how they get onto the page.

const WORDS = {
  zh: {
    skip: "跳到内容", title: "电子文件核验", enter: "登录", leave: "退出", verifyTitle: "核验文件",
    drop: "把文件拖到这里，或点击选择", dropHint: "电子证照、已签名或盖章的 PDF、材料包，或出示码的图片；文件不会被保存",
    deskTitle: "工作台", token: "令牌", cancel: "取消",
    foot: "核验在本机构的服务器上进行，文件不会被保存，也不会发往别处。", docs: "接口说明",
    passed: "通过", failed: "未通过", indeterminate: "无法判定", "no-signature": "无签名",
    unreadable: "无法读取",
    passedLicence: "真实有效的电子证照，内容未被改动。", passedSigned: "签名有效，内容未被改动。签名人：",
    noSignature: "文件没有签名，无法证明由谁出具。",
    licence: "证照名称", number: "证照编号", holder: "持证主体", issuer: "颁发机构",
    issued: "颁发日期", validity: "有效期", id: "证照标识", signer: "签名人", time: "签名时间",
    page: "第 {n} 页示意图（不作证明）", boxes: "方框为签名之后的修改：红色不允许，蓝色允许。",
    receipt: "存证回执", report: "网页报告", printed: "打印报告（PDF）", details: "全部核验结果", working: "正在核验 {n} 个文件…",
    done: "核验完成：{text}", busy: "服务繁忙，请稍后再试", offline: "无法连接服务",
    badToken: "令牌无效", who: "{department}　{name}（{roles}）",
    tabTypes: "证照目录", tabLicences: "证照登记", tabSoon: "即将到期", tabAudit: "使用审计",
    tabDisputes: "异议", tabApprovals: "待复核", tabAccounts: "账号",
    code: "代码", name: "名称", edition: "版本", authority: "定义机构", state: "状态", type: "类型",
    until: "有效期至", days: "天数", search: "查找", none: "没有内容", published: "已发布",
    withdrawn: "已撤下", at: "时间", actor: "使用者", action: "事项", purpose: "用途",
    basis: "依据", outcome: "结果", plot: "每日使用次数", from: "起", longTerm: "长期",
    statement: "异议内容", reason: "原因", approve: "同意", refuse: "不同意", department: "部门",
    roles: "角色", daysLeft: "剩余天数", more: "更多", event: "事项", event_zh: "办理", scanLogin: "扫描出示码须先登录",
    shown: "本人出示：{name}（{id}）", shownCode: "出示码", scan: "用摄像头扫出示码",
    cameraWait: "正在打开摄像头…", cameraHold: "请将出示码对准镜头",
    cameraNone: "没有摄像头，或未获允许；可选择出示码的图片", rows: "列表",
    passedPackage: "材料包完整，签名有效，内容未被改动。", passedSeal: "电子印章真实有效。",
    seal: "印章", packed_: "材料", vouched: "随包签名",
    administrator: "管理员", auditor: "审计", holder_: "持证人", issuer_: "签发", sealer: "用印",
    verifier: "核验",
    tabLedger: "我的证照", tabSeals: "印章", tabMaterials: "材料", tabGrants: "授权",
    sealPicture: "{name} 的印章图像", "in-use": "使用中", stopped: "已停用", cancelled: "已注销",
    "key-compromised": "已失密", apply: "用印", uses: "用印记录", stop: "停用", restore: "恢复",
    cancel_: "注销", why: "请写明原因", waits: "已提交，待另一人复核", recorded: "已登记",
    pdfFile: "待用印的 PDF", sealPurpose: "用印事由", where: "位置", lastPage: "末页", allPages: "每页",
    straddle: "骑缝", keyword: "盖在文字上", keywordHint: "例如：盖章", number_: "序号", account: "账号",
    sealed: "已用印，用印日志第 {n} 条；文件已下载", sealName: "印章名称", shape: "形状", round: "圆形",
    oval: "椭圆", square: "方形", sealLine: "横排文字", sealLineHint: "例如：合同专用章", makeSeal: "制章",
    sealMade: "已制章，编码 {code}", choose: "选择", judge: "核验", download: "下载", case: "办件编号",
    size: "大小", packTitle: "用于何事", pack: "打包", packed: "材料包已签署，列在材料中",
    chooseFirst: "请先勾选材料", whyNeeded: "请先填写用途和依据", whyTitle: "用途和依据",
    upload: "收取", file: "文件", kind: "材料种类", kindHint: "例如：申请书", uploaded: "已收取：{name}",
    withdrawnGrant: "已撤回", over: "已过期", usedUp: "已用完", standing: "有效", unlimited: "不限",
    item: "事项", times: "次数", grantText: "授权文本", accept: "接收授权", accepted: "授权已核验并接收",
    withdraw: "删除材料", ground: "根据", byHolder: "本人要求", byDepartment: "部门决定", waitsShort: "待复核", retention: "保存期届满",
    withdrawHint: "删除勾选的材料：内容和名称删除，只留种类、摘要、日期和原因，不能恢复；原因中请勿写姓名。",
    withdrawSure: "删除 {n} 份材料？内容不能恢复。", withdrew: "已删除 {n} 份材料", gone: "已删除的材料",
    goneAt: "删除时间", digest: "摘要（前16位）",
    holderCode: "持证主体代码", holderType: "代码类型", record: "登记", raise: "提出异议", answer: "答复",
    answerIt: "答复", disputeOpen: "待答复", corrected: "已更正", rejected: "不予更正",
    eventSuspend: "暂扣", eventRestore: "发还", eventCancel: "注销", eventRevoke: "吊销", eventAnnul: "撤销",
    ended: "已停用", newToken: "换发令牌", newTokenSure: "换发“{name}”的令牌？原令牌立即失效。",
    endAccount: "停用账号", endSure: "停用“{name}”？其令牌立即失效。", tokenOnce: "令牌只显示这一次，请交给使用者：{token}",
    addAccount: "新建账号", addAccountHint: "证照类型代码留空即不限；持证人账号须填主体代码。",
    departmentCode: "统一社会信用代码", typeCodes: "证照类型代码", chooseRole: "请至少勾选一个角色",
    withdrawalLists: "他处签发的撤回名单", withdrawalList: "撤回名单文本", takeList: "收取名单", address: "地址",
    entries: "条数", listIssued: "签发", listUntil: "有效至",
  },
  en: {
    skip: "Skip to content", title: "Verify electronic files", enter: "Log in", leave: "Log out",
    verifyTitle: "Verify files", drop: "Drop files here, or choose them",
    dropHint: "Electronic licences, signed or sealed PDF, packages, or a picture of a show code; files are not kept",
    deskTitle: "Desk", token: "Token", cancel: "Cancel",
    foot: "Files are judged on this authority’s own server. They are not kept and go nowhere else.",
    docs: "API description",
    passed: "Passed", failed: "Failed", indeterminate: "Indeterminate", "no-signature": "No signature",
    unreadable: "Unreadable",
    passedLicence: "A genuine licence in force; nothing in it was changed.",
    passedSigned: "Signed and unchanged. Signer: ",
    noSignature: "The file bears no signature: nobody vouches for it.",
    licence: "Licence", number: "Number", holder: "Holder", issuer: "Issuer", issued: "Issued",
    validity: "Valid", id: "Identifier", signer: "Signer", time: "Signing time",
    page: "Picture of page {n} (it proves nothing)",
    boxes: "Boxes are changes made after signing: red is not permitted, blue is.",
    receipt: "Log receipt", report: "Report (HTML)", printed: "Report (PDF)", details: "Everything that was found",
    working: "Judging {n} files…", done: "Done: {text}", busy: "The service is busy; try again shortly",
    offline: "The service cannot be reached", badToken: "That token is not valid",
    who: "{department}, {name} ({roles})",
    tabTypes: "Catalogue", tabLicences: "Register", tabSoon: "Expiring", tabAudit: "Audit",
    tabDisputes: "Disputes", tabApprovals: "To approve", tabAccounts: "Accounts",
    code: "Code", name: "Name", edition: "Edition", authority: "Authority", state: "State",
    type: "Type", until: "Valid until", days: "Days", search: "Search", none: "Nothing here",
    published: "published", withdrawn: "withdrawn", at: "Time", actor: "Who", action: "What",
    purpose: "Purpose", basis: "Basis", outcome: "Outcome", plot: "Uses a day", from: "From",
    longTerm: "open end", statement: "Statement", reason: "Reason", approve: "Approve",
    refuse: "Refuse", department: "Department", roles: "Roles", daysLeft: "Days left", more: "More", scanLogin: "Log in to scan show codes",
    shown: "Shown by the holder: {name} ({id})",
    event: "Event", event_zh: "Event", shownCode: "show code", scan: "Scan a show code",
    cameraWait: "Opening the camera…", cameraHold: "Hold the code before the camera",
    cameraNone: "No camera, or not allowed; choose a picture of the code", rows: "List",
    passedPackage: "Complete, signed and unchanged.", passedSeal: "A genuine seal in use.",
    seal: "Seal", packed_: "Material", vouched: "signed with the package",
    administrator: "administrator", auditor: "auditor", holder_: "holder", issuer_: "issuer",
    sealer: "sealer", verifier: "verifier",
    tabLedger: "My licences", tabSeals: "Seals", tabMaterials: "Materials", tabGrants: "Authorisations",
    sealPicture: "Picture of the seal {name}", "in-use": "in use", stopped: "stopped",
    cancelled: "cancelled", "key-compromised": "key lost", apply: "Apply", uses: "Uses", stop: "Stop",
    restore: "Restore", cancel_: "Cancel for good", why: "Why?", waits: "Waits for a second person",
    recorded: "Recorded", pdfFile: "PDF to seal", sealPurpose: "What it is sealed for", where: "Where",
    lastPage: "Last page", allPages: "Every page", straddle: "Over the edges", keyword: "Over the text",
    keywordHint: "such as: seal", number_: "No.", account: "Account",
    sealed: "Sealed, line {n} of the journal; the file was downloaded", sealName: "Name of the seal",
    shape: "Shape", round: "round", oval: "oval", square: "square", sealLine: "Line below",
    sealLineHint: "such as: contracts", makeSeal: "Make a seal", sealMade: "Made, code {code}",
    choose: "Choose", judge: "Verify", download: "Download", case: "Case", size: "Size",
    packTitle: "What for", pack: "Pack", packed: "The package is signed and listed here",
    chooseFirst: "Choose materials first", whyNeeded: "Say purpose and basis first",
    whyTitle: "Purpose and basis", upload: "Take in", file: "File", kind: "What it is",
    kindHint: "such as: application", uploaded: "Taken in: {name}", withdrawnGrant: "withdrawn",
    over: "over", usedUp: "used up", standing: "good", unlimited: "no limit", item: "Item",
    times: "Uses", grantText: "The authorisation", accept: "Accept an authorisation",
    accepted: "Verified and accepted",
    withdraw: "Withdraw materials", ground: "Ground", byHolder: "asked by the person", byDepartment: "decided by the department", waitsShort: "waits", retention: "time is over",
    withdrawHint: "Withdraws what is chosen: content and name go for good; kind, digest, dates and the reason stay, so name nobody in the reason.",
    withdrawSure: "Withdraw {n} materials? Their content cannot be brought back.", withdrew: "{n} materials were withdrawn",
    gone: "Withdrawn materials", goneAt: "Withdrawn", digest: "Digest (first 16)",
    holderCode: "Holder’s code", holderType: "Code type", record: "Record", raise: "Raise a dispute", answer: "Answer",
    answerIt: "Answer", disputeOpen: "open", corrected: "put right", rejected: "nothing to put right",
    eventSuspend: "suspend", eventRestore: "restore", eventCancel: "cancel", eventRevoke: "revoke",
    eventAnnul: "annul", ended: "ended", newToken: "New token",
    newTokenSure: "Give “{name}” a new token? The old one opens nothing from now on.", endAccount: "End",
    endSure: "End “{name}”? Its token opens nothing from now on.",
    tokenOnce: "The token is shown this once; give it to whoever uses it: {token}", addAccount: "Add an account",
    addAccountHint: "No type codes means all types; an account of a holder needs the holder’s code.",
    departmentCode: "Unified social credit code", typeCodes: "Licence type codes", chooseRole: "Choose a role",
    withdrawalLists: "Withdrawal lists signed elsewhere", withdrawalList: "The list", takeList: "Take in",
    address: "Address", entries: "Entries", listIssued: "Issued", listUntil: "Until",
  },
};

let language = localStorage.getItem("language") === "en" ? "en" : "zh";

export const lang = () => language;

export function word(key, values = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function setLanguage(to) {
  language = to;
  localStorage.setItem("language", to);
  show();
}

export function show() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  const button = document.getElementById("language");
  button.textContent = language === "zh" ? "English" : "中文";
  button.lang = language === "zh" ? "en" : "zh-CN";
}

/// An element with text and children; nothing is ever read as HTML.
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.startsWith("aria")) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
