//! The rounds: everyone has a turn at every size in each of them, so that a machine's moods are shared.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use e2e::Browser;

use crate::adapter::{self, Adapter};
use crate::job::{Case, Extent, Job};
use crate::lab::{Lab, Live};
use crate::measured::{Measured, median};
use crate::record::steady;
use crate::report::Report;
use crate::subject::Subject;

/// What the rounds bring together.
#[derive(Default)]
pub struct Findings {
    pub measured: BTreeMap<(Case, Subject), Measured>,
    /// The adapter's own rate before the rounds and after each.
    pub gflops: Vec<f64>,
    pub live: Option<Live>,
    /// What could not be measured, and why.
    pub notes: Vec<String>,
}

/// Measures everything that the job asks for.
///
/// # Errors
/// When there is no browser or no adapter. What goes wrong with one run is a note in the report.
pub async fn measure(job: &Job) -> Result<Report> {
    let lab = Lab::open(job).await?;
    let mut findings = Findings::default();
    let (adapter, cases) = lab.in_browser(async |browser| rounds(&lab, browser, job, &mut findings).await).await?;
    let first = match job.extent {
        Extent::Full => first_iterations(&lab, job, &mut findings).await,
        Extent::Trial => [None; 2],
    };
    Ok(Report { adapter, cases, rounds: job.rounds, wasm_gz_bytes: job.wasm_gz_bytes, first, findings })
}

/// The median time to the first iteration in browsers that never saw the page, of facegan and on stock layers.
async fn first_iterations(lab: &Lab, job: &Job, findings: &mut Findings) -> [Option<f64>; 2] {
    let mut times = [None; 2];
    for (subject, median_ms) in [Subject::Ours, Subject::Stock].into_iter().zip(&mut times) {
        let mut all = Vec::new();
        for _ in 0..job.rounds {
            match lab.in_browser(async |browser| lab.first_iteration(browser, subject).await).await {
                Ok(ms) => {
                    println!("{:<10}  first iteration after {ms:.0} ms", subject.name());
                    all.push(ms);
                }
                Err(error) => {
                    findings.note(format!("First iteration of {}: {error:#}", subject.name()));
                    break;
                }
            }
        }
        *median_ms = median(all);
    }
    times
}

async fn rounds(lab: &Lab, browser: &Browser, job: &Job, findings: &mut Findings) -> Result<(Adapter, Vec<Case>)> {
    let adapter = adapter::measure(browser, &lab.site).await?;
    println!(
        "{}: {:.1} GFLOP/s in a product of matrices, {} at {}",
        adapter.name, adapter.gflops, adapter.tile, adapter.n
    );
    findings.gflops.push(adapter.gflops);
    let cases = findings.cases(job, &adapter);
    let subjects = findings.subjects(job, &adapter);
    let mut failed = BTreeSet::new();
    for round in 1..=job.rounds {
        for (case, subject) in cases.iter().flat_map(|case| subjects.iter().map(move |subject| (*case, *subject))) {
            // Calls are counted once: they are the same in every round.
            if failed.contains(&(case, subject)) || round > 1 && !subject.is_timed() {
                continue;
            }
            if let Err(error) = turn(lab, browser, (case, subject), round, findings).await {
                findings.note(format!("{} at {case}: {error:#}", subject.name()));
                failed.insert((case, subject));
            }
        }
        // As the machine is by now.
        match adapter.measure_again(browser, &lab.site).await {
            Ok(gflops) => findings.gflops.push(gflops),
            Err(error) => findings.note(format!("The product of matrices in round {round}: {error:#}")),
        }
    }
    if let Some(iterations) = job.live {
        match lab.live(browser, iterations).await {
            Ok(live) => findings.live = Some(live),
            Err(error) => findings.note(format!("The run of {iterations} iterations: {error:#}")),
        }
    }
    Ok((adapter, cases))
}

async fn turn(
    lab: &Lab,
    browser: &Browser,
    (case, subject): (Case, Subject),
    round: usize,
    findings: &mut Findings,
) -> Result<()> {
    let records = lab.train(browser, subject, case).await?;
    let ms = median(steady(&records).iter().map(|one| one.ms)).unwrap_or_default();
    println!("round {round}  {case:<6}  {:<10}  {ms:>8.1} ms  ({} iterations)", subject.name(), records.len());
    findings.measured.entry((case, subject)).or_default().add(&records);
    Ok(())
}

impl Findings {
    /// Says it at once, and again in the report.
    fn note(&mut self, note: String) {
        println!("{note}");
        self.notes.push(note);
    }

    fn cases(&mut self, job: &Job, adapter: &Adapter) -> Vec<Case> {
        if !job.cases.is_empty() {
            return job.cases.clone();
        }
        if job.extent == Extent::Trial {
            return vec![Case::SMALLEST];
        }
        let mut cases = Case::USUAL.to_vec();
        if adapter.software {
            let large = Case::LARGE;
            self.note(format!(
                "{large} is left out: this is a software adapter. `--case {large}` runs it all the same."
            ));
        } else {
            cases.push(Case::LARGE);
        }
        cases
    }

    fn subjects(&mut self, job: &Job, adapter: &Adapter) -> Vec<Subject> {
        if let Err(why) = &job.tfjs {
            self.note(format!("TF.js is left out: {why}."));
        }
        let is_measured = |subject: &Subject| match subject {
            Subject::Ours => true,
            Subject::Stock => job.extent == Extent::Full,
            Subject::TfJs => job.tfjs.is_ok(),
            // On a GPU it is facegan itself.
            Subject::GpuLayout => adapter.software,
        };
        Subject::ALL.into_iter().filter(is_measured).collect()
    }
}
