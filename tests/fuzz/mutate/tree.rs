//! Mutations of a JSON document that know its schema.

use super::grow::Grower;
use crate::common::dice::Dice;
use crate::words::{Words, odd_number, odd_text};
use serde_json::{Value, json};

/// Where a value stands: the keys and positions that lead to it.
type Way = Vec<String>;

/// All places of a document, the whole of it left out.
pub(crate) fn ways(value: &Value) -> Vec<Way> {
    fn walk(value: &Value, way: &mut Way, found: &mut Vec<Way>) {
        let steps: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields
                .iter()
                .map(|(key, value)| (key.clone(), value))
                .collect(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, value)| (index.to_string(), value))
                .collect(),
            _ => Vec::new(),
        };
        for (step, value) in steps {
            way.push(step);
            found.push(way.clone());
            walk(value, way, found);
            way.pop();
        }
    }
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), &mut found);
    found
}

pub(crate) fn at_mut<'a>(value: &'a mut Value, way: &[String]) -> Option<&'a mut Value> {
    way.iter().try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get_mut(step),
        Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?),
        _ => None,
    })
}

fn at<'a>(value: &'a Value, way: &[String]) -> Option<&'a Value> {
    way.iter().try_fold(value, |value, step| match value {
        Value::Object(fields) => fields.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Takes a field or item out.
pub(crate) fn remove(value: &mut Value, way: &[String]) -> Option<Value> {
    let (last, parent) = way.split_last()?;
    match at_mut(value, parent)? {
        Value::Object(fields) => fields.shift_remove(last),
        Value::Array(items) => {
            let index = last.parse::<usize>().ok()?;
            (index < items.len()).then(|| items.remove(index))
        }
        _ => None,
    }
}

/// The name of the field that a place belongs to: its own, or that of the list.
fn field(way: &[String]) -> &str {
    way.iter()
        .rev()
        .find(|step| step.parse::<usize>().is_err())
        .map_or("", String::as_str)
}

/// The schema of a place.
fn schema<'a>(grower: &'a Grower, document: &Value, way: &[String]) -> Option<&'a Value> {
    let (mut node, mut value) = (grower.root(), document);
    for step in way {
        node = grower.child(node, value, step)?;
        value = at(value, std::slice::from_ref(step))?;
    }
    Some(node)
}

