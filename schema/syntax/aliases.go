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

// Follower leads from aliases to what they stand for. It collects the aliases of
// its tree when it meets the first one. The zero Follower finds no anchors.
type Follower struct {
	Root Node

	aliases Aliases // nil until an alias is met
}

// maxHops bounds aliases of aliases, which may run in a circle.
const maxHops = 32

// Follow returns what an alias stands for, any other node itself, and the zero
// Node where the anchor does not exist.
func (f *Follower) Follow(n Node) Node {
	for range maxHops {
		if n.Kind() != Alias {
			return n
		}
		if f.aliases == nil {
			f.aliases = AliasesOf(f.Root)
		}
		n = f.aliases[n]
	}
	return Node{}
}
