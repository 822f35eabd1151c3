use super::adviser::Adviser;
use super::diversity::GridDiversity;
use super::topic::{Advice, Fix, Run, Situation, Topic};
use crate::page::features::charts::curves::Curves;
use crate::page::features::settings::form::Form;
use facegan_core::config::{KernelChoice, Preset, TrainConfig};
use facegan_core::memory::Limits;
use facegan_core::run::RunId;
use facegan_core::stats::Stats;

const GIB: u64 = 1 << 30;
const ROOMY: Limits = Limits { total: 64 * GIB, buffer: 4 * GIB };

/// A page on which a test sets photos, settings and losses.
struct World {
    adviser: Adviser,
    form: Form,
    photos: usize,
    limits: Limits,
    id: RunId,
    locked: bool,
    not_finite: Option<usize>,
    curves: Curves,
    diversity: GridDiversity,
}

impl World {
    fn new(config: &TrainConfig, photos: usize) -> Self {
        Self {
            adviser: Adviser::default(),
            form: Form::from(config),
            photos,
            limits: ROOMY,
            id: RunId(1),
            locked: false,
            not_finite: None,
            curves: Curves::default(),
            diversity: GridDiversity { real: Some(0.5), ..GridDiversity::default() },
        }
    }

    /// In the middle of a run over enough photos.
    fn training() -> Self {
        Self { locked: true, ..Self::new(&TrainConfig::default(), 5000) }
    }

    /// The topics on screen after two looks.
    fn topics(&mut self) -> Vec<Topic> {
        let config = self.form.config();
        let run = config.as_ref().map(|config| Run {
            id: self.id,
            config,
            photos: self.photos,
            not_finite: self.not_finite,
            curves: &self.curves,
            diversity: self.diversity,
        });
        let (kernels, photos, limits, locked) = (KernelChoice::Own, self.photos, self.limits, self.locked);
        let situation = Situation { config: config.as_ref(), kernels, photos, thing: "photo", limits, locked, run };
        self.adviser.look(&situation);
        self.adviser.look(&situation);
        self.adviser.advice().iter().map(|advice| advice.topic).collect()
    }

    fn said(&self) -> Advice {
        self.adviser.advice().remove(0)
    }

    /// Runs so many iterations whose numbers are about these; they sway by a third, as real ones do.
    fn train(&mut self, iterations: usize, loss_d: f32, loss_g: f32, d_x: f32, d_g_z1: f32) {
        for _ in 0..iterations {
            let iteration = self.curves.len();
            let sway = 1.0 + (iteration as f32 * 0.7).sin() / 3.0;
            let (loss_d, loss_g, d_g_z1) = (loss_d * sway, loss_g * sway, d_g_z1 * sway);
            let d_g_z2 = d_g_z1 / 2.0;
            let (epoch, batch, images, seconds) = (0, iteration, 128, 0.1);
            self.curves.add(&Stats { iteration, epoch, batch, images, loss_d, loss_g, d_x, d_g_z1, d_g_z2, seconds });
        }
    }

    fn train_well(&mut self, iterations: usize) {
        self.train(iterations, 0.6, 2.5, 0.8, 0.2);
    }

    fn train_in_vain(&mut self, iterations: usize) {
        self.train(iterations, 0.02, 9.0, 0.99, 0.005);
    }
}

fn followed(world: &mut World, fix: usize) -> TrainConfig {
    let advice = world.said();
    advice.fixes[fix].apply(&mut world.form);
    world.form.config().expect("advice leaves the settings valid")
}

#[test]
fn a_healthy_run_is_left_alone() {
    let mut world = World::training();
    assert_eq!(world.topics(), []);
    // The tutorial's first iterations: netD distinguishes noise from photos at once.
    world.train(80, 0.05, 8.0, 0.98, 0.002);
    assert_eq!(world.topics(), []);
    for iteration in (0..3000).step_by(100) {
        world.train_well(100);
        let untrained = iteration == 0;
        world.diversity.add_fake(iteration, Some(if untrained { 0.01 } else { 0.4 }));
        assert_eq!(world.topics(), [], "at iteration {iteration}");
    }
    // An unlucky moment.
    world.train_in_vain(60);
    world.diversity.add_fake(3000, Some(0.1));
    assert_eq!(world.topics(), []);
}

