//! Family 3: documents.

use super::prelude::*;

rule! {
    /// 3. Activities need a document that is valid in every period; always hard. Unit: a period without it.
    Document {
        /// Who; everybody if empty.
        [default] doctors: DoctorFilter => DoctorSet = Doctors,
        /// Activities that need the document.
        [default] activities: ActivityFilter => ActivitySet = Activities,
        /// Kind of document.
        document: String => String = DocumentKind,
    }
}

impl Facts for resolved::Document {
    fn meaning(&self) -> (&'static str, &'static str) {
        ("a document is not valid", "periods")
    }
    fn breach(&self, amount: i64, say: &dyn Say) -> String {
        format!(
            "{} without a valid {}",
            say.count(amount, say.period_noun()),
            say.named(&self.document)
        )
    }
    fn wants(&self, _data: &ProblemData, _add: &mut dyn FnMut(ActivityId)) -> Wants {
        Wants::Named
    }
    fn is_blind_to_idle(&self, _new: &[PeriodId]) -> bool {
        true
    }
}
