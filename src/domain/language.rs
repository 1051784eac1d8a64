//! The languages that customers are spoken to in.

/// A language (contract section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    De,
    Fr,
    It,
    Es,
}

impl Language {
    pub const ALL: [Self; 5] = [Self::En, Self::De, Self::Fr, Self::It, Self::Es];

    /// As ISO 639-1 writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Fr => "fr",
            Self::It => "it",
            Self::Es => "es",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.as_str() == text)
    }

    /// The first one of `Accept-Language` that is known; English where none is.
    pub fn preferred(accepted: &str) -> Self {
        let mut tags = accepted.split(',').map(|tag| tag.trim().to_ascii_lowercase());
        let known = |tag: String| Self::parse(tag.split(['-', ';']).next()?);
        tags.find_map(known).unwrap_or(Self::En)
    }
}

/// The same text in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Translated {
    pub en: &'static str,
    pub de: &'static str,
    pub fr: &'static str,
    pub it: &'static str,
    pub es: &'static str,
}

impl Translated {
    pub const fn to(&self, language: Language) -> &'static str {
        match language {
            Language::En => self.en,
            Language::De => self.de,
            Language::Fr => self.fr,
            Language::It => self.it,
            Language::Es => self.es,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_is_taken() {
        for (accepted, expected) in [
            ("", Language::En),
            ("de-CH, fr;q=0.5", Language::De),
            ("pt-BR,pt;q=0.9,IT;q=0.8,en;q=0.7", Language::It),
            ("*", Language::En),
        ] {
            assert_eq!(Language::preferred(accepted), expected, "{accepted:?}");
        }
    }
}
