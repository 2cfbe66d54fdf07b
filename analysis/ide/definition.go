package ide

// Definition returns where what stands at an offset is defined.
func Definition(v *View, off int) []Location {
	if !v.Manifest() {
		return nil
	}
	ref, ok := v.Document.Symbols.At(off)
	if !ok {
		return nil
	}
	var found []Location
	for _, s := range v.Document.Symbols.Definitions(ref) {
		found = append(found, v.here(s.Span))
	}
	return found
}
