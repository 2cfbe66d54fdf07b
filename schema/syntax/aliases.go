package syntax

// Aliases maps every alias of a tree to the node that it stands for: the one
// before it that had its name as an anchor last, the zero Node where none had.
type Aliases map[Node]Node

// AliasesOf collects the aliases of trees that follow each other in one file.
// It takes one walk over them.
func AliasesOf(roots ...Node) Aliases {
	all, last := Aliases{}, map[string]Node{}
	for _, root := range roots {
		all.collect(root, last)
	}
	return all
}

func (all Aliases) collect(n Node, last map[string]Node) {
	if a := n.Anchor(); a != "" {
		last[a] = n
	}
	if n.Kind() == Alias {
		all[n] = last[n.Value()]
		return
	}
	for i := range n.g.count() {
		all.collect(n.child(i), last)
	}
}
