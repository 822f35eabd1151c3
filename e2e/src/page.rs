//! The page as a person meets it: by role and accessible name.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, Locator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::sleep;
use url::Url;

use crate::browser::{Browser, LATE_PROBE, PROBE, RECORD};
use crate::command::Command;
use crate::kind::Kind;
use crate::net_log;
use crate::state::State;

/// Time limit for what needs no GPU.
pub const SOON: Duration = Duration::from_secs(60);
/// Time limit for a few iterations on a GPU emulated in software, compiling shaders included.
pub const GPU: Duration = Duration::from_secs(240);

const POLL: Duration = Duration::from_millis(100);
/// WebDriver's name for an element in what a script returns.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A page in a browser. Clones are the same page.
#[derive(Clone)]
pub struct Page {
    kind: Kind,
    pub(crate) client: Client,
    pub(crate) downloads: Arc<TempDir>,
    records: Arc<TempDir>,
    address: String,
}

impl Page {
    /// The page at an address; it is not opened yet.
    pub fn new(browser: &Browser, address: String) -> Self {
        let (downloads, records) = (browser.downloads.clone(), browser.records.clone());
        Self { kind: browser.kind, client: browser.client.clone(), downloads, records, address }
    }

    /// Opens the page with a query such as `preset=tiny`, and waits until it has started: browsers call it loaded before
    /// its wasm has run, and what is dropped on it before that is lost.
    pub async fn open(&self, query: &str) -> Result<()> {
        self.load(query).await?;
        let status = self.client.wait().at_most(SOON).for_element(Locator::Id("status")).await;
        status.map(drop).context("the page did not start")
    }

    /// Loads the page with a query, and does not wait until it has started.
    pub async fn load(&self, query: &str) -> Result<()> {
        self.go(&format!("{}?{query}", self.address)).await
    }

    /// Opens a file of the disk, with `fragment` at the end of its address.
    pub async fn open_file(&self, path: &Path, fragment: &str) -> Result<()> {
        let mut address = Url::from_file_path(path).map_err(|()| anyhow!("{} is not a whole path", path.display()))?;
        address.set_fragment(Some(fragment));
        // Between two addresses that differ in the fragment alone, a browser loads nothing.
        self.client.goto("about:blank").await?;
        self.go(address.as_str()).await
    }

    async fn go(&self, address: &str) -> Result<()> {
        self.client.goto(address).await.context("the page did not load")?;
        match self.kind {
            Kind::Chromium => Ok(()),
            Kind::Firefox => self.evaluate(LATE_PROBE, vec![]).await,
        }
    }

    /// Makes the window a phone's.
    pub async fn become_phone(&self, width: u32, height: u32) -> Result<()> {
        self.become_screen(width, height, true).await
    }

    /// Makes the window a phone's or a desktop's of this size in CSS pixels.
    pub async fn become_screen(&self, width: u32, height: u32, mobile: bool) -> Result<()> {
        let ratio = if mobile { 2 } else { 1 };
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": ratio, "mobile": mobile });
        self.dev_tools("Emulation.setDeviceMetricsOverride", size).await
    }

    /// What the window shows, as PNG.
    pub async fn screenshot(&self) -> Result<Vec<u8>> {
        self.client.screenshot().await.context("there is no screenshot")
    }

    /// Gives the site so many more bytes to store than it stores now; [`None`] takes the limit away.
    pub async fn allow_storage(&self, more: Option<u64>) -> Result<()> {
        let mut limit = json!({ "origin": Url::parse(&self.address)?.origin().ascii_serialization() });
        if let Some(more) = more {
            let script = "return (await navigator.storage.estimate()).usage";
            limit["quotaSize"] = (self.evaluate::<u64>(script, vec![]).await? + more).into();
        }
        self.dev_tools("Storage.overrideQuotaForOrigin", limit).await
    }

    /// Makes the GPU fail during an iteration, in a visit with
    /// [`Fault::GpuOnCall`](crate::Fault) or [`Fault::GpuOnCallWithoutStorage`](crate::Fault). Waits until an engine
    /// has heard it: this one, or the next if this one fails meanwhile.
    pub async fn fail_gpu(&self, how: &str) -> Result<()> {
        let script = "const channel = new BroadcastChannel('fault');
            const id = crypto.randomUUID();
            await new Promise((heard) => {
              const say = () => channel.postMessage({ fault: arguments[0], id });
              const repeated = setInterval(say, 50);
              channel.onmessage = ({ data }) => {
                if (data.heard !== id) return;
                clearInterval(repeated);
                heard();
              };
              say();
            });
            channel.close();";
        self.client.execute(script, vec![how.into()]).await.context("no engine heard it")?;
        Ok(())
    }

    /// The current window.
    pub async fn window(&self) -> Result<WindowHandle> {
        Ok(self.client.window().await?)
    }

