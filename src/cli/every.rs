//! Intervals and durations as people write and read them.

use chrono::TimeDelta;

use crate::contract::management::{DeltaEvery, FullEvery};
use crate::contract::whole::Whole;

/// For `--delta-every`.
pub(super) fn delta_every(text: &str) -> Result<DeltaEvery, String> {
    within(text)
}

/// For `--full-every`.
pub(super) fn full_every(text: &str) -> Result<FullEvery, String> {
    within(text)
}

/// For `--database-read-max-staleness`.
pub(super) fn staleness(text: &str) -> Result<TimeDelta, String> {
    let seconds = seconds(text).filter(|seconds| (1..=300).contains(seconds));
    seconds.map(TimeDelta::seconds).ok_or_else(|| "a time such as 5s is expected, from 1s to 5m".to_owned())
}

/// For `--deleted-kept` and the like. No call to an ATS takes so long that it could write behind an erasure.
pub(super) fn kept(text: &str) -> Result<TimeDelta, String> {
    let seconds = seconds(text).filter(|seconds| (3_600..=315_360_000).contains(seconds));
    seconds
        .map(TimeDelta::seconds)
        .ok_or_else(|| "a time such as 14d is expected, from 1h to 3650d".to_owned())
}

/// For `--expires-in`.
pub(super) fn lifetime(text: &str) -> Result<TimeDelta, String> {
    let seconds = seconds(text).filter(|seconds| (60..=315_360_000).contains(seconds));
    seconds
        .map(TimeDelta::seconds)
        .ok_or_else(|| "a time such as 90d is expected, from 1m to 3650d".to_owned())
}

/// For `--overlap`.
pub(super) fn overlap(text: &str) -> Result<TimeDelta, String> {
    let seconds = seconds(text).filter(|seconds| (0..=2_592_000).contains(seconds));
    seconds.map(TimeDelta::seconds).ok_or_else(|| "a time such as 1d is expected, from 0s to 30d".to_owned())
}

fn within<const MIN: i32, const MAX: i32>(text: &str) -> Result<Whole<MIN, MAX>, String> {
    seconds(text).and_then(Whole::new).ok_or_else(|| {
        let (least, most) = (written(MIN.into()), written(MAX.into()));
        format!("a time such as 90s, 5m, 10h or 2d is expected, from {least} to {most}")
    })
}

/// `None` for anything but a whole number with a unit.
fn seconds(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => return None,
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse::<i64>().ok().filter(|_number| digits)?.checked_mul(unit)
}

/// An interval in its largest unit that leaves no rest.
pub(super) fn written(seconds: i64) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "m")];
    let fitting = units.into_iter().find(|(unit, _name)| seconds >= *unit && seconds % unit == 0);
    let (unit, name) = fitting.unwrap_or((1, "s"));
    format!("{}{name}", seconds / unit)
}

/// How long something took, no more exactly than one wants to know.
pub(super) fn lasted(seconds: f64) -> String {
    let whole = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default().as_secs();
    match whole {
        0..60 => format!("{seconds:.1}s"),
        60..3_600 => format!("{}m {:02}s", whole / 60, whole % 60),
        _ => format!("{}h {:02}m", whole / 3_600, whole % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_read_and_written() {
        for (text, expected) in [("90s", 90), ("5m", 300), ("10h", 36_000), ("1d", 86_400)] {
            assert_eq!(delta_every(text).unwrap().get(), expected);
            assert_eq!(written(expected.into()), text);
        }
        assert_eq!(delta_every("24h").unwrap(), delta_every("1d").unwrap());
        for text in
            ["", "s", "5", "m5", "5 m", "-5m", "+5m", "1.5h", "59s", "25h", "99999999999999999999d", "5é"]
        {
            let refusal = delta_every(text).unwrap_err();
            assert!(refusal.contains("from 1m to 1d"), "{text}: {refusal}");
        }
        assert_eq!(staleness("5s"), Ok(TimeDelta::seconds(5)));
        assert!(staleness("0s").is_err() && staleness("6m").is_err());
        assert!(full_every("10m").is_ok() && full_every("30d").is_ok());
        assert!(full_every("9m").is_err() && full_every("31d").is_err());
    }

    #[test]
    fn durations_are_rounded_as_people_do() {
        let all = [0.04, 12.34, 75.0, 3_725.0].map(lasted);
        assert_eq!(all, ["0.0s", "12.3s", "1m 15s", "1h 02m"]);
    }
}
