//! One chart: its canvas, the cursor over it, and what is below.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlCanvasElement;

use super::Spec;
use super::desk::Desk;
use super::draw::{LEFT, Paper, draw, draw_whole, plot_width};
use super::hand::Hand;
use super::pen::Palette;
use super::readout::ReadOut;
use super::throttle::Throttle;
use crate::web::browser::download;
use crate::web::chart::gesture::Gesture;
use crate::web::view::theme::Theme;
use crate::web::view::width::use_width;

/// Device pixels a CSS pixel of a saved chart, at least.
const SAVED_RATIO: f64 = 2.0;

#[component]
pub fn Chart(spec: &'static Spec, desk: Desk) -> impl IntoView {
    let page = desk.page;
    let (around, node) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let width = use_width(around);
    follow(spec, desk, node, width);
    let hand = Hand::new(desk, node, width);
    let focused = RwSignal::new(false);
    let x = move |fraction: f64| LEFT + fraction * plot_width(width.get());
    let cursor = Memo::new(move |_| {
        let at = page.cursor.get().map(|iteration| desk.span().fraction(iteration as f64));
        at.filter(|at| (0.0..=1.0).contains(at)).map(x)
    });
    let selection = Memo::new(move |_| hand.gesture.with(Gesture::selection).map(|(from, to)| (x(from), x(to))));
    let save = move |_| {
        let canvas = node.get_untracked();
        if let Some(Err(error)) = canvas.map(|canvas| save(spec, desk, &canvas, width.get_untracked())) {
            page.check("The picture could not be saved", Err::<(), _>(error));
        }
    };
    view! {
        <figure>
            <h3>{spec.title}</h3>
            <div class="chart" node_ref=around>
                <canvas
                    node_ref=node role="img" aria-label=spec.label aria-describedby="chart-hint" tabindex="0"
                    class:panning=move || hand.gesture.with(|gesture| matches!(gesture, Gesture::Panning { .. }))
                    on:pointerdown=move |event| hand.press(&event)
                    on:pointermove=move |event| hand.follow(&event)
                    on:pointerup=move |event| hand.release(&event)
                    on:pointercancel=move |event| hand.cancel(&event)
                    on:pointerleave=move |event| hand.leave(&event)
                    on:dblclick=move |_| desk.show_all()
                    on:wheel=move |event| hand.turn_wheel(&event)
                    on:keydown=move |event| hand.press_key(&event)
                    on:focus=move |_| focused.set(true)
                    on:blur=move |_| {
                        focused.set(false);
                        desk.leave();
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
            <ReadOut spec desk focused/>
            <figcaption>
                <button type="button" disabled=move || desk.length.get() == 0 on:click=save>
                    {format!("Save {} as PNG", spec.label.replace("Loss", "loss"))}
                </button>
            </figcaption>
        </figure>
    }
}

/// Draws the chart anew, once a frame, whenever anything that it shows changes.
fn follow(spec: &'static Spec, desk: Desk, node: NodeRef<Canvas>, width: ReadSignal<f64>) {
    let theme = expect_context::<Theme>();
    let throttle = Throttle::every(0.0);
    let redraw = move || {
        let (Some(canvas), width) = (node.get_untracked(), width.get_untracked()) else { return };
        if width > 0.0 {
            desk.page.check("A chart could not be drawn", redraw(spec, desk, &canvas, width));
        }
    };
    Effect::new(move |_| {
        desk.span();
        desk.weight.track();
        desk.scale.track();
        desk.hidden.track();
        theme.dark.track();
        width.track();
        throttle.run(redraw);
    });
}

fn redraw(spec: &'static Spec, desk: Desk, canvas: &HtmlCanvasElement, width: f64) -> Result<(), JsValue> {
    let palette = Palette::at(canvas)?;
    let paper = Paper { size: size(width), ratio: window().device_pixel_ratio(), palette: &palette };
    desk.read_sheet(spec, |sheet| draw(canvas, sheet, &paper))
}

/// Saves the chart with its title and legend, which on the page are no part of the canvas.
fn save(spec: &'static Spec, desk: Desk, shown: &HtmlCanvasElement, width: f64) -> Result<(), JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let palette = Palette::at(shown)?;
    let ratio = window().device_pixel_ratio().max(SAVED_RATIO);
    desk.read_sheet(spec, |sheet| draw_whole(&canvas, sheet, &Paper { size: size(width), ratio, palette: &palette }))?;
    download::save_canvas(spec.file, &canvas)
}

fn size(width: f64) -> (f64, f64) {
    (width, (width * 0.52).clamp(230.0, 340.0))
}
