//! Connectors: everything that knows an ATS.
