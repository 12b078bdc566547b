//! What building a diagram starts from and comes to: a diagram with the move behind each label.

use super::frame::{Frame, Templates};
use super::graph::{Arc, Diagram, Label, Place};

/// Target of an arc to the end, and template of its label.
pub(super) const END: u32 = u32::MAX;

/// A diagram with the template of each label.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub(super) diagram: Diagram,
    pub(super) template_of: Vec<u32>,
}

impl Built {
    /// The diagram that only knows the axis: a node before each step, every move there may be at all.
    pub(super) fn of_axis(frame: &Frame, templates: &Templates) -> Self {
        let steps = frame.leave.len();
        let mut diagram = Diagram {
            step_of: (0..=steps as u32).collect(),
            ..Diagram::default()
        };
        diagram.labels = templates
            .list
            .iter()
            .map(|template| template.label)
            .collect();
        diagram.labels.push(Label {
            place: Place::End,
            first: steps as u32,
            steps: 0,
            value: 0,
        });
        diagram.first_label = (0..=diagram.labels.len() as u32).collect();
        diagram.arcs = diagram
            .labels
            .iter()
            .zip(0..)
            .map(|(label, bundle)| Arc {
                bundle,
                to: label.first + label.steps,
            })
            .collect();
        diagram.first_arc = (0..steps)
            .map(|step| templates.of_step(step).start as u32)
            .collect();
        let labels = diagram.labels.len() as u32;
        diagram.first_arc.extend([labels - 1, labels, labels]);
        diagram.step_of.push(steps as u32);
        if let Some(last) = diagram.arcs.last_mut() {
            last.to = steps as u32 + 1;
        }
        Self {
            diagram,
            template_of: (0..labels - 1).chain([END]).collect(),
        }
    }
}