#[test]
fn netd_that_overwhelms_netg_for_long_is_told_once() {
    let mut world = World::training();
    world.train_well(400);
    world.train_in_vain(250);
    assert_eq!(world.topics(), [Topic::Overwhelmed]);
    let said = world.said();
    assert_eq!(said.seen, "Over the last 200 iterations, Loss_D was 0.020 and D(G(z)) 0.005.");
    world.train_in_vain(50);
    // A little better is not yet over, and the words stay.
    world.train(200, 0.15, 6.0, 0.95, 0.06);
    assert_eq!(world.topics(), [Topic::Overwhelmed]);
    assert_eq!(world.said(), said);
    world.train_well(200);
    assert_eq!(world.topics(), []);
    world.train(200, 0.15, 6.0, 0.95, 0.06);
    assert_eq!(world.topics(), [], "a little worse is not yet bad");
    world.train_in_vain(200);
    world.topics();
    assert_eq!(followed(&mut world, 0).ndf, 32);
    let offers_variety = world.said().fixes.iter().any(|fix| fix.label.contains("DiffAugment"));
    assert!(!offers_variety, "there are enough photos");
}

#[test]
fn a_fix_says_what_it_does_to_a_run_under_way() {
    let mut world = World::new(&TrainConfig::default(), 1999);
    world.topics();
    let labels: Vec<_> = world.said().fixes.iter().map(Fix::restart_label).collect();
    assert_eq!(labels, ["Restart with this: turn on DiffAugment", "Restart with this: turn on horizontal flip"]);
}

#[test]
fn a_run_over_few_photos_that_goes_wrong_is_told_of_diffaugment() {
    let mut world = World::training();
    world.photos = 500;
    world.train_in_vain(400);
    assert_eq!(world.topics(), [Topic::Overwhelmed, Topic::FewPhotos]);
    assert!(world.said().remedy.ends_with("or with DiffAugment, which varies the few photos there are."));
    let last = world.said().fixes.len() - 1;
    assert!(!followed(&mut world, last).diffaugment.is_off());
    assert_eq!(world.form.config().unwrap().ndf, 64);
}

#[test]
fn a_run_that_was_never_healthy_is_told_after_its_start() {
    let mut world = World::training();
    world.train_in_vain(299);
    assert_eq!(world.topics(), []);
    world.train_in_vain(1);
    assert_eq!(world.topics(), [Topic::Overwhelmed]);
}

#[test]
fn netd_that_overwhelms_netg_is_held_back_where_it_is_not_yet() {
    let mut world = World::training();
    world.train_in_vain(400);
    assert_eq!(world.topics(), [Topic::Overwhelmed]);
    let labels: Vec<_> = world.said().fixes.iter().map(|fix| fix.label.clone()).collect();
    assert_eq!(labels, ["Use ndf 32", "Use lr_d 0.0001", "Use real_label 0.9"]);
    assert_eq!((followed(&mut world, 1).lr_d, followed(&mut world, 2).real_label), (Some(0.0001), 0.9));

    let config = TrainConfig { ndf: 8, lr_d: Some(0.0001), real_label: 0.9, ..TrainConfig::default() };
    let mut world = World { locked: true, ..World::new(&config, 5000) };
    // The least that a loss with this label can be is 0.325.
    world.train(400, 0.5, 6.0, 0.85, 0.02);
    assert_eq!(world.topics(), []);
    world.train(400, 0.35, 6.0, 0.88, 0.01);
    assert_eq!(world.topics(), [Topic::Overwhelmed]);
    assert_eq!(world.said().fixes, []);
}

#[test]
fn what_is_dismissed_stays_away_for_its_run() {
    let mut world = World::training();
    world.train_in_vain(400);
    assert_eq!(world.topics(), [Topic::Overwhelmed]);
    world.adviser.dismiss(Topic::Overwhelmed);
    assert_eq!(world.topics(), []);
    world.train_well(300);
    assert_eq!(world.topics(), []);
    world.train_in_vain(300);
    assert_eq!(world.topics(), [], "it had been dismissed in this run");
    (world.id, world.curves) = (RunId(2), Curves::default());
    assert_eq!(world.topics(), []);
    world.train_in_vain(400);
    assert_eq!(world.topics(), [Topic::Overwhelmed], "another run is another matter");
}