/// Another name for something, wherever it stands.
pub(crate) fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => new.clone_into(text),
        Value::String(text) => {
            // Names of rows and built-in rules have ids in them.
            if let Some((head, tail)) = text.split_once('/')
                && tail == old
            {
                *text = format!("{head}/{new}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, old, new)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| rename(field, old, new)),
        _ => {}
    }
}

/// Mutates a document once.
pub(crate) fn mutate(
    dice: &mut Dice,
    grower: &Grower,
    words: &Words,
    document: &mut Value,
    donor: Option<&Value>,
) {
    let places = ways(document);
    if places.is_empty() {
        *document = grower.grow(dice, words, grower.root(), "");
        return;
    }
    let way = dice.pick(&places);
    match dice.between(0, 99) {
        0..=34 => set(dice, grower, words, document, &way),
        35..=44 => drop(remove(document, &way)),
        45..=64 => add(dice, grower, words, document),
        65..=72 => repeat(dice, document, &way),
        73..=80 => swap(dice, document, &places, &way),
        81..=88 => splice(dice, document, &way, donor),
        89..=92 => reverse(document, &places, dice),
        93..=96 => rekind(dice, grower, words, document, &places),
        _ => confuse(dice, document, &way),
    }
}

/// A place gets another value: one that the schema allows, or an odd one.
fn set(dice: &mut Dice, grower: &Grower, words: &Words, document: &mut Value, way: &[String]) {
    let node = schema(grower, document, way).cloned();
    let Some(value) = at_mut(document, way) else {
        return;
    };
    if let Some(node) = node.filter(|_| dice.chance(55)) {
        *value = grower.grow(dice, words, &node, field(way));
        return;
    }
    match value {
        Value::Number(_) => *value = odd_number(dice),
        Value::String(text) => {
            *text = if dice.chance(60) {
                words.text(dice, field(way))
            } else {
                odd_text(dice)
            }
        }
        Value::Bool(truth) => *truth = !*truth,
        Value::Null => *value = odd_number(dice),
        Value::Array(items) => {
            let order = dice.shuffled(items.len());
            *items = order
                .into_iter()
                .map(|index| items[index].clone())
                .collect();
        }
        Value::Object(fields) => {
            if let Some(key) = fields.keys().next().cloned() {
                fields.shift_remove(&key);
            }
        }
    }
}

/// A new field of an object, or a new item of a list.
fn add(dice: &mut Dice, grower: &Grower, words: &Words, document: &mut Value) {
    let mut holders: Vec<Way> = ways(document)
        .into_iter()
        .filter(|way| at(document, way).is_some_and(|value| value.is_object() || value.is_array()))
        .collect();
    // The tables of a problem: half of all additions are new rows and rules.
    let tops = holders
        .iter()
        .filter(|way| way.len() == 1)
        .cloned()
        .collect::<Vec<_>>();
    holders.push(Vec::new());
    let way = if dice.chance(50) && !tops.is_empty() {
        dice.pick(&tops)
    } else {
        dice.pick(&holders)
    };
    let Some(node) = schema(grower, document, &way).map(|node| grower.resolve(node).clone()) else {
        return;
    };
    let Some(value) = at_mut(document, &way) else {
        return;
    };
    if let Value::Array(items) = value {
        let item = grower.grow(dice, words, &node["items"], field(&way));
        let position = dice.between(0, items.len());
        return items.insert(position, item);
    }
    let options = match node.get("oneOf").and_then(Value::as_array) {
        Some(options) => options
            .iter()
            .find(|option| option["properties"]["kind"]["const"] == value["kind"])
            .cloned(),
        None => Some(node),
    };
    let Some(properties) = options
        .as_ref()
        .and_then(|option| option["properties"].as_object())
    else {
        return;
    };
    let Value::Object(fields) = value else { return };
    let missing: Vec<&String> = properties
        .keys()
        .filter(|name| !fields.contains_key(*name))
        .collect();
    if !missing.is_empty() {
        let name = dice.pick(&missing);
        fields.insert(
            name.clone(),
            grower.grow(dice, words, &properties[name], name),
        );
    }
}

/// An item more than once: as it is, or under new ids.
fn repeat(dice: &mut Dice, document: &mut Value, way: &[String]) {
    let Some(split) = way.iter().rposition(|step| step.parse::<usize>().is_ok()) else {
        return;
    };
    let (parent, index) = (&way[..split], way[split].parse::<usize>().unwrap_or(0));
    let times = match dice.between(0, 99) {
        0 => 2_000,
        1..=9 => dice.between(10, 60),
        _ => dice.between(1, 3),
    };
    let fresh = dice.chance(70);
    let Some(Value::Array(items)) = at_mut(document, parent) else {
        return;
    };
    let Some(item) = items.get(index).cloned() else {
        return;
    };
    for number in 0..times {
        let mut copy = item.clone();
        if fresh && let Some(Value::String(id)) = copy.get_mut("id") {
            *id = format!("{id}+{number}");
        }
        items.push(copy);
    }
}

/// Two places change their values; half of the time two of the same field.
fn swap(dice: &mut Dice, document: &mut Value, places: &[Way], way: &[String]) {
    let alike: Vec<Way> = places
        .iter()
        .filter(|other| field(other) == field(way))
        .cloned()
        .collect();
    let other = if dice.chance(50) && !alike.is_empty() {
        dice.pick(&alike)
    } else {
        dice.pick(places)
    };
    if other.starts_with(way) || way.starts_with(&other) {
        return;
    }
    let Some(one) = at(document, way).cloned() else {
        return;
    };
    let Some(two) = at_mut(document, &other).map(|value| std::mem::replace(value, one)) else {
        return;
    };
    if let Some(value) = at_mut(document, way) {
        *value = two;
    }
}

/// A place gets the value of a place of the same field in another document.
fn splice(dice: &mut Dice, document: &mut Value, way: &[String], donor: Option<&Value>) {
    let Some(donor) = donor else { return };
    let alike: Vec<Way> = ways(donor)
        .into_iter()
        .filter(|other| field(other) == field(way) && other.len() == way.len())
        .collect();
    if alike.is_empty() {
        return;
    }
    let taken = at(donor, &dice.pick(&alike)).cloned();
    if let (Some(value), Some(taken)) = (at_mut(document, way), taken) {
        *value = taken;
    }
}

/// A span runs backwards.
fn reverse(document: &mut Value, places: &[Way], dice: &mut Dice) {
    const ENDS: [(&str, &str); 6] = [
        ("from", "to"),
        ("arrival", "departure"),
        ("visa_from", "visa_to"),
        ("start", "end"),
        ("min", "max"),
        ("first_period", "last_period"),
    ];
    let spans: Vec<&Way> = places
        .iter()
        .filter(|way| ENDS.iter().any(|(first, _)| field(way) == *first))
        .collect();
    if spans.is_empty() {
        return;
    }
    let way = dice.pick(&spans).clone();
    let Some((_, last)) = ENDS.iter().find(|(first, _)| field(&way) == *first) else {
        return;
    };
    let mut other = way.clone();
    if let Some(end) = other.last_mut() {
        *end = (*last).to_owned();
    }
    if let (Some(one), Some(two)) = (at(document, &way).cloned(), at(document, &other).cloned()) {
        *at_mut(document, &way).unwrap() = two;
        *at_mut(document, &other).unwrap() = one;
    }
}

/// A rule, change or part becomes one of another kind and keeps what fields fit.
fn rekind(dice: &mut Dice, grower: &Grower, words: &Words, document: &mut Value, places: &[Way]) {
    let kinds: Vec<Way> = places
        .iter()
        .filter(|way| field(way) == "kind")
        .map(|way| way[..way.len() - 1].to_vec())
        .collect();
    if kinds.is_empty() {
        return;
    }
    let way = dice.pick(&kinds);
    let Some(options) = schema(grower, document, &way)
        .map(|node| grower.resolve(node))
        .and_then(|node| node["oneOf"].as_array())
    else {
        return;
    };
    let option = dice.pick(options);
    let grown = grower.grow(dice, words, &option, "");
    let Some(Value::Object(old)) = at_mut(document, &way) else {
        return;
    };
    let Value::Object(mut new) = grown else {
        return;
    };
    for (name, value) in old
        .iter()
        .filter(|(name, _)| *name != "kind" && option["properties"].get(name.as_str()).is_some())
    {
        new.insert(name.clone(), value.clone());
    }
    *old = new;
}

/// A value of another type.
fn confuse(dice: &mut Dice, document: &mut Value, way: &[String]) {
    let Some(value) = at_mut(document, way) else {
        return;
    };
    let old = value.clone();
    *value = match dice.between(0, 6) {
        0 => Value::Null,
        1 => json!([old]),
        2 => json!({ "id": old }),
        3 => json!(old.to_string()),
        4 => json!([]),
        5 => json!({}),
        _ => json!(true),
    };
}
