// Package bundle holds the verbs on bundles: create, build, and the actions.
package bundle
