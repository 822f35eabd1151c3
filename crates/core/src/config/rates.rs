//! Adam's learning rates: one for both networks, or one for each.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Field, TrainConfig};

/// Adam's learning rates, as they are set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// That of a network without its own.
    pub lr: f64,
    /// netG's own.
    pub lr_g: Option<f64>,
    /// netD's own.
    pub lr_d: Option<f64>,
}

impl Rates {
    /// What netG trains with.
    pub fn of_g(self) -> f64 {
        self.lr_g.unwrap_or(self.lr)
    }

    /// What netD trains with.
    pub fn of_d(self) -> f64 {
        self.lr_d.unwrap_or(self.lr)
    }

    /// The same with each rate changed that a network trains with.
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        let lr = if self.shares_lr() { change(self.lr) } else { self.lr };
        Self { lr, lr_g: self.lr_g.map(&change), lr_d: self.lr_d.map(&change) }
    }

    /// The settings that a network trains with, each with its rate.
    pub fn used(self) -> Vec<(Field, f64)> {
        let lr = self.shares_lr().then_some(self.lr);
        let rates = [(Field::Lr, lr), (Field::LrG, self.lr_g), (Field::LrD, self.lr_d)];
        rates.into_iter().filter_map(|(field, rate)| Some((field, rate?))).collect()
    }

    /// Whether a network trains with `lr`.
    fn shares_lr(self) -> bool {
        self.lr_g.is_none() || self.lr_d.is_none()
    }
}

/// As “lr 0.0002, lr_d 0.0001”.
impl fmt::Display for Rates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<_> = self.used().iter().map(|(field, rate)| format!("{} {rate}", field.name())).collect();
        f.write_str(&named.join(", "))
    }
}

impl TrainConfig {
    /// The learning rates.
    pub fn rates(&self) -> Rates {
        Rates { lr: self.lr, lr_g: self.lr_g, lr_d: self.lr_d }
    }

    /// The same settings with other learning rates.
    pub fn with_rates(&self, Rates { lr, lr_g, lr_d }: Rates) -> Self {
        Self { lr, lr_g, lr_d, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_without_a_rate_of_its_own_has_the_shared_one() {
        let one = TrainConfig::default().rates();
        assert_eq!((one.of_g(), one.of_d(), one.to_string().as_str()), (0.0002, 0.0002, "lr 0.0002"));
        let slow = Rates { lr_d: Some(0.0001), ..one };
        assert_eq!((slow.of_g(), slow.of_d()), (0.0002, 0.0001));
        assert_eq!(slow.to_string(), "lr 0.0002, lr_d 0.0001");
        let both = Rates { lr_g: Some(0.0004), ..slow };
        assert_eq!((both.of_g(), both.of_d()), (0.0004, 0.0001));
        assert_eq!(both.to_string(), "lr_g 0.0004, lr_d 0.0001", "nothing trains with lr");
    }

    #[test]
    fn every_rate_is_lowered_and_none_is_added() {
        let rates = Rates { lr: 0.5, lr_g: None, lr_d: Some(0.25) };
        let lower = rates.map(|lr| lr / 2.0);
        assert_eq!(lower, Rates { lr: 0.25, lr_g: None, lr_d: Some(0.125) });
        let own = Rates { lr_g: Some(0.5), ..rates };
        assert_eq!(own.map(|lr| lr / 2.0), Rates { lr: 0.5, lr_g: Some(0.25), lr_d: Some(0.125) });
        assert_eq!(TrainConfig::default().with_rates(lower).rates(), lower);
    }
}
