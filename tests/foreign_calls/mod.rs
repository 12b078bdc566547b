//! One call of every public function that takes a schedule, an id or a result, whatever problem it is of.
#![allow(unused_must_use, reason = "only that they return is asked here")]

use medrota::certificate::{Certificate, Verifier};
use medrota::check::{
    Metrics, Report, Subject, Violation, check, differences, normalised, personal, timeline,
};
use medrota::diagram::{Axis, BuildLimits, Label, Pathways, Place, to_dot};
use medrota::explain::{
    Conflict, Explanation, Part, Plan, Proof, RelaxationOptions, RelaxationPrices,
    ShortfallOptions, Wish, audit, conflicts, relaxations, shortfall, why, why_not,
    worth_of_places,
};
use medrota::format::{
    ReadOptions, ScheduleDocument, read_published, read_schedule, schedule_bytes,
    schedule_from_bytes, write_schedule,
};
use medrota::formulation::{Formulation, RowId};
use medrota::ids::{
    ActivityId, CohortId, DepartmentId, DoctorId, EventId, GridId, HospitalId, PeriodId, RegionId,
    RuleId, SpecialtyId,
};
use medrota::problem::rule::is_personal;
use medrota::replan::questions::{alternatives, best_places, who_instead, wishes};
use medrota::replan::{Differences, Expected, Keep, Replan, Replanned, publish, swap};
use medrota::report::{Findings, Language, changes, csv, html, icalendar, scenarios, text};
use medrota::scenario::robust::{RobustOptions, after_disruptions, choose_robust};
use medrota::scenario::{
    Baseline, Change, Comparison, RunDocument, Scenario, ScenarioResult, ScenarioRun, ScenarioSet,
    Shard,
};
use medrota::schedule::{Pathway, Rotation};
use medrota::{Outcome, Problem, Schedule, Solver};

/// What was found out about some problem.
pub(crate) struct Other {
    problem: Problem,
    explanation: Explanation,
    conflict: Conflict,
    replanned: Option<Replanned>,
    certificate: Option<Certificate>,
    baseline: Option<Baseline>,
    outcome: Outcome,
    comparison: Option<(Comparison, Vec<ScenarioResult>)>,
    report: Report,
    pathways: Pathways,
}

pub(crate) fn others(problems: &[Problem], solver: &Solver) -> Vec<Other> {
    problems
        .iter()
        .filter_map(|problem| other(problem, solver))
        .collect()
}

/// Nothing where an engine ends in an error of its own, which is not what is asked here.
fn other(problem: &Problem, solver: &Solver) -> Option<Other> {
    let outcome = solver.solve(problem).ok()?;
    let certificate = outcome.certificate().cloned();
    let schedule = outcome.schedule.clone().unwrap_or_default();
    let report = check(problem, &schedule);
    let replanned = Replan::of(problem, &schedule)
        .and_then(|replan| replan.solve(solver))
        .ok();
    let baseline = Baseline::new(problem, outcome.clone()).ok();
    let comparison = baseline.as_ref().and_then(|baseline| {
        let (results, _) = ScenarioRun::new(&set(problem), baseline)
            .solver(solver.clone())
            .threads(1)
            .collect_all()
            .ok()?;
        let mut comparison = Comparison::new(baseline);
        results.iter().for_each(|result| comparison.add(result));
        Some((comparison, results))
    });
    let found = conflicts(
        problem,
        &medrota::explain::ConflictOptions::default().solver(solver.clone()),
    )
    .ok()?;
    let relaxations = relaxations(
        problem,
        &RelaxationOptions::default().solver(solver.clone()),
    )
    .ok()?;
    let explanation = Explanation {
        audit: audit(problem),
        conflicts: found,
        relaxations,
        ..Explanation::default()
    };
    // A conflict of everything there can be, whatever it says.
    let parts = parts_of_everything(problem);
    let conflict = Conflict {
        is_needed: vec![true; parts.len()],
        parts,
        proof: Proof::Backend,
        problem: problem.clone(),
        certificate: None,
    };
    let pathways = Pathways::build(problem, BuildLimits { arcs: 20_000 }, true);
    Some(Other {
        problem: problem.clone(),
        explanation,
        conflict,
        replanned,
        certificate,
        baseline,
        outcome,
        comparison,
        report,
        pathways,
    })
}

