//! Codes of exemptions from handing in papers (8401 to 8439) and of shared facts (8441 to 8459).

use super::codes;

codes! {
    /// Something stands in for the paper.
    PAPER_SATISFIED = 8401 "paper-satisfied" Note,
        "由{by}证明，免予提交", "{by} stands in for it: it need not be handed in",
        "", "";
    /// Nothing stands in for the paper.
    PAPER_HAND_IN = 8402 "paper-hand-in" Undetermined,
        "没有可以替代的电子证照、共享数据或已交材料", "no licence, shared fact or earlier material stands in for it",
        "请提交该材料，或出示清单所列的证照", "hand it in, or show one of the licences that the list names";
    /// It would stand in, and nobody allowed its use.
    PAPER_NEEDS_GRANT = 8403 "paper-needs-grant" Undetermined,
        "{by}可以替代，但没有取得对本事项有效的授权", "{by} could stand in, but its use for this item is not authorised",
        "请持证人授权本单位用于本事项", "the holder authorises this department for this item";
    /// It would have stood in.
    PAPER_EXPIRED = 8404 "paper-expired" Undetermined / Expired,
        "{by}已于 {until} 过期", "{by} ended on {until}",
        "请办理延续或换发，或提交该材料", "have it renewed, or hand the paper in";
    /// Older than the list allows.
    PAPER_TOO_OLD = 8405 "paper-too-old" Undetermined / Expired,
        "{by}出具于 {made}，超过清单允许的 {days} 天", "{by} was made on {made}, more than the {days} days that the list allows",
        "请取得新的，或提交该材料", "get a new one, or hand the paper in";
    /// It was judged and not accepted.
    PAPER_REFUSED = 8406 "paper-refused" Undetermined / SigConstraintsFailure,
        "{by}核验未通过，不能替代", "{by} was not accepted, so it does not stand in",
        "请按下列原因处理，或提交该材料", "see the reasons below, or hand the paper in";
    /// Somebody else's.
    PAPER_OTHER_HOLDER = 8407 "paper-other-holder" Undetermined / SigConstraintsFailure,
        "{by}的持有人不是清单要求的当事人（{role}）", "{by} belongs to somebody else than the party that the list names ({role})",
        "请出示该当事人的证照或材料", "show what belongs to that party";
    /// Verified too long ago.
    PAPER_STALE = 8408 "paper-stale" Undetermined / TryLater,
        "{by}的核验时间是 {at}，不是现在", "{by} was verified as of {at}, not as of now",
        "重新核验后再判断", "verify it again, then ask again";
    /// It does not say what is needed.
    PAPER_FIELD = 8409 "paper-field" Undetermined / SigConstraintsFailure,
        "{by}没有记载所需的“{field}”", "{by} does not state “{field}”, which is needed",
        "请提交该材料", "hand the paper in";
    /// Made by somebody whom the list does not name.
    PAPER_SOURCE = 8410 "paper-source" Undetermined / SigConstraintsFailure,
        "{by}不是清单认可的单位或方式出具的", "{by} was not made by whom, or in the way that, the list accepts",
        "请提交该材料，或由清单所列单位出具", "hand the paper in, or have it made by whom the list names";
    /// Not yet in force.
    PAPER_NOT_YET = 8411 "paper-not-yet" Undetermined / NotYetValid,
        "{by}自 {from} 起才有效", "{by} is not valid before {from}",
        "到期后再办理，或提交该材料", "come back then, or hand the paper in";
    /// The fact was asked, and the answer was no.
    PAPER_DENIED = 8412 "paper-denied" Undetermined / SigConstraintsFailure,
        "{by}的结果为“否”，不能替代", "the answer of {by} is “no”, so it does not stand in",
        "请核对数据，或提交该材料", "check the data, or hand the paper in";

    /// For another department.
    FACT_RECIPIENT = 8441 "fact-recipient" Failure / SigConstraintsFailure,
        "共享数据是提供给其他单位（{recipient}）的", "the fact was told to another department ({recipient})",
        "由本单位重新查询", "ask for it in this department’s own name";
    /// For another service item.
    FACT_ITEM = 8442 "fact-item" Failure / SigConstraintsFailure,
        "共享数据是为其他事项（{item}）提供的", "the fact was told for another service item ({item})",
        "按本次事项重新查询", "ask for it again for this item";
    /// Ended.
    FACT_EXPIRED = 8443 "fact-expired" Failure / Expired,
        "共享数据已过期（{until} 止）", "the fact ended at {until}",
        "重新查询", "ask for it again";
    /// From the future.
    FACT_FUTURE = 8444 "fact-future" Failure / NotYetValid,
        "共享数据的时间（{issued}）在将来", "the fact is dated in the future ({issued})",
        "检查双方时间后重新查询", "check both clocks, then ask again";
    /// The answer was no.
    FACT_DENIED = 8445 "fact-denied" Note,
        "数据提供单位的答复为“否”", "the department’s answer is “no”",
        "", "";
}
