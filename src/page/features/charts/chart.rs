//! One chart: its canvas, the cursor over it, and what is below.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;

use crate::page::features::charts::chart_state::ChartState;
use crate::page::features::charts::draw::{LEFT, Surface, draw, draw_whole, plot_width};
use crate::page::features::charts::gesture::Gesture;
use crate::page::features::charts::painter::Palette;
use crate::page::features::charts::pointer::ChartPointer;
use crate::page::features::charts::readout::ReadOut;
use crate::page::features::charts::spec::Spec;
use crate::page::features::charts::throttle::Throttle;
use crate::page::platform::download;
use crate::page::widgets::explained::Explained;
use crate::page::widgets::theme::Theme;
use crate::page::widgets::width::use_width;

/// Device pixels a CSS pixel of a saved chart, at least.
const SAVED_RATIO: f64 = 2.0;

#[component]
pub fn Chart(spec: &'static Spec, charts: ChartState) -> impl IntoView {
    let page = charts.page;
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    follow(spec, charts, node, width);
    let pointer = ChartPointer::new(charts, node, width);
    let focused = RwSignal::new(false);
    let x = move |fraction: f64| LEFT + fraction * plot_width(width.get());
    let cursor = Memo::new(move |_| {
        let at = charts.cursor().map(|iteration| charts.span().fraction(iteration as f64));
        at.filter(|at| (0.0..=1.0).contains(at)).map(x)
    });
    let selection = Memo::new(move |_| pointer.gesture.with(Gesture::selection).map(|(from, to)| (x(from), x(to))));
    let save = move |_| {
        let canvas = node.get_untracked();
        if let Some(Err(error)) = canvas.map(|canvas| save(spec, charts, &canvas, width.get_untracked())) {
            page.check("The PNG could not be saved", Err::<(), _>(error));
        }
    };
    view! {
        <figure>
            <h3><Explained text=spec.title/></h3>
            <div class="chart" node_ref=around>
                <canvas
                    node_ref=node role="img" aria-label=spec.label aria-describedby="chart-branches chart-hint" tabindex="0"
                    class:panning=move || pointer.gesture.with(|gesture| matches!(gesture, Gesture::Panning { .. }))
                    on:pointerdown=move |event| pointer.press(&event)
                    on:pointermove=move |event| pointer.follow(&event)
                    on:pointerup=move |event| pointer.release(&event)
                    on:pointercancel=move |event| pointer.cancel(&event)
                    on:pointerleave=move |event| pointer.leave(&event)
                    on:click=move |event| pointer.click(&event)
                    on:dblclick=move |_| pointer.double_click()
                    on:wheel=move |event| pointer.turn_wheel(&event)
                    on:keydown=move |event| pointer.press_key(&event)
                    on:focus=move |_| focused.set(true)
                    on:blur=move |_| {
                        focused.set(false);
                        charts.leave();
                    }
                ></canvas>
                {move || cursor.get().map(|x| view! {
                    <div class="chart-cursor" style:transform=format!("translateX({x:.1}px)")></div>
                })}
                {move || selection.get().map(|(from, to)| view! {
                    <div
                        class="chart-selection" style:left=format!("{from:.1}px")
                        style:width=format!("{:.1}px", to - from)
                    ></div>
                })}
            </div>
            <ReadOut spec charts focused/>
            <figcaption>
                <button type="button" disabled=move || charts.length.get() == 0 on:click=save>{spec.save}</button>
            </figcaption>
        </figure>
    }
}

/// Redraws the chart when anything that it shows changes, at most once a frame.
fn follow(spec: &'static Spec, charts: ChartState, node: NodeRef<Canvas>, width: ReadSignal<f64>) {
    let theme = expect_context::<Theme>();
    let throttle = Throttle::every(0.0);
    let redraw = move || {
        let (Some(canvas), width) = (node.get_untracked(), width.get_untracked()) else { return };
        if width > 0.0 {
            charts.page.check("A chart could not be drawn", redraw(spec, charts, &canvas, width));
        }
    };
    Effect::new(move |_| {
        charts.span();
        charts.weight.track();
        charts.scale.track();
        charts.hidden.track();
        theme.dark.track();
        width.track();
        throttle.run(redraw);
    });
}

fn redraw(spec: &'static Spec, charts: ChartState, canvas: &HtmlCanvasElement, width: f64) -> Result<(), JsValue> {
    let palette = Palette::at(canvas)?;
    let surface = Surface { size: size(width), ratio: window().device_pixel_ratio(), palette: &palette };
    charts.read_scene(spec, |scene| draw(canvas, scene, &surface))
}

/// Saves the chart with its title and legend, which on the page are no part of the canvas.
fn save(spec: &'static Spec, charts: ChartState, shown: &HtmlCanvasElement, width: f64) -> Result<(), JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let palette = Palette::at(shown)?;
    let ratio = window().device_pixel_ratio().max(SAVED_RATIO);
    charts.read_scene(spec, |scene| {
        draw_whole(&canvas, scene, &Surface { size: size(width), ratio, palette: &palette })
    })?;
    download::save_canvas(spec.file, &canvas)
}

fn size(width: f64) -> (f64, f64) {
    (width, (width * 0.52).clamp(230.0, 340.0))
}