#[test]
fn a_collapse_is_told_after_two_grids_and_gone_when_the_faces_differ_again() {
    let mut world = World::training();
    for (iteration, spread) in [(0, 0.01), (100, 0.05), (200, 0.3), (300, 0.16)] {
        world.diversity.add_fake(iteration, Some(spread));
        assert_eq!(world.topics(), [], "at iteration {iteration}");
    }
    world.diversity.add_fake(400, Some(0.1));
    assert_eq!(world.topics(), [Topic::Collapse]);
    assert_eq!(
        world.said().seen,
        "The faces differ from each other by 0.10 on average, the photos by 0.50: 20 % of it."
    );
    world.diversity.add_fake(500, Some(0.2));
    assert_eq!(world.topics(), [Topic::Collapse], "40 % is not yet better");
    world.diversity.add_fake(600, Some(0.25));
    assert_eq!(world.topics(), []);
    world.diversity.add_fake(700, Some(0.1));
    assert_eq!(world.topics(), []);
    world.diversity.add_fake(800, Some(0.1));
    world.topics();
    assert_eq!(followed(&mut world, 0).lr, 0.0001);
    assert!(followed(&mut world, 1).spectral_norm);
}

#[test]
fn a_netg_that_never_drew_different_faces_is_given_time() {
    let mut world = World::training();
    for iteration in [0, 500, 1000] {
        world.diversity.add_fake(iteration, Some(0.02));
        assert_eq!(world.topics(), [], "at iteration {iteration}");
    }
    // Of a grid from before a checkpoint nothing is known.
    world.diversity.add_fake(1250, None);
    assert_eq!(world.topics(), []);
    world.diversity.add_fake(1500, Some(0.02));
    assert_eq!(world.topics(), [Topic::Collapse]);
}

#[test]
fn numbers_that_are_not_finite_ask_for_a_lower_lr() {
    for (lr, lower) in [(0.01, 0.0002), (0.0002, 0.0001)] {
        let mut world = World::new(&TrainConfig { lr, ..TrainConfig::default() }, 5000);
        world.not_finite = Some(1233);
        assert_eq!(world.topics(), [Topic::NotFinite]);
        assert_eq!(world.said().seen, format!("With lr {lr}, the losses of iteration 1,233 were no longer numbers."));
        assert_eq!(world.said().fixes[0].label, format!("Use lr {lower}"));
        assert_eq!(followed(&mut world, 0).lr, lower);
    }
    let mut world = World::new(&TrainConfig { lr_d: Some(0.01), ..TrainConfig::default() }, 5000);
    world.not_finite = Some(7);
    world.topics();
    assert!(world.said().seen.starts_with("With lr 0.0002, lr_d 0.01, the losses"), "{}", world.said().seen);
    assert_eq!(world.said().fixes[0].label, "Use lr 0.0001, lr_d 0.0002");
}

#[test]
fn a_batch_larger_than_the_set_is_made_to_fit() {
    let mut world = World::new(&Preset::Quick.config(), 20);
    assert_eq!(world.topics(), [Topic::Batch, Topic::FewPhotos]);
    assert_eq!(world.said().seen, "batch_size is 64, and there are 20 photos.");
    assert_eq!(world.said().fixes[0].label, "Use batch_size 16");
    assert_eq!(followed(&mut world, 0).batch_size, 16);
    assert_eq!(world.topics(), [Topic::FewPhotos]);

    let mut world = World::new(&TrainConfig { batch_size: 16, holdout: 0.5, ..Preset::Quick.config() }, 20);
    assert_eq!(world.topics(), [Topic::Batch, Topic::FewPhotos]);
    assert_eq!(world.said().seen, "batch_size is 16, and there are 10 photos to train on.");
    assert_eq!(followed(&mut world, 0).batch_size, 8);
    assert_eq!(world.topics(), [Topic::FewPhotos]);
}

