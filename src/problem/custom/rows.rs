//! Custom rules among the rows of a draft.

use super::{CellCode, PersonalCode};
use crate::error::{Code, Diagnostics};
use crate::problem::rule_draft::CoveragePerDraft;
use crate::problem::rules::{CustomRule, CustomSum, CustomValue, Off};
use crate::problem::{ProblemBuilder, ProblemDraft, RuleDraft, RuleKind};

impl ProblemDraft {
    /// The custom rules, which are code and in no file.
    pub fn custom_rules(&self) -> impl Iterator<Item = &RuleDraft> + '_ {
        self.rules.iter().filter(|rule| rule.is_custom())
    }
    /// Takes the custom rules out, with what turns them off, so that the rest can be written; they are added to what is read by `rules.extend`.
    ///
    /// ```
    /// use medrota::custom::{Cell, CellCounts};
    /// use medrota::problem::rules::CustomValue;
    /// use medrota::{Problem, ProblemBuilder, ProblemDraft};
    ///
    /// #[derive(Debug)]
    /// struct Early;
    /// impl CellCounts for Early {
    ///     fn count(&self, cell: &Cell<'_>) -> i64 {
    ///         -(cell.period.index() as i64)
    ///     }
    /// }
    ///
    /// let early = CustomValue { id: "early".into(), counts: Early.into(), value: 1, ..Default::default() };
    /// let problem = ProblemBuilder::weeks("ward", "2026-09-06", "2026-10-03").department("surgery", 1).doctor("ana").rule(early).build()?;
    ///
    /// let mut draft = problem.draft().clone();
    /// let custom = draft.take_custom_rules();
    /// let mut read = ProblemDraft::from_json_str(&draft.to_json())?;
    /// read.rules.extend(custom);
    /// assert_eq!(read.validate()?, problem);
    /// # Ok::<(), medrota::Error>(())
    /// ```
    pub fn take_custom_rules(&mut self) -> Vec<RuleDraft> {
        let ids: Vec<String> = self
            .custom_rules()
            .map(|rule| rule.id().to_owned())
            .collect();
        let goes = |rule: &RuleDraft| match rule {
            RuleDraft::Off(Off { rule, .. }) => ids.contains(rule),
            other => other.is_custom(),
        };
        let (gone, left) = std::mem::take(&mut self.rules).into_iter().partition(goes);
        self.rules = left;
        gone
    }
}

impl ProblemBuilder {
    /// Adds a rule about everybody's pathway in code; hard without a weight. [`rule`](Self::rule) takes one about some doctors, a
    /// [`CustomRule`]. The [module](super) has an example.
    #[must_use]
    pub fn custom_rule(self, id: &str, code: impl Into<PersonalCode>, weight: Option<i64>) -> Self {
        self.rule(CustomRule {
            id: id.into(),
            code: code.into(),
            weight,
            ..CustomRule::default()
        })
    }
    /// Adds a value of every cell: `value` for each one that the code counts; see [`CustomValue`].
    #[must_use]
    pub fn custom_value(self, id: &str, counts: impl Into<CellCode>, value: i64) -> Self {
        self.rule(CustomValue {
            id: id.into(),
            counts: counts.into(),
            value,
            ..CustomValue::default()
        })
    }
    /// Adds limits on the sum of what the code counts over all doctors, activities and periods; hard without a weight. See [`CustomSum`].
    #[must_use]
    pub fn custom_sum(
        self,
        id: &str,
        counts: impl Into<CellCode>,
        (min, max): (Option<i64>, Option<i64>),
        weight: Option<i64>,
    ) -> Self {
        self.rule(CustomSum {
            id: id.into(),
            counts: counts.into(),
            per: CoveragePerDraft::Total,
            min,
            max,
            weight,
            ..CustomSum::default()
        })
    }
}

/// True for the kind of a rule that is in no file.
pub(crate) fn is_custom_kind(kind: &str) -> bool {
    const KINDS: [RuleKind; 3] = [
        RuleKind::CustomRule,
        RuleKind::CustomValue,
        RuleKind::CustomSum,
    ];
    KINDS.iter().any(|custom| custom.to_string() == kind)
}

/// Reports that a custom rule cannot be written.
pub(crate) fn refuse_to_write(rule: &RuleDraft, pointer: String, found: &mut Diagnostics) {
    found.error(
        Code::CustomRuleInFile,
        pointer,
        format!("rule {:?}", rule.id()),
        "it is a custom rule: code, which no file can hold.",
    );
}
