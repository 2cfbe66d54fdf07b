package runtime

import (
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/schema/syntax"
	"github.com/porter-ls/porter-ls/schema/text"
)

// pointer returns the way from n to the smallest value below it that covers
// the span, as a JSON pointer; "" where that is n itself.
func pointer(n syntax.Node, span text.Span) string {
	for k, v := range n.Pairs() {
		if k.Span().Covers(span) || v.Span().Covers(span) {
			return "/" + escape(k.Value()) + pointer(v, span)
		}
	}
	for i, item := range n.Items() {
		if item.Span().Covers(span) {
			return fmt.Sprintf("/%d", i) + pointer(item, span)
		}
	}
	return ""
}

func escape(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
