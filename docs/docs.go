// Package docs holds the pages of the rules, for those who read them in a
// terminal.
package docs

import "embed"

// Rules has the page of every rule as rules/NAME.md.
//
//go:embed rules/*.md
var Rules embed.FS
