//! What customers are asked for (Gem's sheet, section 2). Where Gem shows its keys was read in other people's guides.

use crate::connectors::form::{Choice, Field, Form};
use crate::domain::language::Translated;

/// The names are those of the stored credentials and of the settings.
pub(super) const FORM: Form = Form {
    guide: &[SIGN_IN, OPEN_PAGE, COPY],
    fields: &[
        Field { name: "api_key", label: KEY, help: Some(KEY_HELP), is_required: true },
        Field { name: "application_secret", label: SECRET, help: Some(SECRET_HELP), is_required: false },
    ],
    choices: &[
        Choice { setting: super::choices::ACTING_USER, label: USER, help: USER_HELP, none: NOBODY },
        Choice { setting: super::choices::SOURCE, label: SOURCE, help: SOURCE_HELP, none: NO_SOURCE },
    ],
    on_credentials: WRONG,
    on_no_access: NO_ACCESS,
};

const SIGN_IN: Translated = Translated {
    en: "Sign in to Gem as an administrator. API access has to be switched on for your account; if you do not find the pages below, ask your contact at Gem for it.",
    de: "Melden Sie sich bei Gem als Administrator an. Der API-Zugriff muss für Ihr Konto freigeschaltet sein; wenn Sie die folgenden Seiten nicht finden, fragen Sie Ihren Ansprechpartner bei Gem danach.",
    fr: "Connectez-vous à Gem en tant qu’administrateur. L’accès à l’API doit être activé pour votre compte ; si vous ne trouvez pas les pages ci-dessous, demandez-le à votre contact chez Gem.",
    it: "Acceda a Gem come amministratore. L’accesso all’API deve essere attivo per il Suo account; se non trova le pagine indicate sotto, lo chieda al Suo referente presso Gem.",
    es: "Inicie sesión en Gem como administrador. El acceso a la API debe estar activado en su cuenta; si no encuentra las páginas siguientes, pídalo a su contacto en Gem.",
};
const OPEN_PAGE: Translated = Translated {
    en: "Open Admin Settings, Integrations, Third party applications, and add the integration. If it is not offered there, open Team settings, Additional settings, and choose “Create API key”.",
    de: "Öffnen Sie Admin Settings, Integrations, Third party applications und fügen Sie die Integration hinzu. Wird sie dort nicht angeboten, öffnen Sie Team settings, Additional settings und wählen Sie „Create API key“.",
    fr: "Ouvrez Admin Settings, Integrations, Third party applications, et ajoutez l’intégration. Si elle n’y est pas proposée, ouvrez Team settings, Additional settings, et choisissez « Create API key ».",
    it: "Apra Admin Settings, Integrations, Third party applications e aggiunga l’integrazione. Se non vi compare, apra Team settings, Additional settings e scelga «Create API key».",
    es: "Abra Admin Settings, Integrations, Third party applications y añada la integración. Si no aparece allí, abra Team settings, Additional settings y elija «Create API key».",
};
const COPY: Translated = Translated {
    en: "Copy the key and paste it below.",
    de: "Kopieren Sie den Schlüssel und fügen Sie ihn unten ein.",
    fr: "Copiez la clé et collez-la ci-dessous.",
    it: "Copi la chiave e la incolli qui sotto.",
    es: "Copie la clave y péguela abajo.",
};
const KEY: Translated =
    Translated { en: "Gem key", de: "Gem-Schlüssel", fr: "Clé Gem", it: "Chiave Gem", es: "Clave de Gem" };
