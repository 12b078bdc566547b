//! The reader of shift-scheduling files.

use super::rostering::{Cover, Instance, Request, draft};
use medrota::error::Code;
use medrota::problem::RuleDraft;
use std::collections::BTreeSet;

/// Two people, ten days, an early and a late shift of eight hours.
pub(crate) const TINY: &str = "\
# a file of our own
SECTION_HORIZON
10 # days

SECTION_SHIFTS
early,480,
late,480,early

SECTION_STAFF
# id, most of each, most and least minutes, longest run, shortest run, shortest rest, weekends
ann,early=10|late=3,2880,1440,4,2,2,1
bob,early=0|late=10,3000,1000,5,1,2,1

SECTION_DAYS_OFF
ann,0, 9

SECTION_SHIFT_ON_REQUESTS
ann,2,early,3
bob,9,late,2

SECTION_SHIFT_OFF_REQUESTS
bob,4,late,5

SECTION_COVER
1,early,1,100,1
1,late,1,100,1
2,early,2,100,1
4,late,1,7,7
8,late,0,100,1
";

fn findings(text: &str) -> Vec<(Code, Option<u64>)> {
    let found = Instance::from_text("tiny", text).unwrap_err();
    found
        .as_slice()
        .iter()
        .map(|diagnostic| (diagnostic.code, diagnostic.place.line))
        .collect()
}

#[test]
fn sections_comments_and_numbers_are_read() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    assert_eq!(
        (
            instance.name.as_str(),
            instance.days,
            instance.shifts.len(),
            instance.staff.len()
        ),
        ("tiny", 10, 2, 2)
    );
    assert_eq!(
        (instance.shifts[1].minutes, &instance.shifts[1].not_next),
        (480, &BTreeSet::from([0]))
    );
    let ann = &instance.staff[0];
    assert_eq!(
        (ann.line, &ann.most_of, ann.most_minutes, ann.least_minutes),
        (11, &vec![10, 3], 2880, 1440)
    );
    assert_eq!(
        (
            ann.longest_run,
            ann.shortest_run,
            ann.shortest_rest,
            ann.most_weekends
        ),
        (4, 2, 2, 1)
    );
    assert_eq!(ann.days_off, BTreeSet::from([0, 9]));
    assert_eq!(
        instance.on_requests[1],
        Request {
            employee: 1,
            day: 9,
            shift: 1,
            weight: 2
        }
    );
    assert_eq!(
        instance.off_requests,
        [Request {
            employee: 1,
            day: 4,
            shift: 1,
            weight: 5
        }]
    );
    assert_eq!(
        instance.cover[2],
        Cover {
            day: 2,
            shift: 0,
            wanted: 2,
            under: 100,
            over: 1
        }
    );
    assert_eq!(instance.cover.len(), 5);
}

#[test]
fn line_ends_a_mark_at_the_beginning_and_the_order_of_sections_do_not_matter() {
    let instance = Instance::from_text("tiny", TINY).unwrap();
    assert_eq!(
        Instance::from_text("tiny", &format!("\u{feff}{}", TINY.replace('\n', "\r\n"))).unwrap(),
        instance
    );
    let (before, cover) = TINY.split_once("SECTION_COVER").unwrap();
    let turned = Instance::from_text("tiny", &format!("SECTION_COVER{cover}{before}")).unwrap();
    assert_eq!(
        (turned.cover, turned.on_requests),
        (instance.cover, instance.on_requests)
    );
}

