//! What was measured, for programs.

use serde_json::{Value, json};

use crate::job::Case;
use crate::measured::Measured;
use crate::record::Calls;
use crate::report::Report;
use crate::subject::Subject;

/// The report as one object; what was not measured is null.
pub fn object(report: &Report) -> Value {
    json!({
        "adapter": report.adapter.name,
        "gemm_gflops": number(report.gemm_gflops()),
        "gemm_n": report.adapter.n,
        "gemm_tile": report.adapter.tile,
        "cases": report.cases.iter().map(|size| case(report, *size)).collect::<Vec<_>>(),
        "wasm_gz_bytes": report.wasm_gz_bytes,
        "first_iteration_ms": number(report.first[0]),
    })
}

/// The calls and bytes are facegan's. Those of its layout for GPUs are measured on every adapter.
fn case(report: &Report, case: Case) -> Value {
    let [ours, stock, tfjs] = Subject::TIMED.map(|subject| number(report.ms(case, subject)));
    let [measured, gpu] = [Subject::Ours, report.gpu_layout()].map(|subject| report.measured(case, subject));
    let calls = |count: fn(&Calls) -> f64| number(measured.and_then(|measured| measured.calls(count)));
    let on_gpu = |count: fn(&Calls) -> f64| number(gpu.and_then(|measured| measured.calls(count)));
    json!({
        "ngf": case.ngf,
        "batch": case.batch,
        "ours_ms": ours,
        "stock_burn_ms": stock,
        "tfjs_ms": tfjs,
        "dispatches": calls(|calls| calls.dispatches),
        "submits": calls(|calls| calls.submits),
        "new_buffers": calls(|calls| calls.new_buffers),
        "peak_bytes": number(measured.map(|measured| measured.peak_bytes)),
        "encode_ms": number(measured.and_then(Measured::encode_ms)),
        "gflops": number(report.gflops(case)),
        "gpu_layout": {
            "dispatches": on_gpu(|calls| calls.dispatches),
            "submits": on_gpu(|calls| calls.submits),
            "bind_groups": on_gpu(|calls| calls.bind_groups),
            "encode_ms": number(gpu.and_then(Measured::encode_ms)),
        },
    })
}

/// A number to three decimals, whole where it is.
pub fn number(value: Option<f64>) -> Value {
    let Some(value) = value else { return Value::Null };
    if value.fract() == 0.0 { json!(value as i64) } else { json!((value * 1000.0).round() / 1000.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_counts_whole() {
        assert_eq!([Some(12.0), Some(0.12345), None].map(number), [json!(12), json!(0.123), Value::Null]);
    }
}
