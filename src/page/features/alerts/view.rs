//! Problems: what happened and what to do.

use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::state::Blocker;
use facegan_core::problem::Problem;

const BROWSERS: &str = "Chrome and Edge have it from version 113, on Linux from 144 with recent Intel GPUs and from 147 \
                        with NVIDIA's (others may need chrome://flags/#enable-unsafe-webgpu); Safari from 26; Firefox \
                        from 141 on Windows and from 145 on Macs with Apple silicon. Photos can be read here, but \
                        training needs one of those.";

#[component]
pub fn Alerts() -> impl IntoView {
    let page = use_page();
    if untrack(|| page.gpu.missing()) == Some(Blocker::NoWebGpu) {
        page.alert(no_webgpu());
    }
    view! {
        <div class="alerts">
            <For each=move || page.alerts.list.get() key=|alert| alert.id let:alert>
                <div class="alert" role="group" aria-label="Problem">
                    <p><strong>{alert.problem.what}</strong>" "{alert.problem.advice}</p>
                    <button type="button" on:click=move |_| page.alerts.dismiss(alert.id)>"Dismiss"</button>
                </div>
            </For>
        </div>
    }
}

fn no_webgpu() -> Problem {
    if window().is_secure_context() {
        return Problem { what: "This browser offers no WebGPU.".into(), advice: BROWSERS.into() };
    }
    Problem {
        what: "Browsers offer WebGPU only to pages served over https or from localhost.".into(),
        advice: "Open this page at an https address, or at http://localhost on the machine that serves it.".into(),
    }
}
