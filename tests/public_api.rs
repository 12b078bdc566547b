//! The public surface of the library, held against `docs/public-api.txt`: what users can see changes on purpose or not at all.
//!
//! It is read from the sources. Every bare `pub` is public, as the lint `unreachable_pub` sees to; what macros write is listed as what they are given, and as the
//! `pub` items in their bodies. Where something stands within its module does not matter, nor does the order.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

#[path = "common/sources.rs"]
mod sources;

use sources::{block_length, first_word, is_word, sources};
use std::collections::BTreeSet;
use std::path::Path;

/// An item: what comes before its block or its semicolon, and the block.
#[derive(Debug, Default)]
struct Item {
    attributes: Vec<String>,
    header: String,
    body: Option<String>,
}

/// Cuts code into items.
fn items(code: &str) -> Vec<Item> {
    let mut all = Vec::new();
    let mut item = Item::default();
    let (mut depth, mut position) = (0_usize, 0);
    while let Some(character) = code[position..].chars().next() {
        let rest = &code[position..];
        let is_new = item.header.trim().is_empty();
        if is_new && (rest.starts_with("#[") || rest.starts_with("#![")) {
            let start = rest.find('[').unwrap();
            let length = start + bracket_length(&rest[start..]);
            item.attributes.push(tidy(&rest[..length]));
            position += length;
            continue;
        }
        match character {
            ';' if depth == 0 => all.push(std::mem::take(&mut item)),
            '{' if depth == 0 => {
                let length = block_length(rest);
                position += length;
                let block = &rest[..length];
                if ends_with_semicolon(&item.header) {
                    item.header.push_str(block);
                } else {
                    item.body = Some(block[1..length - 1].to_owned());
                    all.push(std::mem::take(&mut item));
                }
                continue;
            }
            _ => {
                match character {
                    '(' | '[' => depth += 1,
                    ')' | ']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                item.header.push(character);
            }
        }
        position += character.len_utf8();
    }
    all.push(item);
    all.retain(|item| !item.header.trim().is_empty());
    all.iter_mut()
        .for_each(|item| item.header = tidy(&item.header));
    all
}

/// Length of what stands in square brackets, brackets included.
fn bracket_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (position, character) in code.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return position + 1;
        }
    }
    code.len()
}

/// Constants and imports have braces inside them.
fn ends_with_semicolon(header: &str) -> bool {
    let header = tidy(header);
    let words: Vec<&str> = header
        .split(' ')
        .filter(|word| !word.starts_with("pub"))
        .collect();
    matches!(words[..], ["use" | "static" | "type" | "let", ..])
        || (words.first() == Some(&"const") && words.get(1) != Some(&"fn"))
}

/// One space between words, none at brackets.
fn tidy(code: &str) -> String {
    let mut text = code.split_whitespace().collect::<Vec<_>>().join(" ");
    for (from, to) in [
        ("( ", "("),
        (" )", ")"),
        (",)", ")"),
        ("[ ", "["),
        (" ]", "]"),
        (",]", "]"),
        (" ,", ","),
    ] {
        text = text.replace(from, to);
    }
    // A list of names is the same on one line and on several.
    if text.contains("use ") {
        text = text.replace("{ ", "{").replace(", }", "}");
    }
    text
}

/// What commas separate, outside of any bracket and without attributes.
fn parts(body: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut depth = 0_i32;
    let mut before = ' ';
    for character in body.chars() {
        match character {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' && before != '=' => depth -= 1,
            _ => {}
        }
        before = character;
        if character == ',' && depth == 0 {
            all.push(String::new())
        } else {
            all.last_mut().unwrap().push(character)
        }
    }
    let plain = all.iter().map(|part| {
        let mut part = part.trim();
        while part.starts_with("#[") {
            part = part[1 + bracket_length(&part[1..])..].trim();
        }
        tidy(part)
    });
    plain.filter(|part| !part.is_empty()).collect()
}

/// The name behind a keyword.
fn name_of<'a>(header: &'a str, keyword: &str) -> Option<&'a str> {
    let rest = header
        .strip_prefix("pub ")?
        .strip_prefix(keyword)?
        .strip_prefix(' ')?;
    Some(
        rest.split(|character: char| !is_word(character))
            .next()
            .unwrap_or(rest),
    )
}

/// The type that an `impl` is for.
fn implementing(header: &str) -> String {
    let mut depth = 0_i32;
    let mut start = header.len();
    // Past the parameters of the `impl` itself.
    for (position, character) in header.char_indices().skip("impl".len()) {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ if depth == 0 => {
                start = position;
                break;
            }
            _ => {}
        }
    }
    let rest = header[start..].trim_start();
    let of = rest
        .split(" for ")
        .last()
        .unwrap_or(rest)
        .trim_start_matches(['&', '\'', ' ']);
    let of = of
        .strip_prefix("a ")
        .or(of.strip_prefix("mut "))
        .unwrap_or(of);
    let path = of.split(['<', ' ']).next().unwrap_or(of);
    first_word(path.rsplit("::").next().unwrap_or(path))
}

