//! The command among other processes: signals, and streams that nobody reads.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::{SETTINGS, names, photos, snapshot, stderr, succeed, train};

/// Runs a line of the shell, in which `"$@"` is the command with these words.
fn shell(folder: &Path, line: &str, words: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line, "sh", env!("CARGO_BIN_EXE_facegan")]).args(words.split_whitespace());
    command.current_dir(folder);
    command
}

/// The signals that ask a process to end, but those that whoever runs the tests ignores: they are ignored here, too.
fn signals() -> Vec<(&'static str, i32)> {
    let ends = |name: &str| {
        let status = Command::new("sh").args(["-c", &format!("kill -{name} $$")]).status().unwrap();
        status.signal().is_some()
    };
    [("INT", 2), ("TERM", 15), ("HUP", 1)].into_iter().filter(|(name, _)| ends(name)).collect()
}

/// A run that takes longer than any test, once it has said its first line.
struct Endless(Child);

impl Endless {
    fn begin(folder: &Path, line: &str, sample_every: usize) -> Self {
        let settings =
            SETTINGS.replace("epochs 100", "epochs 100000").replace("every 9", &format!("every {sample_every}"));
        let words = format!("train --samples 10 --out run {settings} --backend cpu --max-iterations 9000");
        let mut child = shell(folder, line, &words);
        let mut child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("[0/100000][0/3]"), "{line}");
        Self(child)
    }

    fn signal(&self, name: &str) {
        kill(&self.0, name);
    }

    /// Waits until it has trained another iteration.
    fn advance(&mut self, folder: &Path) {
        let losses = folder.join("run/losses.csv");
        let before = fs::metadata(&losses).unwrap().len();
        while fs::metadata(&losses).unwrap().len() == before {
            assert_eq!(self.0.try_wait().unwrap(), None, "it has ended");
            sleep(Duration::from_millis(5));
        }
    }

    /// Its exit code, and what it said on standard error.
    fn end(mut self) -> (Option<i32>, String) {
        let mut errors = String::new();
        self.0.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        (self.0.wait().unwrap().code(), errors)
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        // It has ended, but where an assertion failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn kill(child: &Child, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {}", child.id())]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn what_asks_a_run_to_end_saves_it_and_it_goes_on() {
    for (signal, _) in signals() {
        let folder = TempDir::new().unwrap();
        let run = Endless::begin(folder.path(), "exec \"$@\"", 9);
        run.signal(signal);
        let (code, errors) = run.end();
        assert_eq!(code, Some(130), "{signal}: {errors}");
        assert!(errors.contains("Saving the run after this iteration."), "{errors}");

        let path = folder.path().join("run/checkpoint.safetensors");
        let done = snapshot(&path).history.len();
        assert!(done > 0);
        let more = format!("--resume {{}}/run/checkpoint.safetensors --max-iterations {}", done + 2);
        succeed(folder.path(), &format!("train --samples 10 --out {{}}/run --backend cpu {more}"));
        assert_eq!(snapshot(&path).history.len(), done + 2);
    }
}

#[test]
fn a_run_outlives_its_terminal_where_it_is_to() {
    for line in ["exec nohup \"$@\"", "trap '' HUP; exec \"$@\""] {
        let folder = TempDir::new().unwrap();
        let mut run = Endless::begin(folder.path(), line, 9);
        run.signal("HUP");
        run.advance(folder.path());
        run.advance(folder.path());
        run.signal("INT");
        assert_eq!(run.end().0, Some(130), "{line}");
    }
}

#[test]
fn a_second_time_ends_a_run_at_once_and_leaves_no_file_that_is_not_whole() {
    for _ in 0..3 {
        let folder = TempDir::new().unwrap();
        // It writes files nearly all the time.
        let mut run = Endless::begin(folder.path(), "exec \"$@\"", 1);
        run.advance(folder.path());
        run.signal("INT");
        run.signal("TERM");
        let (code, errors) = run.end();
        assert_eq!(code, Some(130), "{errors}");
        for part in ["run", "run/grids"] {
            let names = names(&folder.path().join(part));
            assert!(names.iter().all(|name| !name.contains(".part")), "{names:?}");
        }
    }
}

