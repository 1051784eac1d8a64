//! Sets of models, small enough to be told in a number.

use super::model::Model;

/// Some of the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelSet(i64);

impl ModelSet {
    pub const EMPTY: Self = Self(0);

    /// One bit per model, by its code. Bits that stand for no model are dropped.
    pub fn from_bits(bits: i64) -> Self {
        Model::ALL.into_iter().filter(|model| bits & bit(*model) != 0).collect()
    }

    pub const fn bits(self) -> i64 {
        self.0
    }

    pub const fn contains(self, model: Model) -> bool {
        self.0 & bit(model) != 0
    }

    #[must_use]
    pub const fn with(self, model: Model) -> Self {
        Self(self.0 | bit(model))
    }

    /// What both hold.
    #[must_use]
    pub const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What this one holds and the other does not, in the order of [`Model::ALL`].
    pub fn without(self, other: Self) -> impl Iterator<Item = Model> {
        Model::ALL.into_iter().filter(move |model| self.contains(*model) && !other.contains(*model))
    }

    /// The numbers under which they are stored.
    pub fn codes(self) -> Vec<i16> {
        self.without(Self::EMPTY).map(Model::code).collect()
    }
}

impl FromIterator<Model> for ModelSet {
    fn from_iter<I: IntoIterator<Item = Model>>(models: I) -> Self {
        models.into_iter().fold(Self::EMPTY, Self::with)
    }
}

const fn bit(model: Model) -> i64 {
    1 << model.code()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_what_its_bits_say() {
        let all: ModelSet = Model::ALL.into_iter().collect();
        assert_eq!(ModelSet::from_bits(-1), all);
        assert_eq!(all.codes().len(), Model::ALL.len());
        let some: ModelSet = [Model::Job, Model::User].into_iter().collect();
        assert_eq!(ModelSet::from_bits(some.bits()), some);
        assert!(some.contains(Model::Job) && !some.contains(Model::Tag));
        let rest: Vec<Model> = all.without(some).collect();
        assert_eq!(rest.len(), Model::ALL.len() - 2);
        assert_eq!(all.both(some), some);
        assert_eq!(some.without(all).next(), None);
    }
}
