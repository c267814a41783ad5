//! The table: for each plan and each of the two the median of the runs and its spread.

use anyhow::{Result, ensure};
use std::io::Write as _;

use crate::plan::Plan;
use crate::subject::Kind;
use crate::trial::Figures;

/// All that was measured.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<(Plan, Kind, Result<Figures>)>,
}

const HEAD: &str = "\
| who to whom | router | packets/s | µs of processor a packet | core | latency p50 / p99, ms | KiB a picture stream | first key frame p50 / p95, ms | generator's core |
|---|---|---|---|---|---|---|---|---|";

impl Table {
    pub(crate) fn add(&mut self, plan: Plan, kind: Kind, figures: Result<Figures>) {
        let words = match &figures {
            Ok(figures) => format!("{:.2} µs a packet", figures.cost),
            Err(error) => format!("{error:#}"),
        };
        let mut out = std::io::stderr();
        // Who does not look at progress needs none.
        let _ = writeln!(out, "{}, {kind:?}: {words}", plan.title);
        self.rows.push((plan, kind, figures));
    }

    pub(crate) fn print(&self) -> Result<()> {
        let mut out = std::io::stdout();
        writeln!(out, "{HEAD}")?;
        let measured = |plan: &Plan| self.rows.iter().any(|row| row.0 == *plan);
        for plan in Plan::ALL.into_iter().filter(measured) {
            for kind in Kind::BOTH {
                writeln!(out, "{}", self.line(plan, kind))?;
            }
            if let (Some(parley), Some(janus)) = (
                self.median(plan, Kind::Parley, |one| one.cost),
                self.median(plan, Kind::Janus, |one| one.cost),
            ) {
                writeln!(out, "| | ratio | | {:.2} | | | | | |", parley / janus)?;
            }
        }
        let failed = self.rows.iter().filter(|row| row.2.is_err()).count();
        ensure!(failed == 0, "{failed} runs do not count");
        Ok(())
    }

    fn line(&self, plan: Plan, kind: Kind) -> String {
        let one = |of: fn(&Figures) -> f64, digits| self.spread(plan, kind, of, digits);
        format!(
            "| {} | {kind:?} | {} | {} | {} | {} / {} | {} | {} / {} | {} |",
            plan.title,
            one(|f| f.packets, 0),
            one(|f| f.cost, 2),
            one(|f| f.load, 2),
            one(|f| f.median, 2),
            one(|f| f.p99, 2),
            one(|f| f.memory, 0),
            one(|f| f.keyframe, 0),
            one(|f| f.keyframe_p95, 0),
            one(|f| f.generator, 2),
        )
    }

    fn values(&self, plan: Plan, kind: Kind, of: impl Fn(&Figures) -> f64) -> Vec<f64> {
        let rows = self
            .rows
            .iter()
            .filter(|row| row.0 == plan && row.1 == kind);
        let mut values: Vec<f64> = rows.filter_map(|row| row.2.as_ref().ok()).map(of).collect();
        values.sort_by(f64::total_cmp);
        values
    }

    fn median(&self, plan: Plan, kind: Kind, of: impl Fn(&Figures) -> f64) -> Option<f64> {
        let values = self.values(plan, kind, of);
        values.get(values.len() / 2).copied()
    }

    /// The median, with the least and the most in brackets where they differ.
    fn spread(&self, plan: Plan, kind: Kind, of: fn(&Figures) -> f64, digits: usize) -> String {
        let values = self.values(plan, kind, of);
        let (Some(least), Some(most)) = (values.first(), values.last()) else {
            return "none".to_owned();
        };
        let shown = |value: &f64| format!("{value:.digits$}");
        let median = shown(&values[values.len() / 2]);
        if values.len() == 1 || shown(least) == shown(most) {
            median
        } else {
            format!("{median} ({}–{})", shown(least), shown(most))
        }
    }
}
