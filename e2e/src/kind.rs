//! The browsers that can be driven, and what differs between them and their drivers.

/// A browser to be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chromium or Google Chrome, by ChromeDriver.
    Chromium,
    /// Firefox, by geckodriver: with the commands of the WebDriver standard alone.
    Firefox,
}

/// What differs, in the words of browser and driver.
pub(crate) struct Words {
    /// The browser's name.
    pub name: &'static str,
    /// The variable that names the browser; where it is not set, the driver looks for one.
    pub variable: &'static str,
    /// The variable that names the driver, and what the driver is called on PATH.
    pub driver: [&'static str; 2],
    /// The browser's own capability.
    pub options: &'static str,
    /// What stands before the driver's port in the line of its output that tells it.
    port: &'static str,
}

impl Kind {
    pub(crate) const fn words(self) -> Words {
        match self {
            Self::Chromium => Words {
                name: "Chromium",
                variable: "CHROME",
                driver: ["CHROMEDRIVER", "chromedriver"],
                options: "goog:chromeOptions",
                port: "started successfully on port ",
            },
            Self::Firefox => Words {
                name: "Firefox",
                variable: "FIREFOX",
                driver: ["GECKODRIVER", "geckodriver"],
                options: "moz:firefoxOptions",
                port: "Listening on 127.0.0.1:",
            },
        }
    }

    /// The driver's port, where a line of its output tells it.
    pub(crate) fn port(self, line: &str) -> Option<u16> {
        line.split_once(self.words().port)?.1.trim_end_matches('.').parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_one_that_the_driver_started_on() {
        assert_eq!(Kind::Chromium.port("Starting ChromeDriver 140.0.7339.80 on port 0"), None);
        assert_eq!(Kind::Chromium.port("ChromeDriver was started successfully on port 36065."), Some(36065));
        assert_eq!(Kind::Firefox.port("1795902351774\tgeckodriver\tINFO\tListening on 127.0.0.1:37661"), Some(37661));
    }
}
