//! Numbers that make no sense whatever the rest of the draft says.

use super::Resolver;
use super::table_row::TableRow;
use crate::error::Code;
use std::ops::RangeInclusive;

impl Resolver {
    /// Reports each number that is below zero; true if none is.
    pub(super) fn not_negative(&mut self, at: &TableRow, numbers: &[(&str, Option<i64>)]) -> bool {
        self.none_negative(numbers, &at.pointer, &at.subject)
    }

    fn none_negative(
        &mut self,
        numbers: &[(&str, Option<i64>)],
        pointer: &str,
        subject: &str,
    ) -> bool {
        let is_negative = |number: &&(&str, Option<i64>)| number.1.is_some_and(|number| number < 0);
        for (field, _) in numbers.iter().filter(is_negative) {
            let message = format!("{field} is negative.");
            let place = format!("{pointer}/{field}");
            self.found
                .error(Code::NegativeNumber, place, subject, message);
        }
        !numbers.iter().any(|number| is_negative(&number))
    }

    /// Reports negative and reversed limits; true if they are sound.
    pub(in crate::problem) fn limits(
        &mut self,
        min: i64,
        max: Option<i64>,
        fields: [&str; 2],
        pointer: &str,
        subject: &str,
    ) -> bool {
        let [low, high] = fields;
        if !self.none_negative(&[(low, Some(min)), (high, max)], pointer, subject) {
            return false;
        }
        let Some(max) = max.filter(|max| *max < min) else {
            return true;
        };
        let message = format!("{low} {min} is more than {high} {max}.");
        let place = format!("{pointer}/{low}");
        self.found
            .error(Code::ReversedLimits, place, subject, message);
        false
    }

    /// Reports a weight below zero.
    pub(in crate::problem) fn weight(&mut self, weight: Option<i64>, pointer: &str, subject: &str) {
        if weight.is_some_and(|weight| weight < 0) {
            let message = "weight is negative; a weight is the cost of breaking the rule.";
            self.found.error(
                Code::NegativeNumber,
                format!("{pointer}/weight"),
                subject,
                message,
            );
        }
    }

    /// A count within a range; reports one outside it.
    pub(in crate::problem) fn count(
        &mut self,
        number: i64,
        range: RangeInclusive<i64>,
        pointer: &str,
        subject: &str,
    ) -> Option<u32> {
        if range.contains(&number) {
            return u32::try_from(number).ok();
        }
        let code = match number {
            i64::MIN..=-1 => Code::NegativeNumber,
            0 => Code::ZeroNumber,
            _ => Code::NumberTooLarge,
        };
        self.found.error(
            code,
            pointer,
            subject,
            format!("{number} is outside {} to {}.", range.start(), range.end()),
        );
        None
    }
}
