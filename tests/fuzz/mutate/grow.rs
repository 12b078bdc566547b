//! Values that a JSON Schema allows: new rows, rules and changes of any kind, without a list of them here.

use crate::common::dice::Dice;
use crate::words::{Words, number, odd_number};
use serde_json::{Map, Value};

/// A schema and its definitions.
#[derive(Debug)]
pub(crate) struct Grower {
    schema: Value,
}

impl Grower {
    pub(crate) fn new(schema: Value) -> Self {
        Self { schema }
    }
    /// The schema of the whole document.
    pub(crate) fn root(&self) -> &Value {
        &self.schema
    }
    /// Follows a reference, and a choice between something and null.
    pub(crate) fn resolve<'a>(&'a self, node: &'a Value) -> &'a Value {
        if let Some(pointer) = node.get("$ref").and_then(Value::as_str) {
            return self
                .schema
                .pointer(pointer.trim_start_matches('#'))
                .map_or(node, |found| self.resolve(found));
        }
        if let Some(first) = node.get("anyOf").and_then(|options| options.get(0)) {
            return self.resolve(first);
        }
        node
    }
    /// The schema of a field or item of `value`, which `node` describes.
    pub(crate) fn child<'a>(
        &'a self,
        node: &'a Value,
        value: &Value,
        key: &str,
    ) -> Option<&'a Value> {
        let node = self.resolve(node);
        if value.is_array() {
            return node.get("items");
        }
        let properties = match node.get("oneOf").and_then(Value::as_array) {
            Some(options) => options
                .iter()
                .find(|option| option["properties"]["kind"]["const"] == value["kind"])?
                .get("properties"),
            None => node.get("properties"),
        };
        properties?.get(key)
    }
    /// A value that `node` allows, for a field of the name `field`.
    pub(crate) fn grow(&self, dice: &mut Dice, words: &Words, node: &Value, field: &str) -> Value {
        let node = self.resolve(node);
        if let Some(options) = node.get("oneOf").and_then(Value::as_array) {
            let option = dice.pick(options);
            return self.grow(dice, words, &option, field);
        }
        if let Some(constant) = node.get("const") {
            return constant.clone();
        }
        let kind = match &node["type"] {
            Value::String(only) => only.as_str(),
            Value::Array(several) => several.first().and_then(Value::as_str).unwrap_or("null"),
            _ => "null",
        };
        match kind {
            "object" => self.object(dice, words, node),
            "array" => {
                let count = if dice.chance(90) {
                    dice.between(0, 3)
                } else {
                    dice.between(4, 12)
                };
                (0..count)
                    .map(|_| self.grow(dice, words, &node["items"], field))
                    .collect()
            }
            "string" => words.text(dice, field).into(),
            "integer" if dice.chance(90) => dice.amount(0, 6).into(),
            "integer" => number(dice).into(),
            "number" => odd_number(dice),
            "boolean" => dice.chance(50).into(),
            _ => Value::Null,
        }
    }

    fn object(&self, dice: &mut Dice, words: &Words, node: &Value) -> Value {
        let mut fields = Map::new();
        let required = |name: &str| {
            node["required"]
                .as_array()
                .is_some_and(|names| names.iter().any(|known| known == name))
        };
        // Ends of spans and ids are hardly ever to be left out, whatever the schema says; filters are better short.
        let often = |name: &str| {
            matches!(
                name,
                "id" | "from"
                    | "to"
                    | "of"
                    | "doctor"
                    | "activity"
                    | "department"
                    | "slots"
                    | "event"
            )
        };
        for (name, child) in node["properties"].as_object().into_iter().flatten() {
            if required(name) || dice.chance(if often(name) { 95 } else { 25 }) {
                fields.insert(name.clone(), self.grow(dice, words, child, name));
            }
        }
        if let Some(Value::String(id)) = fields.get_mut("id") {
            *id = format!("new-{}", dice.between(1, 99_999));
        }
        Value::Object(fields)
    }
}
