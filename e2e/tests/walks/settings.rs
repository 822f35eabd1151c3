//! Settings: presets, invalid values, and those in the address.

use anyhow::{Context, Result};
use e2e::{Fault, Page, SOON, visit};

/// Waits until a setting's value is explained as wrong, and returns the explanation.
async fn until_explained(page: &Page, setting: &str) -> Result<String> {
    page.until_can_click("Start", false).await?;
    page.setting_error(setting).await?.with_context(|| format!("{setting} is not marked as invalid"))
}

async fn until_valid(page: &Page, setting: &str) -> Result<()> {
    page.until_can_click("Start", true).await?;
    assert_eq!(page.setting_error(setting).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_preset_fills_the_fields() {
    visit("presets", Fault::None, async |page| {
        page.open("preset=tutorial").await?;
        for (preset, features, batch_size) in [("Quick", "32", "64"), ("Tiny", "8", "4"), ("Tutorial", "64", "128")] {
            page.click(preset).await?;
            let pressed = page.button_attribute(preset, "aria-pressed").await?;
            assert_eq!(pressed.as_deref(), Some("true"), "{preset}");
            for (setting, value) in [("ngf", features), ("ndf", features), ("batch_size", batch_size)] {
                assert_eq!(page.setting_value(setting).await?, value, "{preset}: {setting}");
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_wrong_value_is_explained_and_start_waits_for_a_right_one() {
    visit("wrong_values", Fault::None, async |page| {
        page.open("preset=tiny&image_size=32&data=sample:16").await?;
        page.until_status("16 photos ready.", SOON).await?;
        page.until_can_click("Start", true).await?;

        let cases = [
            ("lr", "5", "0.0002", "must be from 0 to 1"),
            ("beta1", "1", "0.5", "must be at least 0 and less than 1"),
            ("nz", "0", "100", "must be from 1 to 4096"),
            ("ema_decay", "1", "0.999", "must be at least 0 and less than 1"),
            ("holdout", "0.6", "0", "must be from 0 to 0.5"),
            ("lr_d", "2", "0.0001", "must be from 0 to 1"),
            ("real_label", "0.4", "0.9", "must be from 0.5 to 1"),
            ("batch_size", "32", "16", "is larger than the set of 16 images"),
        ];
        for (setting, wrong, right, explanation) in cases {
            page.set(setting, wrong).await?;
            let said = until_explained(&page, setting).await?;
            assert!(said.contains(explanation), "{setting}: “{said}”");
            page.set(setting, right).await?;
            until_valid(&page, setting).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn what_an_address_asks_for_in_vain_is_told() {
    visit("wrong_address", Fault::None, async |page| {
        page.open("preset=tiny&nz=50&lr=5&flip=1&diffaugment=cutout,color&colour=red").await?;
        let told = |state: &e2e::State| state.alerts_with("lr must be") && state.alerts_with("“colour”");
        page.until("alerts on lr and colour", SOON, told).await?;
        assert_eq!(page.setting_value("nz").await?, "50");
        assert_eq!(page.setting_value("lr").await?, "0.0002");
        assert_eq!(page.setting_value("flip").await?, "1");
        assert_eq!(page.setting_value("diffaugment").await?, "color,cutout");
        Ok(())
    })
    .await;
}
