//! A run's statistics as text: the log line and CSV.

use facegan_core::stats::Stats;

/// The tutorial's log line.
pub fn log_line(stats: &Stats, num_epochs: usize, iterations_per_epoch: usize) -> String {
    format!(
        "[{}/{num_epochs}][{}/{iterations_per_epoch}]\tLoss_D: {:.4}\tLoss_G: {:.4}\tD(x): {:.4}\tD(G(z)): {:.4} / {:.4}",
        stats.epoch, stats.batch, stats.loss_d, stats.loss_g, stats.d_x, stats.d_g_z1, stats.d_g_z2,
    )
}

/// The numbers of every iteration as CSV, with a header.
pub fn csv(history: &[Stats]) -> String {
    let mut text = String::from(Stats::CSV_HEADER);
    history.iter().for_each(|stats| stats.write_csv_row(&mut text));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats() -> Stats {
        Stats {
            iteration: 57,
            epoch: 1,
            batch: 50,
            images: 4,
            loss_d: 1.23456,
            loss_g: 0.5,
            d_x: 0.25,
            d_g_z1: 0.125,
            d_g_z2: 0.0001,
            seconds: 0.25,
        }
    }

    #[test]
    fn the_log_line_is_the_tutorials() {
        assert_eq!(
            log_line(&stats(), 5, 1583),
            "[1/5][50/1583]\tLoss_D: 1.2346\tLoss_G: 0.5000\tD(x): 0.2500\tD(G(z)): 0.1250 / 0.0001"
        );
    }

    #[test]
    fn csv_has_a_header_and_a_row_an_iteration() {
        let text = csv(&[stats(), Stats { iteration: 58, ..stats() }]);
        let rows: Vec<_> = text.lines().collect();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[1], "57,1,50,4,1.23456,0.5,0.25,0.125,0.0001,0.2500");
        assert_eq!(rows[0].split(',').count(), rows[2].split(',').count());
    }
}