#[test]
fn a_command_that_has_nothing_to_save_ends_as_the_signal_says() {
    let folder = TempDir::new().unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("pipe")).status().unwrap().success());
    for (signal, number) in signals() {
        let mut child = shell(folder.path(), "exec \"$@\"", "inspect pipe").spawn().unwrap();
        // Opens as soon as the command reads it.
        let _pipe = fs::File::options().write(true).open(folder.path().join("pipe")).unwrap();
        kill(&child, signal);
        assert_eq!(child.wait().unwrap().signal(), Some(number));
    }
}

/// Streams that cannot be written, as a shell makes them.
const UNREAD: [&str; 5] =
    ["\"$@\" >&-", "\"$@\" 2>&-", "\"$@\" >&- 2>&-", "\"$@\" <&- >/dev/null 2>&1", "\"$@\" 2>&1 | true"];
#[cfg(target_os = "linux")]
const FULL: [&str; 3] = ["\"$@\" >/dev/full", "\"$@\" 2>/dev/full", "\"$@\" >/dev/full 2>&1"];
#[cfg(not(target_os = "linux"))]
const FULL: [&str; 0] = [];

#[test]
fn streams_that_nobody_reads_change_nothing() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 2);
    photos(&folder.path().join("photos"));
    fs::write(folder.path().join("photos/notes.txt"), "no photo").unwrap();
    for (index, line) in UNREAD.iter().chain(&FULL).enumerate() {
        // Where there is a pipe, the code of what writes into it.
        let line = line.replacen("\"$@\"", "{ \"$@\"; echo $? >code; }", 1);
        let code = |words: &str| {
            shell(folder.path(), &line, words).stderr(Stdio::null()).stdout(Stdio::null()).status().unwrap();
            fs::read_to_string(folder.path().join("code")).unwrap().trim().parse::<i32>().unwrap()
        };
        let train = format!("train --data photos {SETTINGS} --backend cpu --max-iterations 3");
        assert_eq!(code(&format!("{train} --out out{index}")), 0, "{line}");
        let checkpoint = folder.path().join(format!("out{index}/checkpoint.safetensors"));
        assert_eq!(snapshot(&checkpoint).history.len(), 3, "{line}");
        for (words, expected) in [
            (format!("sample --weights run/netG.safetensors --out faces{index}.png --backend cpu"), 0),
            (format!("export --checkpoint run/checkpoint.safetensors --out files{index}"), 0),
            ("inspect run/checkpoint.safetensors".into(), 0),
            ("inspect --json run/checkpoint.safetensors".into(), 0),
            ("--help".into(), 0),
            ("train --help".into(), 0),
            ("--version".into(), 0),
            ("train --colour red".into(), 2),
            (format!("{train} --out run"), 2),
            ("inspect absent".into(), 3),
            (format!("sample --weights run/netD.safetensors --out f{index}.png"), 3),
        ] {
            assert_eq!(code(&words), expected, "{line}: {words}");
        }
    }
}

#[test]
fn a_disk_that_is_full_leaves_no_file_that_is_not_whole() {
    let folder = TempDir::new().unwrap();
    train(folder.path(), "run", 1);
    let before = names(folder.path());
    let line = "ulimit -f 8; exec \"$@\"";
    let sample = "sample --weights run/netG.safetensors --out faces.png --backend cpu";
    let output = shell(folder.path(), line, sample).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("faces.png could not be written: "), "{}", stderr(&output));
    assert_eq!(names(folder.path()), before);

    let export = "export --checkpoint run/checkpoint.safetensors --out files --what netG";
    let output = shell(folder.path(), line, export).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(names(&folder.path().join("files")), [".facegan"]);
}
