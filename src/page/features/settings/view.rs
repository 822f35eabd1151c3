//! Every setting of a run.

use leptos::either::Either;
use leptos::prelude::*;

use crate::page::context::Page;
use crate::page::context::use_page;
use crate::page::features::branching::view::ChosenBranch;
use crate::page::features::plan::view::{ExpertButton, HowLong};
use crate::page::features::runs::summary;
use crate::page::state::{AppState, Phase};
use crate::page::widgets::clipboard::copy_then;
use crate::page::widgets::explained::Explained;
use crate::page::widgets::fold::Fold;
use crate::page::widgets::in_turn::InTurn;
use facegan_core::address::Mode;
use facegan_core::config::{Field, Invalid, KernelChoice, Preset, TrainConfig};

/// The plan, or every setting of a run.
#[component]
pub fn Settings() -> impl IntoView {
    let page = use_page();
    let planned = Memo::new(move |_| page.plan.mode() == Mode::Plan);
    let title = Signal::derive(move || if planned.get() { "How long?" } else { "Settings" });
    let open = Memo::new(move |_| page.phase() != Phase::Run || page.branching.is_chosen());
    let line = Signal::derive(move || {
        let config = page.settings.config().filter(|_| !open.get())?;
        Some(summary::settings(&config, page.settings.kernels()))
    });
    view! {
        <Fold id="settings-title" title open line>
            <ChosenBranch/>
            <Show when=move || planned.get()><HowLong/></Show>
            <div class="buttons"><ExpertButton/></div>
            <div id="every-setting" class="every-setting" hidden=move || planned.get()><EverySetting/></div>
        </Fold>
    }
}

/// Fields that are made at once.
const AT_ONCE: usize = 6;

#[component]
fn EverySetting() -> impl IntoView {
    let page = use_page();
    let locked = Memo::new(move |_| page.app.with(AppState::is_running));
    let presets = Preset::ALL.map(|preset| {
        let chosen = Memo::new(move |_| page.settings.form.with(|form| form.is(preset)));
        view! {
            <button
                type="button" aria-pressed=move || chosen.get().to_string()
                disabled=move || page.branching.is_chosen() on:click=move |_| page.settings.form.update(|form| form.choose(preset))
            >{preset.label()}</button>
        }
    });
    let parts = Field::ALL.len().div_ceil(AT_ONCE);
    let made = InTurn::make(parts);
    let fields = Field::ALL.chunks(AT_ONCE).enumerate().map(|(part, fields)| {
        let fields = move || fields.iter().map(|&field| view! { <Setting field/> }).collect_view();
        view! { <Show when=move || made.has(part)>{fields()}</Show> }
    });
    let fields = fields.collect_view();
    view! {
        <fieldset disabled=locked>
            <div class="presets" role="group" aria-label="Presets">{presets}</div>
            <p class="quiet">
                "Tutorial is for a real GPU, Quick for a laptop’s, Tiny for a look around."
            </p>
            <div class="fields">
                {fields}
                <Show when=move || made.has(parts - 1)><KernelSetting/></Show>
            </div>
        </fieldset>
        <Show when=move || locked.get()><p class="quiet">"Locked until the run ends."</p></Show>
        <Share locked/>
    }
}

/// Copies a link with the settings, or resets them.
#[component]
fn Share(locked: Memo<bool>) -> impl IntoView {
    let page = use_page();
    let query = Memo::new(move |_| page.query());
    let copied = RwSignal::new(None::<String>);
    let share = move |_| copy_then(page, page.link(), move || copied.set(Some(query.get_untracked())));
    let note =
        move || copied.get().filter(|copied| *copied == query.get()).map(|_| "The link with these settings is copied.");
    let is_default = move || page.settings.is_default();
    view! {
        <div class="buttons">
            <button type="button" on:click=share>"Copy link"</button>
            <button
                type="button" disabled=move || locked.get() || is_default() || page.branching.is_chosen()
                on:click=move |_| page.reset_settings()
            >"Reset settings"</button>
        </div>
        <p class="quiet" role="status">{note}</p>
    }
}