fn withdrawals(problem: &Problem) -> Vec<Scenario> {
    let withdrawn = |doctor: &medrota::problem::Doctor| Change::Withdraw {
        doctor: doctor.key.clone(),
    };
    let doctors = problem.doctors().iter().take(2);
    doctors
        .map(|doctor| Scenario::new(&format!("without {}", doctor.key), vec![withdrawn(doctor)]))
        .collect()
}

fn set(problem: &Problem) -> ScenarioSet {
    ScenarioSet::list("withdrawals", withdrawals(problem))
}

fn parts_of_everything(problem: &Problem) -> Vec<Part> {
    let doctors = (0..problem.doctors().len()).map(DoctorId::new);
    let mut parts: Vec<Part> = Vec::new();
    for doctor in doctors {
        parts.extend([
            Part::Stay { doctor },
            Part::Leaves { doctor },
            Part::Eligibility { doctor },
        ]);
        parts.extend(
            problem
                .rules_of(doctor)
                .iter()
                .map(|&rule| Part::Rule { rule, doctor }),
        );
        parts.extend((0..problem.events().len()).map(|event| Part::Attendance {
            event: EventId::new(event),
            doctor,
        }));
    }
    parts.extend((0..problem.events().len()).map(|event| Part::Event {
        event: EventId::new(event),
    }));
    let last = PeriodId::new(problem.horizon().len());
    parts.extend((0..problem.rule_count()).map(|rule| Part::Shared {
        rule: RuleId::new(rule),
    }));
    parts.extend((0..problem.rule_count()).map(|rule| Part::Places {
        rule: RuleId::new(rule),
        first: PeriodId::new(0),
        last,
    }));
    parts
}

const POSITIONS: [usize; 6] = [0, 1, 5, 300, 70_000, usize::MAX];

/// Every function that takes a schedule or an id.
pub(crate) fn call_everything(
    problem: &Problem,
    schedule: &Schedule,
    others: &[Other],
    solver: &Solver,
) {
    let report = check(problem, schedule);
    views(problem, schedule, &report);
    let _ = problem.ensure_known(schedule);
    let metrics = Metrics::new(problem, schedule);
    let folder = tempfile::tempdir().unwrap();
    #[cfg(feature = "spreadsheet")]
    let _ = medrota::format::write_chart(
        folder.path().join("chart.xlsx"),
        problem,
        schedule,
        Language::Hebrew.chart_words(),
    );
    for name in ["schedule.json", "schedule.csv"] {
        let path = folder.path().join(name);
        if write_schedule(&path, problem, schedule).is_ok() {
            // Overlapping rotations can be written and are refused when they are read.
            let _ = read_schedule(&path, problem, &ReadOptions::default());
            read_published(&path, problem, &ReadOptions::default()).unwrap();
            for other in others {
                let _ = read_schedule(&path, &other.problem, &ReadOptions::default());
                let _ = read_published(&path, &other.problem, &ReadOptions::default());
            }
        }
    }
    for name in ["schedule.csv", "schedule.json", "schedule.xlsx"] {
        if let Ok(bytes) = schedule_bytes(name, problem, schedule) {
            let _ = schedule_from_bytes(name, &bytes, problem, &ReadOptions::new());
        }
    }
    if let Ok(document) = ScheduleDocument::new(problem, schedule) {
        for other in others {
            let _ = document.resolve(&other.problem);
        }
    }
    if let Ok(replan) = Replan::of(problem, schedule) {
        let _ = replan.solve(solver);
    }
    let _ = publish(problem, schedule).map(|draft| draft.validate());
    let _ = solver.clone().warm_start(schedule.clone()).solve(problem);
    let _ = Baseline::from_schedule(problem, schedule.clone(), Some(0));
    for change in withdrawals(problem) {
        let known = Scenario {
            known_from: Some("#2".into()),
            ..change.clone()
        };
        let _ = known.apply(problem, Some(schedule));
        let _ = known.resolve_names(problem);
    }
    let plan = Plan {
        schedule,
        bound: None,
    };
    for position in POSITIONS {
        let (doctor, period, activity) = (
            DoctorId::new(position),
            PeriodId::new(position),
            ActivityId::new(position),
        );
        let pathway = schedule.pathway(doctor);
        let rotations = pathway
            .rotations()
            .iter()
            .map(|rotation: &Rotation| rotation.covers(period))
            .filter(|covers| *covers)
            .count();
        assert!(rotations == 0 || pathway.rotation_at(period).is_some());
        metrics.load(DepartmentId::new(position), period);
        personal(problem, doctor, pathway);
        timeline(problem, doctor, pathway);
        normalised(problem, doctor, pathway);
        for other in schedule.pathways().iter().take(3) {
            differences(problem, doctor, pathway, other);
        }
        let _ = why(problem, plan, doctor, period, solver);
        for is_there in [true, false] {
            let wish = Wish {
                doctor,
                activity,
                first: period,
                last: PeriodId::new(position.saturating_add(1)),
                is_there,
            };
            wish.describe(problem);
            let _ = why_not(problem, plan, wish, solver);
        }
        let _ = swap(
            problem,
            schedule,
            [doctor, DoctorId::new(0)],
            [period, period],
        );
        if position == 0 {
            let _ = best_places(problem, plan, doctor, [period, period], solver);
            let _ = who_instead(problem, plan, doctor, period, 1, solver);
            let _ = wishes(problem, plan, &[doctor], solver);
            let _ = alternatives(problem, plan, 1, 1, solver);
        }
        if position != 1 {
            let _ = solver.lottery(problem, &[doctor]);
            let _ = solver.lexicographic(problem, &[vec![RuleId::new(position)]]);
        }
    }
    let now = Differences::new(problem, &Schedule::default(), schedule);
    for other in others {
        if let Some(certificate) = &other.certificate {
            let _ = worth_of_places(problem, plan, certificate, 1, solver);
        }
        let against = other
            .baseline
            .as_ref()
            .and_then(Baseline::schedule)
            .cloned()
            .unwrap_or_default();
        for all in [
            Differences::new(problem, schedule, &against),
            Differences::new(problem, &against, schedule),
            now.clone(),
        ] {
            let _ = all.of(DoctorId::new(usize::MAX));
            for shown in [problem, &other.problem] {
                changes::csv(shown, &all, schedule).unwrap();
                changes::letters(shown, &all, schedule);
            }
        }
    }
    if schedule.pathways().len() < 2 {
        look_up(problem);
        others
            .iter()
            .for_each(|other| results(problem, other, schedule, solver));
    }
}

