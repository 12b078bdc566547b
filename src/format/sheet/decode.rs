//! From bytes to text: UTF-8, UTF-16 and the older encodings that spreadsheets still save in.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// A text and how it was encoded.
#[derive(Debug)]
pub(in crate::format) struct Decoded {
    pub(in crate::format) text: String,
    /// What to tell if it was not UTF-8.
    pub(in crate::format) note: Option<String>,
}

/// What is wrong with bytes that are no text: a line, if one can be named, and a sentence.
pub(in crate::format) type NoText = (Option<u64>, String);

/// The text of a table. A mark at its beginning says how it is encoded. Without one it is UTF-8 if that is possible, UTF-16 if every other byte is zero, and else the
/// older encoding whose letters make sense.
pub(in crate::format) fn decode(bytes: Vec<u8>) -> Result<Decoded, NoText> {
    if let Some(what) = binary(&bytes) {
        return Err((None, format!("it is {what}, not a table of text.")));
    }
    if let Some((encoding, mark)) =
        Encoding::for_bom(&bytes).filter(|(encoding, _)| *encoding != UTF_8)
    {
        return in_utf16(&bytes[mark..], encoding);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => match unmarked_utf16(text.as_bytes()) {
            Some(encoding) => return in_utf16(text.as_bytes(), encoding),
            None => text,
        },
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            return match unmarked_utf16(&bytes) {
                Some(encoding) => in_utf16(&bytes, encoding),
                None => in_older_encoding(&bytes, valid),
            };
        }
    };
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    Ok(Decoded { text, note: None })
}

/// Files that are given the wrong name.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        Some(
            "a workbook (xlsx or ods) under another name; save the sheet as CSV, or name the workbook itself",
        )
    } else if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        Some("an old workbook (xls) under another name; save the sheet as CSV")
    } else {
        None
    }
}

/// UTF-16 without a mark: of ASCII letters, separators and line ends every other byte is zero, and no byte beside them.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len() / 2;
    // A table begins with a letter of a column's name, or of a title: one of its two bytes is zero or small, never both letters.
    if pairs < 2 || !bytes.len().is_multiple_of(2) || bytes[..2].iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let zeros = |offset: usize| {
        bytes
            .iter()
            .skip(offset)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 4 >= pairs => Some(UTF_16LE),
        (even, 0) if even * 4 >= pairs => Some(UTF_16BE),
        _ => None,
    }
}

fn in_utf16(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, NoText> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken || !bytes.len().is_multiple_of(2) {
        return Err((
            None,
            format!(
                "it begins as {} and does not go on as such.",
                encoding.name()
            ),
        ));
    }
    Ok(Decoded {
        text: text.into_owned(),
        note: Some(format!("it is read as {}", encoding.name())),
    })
}

/// Bytes that are not UTF-8 from `valid` on.
fn in_older_encoding(bytes: &[u8], valid: usize) -> Result<Decoded, NoText> {
    let refuse = |what: &str| {
        let line = 1 + bytes[..valid].iter().filter(|&&byte| byte == b'\n').count() as u64;
        Err((
            Some(line),
            format!("byte {} is not UTF-8{what}.", valid + 1),
        ))
    };
    if bytes
        .iter()
        .any(|&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r'))
    {
        return refuse("");
    }
    let (letters, faults) = utf8_letters(bytes);
    if letters > faults {
        return refuse(", although most of the file is");
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken
        || text
            .chars()
            .any(|letter| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r'))
    {
        return refuse(", and no other encoding makes sense of the file");
    }
    let word = text
        .split(|letter: char| !letter.is_alphabetic())
        .find(|word| !word.is_ascii())
        .unwrap_or_default();
    let note = format!(
        "it is not UTF-8 and is read as {}, with words such as {word:?}",
        encoding.name()
    );
    Ok(Decoded {
        text: text.into_owned(),
        note: Some(note),
    })
}

/// How many letters beyond ASCII are written as UTF-8 has it, and how many bytes are not.
fn utf8_letters(mut bytes: &[u8]) -> (usize, usize) {
    let (mut letters, mut faults) = (0, 0);
    loop {
        let (text, rest) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let (text, rest) = bytes.split_at(error.valid_up_to());
                (
                    std::str::from_utf8(text).unwrap_or_default(),
                    rest.get(error.error_len().unwrap_or(rest.len())..),
                )
            }
        };
        letters += text.chars().filter(|letter| !letter.is_ascii()).count();
        match rest {
            None => return (letters, faults),
            Some(rest) => {
                faults += 1;
                bytes = rest;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests stop at the first surprise")]
mod tests {
    use super::decode;
    use encoding_rs::{WINDOWS_1251, WINDOWS_1252};

    const RUSSIAN: &str = "id,name\npetrov,Пётр Петров\nivanova,Анна Иванова\n";
    const FRENCH: &str = "id,name\ndubois,Chloé Dubois\nzola,Émile Zola\n";

    #[test]
    fn what_spreadsheets_save_is_read() {
        let marked = |text: &str| format!("\u{feff}{text}");
        let little = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        let big = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<u8>>()
        };
        for text in [RUSSIAN, FRENCH] {
            for bytes in [text.as_bytes().to_vec(), marked(text).into_bytes()] {
                let decoded = decode(bytes).unwrap();
                assert_eq!((decoded.text.as_str(), decoded.note), (text, None));
            }
            for bytes in [
                little(text),
                big(text),
                little(&marked(text)),
                big(&marked(text)),
            ] {
                let decoded = decode(bytes).unwrap();
                assert_eq!(decoded.text, text);
                assert!(decoded.note.unwrap().contains("UTF-16"));
            }
        }
        for (text, encoding) in [(RUSSIAN, WINDOWS_1251), (FRENCH, WINDOWS_1252)] {
            let decoded = decode(encoding.encode(text).0.into_owned()).unwrap();
            assert_eq!(decoded.text, text);
            assert!(decoded.note.unwrap().contains(encoding.name()));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let mut damaged = RUSSIAN.as_bytes().to_vec();
        damaged.push(0xff);
        assert_eq!(decode(damaged).unwrap_err().0, Some(4));
        assert!(
            decode(b"PK\x03\x04 and more".to_vec())
                .unwrap_err()
                .1
                .contains("workbook")
        );
        assert_eq!(
            decode(vec![b'i', b'd', b'\n', 0xff, 0xfe, 0x00]).unwrap_err(),
            (Some(2), "byte 4 is not UTF-8.".into())
        );
    }
}
