//! A folder for the files of a run, the run itself, and its end.

use super::super::LimitKind;
use crate::clock::Instant;
use crate::solve::CancelToken;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often clock, token and what was written are looked at: soon at first, as small programmes take milliseconds.
const FIRST_GLANCE: Duration = Duration::from_millis(1);
const GLANCE: Duration = Duration::from_millis(20);
/// Most bytes of a file that is read, and of what a program may say before it is ended.
const MOST_BYTES: u64 = 64 << 20;
/// Names of folders that are tried.
const TRIES: usize = 100;
/// What a program says, as a file.
const LOG: &str = "log.txt";

/// Folders made so far by this process.
static MADE: AtomicU64 = AtomicU64::new(0);

/// A folder of a run's own, readable by its owner alone; it goes with this value.
#[derive(Debug)]
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// # Errors
    /// If there is no folder for such files, or none can be made in it.
    pub(super) fn new() -> io::Result<Self> {
        if cfg!(all(target_family = "wasm", target_os = "unknown")) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let parent = std::env::temp_dir();
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        for _ in 0..TRIES {
            let number = MADE.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("medrota-{}-{number}", std::process::id()));
            match builder.create(&path) {
                Ok(()) => return Ok(Self(path)),
                // Of another process of that number, before this one.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.0.join(name), text)
    }

    /// What a file says; nothing if it is not there. What is no UTF-8 is replaced, what is beyond all measure left out.
    pub(super) fn read(&self, name: &str) -> String {
        let mut bytes = Vec::new();
        // What came before a failure is as good as a file that ends there.
        let _ = File::open(self.0.join(name))
            .and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// What the program said.
    pub(super) fn log(&self) -> String {
        self.read(LOG)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            crate::trace::debug!(%error, "a folder of a run is left behind");
            let _ = error;
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// By itself.
    Itself(ExitStatus),
    /// It was ended.
    Limit(LimitKind),
}

/// A child that does not outlive this value.
struct Guarded(Child);

impl Drop for Guarded {
    fn drop(&mut self) {
        // Both fail if it has ended before.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program in the folder until it ends, until `limit` is over or until somebody asks to stop.
///
/// # Errors
/// If the program cannot be started or watched.
pub(super) fn run(
    program: &Path,
    arguments: &[String],
    folder: &Scratch,
    limit: Duration,
    cancel: Option<&CancelToken>,
) -> io::Result<Ended> {
    let begun = Instant::now();
    let log_path = folder.0.join(LOG);
    let log = File::create(&log_path)?;
    let child = Command::new(program)
        .args(arguments)
        .current_dir(&folder.0)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    let mut child = Guarded(child);
    let mut glance = FIRST_GLANCE;
    loop {
        if let Some(status) = child.0.try_wait()? {
            return Ok(Ended::Itself(status));
        }
        if cancel.is_some_and(CancelToken::is_cancelled) {
            return Ok(Ended::Limit(LimitKind::Cancelled));
        }
        let left = limit.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Ok(Ended::Limit(LimitKind::Time));
        }
        if fs::metadata(&log_path).is_ok_and(|log| log.len() > MOST_BYTES) {
            return Ok(Ended::Limit(LimitKind::Memory));
        }
        std::thread::sleep(glance.min(left));
        glance = (glance * 2).min(GLANCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_its_owners_and_goes_with_its_value() {
        let (one, two) = (Scratch::new().unwrap(), Scratch::new().unwrap());
        assert_ne!(one.0, two.0);
        one.write("file", "text").unwrap();
        assert_eq!(
            (one.read("file"), one.read("none")),
            ("text".to_owned(), String::new())
        );
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(
                &fs::metadata(&one.0).unwrap().permissions(),
            );
            assert_eq!(mode & 0o777, 0o700);
        }
        let path = one.0.clone();
        drop(one);
        assert!(!path.exists() && two.0.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_run_ends_by_itself_or_at_its_limit() {
        let folder = Scratch::new().unwrap();
        let shell = Path::new("/bin/sh");
        let command = |text: &str| ["-c".to_owned(), text.to_owned()];
        let long = Duration::from_secs(60);
        let ended = run(
            shell,
            &command("echo here; pwd; exit 3"),
            &folder,
            long,
            None,
        )
        .unwrap();
        assert!(matches!(ended, Ended::Itself(status) if status.code() == Some(3)));
        let log = folder.log();
        assert!(
            log.starts_with("here\n") && log.contains("medrota-"),
            "{log}"
        );
        let ended = run(
            shell,
            &command("exec sleep 60"),
            &folder,
            Duration::ZERO,
            None,
        )
        .unwrap();
        assert!(matches!(ended, Ended::Limit(LimitKind::Time)));
        assert!(run(Path::new("/no/such/file"), &[], &folder, long, None).is_err());
    }
}
