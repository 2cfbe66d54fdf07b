// Package schema knows what may stand where in a porter.yaml: our own JSON
// Schema of the manifest by schemaVersion, and the schemas of mixins, built-in
// ones and those that installed mixins print.
package schema
