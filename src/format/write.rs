//! Writing files so that nobody ever sees half of one.

use crate::error::{Error, Result};
use serde::Serialize;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Writes a file through a temporary one in the same folder, which takes its name only when it is complete.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io); the file that was there before is then unchanged.
pub fn write_file(path: impl AsRef<Path>, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let path = path.as_ref();
    let temporary = temporary_beside(path);
    let outcome = write_new(&temporary, fill).and_then(|()| fs::rename(&temporary, path));
    outcome.map_err(|error| {
        // What failed is worth more to the caller than whether the remains could be removed.
        let _ = fs::remove_file(&temporary);
        Error::io(path, error)
    })
}

/// Writes a file with this content; see [`write_file`].
///
/// # Errors
/// As [`write_file`].
pub fn write_bytes(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Result<()> {
    write_file(path, |file| file.write_all(content.as_ref()))
}

/// Writes any value as an indented JSON document; see [`write_file`].
///
/// # Errors
/// As [`write_file`].
pub fn write_json_file(path: impl AsRef<Path>, value: &impl Serialize) -> Result<()> {
    write_file(path, |file| {
        serde_json::to_writer_pretty(&mut *file, value)?;
        file.write_all(b"\n")
    })
}

fn write_new(path: &Path, fill: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(OpenOptions::new().write(true).create_new(true).open(path)?);
    fill(&mut file)?;
    file.flush()
}

/// A name of its own for every call: two threads may write the same file.
fn temporary_beside(path: &Path) -> PathBuf {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}-{}.tmp", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
    path.with_file_name(name)
}