#[component]
fn Setting(field: Field) -> impl IntoView {
    let page = use_page();
    let name = field.name();
    let id = format!("setting-{name}");
    let error_id = format!("{id}-error");
    let help_id = format!("{id}-help");
    let described = format!("{error_id} {help_id}");
    let value = Memo::new(move |_| page.settings.form.with(|form| form.get(field).to_owned()));
    let error = Memo::new(move |_| complaint(page, field).map(|why| why.to_string()));
    let invalid = move || error.get().is_some().to_string();
    let set = move |text: String| page.settings.form.update(|form| form.set(field, text));
    let fixed = Memo::new(move |_| page.branching.fixes(field));
    let options = choices(field).iter().map(|&(text, label)| {
        view! { <option value=text selected=move || value.get() == text>{label}</option> }
    });
    let options: Vec<_> = options.collect();
    let control = if !options.is_empty() {
        Either::Left(view! {
            <select
                id=id.clone() name=name aria-describedby=described aria-invalid=invalid disabled=move || fixed.get()
                prop:value=move || value.get() on:change=move |event| set(event_target_value(&event))
            >{options}</select>
        })
    } else {
        Either::Right(view! {
            <input
                id=id.clone() name=name aria-describedby=described aria-invalid=invalid inputmode="decimal"
                disabled=move || fixed.get() autocomplete="off" placeholder=placeholder(field) prop:value=move || value.get()
                on:input=move |event| set(event_target_value(&event))
            />
        })
    };
    let default = TrainConfig::default().get(field);
    let is_default = {
        let default = default.clone();
        Memo::new(move |_| value.get().trim() == default)
    };
    let chosen = choices(field).iter().find(|(text, _)| *text == default);
    let shown_default = match chosen {
        Some((_, label)) => (*label).to_owned(),
        None if default.is_empty() => placeholder(field).to_owned(),
        None => default,
    };
    view! {
        <div class="field" class:changed=move || !is_default.get()>
            <label for=id>{name}</label>
            {control}
            <p class="error" id=error_id>{move || error.get()}</p>
            <p class="help" id=help_id><Explained text=field.help()/>" · default "{shown_default}</p>
        </div>
    }
}

/// The texts that a setting can have, each with what a person reads; none where it is typed.
fn choices(field: Field) -> &'static [(&'static str, &'static str)] {
    match field {
        Field::ImageSize => &[("32", "32×32"), ("64", "64×64"), ("128", "128×128"), ("256", "256×256")],
        Field::Crop => &[("auto", "auto"), ("faces", "faces"), ("centre", "centre")],
        Field::Nc => &[("3", "colour"), ("1", "grey")],
        Field::Flip | Field::SpectralNorm => &[("0", "off"), ("1", "on")],
        Field::Loss => &[("bce", "bce"), ("hinge", "hinge")],
        Field::DiffAugment => &[
            ("", "off"),
            ("color,translation,cutout", "color, translation, cutout"),
            ("color,translation", "color, translation"),
            ("color,cutout", "color, cutout"),
            ("translation,cutout", "translation, cutout"),
            ("color", "color"),
            ("translation", "translation"),
            ("cutout", "cutout"),
        ],
        _ => &[],
    }
}

/// Not one of a run's settings: a run may be restored with other kernels.
#[component]
fn KernelSetting() -> impl IntoView {
    let page = use_page();
    let options = KernelChoice::ALL.map(|choice| {
        view! {
            <option value=choice.name() selected=move || page.settings.kernels.get() == choice>{choice.name()}</option>
        }
    });
    let set = move |name: String| {
        if let Ok(choice) = name.parse() {
            page.choose_kernels(choice);
        }
    };
    view! {
        <div class="field" class:changed=move || page.settings.kernels.get() != KernelChoice::default()>
            <label for="setting-kernels">"kernels"</label>
            <select
                id="setting-kernels" name="kernels" aria-describedby="setting-kernels-help"
                prop:value=move || page.settings.kernels.get().name() on:change=move |event| set(event_target_value(&event))
            >{options}</select>
            <p class="help" id="setting-kernels-help">
                "own: float32, as PyTorch; mixed: layers kept in float16 where the GPU has it; stock: Burn’s, several times \
                 slower · default own"
            </p>
        </div>
    }
}

/// What is wrong with a field: its own text, or for batch_size that the photos do not fill a batch.
fn complaint(page: Page, field: Field) -> Option<Invalid> {
    let own = page.settings.form.with(|form| form.error(field));
    if own.is_some() || field != Field::BatchSize {
        return own;
    }
    let config = page.settings.config()?;
    let images = page.app.with(|app| app.report().map(|report| report.images)).filter(|images| *images > 0)?;
    config.fits(images).err()
}

/// What an empty field means.
fn placeholder(field: Field) -> &'static str {
    match field {
        Field::MaxIterations => "no limit",
        Field::LrG | Field::LrD => "as lr",
        _ => "",
    }
}
