//! How models and actions of the contract are called.

use crate::domain::language::{Language, Translated};

/// The name in a language; `label`, in English, of what has none here.
pub(in super::super) fn of(id: &str, label: &'static str, language: Language) -> &'static str {
    NAMES.iter().find(|(known, _name)| *known == id).map_or(label, |(_id, name)| name.to(language))
}

const NAMES: &[(&str, Translated)] = &[
    (
        "ats_users",
        Translated { en: "Users", de: "Benutzer", fr: "Utilisateurs", it: "Utenti", es: "Usuarios" },
    ),
    ("ats_jobs", Translated { en: "Jobs", de: "Stellen", fr: "Postes", it: "Posizioni", es: "Puestos" }),
    (
        "ats_job_postings",
        Translated {
            en: "Job postings",
            de: "Stellenanzeigen",
            fr: "Offres d’emploi",
            it: "Annunci di lavoro",
            es: "Anuncios de empleo",
        },
    ),
    (
        "ats_candidates",
        Translated { en: "Candidates", de: "Kandidaten", fr: "Candidats", it: "Candidati", es: "Candidatos" },
    ),
    (
        "ats_applications",
        Translated {
            en: "Applications",
            de: "Bewerbungen",
            fr: "Candidatures",
            it: "Candidature",
            es: "Candidaturas",
        },
    ),
    (
        "ats_application_stages",
        Translated {
            en: "Application stages",
            de: "Bewerbungsphasen",
            fr: "Étapes des candidatures",
            it: "Fasi delle candidature",
            es: "Fases de las candidaturas",
        },
    ),
    (
        "ats_interviews",
        Translated {
            en: "Interviews",
            de: "Interviews",
            fr: "Entretiens",
            it: "Colloqui",
            es: "Entrevistas",
        },
    ),
    (
        "ats_offers",
        Translated { en: "Offers", de: "Vertragsangebote", fr: "Propositions", it: "Offerte", es: "Ofertas" },
    ),
    (
        "ats_tags",
        Translated { en: "Tags", de: "Schlagwörter", fr: "Étiquettes", it: "Etichette", es: "Etiquetas" },
    ),
    (
        "ats_rejection_reasons",
        Translated {
            en: "Rejection reasons",
            de: "Absagegründe",
            fr: "Motifs de refus",
            it: "Motivi di rifiuto",
            es: "Motivos de rechazo",
        },
    ),
    ("ats_roles", Translated { en: "Roles", de: "Rollen", fr: "Rôles", it: "Ruoli", es: "Roles" }),
    (
        "ats_join_jobs_application_stages",
        Translated {
            en: "Stages of each job",
            de: "Phasen jeder Stelle",
            fr: "Étapes de chaque poste",
            it: "Fasi di ogni posizione",
            es: "Fases de cada puesto",
        },
    ),
    (
        "ats_join_jobs_users",
        Translated {
            en: "Hiring teams",
            de: "Einstellungsteams",
            fr: "Équipes de recrutement",
            it: "Team di selezione",
            es: "Equipos de contratación",
        },
    ),
    (
        "ats_join_interviews_users",
        Translated {
            en: "Interviewers",
            de: "Interviewer",
            fr: "Intervieweurs",
            it: "Intervistatori",
            es: "Entrevistadores",
        },
    ),
    (
        "ats_create_application",
        Translated {
            en: "Create applications",
            de: "Bewerbungen anlegen",
            fr: "Créer des candidatures",
            it: "Creare candidature",
            es: "Crear candidaturas",
        },
    ),
    (
        "ats_create_candidate",
        Translated {
            en: "Create candidates",
            de: "Kandidaten anlegen",
            fr: "Créer des candidats",
            it: "Creare candidati",
            es: "Crear candidatos",
        },
    ),
    (
        "ats_add_application_note",
        Translated {
            en: "Add notes to applications",
            de: "Notizen zu Bewerbungen hinzufügen",
            fr: "Ajouter des notes aux candidatures",
            it: "Aggiungere note alle candidature",
            es: "Añadir notas a candidaturas",
        },
    ),
    (
        "ats_add_application_result_link",
        Translated {
            en: "Add links to results to applications",
            de: "Links zu Ergebnissen bei Bewerbungen hinzufügen",
            fr: "Ajouter aux candidatures des liens vers des résultats",
            it: "Aggiungere alle candidature link a risultati",
            es: "Añadir a candidaturas enlaces a resultados",
        },
    ),
    (
        "ats_add_candidate_result_link",
        Translated {
            en: "Add links to results to candidates",
            de: "Links zu Ergebnissen bei Kandidaten hinzufügen",
            fr: "Ajouter aux candidats des liens vers des résultats",
            it: "Aggiungere ai candidati link a risultati",
            es: "Añadir a candidatos enlaces a resultados",
        },
    ),
    (
        "ats_add_application_attachment",
        Translated {
            en: "Add files to applications",
            de: "Dateien zu Bewerbungen hinzufügen",
            fr: "Ajouter des fichiers aux candidatures",
            it: "Aggiungere file alle candidature",
            es: "Añadir archivos a candidaturas",
        },
    ),
    (
        "ats_add_candidate_attachment",
        Translated {
            en: "Add files to candidates",
            de: "Dateien zu Kandidaten hinzufügen",
            fr: "Ajouter des fichiers aux candidats",
            it: "Aggiungere file ai candidati",
            es: "Añadir archivos a candidatos",
        },
    ),
    (
        "ats_add_candidate_tag",
        Translated {
            en: "Add tags to candidates",
            de: "Schlagwörter zu Kandidaten hinzufügen",
            fr: "Ajouter des étiquettes aux candidats",
            it: "Aggiungere etichette ai candidati",
            es: "Añadir etiquetas a candidatos",
        },
    ),
    (
        "ats_remove_candidate_tag",
        Translated {
            en: "Remove tags from candidates",
            de: "Schlagwörter von Kandidaten entfernen",
            fr: "Retirer des étiquettes aux candidats",
            it: "Togliere etichette ai candidati",
            es: "Quitar etiquetas a candidatos",
        },
    ),
    (
        "ats_set_application_stage",
        Translated {
            en: "Move applications between stages",
            de: "Bewerbungen in andere Phasen verschieben",
            fr: "Changer les candidatures d’étape",
            it: "Spostare candidature tra le fasi",
            es: "Mover candidaturas entre fases",
        },
    ),
    (
        "ats_reject_application",
        Translated {
            en: "Reject applications",
            de: "Bewerbungen absagen",
            fr: "Refuser des candidatures",
            it: "Rifiutare candidature",
            es: "Rechazar candidaturas",
        },
    ),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::connectors::registry::TOOLS;

    #[test]
    fn whatever_a_connector_can_deliver_has_a_name() {
        for tool in TOOLS {
            let capabilities = (tool.capabilities)(&json!({}));
            let models =
                capabilities.models.iter().filter(|model| !model.fields.is_empty()).map(|model| model.id);
            for id in models.chain(capabilities.actions.iter().map(|action| action.id)) {
                assert!(NAMES.iter().any(|(known, _name)| *known == id), "{id} has no name");
            }
        }
    }
}