    /// Opens another tab, which becomes the current one.
    pub async fn open_window(&self) -> Result<WindowHandle> {
        let window = self.client.new_window(true).await.context("there is no other tab")?.handle;
        self.switch_to(&window).await?;
        // A script that runs first does so in one window only.
        self.dev_tools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": PROBE })).await?;
        Ok(window)
    }

    /// Makes another window the current one.
    pub async fn switch_to(&self, window: &WindowHandle) -> Result<()> {
        self.client.switch_to_window(window.clone()).await.context("the window is not there")
    }

    /// Closes the current window.
    pub async fn close_window(&self) -> Result<()> {
        self.client.close_window().await.context("the window does not close")
    }

    /// Emulates a system that prefers dark or light pages.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.dev_tools("Emulation.setEmulatedMedia", json!({ "features": features })).await
    }

    /// Lets every page use the camera, or none, without asking.
    pub async fn allow_camera(&self, allowed: bool) -> Result<()> {
        let setting = if allowed { "granted" } else { "denied" };
        let permission = json!({ "permission": { "name": "camera" }, "setting": setting });
        self.dev_tools("Browser.setPermission", permission).await
    }

    /// Presses keys wherever the focus is.
    pub async fn press(&self, keys: &str) -> Result<()> {
        self.client.active_element().await?.send_keys(keys).await.with_context(|| format!("{keys} went nowhere"))
    }

    /// Evaluates a script's `return` value.
    pub async fn evaluate<T: DeserializeOwned>(&self, script: &str, arguments: Vec<Value>) -> Result<T> {
        let value = self.client.execute(script, arguments).await.with_context(|| format!("`{script}` failed"))?;
        serde_json::from_value(value).with_context(|| format!("`{script}` returned something else"))
    }

    /// What the page says now.
    pub async fn state(&self) -> Result<State> {
        self.evaluate("return probe.state()", vec![]).await
    }

    /// Waits until the page's state is as `holds` wants it, and returns it.
    ///
    /// # Errors
    /// The last state, when it does not become so within `patience`.
    pub async fn until(&self, what: &str, patience: Duration, holds: impl Fn(&State) -> bool) -> Result<State> {
        let start = Instant::now();
        loop {
            let state = self.state().await?;
            if holds(&state) {
                return Ok(state);
            }
            if start.elapsed() > patience {
                bail!("waited {} s for: {what}; the page's last state is {state:#?}", patience.as_secs());
            }
            sleep(POLL).await;
        }
    }

    /// Waits until the header says `status`, word for word.
    pub async fn until_status(&self, status: &str, patience: Duration) -> Result<State> {
        self.until(&format!("the status “{status}”"), patience, |state| state.status == status).await
    }

    /// Waits until the run is in this state.
    pub async fn until_run(&self, run: &str) -> Result<State> {
        self.until(&format!("a run that is {run}"), GPU, |state| state.run == run).await
    }

    /// Waits until this many iterations are done.
    pub async fn until_iteration(&self, iteration: usize) -> Result<State> {
        self.until(&format!("iteration {iteration}"), GPU, |state| state.iteration >= iteration).await
    }

    /// Waits until the element that a script names says this, or no longer does.
    pub async fn until_said(&self, element: &str, text: &str, said: bool) -> Result<()> {
        let script = format!("return ({element}?.textContent ?? '').includes(arguments[0])");
        let start = Instant::now();
        while self.evaluate::<bool>(&script, vec![text.into()]).await? != said {
            if start.elapsed() > SOON {
                let verb = if said { "never said" } else { "went on saying" };
                bail!("{element} {verb} “{text}”: {:#?}", self.state().await?);
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    /// The addresses of all requests that the page of this origin and its workers have made so far, whatever the host.
    pub async fn requests(&self, origin: &str) -> Result<Vec<String>> {
        net_log::requests_of(origin, &self.records.path().join(RECORD)).await
    }

    /// The only element of this role and accessible name, if there is one.
    pub(crate) async fn find(&self, role: &str, name: &str) -> Result<Option<Element>> {
        let found: Vec<Value> =
            self.evaluate("return probe.find(...arguments)", vec![role.into(), name.into()]).await?;
        if found.len() > 1 {
            bail!("there are {} elements of role {role} with the name “{name}”", found.len());
        }
        let id = found.first().and_then(|element| element[ELEMENT].as_str());
        Ok(id.map(|id| Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))))
    }

    /// Whether there is a button of this name and it can be used.
    pub async fn can_click(&self, name: &str) -> Result<bool> {
        // In one script: a list that changes makes its buttons anew.
        let script = "return probe.find('button', arguments[0]).map((button) => !button.matches(':disabled'))";
        match self.evaluate::<Vec<bool>>(script, vec![name.into()]).await?[..] {
            [] => Ok(false),
            [can] => Ok(can),
            ref several => bail!("there are {} buttons with the name “{name}”", several.len()),
        }
    }

    /// Waits until the button of this name can, or cannot, be used.
    pub async fn until_can_click(&self, name: &str, can: bool) -> Result<()> {
        let start = Instant::now();
        while self.can_click(name).await? != can {
            if start.elapsed() > SOON {
                let wanted = if can { "can" } else { "cannot" };
                bail!("the button “{name}” never got so that it {wanted} be used: {:#?}", self.state().await?);
            }
            sleep(POLL).await;
        }
        Ok(())
    }

    /// Clicks the button of this name as soon as it can be used. Clicks again where the page moved it away meanwhile.
    pub async fn click(&self, name: &str) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < SOON {
            self.until_can_click(name, true).await?;
            match self.click_now(name).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                // A list that changed meanwhile has made the button anew; a page that grew has something else there.
                Err(error) if error.is_stale_element_reference() || is_intercepted(&error) => {}
                Err(error) => return Err(error).with_context(|| format!("the button “{name}” could not be clicked")),
            }
        }
        bail!("no click reached the button “{name}”: {:#?}", self.state().await?)
    }

    /// Clicks where the button of this name is; returns whether the click reached it.
    async fn click_now(&self, name: &str) -> Result<bool, CmdError> {
        let found = self.client.execute("return probe.aimAt(arguments[0])", vec![name.into()]).await?;
        let Some(id) = found[ELEMENT].as_str() else { return Ok(false) };
        let button = Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()));
        button.click().await?;
        // A click may have led to another page, which knows nothing of it.
        let clicked = self.client.execute("return probe.clicked()", vec![]).await;
        Ok(clicked.map_or(true, |clicked| clicked != false))
    }

    /// Attribute of the button of this name.
    pub async fn button_attribute(&self, name: &str, attribute: &str) -> Result<Option<String>> {
        let button = self.find("button", name).await?.with_context(|| format!("there is no button “{name}”"))?;
        Ok(button.attr(attribute).await?)
    }

    /// How many colours the canvas of this name shows.
    pub async fn colours(&self, name: &str) -> Result<usize> {
        let canvas = self.find("image", name).await?.with_context(|| format!("there is no canvas “{name}”"))?;
        self.evaluate("return probe.colours(arguments[0])", vec![serde_json::to_value(canvas)?]).await
    }

    async fn setting(&self, name: &str) -> Result<Element> {
        let id = format!("setting-{name}");
        // The fields are made one part after another.
        let field = self.client.wait().at_most(SOON).for_element(Locator::Id(&id)).await;
        field.with_context(|| format!("there is no setting {name}"))
    }

    /// What a setting's field holds.
    pub async fn setting_value(&self, name: &str) -> Result<String> {
        Ok(self.setting(name).await?.prop("value").await?.unwrap_or_default())
    }

    /// Opens the panel of this heading, where it is folded into a line.
    pub async fn unfold(&self, heading: &str) -> Result<()> {
        let script = "const folds = [...document.querySelectorAll('.fold:not([open]) > summary')];
            const title = (fold) => fold.querySelector('h2').textContent;
            folds.filter((fold) => title(fold) === arguments[0]).forEach((fold) => fold.click());";
        self.evaluate(script, vec![heading.into()]).await
    }

    /// Types a new value into a setting's field.
    pub async fn set(&self, name: &str, value: &str) -> Result<()> {
        self.unfold("Settings").await?;
        let field = self.setting(name).await?;
        let select_all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        let text = if value.is_empty() { char::from(Key::Delete).to_string() } else { value.to_owned() };
        field.send_keys(&select_all).await?;
        field.send_keys(&text).await.with_context(|| format!("{name} cannot be typed into"))
    }

    /// What is said beside a setting's field, if its value is marked as invalid.
    pub async fn setting_error(&self, name: &str) -> Result<Option<String>> {
        let invalid = self.setting(name).await?.attr("aria-invalid").await?;
        if invalid.as_deref() != Some("true") {
            return Ok(None);
        }
        let script = "return document.getElementById(`setting-${arguments[0]}-error`)?.textContent ?? ''";
        Ok(Some(self.evaluate(script, vec![name.into()]).await?))
    }

    pub(crate) async fn dev_tools(&self, method: &'static str, parameters: Value) -> Result<()> {
        let command = Command::DevTools { method, parameters };
        self.client.issue_cmd(command).await.with_context(|| format!("{method} failed"))?;
        Ok(())
    }
}

/// Whether something else lay where the click was to go.
fn is_intercepted(error: &CmdError) -> bool {
    matches!(error, CmdError::Standard(answer) if answer.error == ErrorStatus::ElementClickIntercepted)
}
