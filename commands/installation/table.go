package installation

import (
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// table is rows of cells, the first row being the heading.
type table [][]string

func (t table) write(w io.Writer) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range t {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = oneLine(cell, longestCell)
		}
		if _, err := io.WriteString(tw, strings.Join(cells, "\t")+"\n"); err != nil {
			return err
		}
	}
	return tw.Flush()
}

// What is longer than these, in characters, is cut.
const (
	longestCell    = 80
	longestMessage = 500
)

// oneLine makes one line of a value and takes out what would steer a terminal.
func oneLine(s string, longest int) string {
	s = strings.TrimRight(s, "\r\n")
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > longest {
			b.WriteString("…")
			break
		}
		if unicode.IsControl(r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}
