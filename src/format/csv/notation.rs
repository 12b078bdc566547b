//! The notation inside cells: lists, filters and slots.
//!
//! An **item** is written as it is, or as a JSON string (`"…"` with backslash escapes) where it is empty, starts or ends
//! with white space, or contains a separator of its notation. So every text survives the way into a cell and back.

use super::fault::Fault;
use super::guard::quoted;
use crate::error::Code;
use crate::problem::draft::SlotDraft;

/// Texts that an item may not contain unquoted, besides `;` and `"`.
#[derive(Clone, Copy)]
pub(super) enum Within {
    /// A list: nothing else.
    List,
    /// A filter: white space and `=`.
    Filter,
    /// Slots: two dots.
    Slots,
}

impl Within {
    fn ends_item(self, rest: &str) -> bool {
        match self {
            _ if rest.starts_with(';') => true,
            Self::List => false,
            Self::Filter => {
                rest.starts_with(|character: char| character.is_whitespace() || character == '=')
            }
            Self::Slots => rest.starts_with(".."),
        }
    }
}

/// Writes an item, quoted if it must be.
fn write_item(item: &str, within: Within) -> String {
    let separated = item
        .char_indices()
        .any(|(at, _)| within.ends_item(&item[at..]));
    // A dot at either end would run into the two dots between the ends of a slot.
    let dotted = matches!(within, Within::Slots) && (item.starts_with('.') || item.ends_with('.'));
    let plain = !item.is_empty()
        && item.trim() == item
        && !item.contains('"')
        && !item.contains(char::is_control);
    if plain && !separated && !dotted {
        item.to_owned()
    } else {
        quoted(item)
    }
}

/// Writes a list.
pub(super) fn write_list(items: &[String], within: Within) -> String {
    items
        .iter()
        .map(|item| write_item(item, within))
        .collect::<Vec<_>>()
        .join(";")
}

/// Writes slots.
pub(super) fn write_slots(slots: &[SlotDraft]) -> String {
    let slot = |slot: &SlotDraft| {
        let end = |point: &str| write_item(point, Within::Slots);
        format!("{}..{}", end(&slot.from), end(&slot.to))
    };
    slots.iter().map(slot).collect::<Vec<_>>().join(";")
}

/// Reads a list; an empty cell is an empty list.
pub(super) fn read_list(text: &str) -> Result<Vec<String>, Fault> {
    let mut cursor = Cursor::new(text, Within::List);
    if cursor.at_end() {
        return Ok(Vec::new());
    }
    let items = cursor.items()?;
    cursor.end()?;
    Ok(items)
}

/// Reads the parts `key=item;item …` of a filter.
pub(super) fn read_filter(text: &str) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let mut cursor = Cursor::new(text, Within::Filter);
    let mut parts: Vec<(String, Vec<String>)> = Vec::new();
    while !cursor.at_end() {
        let key = cursor.item()?;
        if !cursor.eat("=") {
            return Err(cursor.fault(&format!("an equals sign is missing behind {key:?}")));
        }
        if parts.iter().any(|(known, _)| *known == key) {
            return Err(Fault::new(
                Code::DuplicateColumn,
                format!("{key:?} is given more than once."),
            ));
        }
        let items = cursor.items()?;
        parts.push((key, items));
    }
    Ok(parts)
}

/// Reads slots, `from..to;from..to`; a single point stands for a slot that starts and ends there.
pub(super) fn read_slots(text: &str) -> Result<Vec<SlotDraft>, Fault> {
    let mut cursor = Cursor::new(text, Within::Slots);
    let mut slots = Vec::new();
    while !cursor.at_end() {
        if !slots.is_empty() && !cursor.eat(";") {
            return Err(cursor.fault("a semicolon is missing"));
        }
        let from = cursor.item()?;
        let to = if cursor.eat("..") {
            cursor.item()?
        } else {
            from.clone()
        };
        slots.push(SlotDraft { from, to });
    }
    Ok(slots)
}

/// Reads a text that may be quoted as a whole: `None` for an empty cell.
pub(super) fn read_optional(text: &str) -> Result<Option<String>, Fault> {
    match text {
        "" => Ok(None),
        quoted if quoted.starts_with('"') => {
            let mut cursor = Cursor::new(text, Within::List);
            let item = cursor.item()?;
            cursor.end()?;
            Ok(Some(item))
        }
        plain => Ok(Some(plain.to_owned())),
    }
}

struct Cursor<'a> {
    text: &'a str,
    rest: &'a str,
    within: Within,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str, within: Within) -> Self {
        Self {
            text,
            rest: text.trim(),
            within,
        }
    }

    fn at_end(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.is_empty()
    }

    fn eat(&mut self, separator: &str) -> bool {
        match self.rest.trim_start().strip_prefix(separator) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        if self.at_end() {
            Ok(())
        } else {
            Err(self.fault("a separator is missing"))
        }
    }

    fn items(&mut self) -> Result<Vec<String>, Fault> {
        let mut items = vec![self.item()?];
        while self.eat(";") {
            items.push(self.item()?);
        }
        Ok(items)
    }

    fn item(&mut self) -> Result<String, Fault> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        let end = self
            .rest
            .char_indices()
            .find(|&(at, _)| self.within.ends_item(&self.rest[at..]));
        let (item, rest) = self
            .rest
            .split_at(end.map_or(self.rest.len(), |(at, _)| at));
        if item.is_empty() {
            return Err(self.fault("an item is missing; write an empty one as \"\""));
        }
        self.rest = rest;
        Ok(item.trim_end().to_owned())
    }

    fn quoted(&mut self) -> Result<String, Fault> {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find(|&(_, character)| {
            let closes = character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            closes
        });
        let Some((end, _)) = end else {
            return Err(self.fault("a quote is not closed"));
        };
        let (literal, rest) = self.rest.split_at(end + 1);
        let item = serde_json::from_str(literal)
            .map_err(|_| self.fault("the quoted text is not a JSON string"))?;
        self.rest = rest;
        Ok(item)
    }

    fn fault(&self, what: &str) -> Fault {
        let character = self.text[..self.text.len() - self.rest.len().min(self.text.len())]
            .chars()
            .count()
            + 1;
        Fault::new(
            Code::InvalidSyntax,
            format!("{what}, near character {character} of the cell."),
        )
    }
}