/// What was read.
#[derive(Default)]
struct Read {
    lines: BTreeSet<String>,
    /// Implementations and calls of macros with their modules, for when all names are known.
    implementations: Vec<(String, Item)>,
    calls: Vec<(String, Item)>,
    /// Macros that write public items, and the bodies of the others, which may call them.
    writers: BTreeSet<String>,
    others: Vec<(String, String)>,
    /// Traits of the crate's own.
    private_traits: BTreeSet<String>,
}

fn is_call(item: &Item) -> bool {
    item.header
        .split(['{', '(', ' '])
        .next()
        .is_some_and(|first| first.ends_with('!'))
        && !item.header.starts_with("macro_rules!")
}

/// Adds to the macros that write public items those that hand over to them.
fn add_callers(writers: &mut BTreeSet<String>, others: &[(String, String)]) {
    loop {
        let calls = |body: &str| {
            let path_ends = writers.iter().map(|writer| format!("::{writer}! {{"));
            path_ends.into_iter().any(|call| body.contains(&call))
        };
        let more: Vec<String> = others
            .iter()
            .filter(|(name, body)| !writers.contains(name) && calls(body))
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return;
        }
        writers.extend(more);
    }
}

/// Reads items of a module.
fn read(module: &str, code: &str, all: &mut Read) {
    for item in items(code) {
        let header = item.header.as_str();
        let lines = &mut all.lines;
        let mut add = |text: &str| {
            lines.insert(format!("{module}: {text}"));
        };
        let body = item.body.as_deref().unwrap_or_default();
        if let Some(name) = header.strip_prefix("macro_rules! ") {
            // What the macro makes public.
            for (position, _) in body.match_indices("pub ") {
                let rest = &body[position..];
                let end = rest.find(['{', ';', '=']).unwrap_or(rest.len());
                all.writers.insert(name.to_owned());
                add(&format!("macro {name} writes {}", tidy(&rest[..end])));
            }
            all.others.push((name.to_owned(), body.to_owned()));
        } else if header.starts_with("impl") && !is_word(header.chars().nth(4).unwrap_or(' ')) {
            all.implementations.push((module.to_owned(), item));
        } else if is_call(&item) {
            all.calls.push((module.to_owned(), item));
        } else if header.split(' ').any(|word| word == "mod") && item.body.is_some() {
            read(module, body, all);
        } else if !header.starts_with("pub ")
            && header.split(' ').take(2).any(|word| word == "trait")
        {
            all.private_traits.insert(first_word(
                header.split("trait ").nth(1).unwrap_or_default(),
            ));
        } else if header.starts_with("pub ") {
            let of = ["struct", "enum", "trait"]
                .iter()
                .find_map(|keyword| name_of(header, keyword));
            for attribute in item
                .attributes
                .iter()
                .filter(|text| text.starts_with("#[derive") || text.contains("non_exhaustive"))
            {
                add(&format!("{attribute} {}", of.unwrap_or_default()));
            }
            if let Some(name) = name_of(header, "struct") {
                match header.split_once('(') {
                    Some((head, fields)) if item.body.is_none() => {
                        let shown = |part: &String| {
                            if part.starts_with("pub ") {
                                part.clone()
                            } else {
                                "_".to_owned()
                            }
                        };
                        let fields: Vec<String> = parts(fields.trim_end_matches(')'))
                            .iter()
                            .map(shown)
                            .collect();
                        add(&format!("{head}({})", fields.join(", ")));
                    }
                    _ => add(header),
                }
                parts(body)
                    .iter()
                    .filter(|part| part.starts_with("pub "))
                    .for_each(|part| add(&format!("struct {name}: {part}")));
            } else if let Some(name) = name_of(header, "enum") {
                add(header);
                parts(body)
                    .iter()
                    .for_each(|part| add(&format!("enum {name}: {part}")));
            } else if let Some(name) = name_of(header, "trait") {
                add(header);
                items(body)
                    .iter()
                    .for_each(|item| add(&format!("trait {name}: {}", item.header)));
            } else if name_of(header, "const").is_some_and(|name| name != "fn") {
                add(header.split(" = ").next().unwrap_or(header));
            } else {
                add(header);
            }
        }
    }
}

