//! The script for Slurm job arrays, on a cluster of one node that lives as long as the test.

use super::binaries::run;
use super::run_scenarios::{small_problem, small_set, text};
use std::fs;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Processes that end with the test.
struct Cluster {
    children: Vec<Child>,
    configuration: PathBuf,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            // Asked and not killed, so that the daemons end their own helpers.
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

fn is_installed(programs: &[&str]) -> bool {
    let found = |program: &&str| {
        ["/usr/bin", "/usr/sbin"]
            .iter()
            .any(|folder| Path::new(folder).join(program).exists())
    };
    programs.iter().all(found)
}

fn output_of(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn spawn(folder: &Path, name: &str, command: &mut Command) -> Child {
    let log = fs::File::create(folder.join(format!("{name}.log"))).unwrap();
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .spawn()
        .unwrap()
}

/// A cluster in a folder; `None` with a printed reason where it cannot be had.
fn start(folder: &Path) -> Option<Cluster> {
    if !is_installed(&["slurmctld", "slurmd", "sbatch", "munged"]) {
        println!("skipped: slurm-wlm and munge are not installed");
        return None;
    }
    if output_of("id", &["-u"]) != "0" {
        println!("skipped: the daemons need root");
        return None;
    }
    let host = output_of("hostname", &["-s"]);
    let munge = folder.join("munge");
    for sub in ["munge", "state", "spool"] {
        fs::create_dir(folder.join(sub)).unwrap();
    }
    let key: Vec<u8> = (0..1_024_u32)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    fs::write(munge.join("key"), key).unwrap();
    let (munge_text, socket) = (munge.to_str().unwrap(), munge.join("socket"));
    for arguments in [
        &["755", folder.to_str().unwrap()][..],
        &["755", munge_text],
        &["400", &format!("{munge_text}/key")],
    ] {
        assert!(
            Command::new("chmod")
                .args(arguments)
                .status()
                .unwrap()
                .success()
        );
    }
    assert!(
        Command::new("chown")
            .args(["-R", "munge", munge_text])
            .status()
            .unwrap()
            .success()
    );
    let configuration = folder.join("slurm.conf");
    let (controller, node) = (free_port(), free_port());
    let shown = folder.display();
    fs::write(
        &configuration,
        format!(
            "ClusterName=test\nSlurmctldHost={host}(127.0.0.1)\nAuthType=auth/munge\nAuthInfo=socket={}\nSlurmUser=root\n\
             SlurmctldPort={controller}\nSlurmdPort={node}\nStateSaveLocation={shown}/state\nSlurmdSpoolDir={shown}/spool\n\
             SlurmctldPidFile={shown}/slurmctld.pid\nSlurmdPidFile={shown}/slurmd.pid\nProctrackType=proctrack/linuxproc\n\
             TaskPlugin=task/none\nSelectType=select/cons_tres\nSchedulerParameters=sched_interval=2,batch_sched_delay=1\nMpiDefault=none\nReturnToService=2\n\
             NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN\nPartitionName=all Nodes=ALL Default=YES State=UP\n",
            socket.display()
        ),
    )
    .unwrap();
    let mut cluster = Cluster {
        children: Vec::new(),
        configuration: configuration.clone(),
    };
    let option = |name: &str| format!("--{name}={munge_text}/{}", name.trim_end_matches("-file"));
    let number = |arguments: &[&str]| output_of("id", arguments).parse::<u32>().unwrap();
    let mut daemon = Command::new("munged");
    daemon
        .uid(number(&["-u", "munge"]))
        .gid(number(&["-g", "munge"]));
    daemon
        .arg("--foreground")
        .args(["socket", "key-file", "pid-file", "log-file", "seed-file"].map(option));
    cluster.children.push(spawn(folder, "munged", &mut daemon));
    for _ in 0..100 {
        if socket.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    for (name, node) in [("slurmctld", false), ("slurmd", true)] {
        let mut daemon = Command::new(name);
        daemon.arg("-D").arg("-f").arg(&configuration);
        if node {
            daemon.args(["-N", &host]);
        }
        cluster.children.push(spawn(folder, name, &mut daemon));
    }
    for _ in 0..300 {
        let state = Command::new("sinfo")
            .env("SLURM_CONF", &configuration)
            .args(["-h", "-o", "%t"])
            .output()
            .unwrap();
        if String::from_utf8_lossy(&state.stdout).trim() == "idle" {
            return Some(cluster);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let log =
        |name: &str| fs::read_to_string(folder.join(format!("{name}.log"))).unwrap_or_default();
    println!(
        "skipped: the cluster did not come up\n{}\n{}\n{}",
        log("munged"),
        log("slurmctld"),
        log("slurmd")
    );
    None
}

#[test]
fn a_job_array_gives_what_one_run_gives() {
    let folder = tempfile::tempdir().unwrap();
    let (problem, set) = (small_problem(folder.path()), small_set(folder.path()));
    let one = folder.path().join("one");
    let ran = run(
        "scenarios",
        &[text(&problem), text(&set), "--out", text(&one), "--json"],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let cluster_folder = folder.path().join("cluster");
    fs::create_dir(&cluster_folder).unwrap();
    // Others must be able to pass through to the socket.
    assert!(
        Command::new("chmod")
            .args(["755", text(folder.path())])
            .status()
            .unwrap()
            .success()
    );
    let Some(cluster) = start(&cluster_folder) else {
        return;
    };
    let study = folder.path().join("study");
    fs::create_dir(&study).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/slurm/scenarios.sbatch");
    let submitted = Command::new("sbatch")
        .env("SLURM_CONF", &cluster.configuration)
        .env("SCENARIOS", super::binaries::path_of("scenarios"))
        .env("STUDY", &study)
        .current_dir(&study)
        .args([
            "--wait",
            "--array=1-3",
            text(&script),
            text(&problem),
            text(&set),
        ])
        .output()
        .unwrap();
    let logs: String = fs::read_dir(&study)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    assert!(
        submitted.status.success(),
        "{}\n{logs}",
        String::from_utf8_lossy(&submitted.stderr)
    );
    let all = study.join("all");
    let parts: Vec<PathBuf> = (1..=3)
        .map(|index| study.join(format!("shard-{index}")))
        .collect();
    let merged = run(
        "scenarios",
        &[
            text(&problem),
            text(&set),
            "--out",
            text(&all),
            "--merge",
            text(&parts[0]),
            text(&parts[1]),
            text(&parts[2]),
        ],
    );
    assert_eq!(merged.code, 0, "{}", merged.stderr);
    assert_eq!(
        fs::read(all.join("results.jsonl")).unwrap(),
        fs::read(one.join("results.jsonl")).unwrap()
    );
}