/// Everything that shows a judged schedule; the judgement may be of another problem, too.
fn views(problem: &Problem, schedule: &Schedule, report: &Report) {
    let findings = Findings::new(problem, schedule, report);
    text::summary(&findings);
    text::breaches(&findings);
    icalendar::calendars(
        &findings,
        &icalendar::Published::of_schedule(problem, findings.schedule),
    );
    html::pages(&findings);
    html::page(&findings);
    Language::ALL
        .iter()
        .for_each(|&language| drop(html::page(&findings.language(language))));
    icalendar::Published::of_schedule_in(Language::Hebrew, problem, findings.schedule);
    icalendar::Published::of_findings(&findings);
    html::page_with(&findings, &html::Options::default());
    for table in [csv::load, csv::requirements, csv::ledger, csv::roster] {
        table(&findings).unwrap();
    }
    for table in [
        csv::load(&findings),
        csv::requirements(&findings),
        csv::ledger(&findings),
        csv::roster(&findings),
    ] {
        table.unwrap();
    }
    for position in POSITIONS {
        icalendar::doctor(&findings, DoctorId::new(position));
        icalendar::department(&findings, DepartmentId::new(position));
    }
    icalendar::filtered(&findings, "all", |_, _| true, true);
    for violation in report.violations.iter().chain(&report.breaches) {
        violation.describe(problem);
        violation.unit(problem);
        violation.subject.describe(problem);
    }
}

