//! Codes of what later revisions did to a signed document (2300 to 2899). Up to 2399 they permit;
//! from 2400 they speak against the signature.

use super::codes;

codes! {
    /// A form field was filled.
    FIELD_FILLED = 2300 "changes-field-filled" Note,
        "签名之后填写了表单域 {what}，属于允许的修改", "the form field {what} was filled in after signing, which is permitted",
        "", "";
    /// A field that was there was signed.
    FIELD_SIGNED = 2301 "changes-field-signed" Note,
        "之后又在签名域 {what} 中加签，属于允许的修改", "the signature field {what} was signed later, which is permitted",
        "", "";
    /// A signature field was added.
    SIGNATURE_FIELD_ADDED = 2302 "changes-signature-field-added" Note,
        "之后新增了签名域 {what}，属于允许的修改", "the signature field {what} was added later, which is permitted",
        "", "";
    /// A visible signature field was added to a certified document (sneaky signature attack).
    VISIBLE_FIELD_ADDED = 2303 "changes-visible-field-added" Warning,
        "文件认证之后新增了可见的签名域 {what}，可能遮盖原有内容", "a visible signature field, {what}, was added after certification and may cover earlier content",
        "请查看签名时的版本，核对被遮盖处的内容", "look at the document as it was signed and compare what the field covers";
    /// An annotation was added.
    ANNOTATION_ADDED = 2304 "changes-annotation-added" Warning,
        "签名之后添加了批注（{what}），可能遮盖原有内容", "an annotation ({what}) was added after signing and may cover earlier content",
        "请查看签名时的版本，核对被遮盖处的内容", "look at the document as it was signed and compare what the annotation covers";
    /// An annotation was changed.
    ANNOTATION_CHANGED = 2305 "changes-annotation-changed" Warning,
        "签名之后修改了批注（{what}）", "an annotation ({what}) was changed after signing",
        "请查看签名时的版本", "look at the document as it was signed";
    /// An annotation was removed.
    ANNOTATION_REMOVED = 2306 "changes-annotation-removed" Warning,
        "签名之后删除了批注（{what}）", "an annotation ({what}) was removed after signing",
        "请查看签名时的版本", "look at the document as it was signed";
    /// Validation data were added.
    VALIDATION_DATA = 2307 "changes-validation-data" Note,
        "之后补充了长期验证数据", "validation data were added later",
        "", "";
    /// A document timestamp was added.
    DOCUMENT_TIMESTAMP = 2308 "changes-document-timestamp" Note,
        "之后加盖了文档时间戳", "a document timestamp was added later",
        "", "";
    /// An object was written again with the same value.
    IDENTICAL = 2309 "changes-identical" Note,
        "之后重写了内容相同的对象", "objects were written again with the same value",
        "", "";
    /// The document information or metadata were updated.
    METADATA = 2310 "changes-metadata" Note,
        "之后更新了文档属性（{what}）", "document properties ({what}) were updated later",
        "", "";
    /// Version or extensions were raised.
    EXTENSIONS = 2311 "changes-extensions" Note,
        "之后更新了 PDF 版本或扩展的声明，不影响显示", "what the file declares of PDF version and extensions was updated later, which shows nowhere",
        "", "";
    /// The structure tree grew for a new field.
    STRUCTURE_EXTENDED = 2312 "changes-structure-extended" Note,
        "之后为新增域扩充了结构树", "the structure tree was extended for a new field",
        "", "";
    /// Resources of the form were added.
    FORM_RESOURCES = 2313 "changes-form-resources" Note,
        "之后补充了表单资源（{what}）", "resources of the form ({what}) were added later",
        "", "";
    /// Objects were added or freed that nothing uses.
    ORPHANS = 2314 "changes-orphans" Note,
        "之后的修订中有 {count} 个未被引用的对象", "later revisions hold {count} objects that nothing uses",
        "", "";
    /// An object nobody can read stands in the signed revision.
    UNREADABLE_ORPHANS = 2315 "changes-unreadable-objects" Warning,
        "文件中有 {count} 个无法读取的对象，其引用关系未能核查", "{count} objects of the file cannot be read; what they refer to was not examined",
        "如需确认，请向出具单位索取原件", "if in doubt, ask whoever issued the file for the original";
    /// The list was cut.
    LIST_CUT = 2316 "changes-list-cut" Note,
        "修改过多，仅列出前 {count} 项", "there are more changes than the {count} that are listed",
        "", "";
    /// Something visible was put over a field or annotation that was there.
    OVERLAP = 2317 "changes-overlap" Warning,
        "之后新增的内容遮盖了原有的域、印章或批注（{what}）", "something added later covers a field, seal or annotation that was there ({what})",
        "请查看签名时的版本，核对被遮盖处的内容", "look at the document as it was signed and compare what is covered";
    /// Visible annotations changed, and no signature says whether that is permitted.
    ANNOTATION_UNASKED = 2318 "changes-annotation-unasked" Undetermined / SigConstraintsFailure,
        "签名之后增改了可见的批注（{what}），而签名未说明是否允许，页面所见可能与签名时不同", "visible annotations changed after signing ({what}), and no signature says whether that is permitted: the page may look different",
        "请对照签名时的版本，由人工判断批注是否影响内容", "compare with the document as it was signed, and decide whether the annotations matter";
    /// An annotation lies over a field, seal or annotation that was there.
    ANNOTATION_OVERLAP = 2319 "changes-annotation-overlap" Undetermined / SigConstraintsFailure,
        "签名之后添加的批注遮盖了原有的域、印章或批注（{what}），不能确定所见即所签", "an annotation added later covers a field, seal or annotation that was there ({what}), so what is seen may not be what was signed",
        "请查看签名时的版本，核对被遮盖处的内容", "look at the document as it was signed and compare what is covered";
    /// A field that held a value when it was signed was given another, as a signature permits.
    VALUE_REPLACED = 2320 "changes-value-replaced" Warning,
        "签名之后，表单域 {what} 中原有的内容被换成了别的内容，签名声明允许填写", "what the form field {what} held when it was signed was replaced by something else; the signature permits filling",
        "请查看签名时的版本，核对该域原来的内容", "look at the document as it was signed and compare what the field held";
    /// The same, and no signature says whether that is permitted.
    VALUE_UNASKED = 2321 "changes-value-unasked" Undetermined / SigConstraintsFailure,
        "签名之后，表单域 {what} 中原有的内容被换成了别的内容，而签名未说明是否允许，页面所见与签名时不同", "what the form field {what} held when it was signed was replaced by something else, and no signature says whether that is permitted: the page looks different",
        "请对照签名时的版本，由人工判断改动是否影响内容", "compare with the document as it was signed, and decide whether the change matters";
    /// A field was hidden or made visible.
    FIELD_VISIBILITY = 2322 "changes-field-visibility" Undetermined / SigConstraintsFailure,
        "签名之后表单域由隐藏改为显示，或由显示改为隐藏（{what}），不能确定所见即所签", "a form field was hidden, or a hidden one was made visible, after signing ({what}), so what is seen may not be what was signed",
        "请查看签名时的版本，核对该域所在位置的内容", "look at the document as it was signed and compare what stands where the field is";
    /// A picture that nobody signed came with an empty field or a timestamp.
    DRAWN_UNSIGNED = 2323 "changes-drawn-unsigned" Undetermined / SigConstraintsFailure,
        "签名之后新增的空白签名域或时间戳域带有图像（{what}），没有人为该图像签名，它可能遮盖原有内容", "an empty signature field or a timestamp that was added after signing shows a picture ({what}) that nobody signed and that may cover earlier content",
        "请查看签名时的版本，核对被遮盖处的内容", "look at the document as it was signed and compare what the picture covers";
    /// A signature field was added in which nobody has signed.
    EMPTY_FIELD_ADDED = 2324 "changes-empty-field-added" Note,
        "之后新增了尚未签名的签名域 {what}，属于允许的修改", "a signature field that is still empty, {what}, was added later, which is permitted",
        "", "";
    /// Something about a field was written anew that changes neither its value nor what it shows.
    FIELD_TOUCHED = 2325 "changes-field-touched" Note,
        "之后改写了表单域 {what} 的填写属性，其内容和外观没有改变", "how the form field {what} is filled was written anew later; what it holds and shows is the same",
        "", "";
    /// A later signature declared which colours are meant.
    OUTPUT_INTENT = 2326 "changes-output-intent" Note,
        "之后的签名软件声明了输出色彩标准，属于允许的修改", "the software of a later signature declared which colours are meant, which is permitted",
        "", "";
    /// Objects that nobody can read may refer to what later revisions changed.
    UNREADABLE_UNSURE = 2327 "changes-unreadable-unsure" Undetermined / SigConstraintsFailure,
        "文件中有 {count} 个无法读取的对象，不能确定它们是否用到了签名之后改动的内容", "{count} objects of the file cannot be read, so it cannot be determined whether they use what was changed after signing",
        "请对照签名时的版本，并向出具单位索取原件", "compare with the document as it was signed, and ask whoever issued it for the original";
    /// A later revision holds objects that its cross-reference does not list.
    UNLISTED = 2328 "changes-unlisted-object" Undetermined / SigConstraintsFailure,
        "签名之后追加的部分夹带了文件目录没有登记的对象（{what}），会自行修复文件的阅读器可能显示它，所见可能与签名时不同", "what was appended after signing holds an object that the file's index does not list ({what}): readers that repair files may show it, so what is seen may not be what was signed",
        "请查看签名时的版本，并向出具单位核实", "look at the document as it was signed, and ask whoever issued it";
    /// Filling a field drew more than what was filled in, as a signature permits.
    FIELD_PAINTED = 2329 "changes-field-painted" Warning,
        "签名之后填写表单域 {what} 时画入了图像或底色，可能遮盖原有内容，签名声明允许填写", "filling the form field {what} after signing drew a picture or an area that may cover earlier content; the signature permits filling",
        "请查看签名时的版本，核对该域所在位置的内容", "look at the document as it was signed and compare what stands where the field is";
    /// The same, and no signature says whether filling is permitted.
    PAINTED_UNASKED = 2330 "changes-painted-unasked" Undetermined / SigConstraintsFailure,
        "签名之后填写表单域 {what} 时画入了图像或底色，可能遮盖原有内容，而签名未说明是否允许填写", "filling the form field {what} after signing drew a picture or an area that may cover earlier content, and no signature says whether filling is permitted",
        "请查看签名时的版本，核对该域所在位置的内容，由人工判断", "look at the document as it was signed, compare what stands where the field is, and decide";
    /// A change that no rule explains.
    UNEXPLAINED = 2400 "changes-unexplained" Failure / FormatFailure,
        "签名之后的修改无法归入任何允许的类别：{what}", "a change after signing belongs to no permitted kind: {what}",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// The page tree was changed.
    PAGES = 2401 "changes-pages" Failure / FormatFailure,
        "签名之后页面被增加、删除、替换或调换（{what}）", "pages were added, removed, replaced or reordered after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// What a page shows was changed.
    PAGE_CONTENT = 2402 "changes-page-content" Failure / FormatFailure,
        "签名之后页面内容被修改（{what}）", "the content of a page was changed after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// An entry of the catalogue was changed.
    CATALOGUE = 2403 "changes-catalogue" Failure / FormatFailure,
        "签名之后文档目录项 {what} 被修改", "the catalogue entry {what} was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// What happens or shows on opening was changed.
    OPENING = 2404 "changes-opening" Failure / FormatFailure,
        "签名之后文档的打开方式、书签或显示选项（{what}）被修改", "what the document does or shows on opening ({what}) was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Optional content was changed.
    LAYERS = 2405 "changes-layers" Failure / FormatFailure,
        "签名之后图层设置（{what}）被修改", "optional content ({what}) was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Names, destinations, embedded or associated files were changed.
    NAMES_OR_FILES = 2406 "changes-names-or-files" Failure / FormatFailure,
        "签名之后名称表或附件（{what}）被修改", "named objects or attached files ({what}) were changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// The XFA form was changed.
    XFA = 2407 "changes-xfa" Failure / FormatFailure,
        "签名之后 XFA 表单被修改", "the XFA form was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Viewers were told to draw fields anew.
    NEED_APPEARANCES = 2408 "changes-need-appearances" Failure / FormatFailure,
        "签名之后要求阅读器重新绘制表单域，显示内容可能改变", "viewers were told after signing to draw the form anew, so that it may look different",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// The form itself was changed.
    FORM = 2409 "changes-form" Failure / FormatFailure,
        "签名之后表单结构（{what}）被修改", "the form ({what}) was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A resource that was there was replaced.
    RESOURCE_REPLACED = 2410 "changes-resource-replaced" Failure / FormatFailure,
        "签名之后字体等资源被替换（{what}），文字显示可能改变", "a font or another resource was replaced after signing ({what}), so that text may look different",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A field vanished.
    FIELD_REMOVED = 2411 "changes-field-removed" Failure / FormatFailure,
        "签名之后表单域被删除（{what}）", "a form field was removed after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A field that is no signature field was added, or one that was there before was listed.
    FIELD_ADDED = 2412 "changes-field-added" Failure / FormatFailure,
        "签名之后新增了不允许的表单域（{what}）", "a form field that is not permitted was added after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A field was changed in what it is.
    FIELD_CHANGED = 2413 "changes-field-changed" Failure / FormatFailure,
        "签名之后表单域的属性被修改（{what}）", "what a form field is was changed after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A field was renamed, retyped or given the name of another.
    FIELD_RENAMED = 2414 "changes-field-renamed" Failure / FormatFailure,
        "签名之后表单域被改名、改类型或重名（{what}）", "a form field was renamed, given another type or the name of another field after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A signature was taken out.
    SIGNATURE_REMOVED = 2415 "changes-signature-removed" Failure / FormatFailure,
        "之后有签名被移除（{what}）", "a signature was taken out later ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A signature was replaced or its dictionary changed.
    SIGNATURE_REPLACED = 2416 "changes-signature-replaced" Failure / FormatFailure,
        "之后有签名被替换或其信息被修改（{what}）", "a signature was replaced, or what it states was changed, later ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// The place where a signature shows was removed from its page.
    SIGNATURE_HIDDEN = 2417 "changes-signature-hidden" Failure / FormatFailure,
        "之后签名或印章的显示被删除或修改（{what}）", "what shows a signature on its page was removed or changed later ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A new field shows a signature that was there before.
    SIGNATURE_RECYCLED = 2418 "changes-signature-recycled" Failure / FormatFailure,
        "之后的签名域冒用了已有对象作为签名（{what}）", "a later signature field uses an earlier object as its signature ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A field looks different though its value is the same.
    APPEARANCE_ONLY = 2419 "changes-appearance-only" Failure / FormatFailure,
        "签名之后域 {what} 的外观被修改，而其值没有改变", "the field {what} was made to look different after signing although its value is the same",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// An object that changed is also used elsewhere.
    SHARED = 2420 "changes-shared-object" Failure / FormatFailure,
        "被修改的对象同时用于别处（{what}），修改会波及未授权的内容", "an object that changed is also used elsewhere ({what}), so that the change reaches further than permitted",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// An object in use was freed.
    FREED = 2421 "changes-object-freed" Failure / FormatFailure,
        "签名之后删除了仍在使用的对象（{what}）", "an object that is in use was deleted after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Validation data were removed or replaced.
    VALIDATION_DATA_REMOVED = 2422 "changes-validation-data-removed" Failure / FormatFailure,
        "之后删除或替换了长期验证数据（{what}）", "validation data were removed or replaced later ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Validation data are malformed.
    VALIDATION_DATA_MALFORMED = 2423 "changes-validation-data-malformed" Failure / FormatFailure,
        "之后写入的长期验证数据格式不符（{what}）", "validation data written later are malformed ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Metadata cannot be accepted.
    METADATA_REFUSED = 2424 "changes-metadata-refused" Failure / FormatFailure,
        "之后写入的元数据不是安全、规范的 XMP（{what}）", "metadata written later are not safe, well-formed XMP ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// The structure tree was changed.
    STRUCTURE = 2425 "changes-structure" Failure / FormatFailure,
        "签名之后结构树（无障碍文本）被修改（{what}）", "the structure tree, which carries text for assistive tools, was changed after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Version or extensions were lowered or are malformed.
    EXTENSIONS_REFUSED = 2426 "changes-extensions-refused" Failure / FormatFailure,
        "签名之后 PDF 版本被降低，或扩展声明格式不符（{what}）", "the PDF version was lowered after signing, or the extensions are malformed ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Permissions were changed.
    PERMISSIONS = 2427 "changes-permissions" Failure / FormatFailure,
        "签名之后文档的修改权限被改动（{what}）", "the permissions of the document were changed after signing ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A certification came after another signature.
    LATE_CERTIFICATION = 2428 "changes-late-certification" Failure / FormatFailure,
        "认证签名出现在其他签名之后，权限不明确", "a certification came after another signature, so that what is permitted is ambiguous",
        "请向出具单位核实", "ask whoever issued the document";
    /// Encryption was changed.
    ENCRYPTION = 2429 "changes-encryption" Failure / FormatFailure,
        "签名之后加密设置被修改", "the encryption of the document was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// An action that can change what is shown, or send data, was added.
    ACTION = 2430 "changes-action" Failure / FormatFailure,
        "签名之后加入了脚本或动作（{what}）", "a script or an action ({what}) was added after signing",
        "请勿在阅读器中启用该动作，并向出具单位核实", "do not let a viewer run it, and ask whoever issued the document";
    /// The trailer was changed.
    TRAILER = 2431 "changes-trailer" Failure / FormatFailure,
        "签名之后文件尾（{what}）被修改", "the file trailer ({what}) was changed after signing",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A reference that led nowhere when the document was signed now leads somewhere.
    DANGLING = 2432 "changes-dangling-reference" Failure / FormatFailure,
        "签名时悬空的引用在之后被填入内容（{what}）", "a reference that led nowhere when the document was signed was given content later ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Pages or structure refer to themselves.
    LOOP = 2433 "changes-loop" Failure / FormatFailure,
        "{what}循环引用，无法确定文档显示什么", "{what} refers to itself, so that what the document shows cannot be determined",
        "请向出具单位索取原件", "ask whoever issued the file for the original";
    /// A later object cannot be read.
    UNREADABLE = 2434 "changes-unreadable" Failure / FormatFailure,
        "之后的修订中有无法读取的对象（{what}）", "an object of a later revision cannot be read ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A reference names another generation than its object has.
    MISNUMBERED = 2435 "changes-generation" Failure / FormatFailure,
        "签名之后写入的引用与所指对象的代号不符（{what}），不同软件会显示不同内容", "a reference written after signing names another generation than its object has ({what}): readers would show different documents",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Filling is not permitted.
    FILLING_FORBIDDEN = 2440 "changes-filling-forbidden" Failure / FormatFailure,
        "文件认证禁止一切修改，但之后填写了表单域 {what}", "the certification permits no changes, but the form field {what} was filled in",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// A locked field was changed.
    FIELD_LOCKED = 2441 "changes-field-locked" Failure / FormatFailure,
        "签名已锁定的表单域 {what} 之后被修改", "the form field {what}, which a signature had locked, was changed",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Signing is not permitted.
    SIGNING_FORBIDDEN = 2442 "changes-signing-forbidden" Failure / FormatFailure,
        "文件认证禁止一切修改，但之后又加签或新增签名域（{what}）", "the certification permits no changes, but a signature or signature field was added ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
    /// Annotating is not permitted.
    ANNOTATING_FORBIDDEN = 2443 "changes-annotating-forbidden" Failure / FormatFailure,
        "文件认证不允许批注，但之后批注有改动（{what}）", "the certification does not permit annotations, but they were changed ({what})",
        "请以签名时的版本为准，并向出具单位核实", "rely on the document as it was signed, and ask whoever issued it";
}
