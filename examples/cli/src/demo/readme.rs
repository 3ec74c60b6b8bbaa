//! README.txt of a demonstration: how to repeat every answer by hand.

use sidian::crypto::Suite;
use sidian::time::UnixTime;

use super::cases;

/// The text, in both languages.
pub(super) fn text(suites: &[Suite], now: UnixTime) -> String {
    let mut out = String::from(
        "四电演示 / sidian demonstration\n\n\
         本目录由 sidian demo 生成，内容均为虚构，密钥仅供演示，请勿用于实际业务。\n\
         Made by sidian demo. Everything in it is fictitious; never use these keys for real.\n\n\
         每个算法一个目录 / one directory an algorithm:\n\n\
         keys/                 私钥 / private keys\n\
         trust/root.pem        受信任的根证书 / the trusted root certificate\n\
         ca.pem                签发机构证书 / the issuing authority\n\
         department.pem        颁发部门证书 / the department that issues\n\
         crls.pem              证书吊销列表 / revocation lists\n\
         data.json             证照内容 / what the licence says\n\
         register.json         证照登记簿 / the register\n\
         status.jwt            签发当时的状态列表 / the status list of the day\n\
         status-revoked.jwt    吊销之后的状态列表 / the status list after the revocation\n\
         licence.pdf           真证照 / the genuine licence\n\
         maker.pem             制章单位证书 / the maker of seals\n\
         seal.svg, seal.esl    印章图像和电子印章 / picture and electronic seal\n\
         seals.jwt             印章登记簿 / the register of seals\n\
         seals-stopped.jwt     印章停用后的登记簿 / the register once the seal was stopped\n\
         sealed.pdf            盖章的真证照 / the genuine licence under a seal\n\
         其他 PDF              伪造件 / forgeries\n\n\
         复核（在各算法目录内运行）/ to repeat it, inside the directory of an algorithm:\n",
    );
    for case in suites.first().into_iter().flat_map(|suite| cases::of(*suite)) {
        let (file, list, zh, en) = (case.file, case.status_list, case.zh, case.en);
        let seals = match case.seals {
            Some(seals) => format!(" --seal-makers trust --chain ca.pem --seal-register {seals}"),
            None => String::new(),
        };
        out += &format!(
            "\n# {zh} / {en}\n\
             sidian verify {file} --trust trust --crl crls.pem --status-list {list}{seals} --at {now}\n"
        );
    }
    out += &format!(
        "\n大厅一天（在 hall 目录内运行）/ a day at the service hall, inside the directory hall:\n\
         \n# 五份材料逐项判断 / paper by paper\n\
         sidian exempt 410800-GJJ-0201 --applicant 111:41080019900307201X --case GJJ-2026-0001 \
         --licence identity-card.pdf --licence property.pdf --fact marriage.jws \
         --package application.asice --package earlier.asice --grant grant.jws --grant grant-duty.jws \
         --trust trust --crl crls.pem --chain ca.pem --status-list status-1.jwt \
         --status-list status-2.jwt --at {now}\n\
         \n# 归档包，用包内凭据核验 / the archive, by the evidence in it\n\
         sidian archive verify archive.asice --trust trust --crl crls.pem --at {now}\n"
    );
    let names: Vec<&str> = suites.iter().map(|suite| suite.name()).collect();
    out + &format!("\n算法 / algorithms: {}\n", names.join(", "))
}
