package rules

// plainProgram reports whether a word is one of the shell's own commands, or of
// the programs that are found wherever there is a shell.
func plainProgram(name string) bool {
	switch name {
	case ".", ":", "[", "alias", "basename", "bg", "break", "builtin", "cat", "cd", "chgrp", "chmod", "chown", "clear",
		"cmp", "command", "comm", "continue", "cp", "cut", "date", "declare", "diff", "dirname", "disown", "du", "echo",
		"exit", "export", "expand", "expr", "factor", "false", "fg", "find", "fold", "getopts", "grep", "egrep", "fgrep",
		"hash", "head", "hostname", "id", "install", "jobs", "join", "kill", "less", "let", "ln", "local", "ls", "md5sum",
		"mkdir", "mktemp", "mv", "nl", "od", "paste", "popd", "printf", "pushd", "pwd", "read", "readlink", "readonly",
		"realpath", "return", "rev", "rm", "rmdir", "sed", "seq", "set", "sha256sum", "shift", "shopt", "sleep", "sort",
		"source", "split", "stat", "tac", "tail", "tee", "test", "time", "times", "touch", "tr", "trap", "true", "tty",
		"type", "typeset", "ulimit", "umask", "unalias", "uname", "uniq", "unset", "wait", "wc", "which", "whoami", "yes",
		"base64":
		return true
	}
	return false
}
