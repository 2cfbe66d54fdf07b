package exec

import (
	"slices"
	"strings"
)

// argv returns the command's arguments: arguments, flags, suffix-arguments.
// Only flags are cut into words.
func (s Step) argv() []string {
	args := slices.Clone(s.Arguments)
	flags := slices.Clone(s.Flags)
	slices.SortStableFunc(flags, func(a, b Flag) int { return strings.Compare(a.Name, b.Name) })
	for _, f := range flags {
		name := "--" + f.Name
		if len(f.Name) == 1 {
			name = "-" + f.Name
		}
		if len(f.Values) == 0 {
			args = append(args, words(name)...)
		}
		for _, v := range f.Values {
			args = append(args, words(name)...)
			args = append(args, words(v)...)
		}
	}
	return append(args, s.SuffixArguments...)
}

// words cuts a text at blanks outside quotes, the way Porter's exec does and
// bundles rely on, which is not the shell's:
//
//   - quotes around a word are taken off, and end it: "a"b is a and b;
//   - a backslash keeps the next character from meaning anything, and stays;
//   - where quotes begin within a word, they stay up to the closing one, which
//     goes, and the word loses its first character: k="a b" is ="a b;
//   - with a quote that is never closed the text is not cut at all;
//   - several blanks at the end add an empty word, an empty text has no words.
func words(s string) []string {
	var list []string
	for rest := s; rest != ""; {
		word, next, ok := cutWord(strings.TrimLeft(rest, " \t\n"))
		if !ok {
			return []string{s}
		}
		list, rest = append(list, word), next
	}
	return list
}

// cutWord returns the first word and what follows it, and false where a quote
// is not closed.
func cutWord(s string) (word, rest string, ok bool) {
	var quote byte // that closes, 0 outside quotes
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0 && c == quote:
			return s[1:i], s[i+1:], true
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n') && i > 0:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", quote == 0
}
