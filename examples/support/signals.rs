//! Ctrl-C and its like: the first signal ends a solve with the best so far, the next one ends the program at once.

use super::output::tell;
use medrota::solve::CancelToken;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::ffi::c_int;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Somebody wants this program to end.
static STOP: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// How often the flag is looked at to tell whoever watches.
const LOOKS: Duration = Duration::from_millis(25);
/// Signals so close together are one request: the tool `timeout` sends each twice, to the process and to its group.
const ONE_REQUEST: Duration = Duration::from_millis(150);
/// What shells add to the number of the signal that ended a program.
const BY_SIGNAL: c_int = 128;

/// The token that the first signal cancels; every solver of an example holds it.
pub(crate) fn stop_token() -> CancelToken {
    Arc::clone(&STOP).into()
}

/// True once a signal came.
pub(crate) fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// From here on signals are requests to end well.
pub(crate) fn listen() -> io::Result<()> {
    let at_once = Arc::new(AtomicBool::new(false));
    for signal in signals() {
        flag::register_conditional_shutdown(signal, BY_SIGNAL + signal, Arc::clone(&at_once))?;
        flag::register(signal, Arc::clone(&STOP))?;
    }
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            while !is_stopped() {
                std::thread::sleep(LOOKS);
            }
            tell("stopping with what there is; once more to end at once");
            std::thread::sleep(ONE_REQUEST);
            at_once.store(true, Ordering::Relaxed);
        })?;
    Ok(())
}

#[cfg(not(unix))]
fn signals() -> Vec<c_int> {
    vec![SIGINT, SIGTERM]
}

/// A terminal that is closed ends a run as well, unless it was started by `nohup`.
#[cfg(unix)]
fn signals() -> Vec<c_int> {
    use signal_hook::consts::SIGHUP;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status
        .lines()
        .find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    let is_ignored = ignored.is_none_or(|ignored| ignored >> (SIGHUP - 1) & 1 == 1);
    if is_ignored {
        vec![SIGINT, SIGTERM]
    } else {
        vec![SIGINT, SIGTERM, SIGHUP]
    }
}