const KEY_HELP: Translated = Translated {
    en: "The shareable access key, or the API key: usually 40 letters and digits.",
    de: "Der „Shareable access key“ oder der API-Schlüssel: meist 40 Buchstaben und Ziffern.",
    fr: "La « Shareable access key » ou la clé d’API : en général 40 lettres et chiffres.",
    it: "La «Shareable access key» o la chiave API: di solito 40 lettere e cifre.",
    es: "La «Shareable access key» o la clave de API: normalmente 40 letras y dígitos.",
};
const SECRET: Translated = Translated {
    en: "Application secret",
    de: "Anwendungsgeheimnis (Application secret)",
    fr: "Secret d’application (Application secret)",
    it: "Segreto dell’applicazione (Application secret)",
    es: "Secreto de la aplicación (Application secret)",
};
const SECRET_HELP: Translated = Translated {
    en: "Only if you were given one together with a shareable access key.",
    de: "Nur wenn Sie zu einem „Shareable access key“ eines erhalten haben.",
    fr: "Seulement si vous en avez reçu un avec une « Shareable access key ».",
    it: "Solo se ne ha ricevuto uno insieme a una «Shareable access key».",
    es: "Solo si recibió uno junto con una «Shareable access key».",
};
const USER: Translated = Translated {
    en: "Gem user in whose name notes are written",
    de: "Gem-Benutzer, in dessen Namen Notizen geschrieben werden",
    fr: "Utilisateur Gem au nom duquel les notes sont écrites",
    it: "Utente Gem a nome del quale si scrivono le note",
    es: "Usuario de Gem en cuyo nombre se escriben las notas",
};
const USER_HELP: Translated = Translated {
    en: "Without one, candidates and applications can be created, but no notes can be added.",
    de: "Ohne ihn können Kandidaten und Bewerbungen angelegt, aber keine Notizen hinzugefügt werden.",
    fr: "Sans lui, des candidats et des candidatures peuvent être créés, mais aucune note ajoutée.",
    it: "Senza di esso si possono creare candidati e candidature, ma non aggiungere note.",
    es: "Sin él se pueden crear candidatos y candidaturas, pero no añadir notas.",
};
const NOBODY: Translated =
    Translated { en: "Nobody", de: "Niemand", fr: "Personne", it: "Nessuno", es: "Nadie" };
const SOURCE: Translated = Translated {
    en: "Gem source that new applications are credited to",
    de: "Gem-Quelle, der neue Bewerbungen zugeschrieben werden",
    fr: "Source Gem à laquelle les nouvelles candidatures sont attribuées",
    it: "Fonte Gem a cui si attribuiscono le nuove candidature",
    es: "Fuente de Gem a la que se atribuyen las nuevas candidaturas",
};
const SOURCE_HELP: Translated = Translated {
    en: "It counts unless an application names another source.",
    de: "Sie gilt, wenn eine Bewerbung keine andere Quelle nennt.",
    fr: "Elle vaut tant qu’une candidature n’en nomme pas une autre.",
    it: "Vale se una candidatura non ne indica un’altra.",
    es: "Vale mientras una candidatura no indique otra.",
};
const NO_SOURCE: Translated = Translated {
    en: "No source",
    de: "Keine Quelle",
    fr: "Aucune source",
    it: "Nessuna fonte",
    es: "Ninguna fuente",
};
const WRONG: Translated = Translated {
    en: "Gem does not know this key. Check that you copied all of it, and that it was not revoked. Gem may answer the same way as long as API access is not switched on for your account.",
    de: "Gem kennt diesen Schlüssel nicht. Prüfen Sie, ob Sie ihn ganz kopiert haben und ob er nicht widerrufen wurde. Gem antwortet womöglich ebenso, solange der API-Zugriff für Ihr Konto nicht freigeschaltet ist.",
    fr: "Gem ne connaît pas cette clé. Vérifiez que vous l’avez copiée en entier et qu’elle n’a pas été révoquée. Il se peut que Gem réponde de même tant que l’accès à l’API n’est pas activé pour votre compte.",
    it: "Gem non conosce questa chiave. Verifichi di averla copiata per intero e che non sia stata revocata. È possibile che Gem risponda allo stesso modo finché l’accesso all’API non è attivo per il Suo account.",
    es: "Gem no conoce esta clave. Compruebe que la ha copiado entera y que no ha sido revocada. Es posible que Gem responda igual mientras el acceso a la API no esté activado en su cuenta.",
};
const NO_ACCESS: Translated = Translated {
    en: "Gem knows this key, but does not give access with it. Ask your contact at Gem whether API access is switched on for your account. If you were given an application secret, check that it is complete.",
    de: "Gem kennt diesen Schlüssel, gewährt damit aber keinen Zugriff. Fragen Sie Ihren Ansprechpartner bei Gem, ob der API-Zugriff für Ihr Konto freigeschaltet ist. Wenn Sie ein Anwendungsgeheimnis erhalten haben, prüfen Sie, ob es vollständig ist.",
    fr: "Gem connaît cette clé, mais ne donne pas accès avec elle. Demandez à votre contact chez Gem si l’accès à l’API est activé pour votre compte. Si vous avez reçu un secret d’application, vérifiez qu’il est complet.",
    it: "Gem conosce questa chiave, ma non concede l’accesso. Chieda al Suo referente presso Gem se l’accesso all’API è attivo per il Suo account. Se ha ricevuto un segreto dell’applicazione, verifichi che sia completo.",
    es: "Gem conoce esta clave, pero no da acceso con ella. Pregunte a su contacto en Gem si el acceso a la API está activado en su cuenta. Si recibió un secreto de la aplicación, compruebe que está completo.",
};
