package symbols

// Index holds a manifest's symbols and their uses, each in source order.
type Index struct {
	Symbols []Symbol
	Refs    []Ref
}
