package ide

import "slices"

// References returns every place that names what stands at an offset, in this file
// and in those around it, with or without the definitions' own.
func References(v *View, off int, withDefinitions bool) []Occurrence {
	at, ok := v.at(off)
	if !ok {
		return nil
	}
	found := v.occurrences(at.names, true)
	if !withDefinitions {
		found = slices.DeleteFunc(found, func(o Occurrence) bool { return o.Role == Defines })
	}
	return found
}

// Highlights returns the places of this file that name what stands at an offset.
func Highlights(v *View, off int) []Occurrence {
	at, ok := v.at(off)
	if !ok {
		return nil
	}
	found := v.occurrences(at.names, false)
	return slices.DeleteFunc(found, func(o Occurrence) bool { return o.File != v.File.Name })
}
