//! What was measured, for people.

use crate::adapter::Adapter;
use crate::job::{Case, WasmBytes};
use crate::lab::SETTLED;
use crate::measured::{Measured, median};
use crate::rounds::Findings;
use crate::subject::Subject;
use crate::table::{count, megabytes, number, table};
use facegan_core::flops;

/// Everything that was measured.
pub struct Report {
    pub adapter: Adapter,
    pub cases: Vec<Case>,
    pub rounds: usize,
    pub wasm_gz_bytes: WasmBytes,
    /// Milliseconds to the first iteration, of facegan and on stock layers.
    pub first: [Option<f64>; 2],
    pub findings: Findings,
}

const HOW: &str = "A time is the median over the iterations of all rounds, without the first of each visit, which \
                   compiles shaders, and the last. GFLOP/s counts the convolutions' multiplications and additions \
                   by formula; the share is that of the adapter's own rate.";
const CALLS: &str = "What one iteration asks of WebGPU, at the least. Live bytes are those of buffers that were not \
                     destroyed, at their most in the whole visit; encoding is host time from a task's first call to its \
                     end, the median. “GPU layout” is facegan as it runs on a GPU, here on a software adapter.";

/// A column's name and cells.
type Column = (&'static str, fn(&Measured) -> String);

/// The second table's numbers of each implementation's iterations.
const COLUMNS: [Column; 10] = [
    ("dispatches", |all| count(all.calls(|calls| calls.dispatches))),
    ("submits", |all| count(all.calls(|calls| calls.submits))),
    ("writes", |all| count(all.calls(|calls| calls.writes))),
    ("new buffers", |all| count(all.calls(|calls| calls.new_buffers))),
    ("their MB", |all| megabytes(all.calls(|calls| calls.new_bytes))),
    ("bind groups", |all| count(all.calls(|calls| calls.bind_groups))),
    ("maps", |all| count(all.calls(|calls| calls.maps))),
    ("pipelines", |all| count(all.calls(|calls| calls.pipelines + calls.shaders))),
    ("peak live MB", |all| megabytes(Some(all.peak_bytes))),
    ("encoding, ms", |all| number(all.encode_ms())),
];

impl Report {
    /// Whether facegan is not measured at some size, as it comes or laid out for a GPU.
    pub fn lacks_ours(&self) -> bool {
        let is_lacking = |case, subject| self.measured(case, subject).and_then(Measured::ms).is_none();
        self.cases.iter().any(|case| is_lacking(*case, Subject::Ours) || is_lacking(*case, self.gpu_layout()))
    }

    /// The implementation whose iterations are facegan's as laid out for a GPU.
    pub fn gpu_layout(&self) -> Subject {
        if self.adapter.software { Subject::GpuLayout } else { Subject::Ours }
    }

    /// The report as Markdown that reads well in a terminal too.
    pub fn markdown(&self) -> String {
        let parts = [
            self.setting(),
            self.times(),
            HOW.to_owned(),
            self.calls(),
            self.irregular(),
            CALLS.to_owned(),
            self.page(),
            self.live(),
            self.findings.notes.iter().map(|note| format!("- {note}")).collect::<Vec<_>>().join("\n"),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// The measurements of one implementation at one size.
    pub fn measured(&self, case: Case, subject: Subject) -> Option<&Measured> {
        self.findings.measured.get(&(case, subject))
    }

    /// Their median milliseconds of an iteration.
    pub fn ms(&self, case: Case, subject: Subject) -> Option<f64> {
        self.measured(case, subject)?.ms()
    }

    /// The rate of facegan's whole iterations.
    pub fn gflops(&self, case: Case) -> Option<f64> {
        Some(flops::of_iteration(&case.config()) as f64 / self.ms(case, Subject::Ours)? / 1e6)
    }

    /// The adapter's own rate over the whole run.
    pub fn gemm_gflops(&self) -> Option<f64> {
        median(self.findings.gflops.iter().copied())
    }

    fn setting(&self) -> String {
        let Adapter { name, browser, n, tile, gflops, .. } = &self.adapter;
        format!(
            "Adapter: {name}, in headless {browser}; rounds: {}. Its own rate on a product of {n} × {n} matrices in \
             WGSL: {} GFLOP/s (at the start {}), with the fastest of several tiles, {tile}.",
            self.rounds,
            number(self.gemm_gflops()),
            number(Some(*gflops)),
        )
    }

    fn times(&self) -> String {
        let row = |case: &Case| {
            let [ours, stock, tfjs] = Subject::TIMED.map(|subject| self.ms(*case, subject));
            let ratio = |other: Option<f64>| number(other.zip(ours).map(|(other, ours)| other / ours));
            let gflops = self.gflops(*case);
            let share = gflops.zip(self.gemm_gflops()).map(|(gflops, own)| 100.0 * gflops / own);
            let mut row = vec![case.to_string()];
            row.extend([ours, stock, tfjs].map(number));
            row.extend([ratio(stock), ratio(tfjs), number(gflops), number(share)]);
            row
        };
        let names = Subject::TIMED.map(|subject| format!("{}, ms", subject.name()));
        let [ours, stock, tfjs] = names.each_ref();
        let header = ["ngf/batch", ours, stock, tfjs, "stock ÷ ours", "TF.js ÷ ours", "GFLOP/s", "share, %"];
        table(1, &header, &self.cases.iter().map(row).collect::<Vec<_>>())
    }

    fn calls(&self) -> String {
        let header: Vec<&str> = ["ngf/batch", ""].into_iter().chain(COLUMNS.map(|(name, _)| name)).collect();
        let row = |(case, subject, measured): (Case, Subject, &Measured)| {
            let cells = COLUMNS.iter().map(|(_, cell)| cell(measured));
            [case.to_string(), subject.name().to_owned()].into_iter().chain(cells).collect()
        };
        table(2, &header, &self.all().map(row).collect::<Vec<_>>())
    }

    /// The implementations whose iterations differed in their number of calls.
    fn irregular(&self) -> String {
        let varying = self.all().filter_map(|(case, subject, measured)| {
            let varying = measured.varying();
            (!varying.is_empty()).then(|| format!("{} at {case} ({})", subject.name(), varying.join(", ")))
        });
        let varying: Vec<_> = varying.collect();
        if varying.is_empty() {
            return "Every iteration made the same calls.".to_owned();
        }
        format!(
            "Not every iteration made just these calls, since a run also saves its state and measures its netG: {}.",
            varying.join("; ")
        )
    }

    fn all(&self) -> impl Iterator<Item = (Case, Subject, &Measured)> {
        let pairs = self.cases.iter().flat_map(|case| Subject::ALL.map(|subject| (*case, subject)));
        pairs.filter_map(|(case, subject)| Some((case, subject, self.measured(case, subject)?)))
    }

    fn page(&self) -> String {
        let WasmBytes { page, engine, photos } = self.wasm_gz_bytes;
        let [ours, stock] = self.first.map(number);
        format!(
            "Gzipped wasm: {} MB for the page, {} MB for the engine, {} MB for the photo workers.\n\nFrom opening the \
             page to the first iteration's numbers at {}: {ours} ms, on stock Burn layers {stock} ms; in a browser that \
             never saw it, so with everything fetched from this machine and compiled, a few sample faces drawn and the \
             first sample grid.",
            megabytes(Some(page as f64)),
            megabytes(Some(engine as f64)),
            megabytes(Some(photos as f64)),
            Case::SMALLEST,
        )
    }

    fn live(&self) -> String {
        self.findings.live.map_or_else(String::new, |live| {
            format!(
                "A run of {} iterations at {}: {} bytes live after {SETTLED} of them, at most {} from then on, and {} after \
                 the last sample grid.",
                live.iterations,
                Case::SMALLEST,
                live.settled_bytes,
                live.most_bytes,
                live.end_bytes
            )
        })
    }
}
