//! An office's free text as a place: taken apart only when it cannot mean anything else.

use super::Row;
use crate::domain::ats::Location;

/// `location.name`, else the office's own name.
pub(super) fn of_office(office: &Row<'_>) -> Option<Location> {
    let raw = office.object("location").and_then(|l| l.text("name")).or_else(|| office.text("name"))?;
    Some(of_text(raw))
}

/// "Berlin, Germany" has a city and a country; everything else stays whole.
pub(super) fn of_text(raw: String) -> Location {
    let parts: Vec<&str> = raw.split(',').map(str::trim).collect();
    let (city, country) = match parts.as_slice() {
        [city, country] if !city.is_empty() => match code(country) {
            Some(code) => (Some((*city).to_owned()), Some(code.to_owned())),
            None => (None, None),
        },
        [country] => (None, code(country).map(str::to_owned)),
        _ => (None, None),
    };
    Location { city, country, raw: Some(raw), ..Location::default() }
}

fn code(name: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|(country, _)| country.eq_ignore_ascii_case(name)).map(|(_, code)| *code)
}

/// English names as they are written in addresses, and ISO 3166-1 alpha-2. Georgia is left out: it is a state, too.
const COUNTRIES: &[(&str, &str)] = &[
    ("Argentina", "AR"),
    ("Australia", "AU"),
    ("Austria", "AT"),
    ("Belgium", "BE"),
    ("Brazil", "BR"),
    ("Bulgaria", "BG"),
    ("Canada", "CA"),
    ("Chile", "CL"),
    ("China", "CN"),
    ("Colombia", "CO"),
    ("Croatia", "HR"),
    ("Czech Republic", "CZ"),
    ("Czechia", "CZ"),
    ("Denmark", "DK"),
    ("Egypt", "EG"),
    ("Estonia", "EE"),
    ("Finland", "FI"),
    ("France", "FR"),
    ("Germany", "DE"),
    ("Greece", "GR"),
    ("Hong Kong", "HK"),
    ("Hungary", "HU"),
    ("Iceland", "IS"),
    ("India", "IN"),
    ("Indonesia", "ID"),
    ("Ireland", "IE"),
    ("Israel", "IL"),
    ("Italy", "IT"),
    ("Japan", "JP"),
    ("Kenya", "KE"),
    ("Latvia", "LV"),
    ("Lithuania", "LT"),
    ("Luxembourg", "LU"),
    ("Malaysia", "MY"),
    ("Malta", "MT"),
    ("Mexico", "MX"),
    ("Netherlands", "NL"),
    ("New Zealand", "NZ"),
    ("Nigeria", "NG"),
    ("Norway", "NO"),
    ("Pakistan", "PK"),
    ("Philippines", "PH"),
    ("Poland", "PL"),
    ("Portugal", "PT"),
    ("Romania", "RO"),
    ("Saudi Arabia", "SA"),
    ("Serbia", "RS"),
    ("Singapore", "SG"),
    ("Slovakia", "SK"),
    ("Slovenia", "SI"),
    ("South Africa", "ZA"),
    ("South Korea", "KR"),
    ("Spain", "ES"),
    ("Sweden", "SE"),
    ("Switzerland", "CH"),
    ("Taiwan", "TW"),
    ("Thailand", "TH"),
    ("Turkey", "TR"),
    ("Ukraine", "UA"),
    ("United Arab Emirates", "AE"),
    ("United Kingdom", "GB"),
    ("United States", "US"),
    ("USA", "US"),
    ("Vietnam", "VN"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unambiguous_texts_are_taken_apart() {
        for (text, city, country) in [
            ("Berlin, Germany", Some("Berlin"), Some("DE")),
            ("Germany", None, Some("DE")),
            ("Remote", None, None),
            ("Austin, TX", None, None),
            ("Atlanta, Georgia", None, None),
            ("Austin, TX, United States", None, None),
        ] {
            let location = of_text(text.to_owned());
            assert_eq!((location.city.as_deref(), location.country.as_deref()), (city, country), "{text}");
            assert_eq!(location.raw.as_deref(), Some(text));
        }
    }
}