/// Every look-up by an id.
fn look_up(problem: &Problem) {
    let mut set: Vec<Subject> = Vec::new();
    for position in POSITIONS {
        let (doctor, period, event) = (
            DoctorId::new(position),
            PeriodId::new(position),
            EventId::new(position),
        );
        let strange = position >= 300;
        assert!(!strange || problem.doctor(doctor).name == medrota::problem::UNKNOWN);
        assert!(
            !strange
                || problem.activity(ActivityId::new(position)).key == medrota::problem::UNKNOWN
        );
        problem.grid(GridId::new(position));
        problem.specialty(SpecialtyId::new(position));
        problem.region(RegionId::new(position));
        problem.cohort(CohortId::new(position));
        problem.hospital(HospitalId::new(position));
        problem.department(DepartmentId::new(position));
        problem.event(event);
        problem.requirement(position).history_of(doctor);
        let rule = RuleId::new(position);
        problem.rule_key(rule);
        problem.is_hard(rule);
        is_personal(problem.rule(rule));
        problem.rules_of(doctor);
        problem.eligible(doctor);
        problem.fixed_events(doctor);
        problem.presence(doctor, period);
        problem.leave_counts(doctor, period);
        problem.rotation_of(ActivityId::new(position));
        let _ = problem.works_in(ActivityId::new(position), period);
        problem.activity(ActivityId::new(position)).is_leave(period);
        let _ = problem.ensure_doctor(doctor);
        let _ = problem.ensure_activity(ActivityId::new(position));
        let _ = problem
            .ensure_period(period)
            .and_then(|()| problem.ensure_event(event))
            .and_then(|()| problem.ensure_rule(rule));
        let _ = problem.horizon().span(period).to_string();
        for grid in problem
            .grids()
            .iter()
            .chain([problem.grid(GridId::new(position))])
        {
            grid.first(grid.block_of(period));
            grid.last(position);
        }
        set.extend([
            Subject::Schedule,
            Subject::Doctor(doctor),
            Subject::Doctors(doctor, DoctorId::new(position / 2)),
            Subject::Cohort(CohortId::new(position)),
            Subject::Group(position),
            Subject::Hospital(HospitalId::new(position)),
            Subject::Department(DepartmentId::new(position)),
            Subject::Activity(ActivityId::new(position)),
            Subject::Slot(event, u32::try_from(position).unwrap_or(u32::MAX)),
        ]);
        Axis::new(problem, doctor);
    }
    // A judgement of everything by everybody.
    let rules = (0..problem.rule_count() + 2).map(RuleId::new);
    let violations: Vec<Violation> = rules
        .flat_map(|rule| set.iter().map(move |&subject| (rule, subject)))
        .zip(POSITIONS.into_iter().cycle())
        .map(|((rule, subject), position)| Violation {
            rule,
            subject,
            period: Some(PeriodId::new(position)),
            amount: i64::MAX,
        })
        .collect();
    let report = Report {
        breaches: violations.clone(),
        violations,
        value: i64::MIN,
        scores: vec![i64::MAX; 3],
    };
    views(problem, &Schedule::default(), &report);
}