#[test]
fn every_mistake_is_reported_once_with_its_code_and_line() {
    for (good, bad, code, line) in [
        ("10 # days", "x", Code::WrongType, Some(3)),
        ("10 # days", "0", Code::ZeroNumber, Some(3)),
        ("10 # days", "20001", Code::NumberTooLarge, Some(3)),
        ("10 # days", "10\n11", Code::WrongType, Some(4)),
        ("10 # days", "", Code::MissingValue, None),
        ("early,480,\n", "early,480.5,\n", Code::WrongType, Some(6)),
        ("early,480,\n", "early,0,\n", Code::ZeroNumber, Some(6)),
        ("early,480,\n", "early,480\n", Code::MissingField, Some(6)),
        (
            "late,480,early",
            "late,480,early|night",
            Code::UnknownReference,
            Some(7),
        ),
        (
            "late,480,early",
            "late,480,early\nlate,480,",
            Code::DuplicateId,
            Some(8),
        ),
        (
            "late,480,early",
            "late,480,early\n,480,",
            Code::EmptyId,
            Some(8),
        ),
        (
            "early=10|late=3",
            "early=10|late=-3",
            Code::NegativeNumber,
            Some(11),
        ),
        (
            "early=10|late=3",
            "early=10|late=99999999999999999999",
            Code::NumberTooLarge,
            Some(11),
        ),
        ("early=10|late=3", "early=10", Code::MissingField, Some(11)),
        (
            "early=10|late=3",
            "early=10|late=3|late=4",
            Code::DuplicateId,
            Some(11),
        ),
        (
            "early=10|late=3",
            "early=10|late=3|night=4",
            Code::UnknownReference,
            Some(11),
        ),
        (
            "early=10|late=3",
            "early=10|late=3|",
            Code::WrongType,
            Some(11),
        ),
        ("2880,1440", "1440,2880", Code::ReversedLimits, Some(11)),
        ("2880,1440", "900,500", Code::ContradictoryRule, Some(11)),
        (
            "bob,early=0|late=10",
            "ann,early=0|late=10,3000,1000,5,1,2,1\nbob,early=0|late=10",
            Code::DuplicateId,
            Some(12),
        ),
        ("ann,0, 9", "ann,0,10", Code::OutsideHorizon, Some(15)),
        ("ann,0, 9", "ann,0,-1", Code::OutsideHorizon, Some(15)),
        ("ann,0, 9", "ann,", Code::WrongType, Some(15)),
        ("ann,0, 9", "ann", Code::MissingField, Some(15)),
        ("ann,0, 9", "eve,1", Code::UnknownReference, Some(15)),
        (
            "ann,2,early,3",
            "ann,2,early,3\nann,2,early,1",
            Code::DuplicateId,
            Some(19),
        ),
        (
            "ann,2,early,3",
            "ann,2,early,-3",
            Code::NegativeNumber,
            Some(18),
        ),
        (
            "bob,4,late,5",
            "bob,4,night,5",
            Code::UnknownReference,
            Some(22),
        ),
        (
            "8,late,0,100,1",
            "8,late,0,100",
            Code::MissingField,
            Some(29),
        ),
        (
            "8,late,0,100,1",
            "4,late,0,100,1",
            Code::DuplicateId,
            Some(29),
        ),
        (
            "SECTION_COVER",
            "SECTION_COVERS",
            Code::UnknownField,
            Some(24),
        ),
        (
            "SECTION_SHIFT_OFF_REQUESTS",
            "SECTION_DAYS_OFF",
            Code::DuplicateId,
            Some(21),
        ),
        (
            "# a file of our own",
            "a file of our own",
            Code::InvalidSyntax,
            Some(1),
        ),
    ] {
        let found = findings(&TINY.replacen(good, bad, 1));
        assert_eq!(
            found.first(),
            Some(&(code, line)),
            "{good:?} as {bad:?}: {found:?}"
        );
        // A name of a section that is there twice brings its rows with it.
        assert!(
            found.len() == 1 || good.starts_with("SECTION_SHIFT"),
            "{good:?} as {bad:?}: {found:?}"
        );
    }
    assert_eq!(findings(""), [(Code::MissingField, None); 7]);
}

#[test]
fn what_refers_to_something_misread_is_no_mistake_of_its_own() {
    // Of nobody called bob, whose row lacks a field, rows further down speak three times.
    assert_eq!(
        findings(&TINY.replace("3000,1000,5,1,2,1", "3000,1000,5,1,2")),
        [(Code::MissingField, Some(12))]
    );
    let (before, after) = TINY.split_once("SECTION_STAFF").unwrap();
    let cut = format!("{before}{}", &after[after.find("SECTION").unwrap()..]);
    assert_eq!(findings(&cut), [(Code::MissingField, None)]);
}

#[test]
fn several_mistakes_are_reported_at_once() {
    let text = TINY
        .replace("ann,0, 9", "ann,0,77")
        .replace("late,480,early", "late,480,night")
        .replace("bob,4,late,5", "bob,4,late,x");
    let lines: Vec<_> = findings(&text)
        .into_iter()
        .map(|finding| finding.1)
        .collect();
    assert_eq!(lines, [Some(7), Some(15), Some(22)]);
}

#[test]
fn minutes_of_shifts_of_several_lengths_are_a_weighted_amount_where_they_bind() {
    let amounts = |text: &str| {
        let draft = draft(&Instance::from_text("tiny", text).unwrap()).unwrap();
        let is_amount = |rule: &&RuleDraft| matches!(rule, RuleDraft::WeightedAmount(_));
        draft
            .rules
            .iter()
            .filter(is_amount)
            .map(|rule| rule.id().to_owned())
            .collect::<Vec<String>>()
    };
    assert_eq!(
        amounts(&TINY.replace("late,480", "late,600")),
        ["minutes/1440 to 2880"]
    );
    // Of one length they are counts.
    assert!(amounts(TINY).is_empty());
    // Nobody works both.
    assert!(
        amounts(
            &TINY
                .replace("late,480", "late,600")
                .replace("early=10|late=3", "early=10|late=0")
        )
        .is_empty()
    );
    // Ten days of ten hours are within the most.
    assert!(
        amounts(
            &TINY
                .replace("late,480", "late,600")
                .replace("2880,1440", "6000,0")
        )
        .is_empty()
    );
}

#[test]
fn a_least_length_that_no_pattern_says_is_refused() {
    let long = TINY
        .replace("10 # days", "80")
        .replace("2880,1440,4,2,2,1", "2880,1440,4,2,40,1");
    let sentence = draft(&Instance::from_text("tiny", &long).unwrap())
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(sentence.contains("more than 31 days"), "{sentence}");
}

#[test]
fn no_cut_of_a_file_makes_the_reader_panic() {
    for end in 0..TINY.len() {
        let _ = Instance::from_text("tiny", &TINY[..end]);
        let _ = Instance::from_text("tiny", &TINY[end..]);
    }
    for odd in [
        "SECTION_",
        "#",
        ",,,",
        "SECTION_STAFF\n,,,,,,,",
        "SECTION_HORIZON\n日",
        "SECTION_SHIFTS\n|,|,|",
    ] {
        let _ = Instance::from_text("odd", odd);
    }
}