/// The whole surface, a line for each thing.
fn surface() -> String {
    let mut all = Read::default();
    for source in sources() {
        read(source.module(), &source.code, &mut all);
    }
    let Read {
        mut lines,
        implementations,
        calls,
        mut writers,
        others,
        private_traits,
    } = all;
    add_callers(&mut writers, &others);
    for (module, item) in calls {
        let name = item.header.split('!').next().unwrap_or_default();
        if !writers.contains(name) {
            continue;
        }
        let body = item.body.as_deref().unwrap_or_default();
        if body.is_empty() {
            lines.insert(format!("{module}: {}", item.header));
        }
        for given in items(body) {
            // What checks the fields is nobody's but the crate's.
            if given.header.starts_with("checked by ") {
                continue;
            }
            let header = format!("{module}: {name}! {}", given.header);
            match &given.body {
                Some(body) => {
                    lines.extend(parts(body).iter().map(|part| format!("{header}: {part}")))
                }
                None => lines.extend([header]),
            }
        }
    }
    // Names of types: what is declared here, or given to a macro that declares it.
    let words: BTreeSet<String> = lines
        .iter()
        .flat_map(|line| {
            line.split(|character: char| !is_word(character))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    for (module, item) in implementations {
        let name = implementing(&item.header);
        if let Some((of, _)) = item.header.split_once(" for ") {
            let of = of
                .split('<')
                .next()
                .filter(|of| *of != "impl")
                .unwrap_or_else(|| of.split('>').nth(1).unwrap_or(of));
            let is_private = private_traits.contains(of.rsplit([' ', ':']).next().unwrap_or(of));
            if !is_private && (words.contains(&name) || name.starts_with('$')) {
                lines.insert(format!("{module}: {}", item.header));
            }
            continue;
        }
        for inner in items(item.body.as_deref().unwrap_or_default()) {
            if is_call(&inner) {
                let given = inner.body.as_deref().map(tidy).unwrap_or_default();
                lines.extend(
                    given
                        .split(';')
                        .filter(|one| !one.trim().is_empty())
                        .map(|one| {
                            format!("{module}: {} {} {}", item.header, inner.header, one.trim())
                        }),
                );
            } else if inner.header.starts_with("pub ") {
                let text = if ends_with_semicolon(&inner.header) {
                    inner.header.split(" = ").next().unwrap_or_default()
                } else {
                    &inner.header
                };
                lines.insert(format!("{module}: {}: {text}", item.header));
            }
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What the listing says of features: their names are public, too.
fn features() -> String {
    let manifest =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let section = manifest
        .split("[features]")
        .nth(1)
        .and_then(|rest| rest.split("\n[").next())
        .unwrap_or_default()
        .to_owned();
    section
        .lines()
        .filter(|line| line.contains('=') && !line.starts_with('#'))
        .map(|line| format!("feature {line}\n"))
        .collect()
}

#[test]
fn the_listing_of_the_public_surface_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/public-api.txt");
    let current = features() + &surface();
    if std::env::var_os("MEDROTA_UPDATE_API").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let (old, new): (BTreeSet<&str>, BTreeSet<&str>) =
        (committed.lines().collect(), current.lines().collect());
    let gone: Vec<String> = old
        .difference(&new)
        .map(|line| format!("- {line}"))
        .collect();
    let come: Vec<String> = new
        .difference(&old)
        .map(|line| format!("+ {line}"))
        .collect();
    assert!(
        gone.is_empty() && come.is_empty(),
        "the public surface has changed:\n{}\nIf that is meant, run MEDROTA_UPDATE_API=1 cargo test --test public_api, and say in CHANGELOG.md what users have to do.",
        [gone, come].concat().join("\n")
    );
}

#[test]
fn the_reader_understands_what_it_reads() {
    let surface = surface();
    for line in [
        "solve: impl Solver: pub fn backend(mut self, backend: impl Backend + ) -> Self",
        "solve: enum Engine: Portfolio",
        "solve: trait Backend: fn name(&self) -> &str",
        "solve: struct Reach: pub flow_columns: usize",
        "problem: draft! DoctorDraft: id: String",
        "problem: rule! LongestRun: max_blocks: i64 => u32",
        "problem: rule! Team: doctors_per_companion: i64 => i64",
        "problem: macro draft_rule writes pub id: String",
        "error: impl fmt::Display for Error",
        "problem: impl Problem accessors! doctors, doctor, doctor_ids: DoctorId => Doctor",
    ] {
        let is_there = surface
            .lines()
            .any(|known| known.starts_with(line.split(" + )").next().unwrap()));
        assert!(is_there, "there is no line {line:?}");
    }
    for private in [
        "struct Incumbent",
        "pub(crate)",
        "pub(super)",
        "fn solve_here",
    ] {
        assert!(!surface.contains(private), "{private} is not public");
    }
}
