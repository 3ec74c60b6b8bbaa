//! How a page looks, on a screen and on A4, in colour and without.

use super::words::Mark;

/// The whole style sheet. No font, picture or sheet from elsewhere.
pub(super) const CSS: &str = "
@page { size: A4; margin: 16mm 15mm; }
* { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; background: #fff; color: #1b1f24; font: 11pt/1.55 \"Noto Sans CJK SC\", \
\"Source Han Sans SC\", \"Microsoft YaHei\", \"PingFang SC\", system-ui, sans-serif; }
article { max-width: 180mm; margin: 0 auto; padding: 8mm 4mm; overflow-wrap: anywhere; }
article + article { break-before: page; }
header { display: flex; gap: 6mm; align-items: center; border: 1.2mm solid; border-radius: 2mm; \
padding: 5mm 6mm; }
header svg { flex: none; width: 22mm; height: 22mm; }
header h1 { margin: 0; font-size: 26pt; line-height: 1.2; }
header p { margin: 1mm 0 0; color: #1b1f24; }
.good { color: #12652f; } .bad { color: #a8071a; } .open { color: #8a5300; } .plain { color: #4a5057; }
header.good { background: #eef8f0; } header.bad { background: #fdf0f0; }
header.open { background: #fff7e6; } header.plain { background: #f4f5f6; }
.summary { margin: 4mm 0 0; padding: 0; list-style: none; font-size: 12pt; }
h2 { font-size: 14pt; margin: 8mm 0 2mm; border-bottom: .4mm solid #c9cdd2; padding-bottom: 1mm; }
h3 { font-size: 12pt; margin: 5mm 0 1.5mm; }
h2, h3 { break-after: avoid; }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 3mm; }
th, td { border: .25mm solid #c9cdd2; padding: 1.2mm 2mm; text-align: left; vertical-align: top; }
th { background: #f4f5f6; font-weight: 600; }
table.facts th { width: 34mm; }
tr, .finding, figure { break-inside: avoid; }
.mark { font-weight: 700; display: inline-block; width: 1.3em; }
.finding { border-left: 1.2mm solid; padding: 1mm 0 1mm 3mm; margin: 2mm 0; }
.finding p { margin: 0; color: #1b1f24; } .finding .next { font-weight: 600; }
.where, .number { color: #4a5057; font-weight: 400; font-size: 9.5pt; }
figure { margin: 6mm 0 0; text-align: center; }
figure svg { width: auto; height: auto; max-width: 100%; max-height: 150mm; border: .3mm solid #888; }
figure img.seal { width: auto; max-width: 50mm; max-height: 50mm; }
h4 { font-size: 11pt; margin: 3mm 0 1mm; }
figcaption { font-size: 9.5pt; color: #4a5057; }
code { font: 9.5pt/1.4 \"DejaVu Sans Mono\", Consolas, monospace; }
details { margin-top: 8mm; border: .25mm solid #c9cdd2; padding: 2mm 4mm; font-size: 9.5pt; }
summary { font-weight: 600; cursor: pointer; }
footer { margin-top: 6mm; font-size: 9pt; color: #4a5057; }
@media print { article { padding: 0; max-width: none; } }
";

/// The sign beside the verdict: each answer has a shape of its own, so that a grey print says it too.
pub(super) fn icon(mark: Mark) -> String {
    let (shape, sign) = match mark {
        Mark::Good => {
            ("<circle cx=\"32\" cy=\"32\" r=\"30\"/>", "<path d=\"M17 33l10 11 20-23\"/>")
        }
        Mark::Bad => (
            "<path d=\"M20 2h24l18 18v24L44 62H20L2 44V20z\"/>",
            "<path d=\"M21 21l22 22M43 21L21 43\"/>",
        ),
        Mark::Open => (
            "<path d=\"M32 1l31 31-31 31L1 32z\"/>",
            "<path d=\"M24 25c0-11 16-11 16 0 0 7-8 6-8 13M32 46v1\"/>",
        ),
        Mark::Plain => (
            "<rect x=\"3\" y=\"3\" width=\"58\" height=\"58\" rx=\"3\"/>",
            "<path d=\"M18 32h28\"/>",
        ),
    };
    format!(
        "<svg viewBox=\"0 0 64 64\" aria-hidden=\"true\"><g fill=\"currentColor\">{shape}</g>\
         <g fill=\"none\" stroke=\"#fff\" stroke-width=\"6\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\">{sign}</g></svg>"
    )
}