/// Results of another problem.
fn results(problem: &Problem, other: &Other, schedule: &Schedule, solver: &Solver) {
    views(problem, schedule, &other.report);
    html::explanation_page(problem, &other.explanation);
    html::explanation_page_in(Language::Hebrew, problem, &other.explanation);
    text::explanation(problem, &other.explanation);
    other.explanation.to_json(problem);
    let _ = serde_json::to_value(problem.with_ids(&other.outcome));
    let _ = serde_json::to_value(problem.with_ids(&other.explanation));
    let _ = serde_json::to_value(problem.with_ids(&other.replanned));
    let _ = serde_json::to_value(problem.with_ids(schedule));
    let _ = solver
        .clone()
        .continue_from(&other.outcome)
        .pool(problem, 1, 1, 1.0);
    other.explanation.audit.describe(problem);
    for finding in &other.explanation.audit.findings {
        finding.departments(problem);
        finding.describe(problem);
    }
    let options = RelaxationOptions::default().solver(solver.clone());
    let few = ShortfallOptions::default()
        .solver(solver.clone())
        .questions(solver.clone())
        .most_questions(1);
    for conflict in other
        .explanation
        .conflicts
        .conflicts
        .iter()
        .chain([&other.conflict])
    {
        conflict.describe(problem);
        conflict.summary(problem);
        conflict.sentences(problem);
        let _ = conflict.cheapest_way_out(problem, &options);
        for part in &conflict.parts {
            part.describe(problem);
            part.rule(problem);
            RelaxationPrices::default().of(problem, *part);
        }
    }
    for relaxation in &other.explanation.relaxations.relaxations {
        relaxation.describe(problem);
        relaxation.sentences(problem);
        relaxation
            .given
            .iter()
            .for_each(|given| drop(given.concession.describe(problem)));
        relaxation
            .given
            .iter()
            .for_each(|given| drop(given.concession.to_changes(problem)));
    }
    if let Ok(short) = shortfall(&other.problem, &few) {
        short
            .unmet
            .iter()
            .for_each(|unmet| drop(unmet.describe(problem)));
    }
    if let Some(replanned) = &other.replanned {
        changes::summary(problem, replanned);
        html::changes_page(problem, replanned);
        html::changes_page_in(Language::Hebrew, problem, replanned);
    }
    if let Some((comparison, listed)) = &other.comparison {
        html::scenarios_page("study", problem, comparison, listed);
        html::scenarios_page_in(Language::Hebrew, "study", problem, comparison, listed);
        for result in listed {
            scenarios::row(problem, comparison, result).unwrap();
            comparison.effect(result);
        }
        scenarios::delivered(problem, comparison).unwrap();
        scenarios::effects(comparison).unwrap();
        scenarios::limiting(comparison).unwrap();
    }
    if let Some(certificate) = &other.certificate {
        let _ = certificate.verify(problem);
        let _ = Verifier::new(problem, certificate).verify(certificate);
        let _ = solver
            .clone()
            .warm_prices(certificate.clone())
            .solve(problem);
        if let Some(baseline) = &other.baseline {
            let _ = baseline
                .clone()
                .with_certificate(certificate.clone())
                .map(|baseline| baseline.figures());
        }
    }
    let _ = Baseline::new(problem, other.outcome.clone());
    let _ = solver.clone().continue_from(&other.outcome).solve(problem);
    if let Some(baseline) = &other.baseline {
        let options = RobustOptions::new(baseline.problem())
            .solver(solver.clone())
            .threads(1);
        let foreign = set(problem);
        let _ = foreign.to_csv(baseline.problem());
        let _ = after_disruptions(baseline, schedule, &foreign, &options);
        let _ = choose_robust(baseline, &foreign, &options);
        RunDocument::new(&foreign, baseline, solver, true, Shard::new(1, 1).unwrap());
        let mut comparison = Comparison::new(baseline);
        if let Some((_, listed)) = &other.comparison {
            listed.iter().for_each(|result| comparison.add(result));
        }
        let _ = foreign.clone().resolve_names(problem);
        if let Ok((listed, _)) = ScenarioRun::new(&foreign, baseline)
            .solver(solver.clone())
            .threads(1)
            .collect_all()
        {
            listed.iter().for_each(|result| comparison.add(result));
        }
    }
    let keeps = POSITIONS.into_iter().flat_map(|position| {
        let (doctor, period) = (DoctorId::new(position), PeriodId::new(position));
        [
            Keep::Before(period),
            Keep::Beginning(period),
            Keep::Periods(period, period),
            Keep::Doctor(doctor),
            Keep::Cell(doctor, period),
        ]
    });
    for keep in keeps {
        let _ = Replan::new(problem).keep(keep).solve(solver);
    }
    for position in POSITIONS {
        let (doctor, period) = (DoctorId::new(position), PeriodId::new(position));
        let _ = Replan::new(problem)
            .keep_doctor(doctor)
            .keep_cell(doctor, period)
            .keep_rotation(doctor, period)
            .solve(solver);
        Expected::like(&other.problem)
            .doctors(2)
            .arriving(period, PeriodId::new(position.saturating_add(3)))
            .futures(problem, 2, 1);
        other.pathways.class(doctor);
        other.pathways.class_index(doctor);
        other.pathways.axis(doctor);
        other.pathways.enumerate(problem, doctor, 100);
    }
    inner(problem, &other.pathways);
}

/// Diagrams and rows, whose numbers are ids of a kind.
fn inner(problem: &Problem, pathways: &Pathways) {
    for class in pathways.classes() {
        to_dot(problem, &class.diagram);
        class
            .rules_left_out()
            .for_each(|rule| assert!(!problem.rule_key(rule).is_empty()));
        for position in [0, 7, u32::MAX] {
            class.diagram.arcs_of(position);
            class.diagram.labels_of(position);
            class.diagram.step_of(position);
            assert!(position != u32::MAX || class.diagram.moves_of(position).count() == 0);
            let place = Place::Start(u16::try_from(position).unwrap_or(u16::MAX));
            class.diagram.activity(&Label {
                place,
                first: 0,
                steps: 1,
                value: 0,
            });
        }
    }
    let own = Pathways::build(problem, BuildLimits { arcs: 20_000 }, true);
    let formulation = Formulation::new(problem, &own);
    for position in POSITIONS {
        formulation.row_name(problem, RowId::new(position));
    }
    for group in formulation.groups() {
        group.judge(|row| i64::try_from(row.index()).unwrap_or(0));
    }
    assert_eq!(schedule_of_nobody().pathways().len(), 3);
}

/// `Schedule::set` makes room for whomever it is told of.
fn schedule_of_nobody() -> Schedule {
    let mut schedule = Schedule::default();
    schedule.set(DoctorId::new(2), Pathway::default());
    schedule
}
