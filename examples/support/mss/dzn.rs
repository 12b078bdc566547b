//! A reader of MiniZinc data: `name = number;`, `[1, 2]`, `[| 1, 2 | 3, 4 |]` and `array3d(1..A, 1..B, 1..C, [ … ])`.
//!
//! Every statement is kept as words; a statement is understood only when somebody asks for its name, so that unknown names
//! may hold anything.

use medrota::error::{Code, Diagnostic, Place, Severity};
use std::collections::HashMap;

/// A word of the data and the line it is on.
#[derive(Clone, Debug, PartialEq)]
struct Word {
    line: u64,
    text: String,
}

/// The statements of a file by name; a later one of the same name wins, as nothing else could be meant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Statements {
    by_name: HashMap<String, Vec<Word>>,
}

/// Numbers of an array, and the lengths of its rows if it was written with `[| |]`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Array {
    pub(crate) line: u64,
    pub(crate) numbers: Vec<i64>,
    pub(crate) rows: Vec<usize>,
}

fn finding(code: Code, line: u64, name: &str, message: impl Into<String>) -> Diagnostic {
    let place = Place {
        file: None,
        line: (line > 0).then_some(line),
        pointer: String::new(),
    };
    Diagnostic {
        code,
        severity: Severity::Error,
        place,
        subject: name.to_owned(),
        message: message.into(),
    }
}

impl Statements {
    /// Splits a text into statements.
    pub(crate) fn read(text: &str) -> Result<Self, Diagnostic> {
        let mut statements = Self::default();
        let mut current: Vec<Word> = Vec::new();
        for word in words(text)? {
            if word.text != ";" {
                current.push(word);
                continue;
            }
            statements.keep(std::mem::take(&mut current))?;
        }
        match current.first() {
            Some(word) => Err(finding(
                Code::InvalidSyntax,
                word.line,
                &word.text,
                "the statement has no ; at its end.",
            )),
            None => Ok(statements),
        }
    }

    /// Keeps a statement `[type:] name = …`; anything without `=` is none of our business.
    fn keep(&mut self, statement: Vec<Word>) -> Result<(), Diagnostic> {
        let Some(equals) = statement.iter().position(|word| word.text == "=") else {
            return Ok(());
        };
        let Some(name) = equals.checked_sub(1).and_then(|index| statement.get(index)) else {
            let line = statement.first().map_or(0, |word| word.line);
            return Err(finding(
                Code::InvalidSyntax,
                line,
                "",
                "there is no name before =.",
            ));
        };
        self.by_name
            .insert(name.text.clone(), statement[equals + 1..].to_vec());
        Ok(())
    }

    fn get(&self, name: &str) -> Result<&[Word], Diagnostic> {
        match self.by_name.get(name) {
            Some(words) if !words.is_empty() => Ok(words),
            Some(_) => Err(finding(Code::MissingValue, 0, name, "it has no value.")),
            None => Err(finding(
                Code::MissingField,
                0,
                name,
                "the data does not define it.",
            )),
        }
    }

    /// A whole number.
    pub(crate) fn number(&self, name: &str) -> Result<i64, Diagnostic> {
        match self.get(name)? {
            [word] => number(name, word),
            [word, ..] => Err(finding(
                Code::WrongType,
                word.line,
                name,
                "one whole number is expected.",
            )),
            [] => Err(finding(Code::MissingValue, 0, name, "it has no value.")),
        }
    }

    /// All numbers of an array in the order they are written, whatever its shape.
    pub(crate) fn array(&self, name: &str) -> Result<Array, Diagnostic> {
        let words = self.get(name)?;
        let line = words.first().map_or(0, |word| word.line);
        let Some(open) = words
            .iter()
            .position(|word| word.text == "[" || word.text == "[|")
        else {
            return Err(finding(
                Code::WrongType,
                line,
                name,
                "an array is expected.",
            ));
        };
        let mut array = Array {
            line,
            numbers: Vec::new(),
            rows: Vec::new(),
        };
        let (mut row_begins, mut closed, mut by_rows) = (0, false, words[open].text == "[|");
        for word in &words[open + 1..] {
            match word.text.as_str() {
                "]" | "|]" if !closed => {
                    closed = true;
                    by_rows &= word.text == "|]";
                    if by_rows && array.numbers.len() > row_begins {
                        array.rows.push(array.numbers.len() - row_begins);
                    }
                }
                ")" if closed => {}
                _ if closed => {
                    return Err(finding(
                        Code::InvalidSyntax,
                        word.line,
                        name,
                        format!("{:?} follows the array.", word.text),
                    ));
                }
                "," => {}
                "|" => {
                    array.rows.push(array.numbers.len() - row_begins);
                    row_begins = array.numbers.len();
                }
                _ => array.numbers.push(number(name, word)?),
            }
        }
        if closed {
            Ok(array)
        } else {
            Err(finding(
                Code::InvalidSyntax,
                line,
                name,
                "the array is not closed.",
            ))
        }
    }
}

fn number(name: &str, word: &Word) -> Result<i64, Diagnostic> {
    match word.text.as_str() {
        "true" => Ok(1),
        "false" => Ok(0),
        text => text.parse().map_err(|_| {
            finding(
                Code::WrongType,
                word.line,
                name,
                format!("{text:?} is not a whole number."),
            )
        }),
    }
}

/// Splits a text into numbers, names and signs; comments and blanks fall away.
fn words(text: &str) -> Result<Vec<Word>, Diagnostic> {
    let mut words = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}').chars().peekable();
    let mut line = 1;
    while let Some(sign) = rest.next() {
        let mut taken = String::from(sign);
        match sign {
            '\n' => line += 1,
            sign if sign.is_whitespace() => {}
            '%' => while rest.next_if(|next| *next != '\n').is_some() {},
            '"' => {
                let began = line;
                loop {
                    match rest.next() {
                        Some('"') => break,
                        Some('\\') => line += u64::from(rest.next() == Some('\n')),
                        Some(next) => line += u64::from(next == '\n'),
                        None => {
                            return Err(finding(
                                Code::InvalidSyntax,
                                began,
                                "",
                                "a text in quotation marks is not closed.",
                            ));
                        }
                    }
                }
                words.push(Word {
                    line: began,
                    text: "\"\"".into(),
                });
            }
            '[' | '|' => {
                let partner = if sign == '[' { '|' } else { ']' };
                taken.extend(rest.next_if_eq(&partner));
                words.push(Word { line, text: taken });
            }
            sign if sign.is_alphanumeric() || "_+-.".contains(sign) => {
                while let Some(next) =
                    rest.next_if(|next| next.is_alphanumeric() || "_.".contains(*next))
                {
                    taken.push(next);
                }
                words.push(Word { line, text: taken });
            }
            _ => words.push(Word { line, text: taken }),
        }
    }
    Ok(words)
}