#[test]
fn too_large_a_need_comes_with_settings_that_fit() {
    let config = TrainConfig { batch_size: 4096, ngf: 512, ndf: 512, image_size: 128, ..TrainConfig::default() };
    let mut world = World::new(&config, 5000);
    world.limits = Limits::guess(Some(8.0), Some(2e9));
    assert_eq!(world.topics(), [Topic::Memory]);
    assert!(
        world.said().seen.ends_with("more than 4.3 GB may be too much for this computer."),
        "{}",
        world.said().seen
    );
    let smaller = followed(&mut world, 0);
    assert!(smaller.ngf < 512 && smaller.image_size == 128, "{smaller:?}");
    assert_eq!(world.topics(), []);
    (world.form, world.photos) = (Form::from(&config), 20);
    world.adviser.dismiss(Topic::Batch);
    assert_eq!(world.topics(), [Topic::Memory, Topic::FewPhotos]);
    assert_eq!(followed(&mut world, 0).batch_size, 16, "no more than there are photos");
    world.photos = 5000;
    assert_eq!(world.topics(), []);

    let mut world = World::new(&TrainConfig { batch_size: 512, ..TrainConfig::default() }, 5000);
    world.limits.buffer = 128 << 20;
    assert_eq!(world.topics(), [Topic::Memory]);
    assert!(world.said().seen.starts_with("The largest layer takes 0.3 GB"), "{}", world.said().seen);
    assert_eq!(world.said().fixes[0].label, "Use batch_size 256");
    world.locked = true;
    assert_eq!(world.topics(), [], "a run that goes on has shown that it fits");
    world.locked = false;
    assert_eq!(world.topics(), [Topic::Memory]);
    world.adviser.dismiss(Topic::Memory);
    for locked in [true, false] {
        world.locked = locked;
        assert_eq!(world.topics(), [], "it was dismissed, and the settings are the same");
    }
}

#[test]
fn few_photos_are_told_before_and_during_a_run_and_very_few_more_strongly() {
    let mut world = World::new(&TrainConfig::default(), 1999);
    assert_eq!(world.topics(), [Topic::FewPhotos]);
    assert_eq!(world.said().seen, "There are only 1,999 photos.");
    let labels = |world: &World| world.said().fixes.iter().map(|fix| fix.label.clone()).collect::<Vec<_>>();
    assert_eq!(labels(&world), ["Turn on DiffAugment", "Turn on horizontal flip"]);
    let mild = world.said().means;
    world.locked = true;
    assert_eq!(world.topics(), [Topic::FewPhotos]);
    world.locked = false;
    world.photos = 150;
    world.topics();
    assert_ne!(world.said().means, mild);
    world.photos = 2000;
    assert_eq!(world.topics(), []);
    world.photos = 150;
    world.topics();
    assert!(followed(&mut world, 1).flip);
    assert_eq!(world.topics(), [Topic::FewPhotos]);
    assert_eq!(labels(&world), ["Turn on DiffAugment"]);
    assert_eq!(followed(&mut world, 0).diffaugment.to_string(), "color,translation,cutout");
    assert_eq!(world.topics(), []);
}

#[test]
fn advice_on_the_set_that_was_dismissed_comes_back_only_when_it_had_passed() {
    let mut world = World::new(&TrainConfig::default(), 300);
    world.topics();
    world.adviser.dismiss(Topic::FewPhotos);
    (world.id, world.locked) = (RunId(2), true);
    assert_eq!(world.topics(), [], "a run over the same photos is nothing new");
    (world.photos, world.locked) = (3000, false);
    assert_eq!(world.topics(), []);
    world.photos = 300;
    assert_eq!(world.topics(), [Topic::FewPhotos]);
}

#[test]
fn a_condition_of_a_moment_is_no_condition_and_three_pieces_are_enough() {
    let mut world = World::new(&TrainConfig { lr: 0.1, ..TrainConfig::default() }, 20);
    world.limits.total = 1;
    world.not_finite = Some(7);
    let config = world.form.config().unwrap();
    let limits = world.limits;
    let (kernels, locked, run) = (KernelChoice::Own, false, None);
    let situation = Situation { config: Some(&config), kernels, photos: 20, thing: "face", limits, locked, run };
    world.adviser.look(&situation);
    assert_eq!(world.adviser.advice(), [], "a setting being typed");
    assert_eq!(world.topics(), [Topic::NotFinite, Topic::Batch, Topic::Memory]);
    world.adviser.dismiss(Topic::Batch);
    assert_eq!(world.topics(), [Topic::NotFinite, Topic::Memory, Topic::FewPhotos]);
}
