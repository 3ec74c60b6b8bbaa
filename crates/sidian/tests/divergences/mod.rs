//! Counts a suite of cases with known verdicts against a list of divergences: `[[divergence]]`
//! tables with `id` and `reason`. What is listed but agrees is as wrong as what is not listed and
//! does not.

/// One run of one suite.
pub(crate) struct Run {
    suite: &'static str,
    excused: Vec<String>,
    seen: Vec<String>,
    agreed: usize,
    wrong: Vec<String>,
}

impl Run {
    /// A run against a list.
    pub(crate) fn new(suite: &'static str, list: &str) -> Self {
        let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
        let ids = list.lines().filter(|l| l.starts_with("id = "));
        let excused: Vec<String> = ids.map(value).collect();
        let reasons = list.lines().filter(|l| l.starts_with("reason = \"") && l.len() > 30);
        assert_eq!(excused.len(), reasons.count(), "every divergence has its reason");
        Self { suite, excused, seen: Vec::new(), agreed: 0, wrong: Vec::new() }
    }

    /// Counts one case.
    pub(crate) fn answer(&mut self, id: &str, wanted: bool, answer: bool, why: &[String]) {
        self.seen.push(id.to_owned());
        let listed = self.excused.iter().any(|e| e == id);
        let why = why.join(", ");
        match (answer == wanted, listed) {
            (true, false) => self.agreed += 1,
            (false, true) => {}
            (true, true) => self.wrong.push(format!("{id}: listed, but agrees ({why})")),
            (false, false) => {
                self.wrong.push(format!("{id}: valid wanted {wanted}, got {answer} ({why})"));
            }
        }
    }

    /// Fails unless every case agreed or was listed, and everything listed was seen.
    pub(crate) fn finish(self) {
        let Self { suite, excused, seen, agreed, wrong } = self;
        println!("{suite}: {agreed} of {} agree, {} listed", seen.len(), excused.len());
        let lost: Vec<&String> = excused.iter().filter(|e| !seen.contains(e)).collect();
        assert!(lost.is_empty(), "{suite}: listed but not there: {lost:?}");
        assert!(wrong.is_empty(), "{suite}: {} wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(agreed > 0, "{suite}: nothing was run");
    }
}
