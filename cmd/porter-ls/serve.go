package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/porter-ls/porter-ls/commands"
	"github.com/porter-ls/porter-ls/lsp"
	"github.com/spf13/cobra"
)

// serve is the one verb that is not in the command table: an editor that could
// execute it is already talking to it.
func (c *CLI) serve(env *commands.Env, code *int) *cobra.Command {
	var s serving
	serve := &cobra.Command{
		Use:   "serve",
		Short: "Speak the language server protocol with an editor",
		Long: `Serves one editor, which starts it and talks to it over standard input and output, until the editor sends exit or is gone. Log lines go to standard error.

Exits with 0 after the protocol's shutdown and exit, and with 1 where the editor left without them.

With --listen it serves every editor that connects, at once or one after the other, until it is interrupted. The address is one of this machine: who can connect can run bundles. The line "listening on 127.0.0.1:PORT" on standard output says where, also for port 0, which is any that is free.`,
		GroupID: string(commands.OtherGroup),
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &commands.UsageError{Message: "serve takes no arguments"}
			}
			return c.speak(cmd.Context(), env, s, code)
		},
	}
	serve.Flags().BoolVar(&s.mixins, commands.InstalledMixinsFlag, false,
		"let checks of what is in trusted folders run the mixins in Porter's folder for their versions and schemas; without this, opening a folder runs nothing")
	serve.Flags().StringVar(&s.listen, "listen", "", "wait for editors at an address of this machine, as 127.0.0.1:`PORT`, instead of standard input and output")
	serve.Flags().StringVar(&s.trace, "trace", "", "add every message, in both directions and with its time, to a `FILE`; it then holds all that was typed")
	return serve
}

// serving is what the flags say.
type serving struct {
	mixins        bool
	listen, trace string
}

func (c *CLI) speak(ctx context.Context, env *commands.Env, s serving, code *int) error {
	options := lsp.Options{
		Version: buildVersion(), Commands: table(), Rules: env.Rules, Log: env.Log, Env: *env,
		InstalledMixins: s.mixins,
	}
	address, err := loopback(s.listen)
	if err != nil {
		return err
	}
	if s.trace != "" {
		file, err := os.OpenFile(env.Path(s.trace), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return fmt.Errorf("opening the trace: %w", err)
		}
		defer func() { _ = file.Close() }()
		options.Trace = file
	}
	server := lsp.New(options)
	if s.listen == "" {
		err := server.Serve(ctx, c.Stdin, c.Stdout)
		if errors.Is(err, lsp.ErrNoShutdown) {
			*code = 1
			return nil
		}
		return err
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("waiting for editors: %w", err)
	}
	fmt.Fprintf(c.Stdout, "listening on %s\n", l.Addr())
	return server.Listen(ctx, l)
}

// loopback returns the address to listen at, which is one of this machine. Names
// are refused but for localhost, which need not be looked up.
func loopback(listen string) (string, error) {
	if listen == "" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", &commands.UsageError{Message: fmt.Sprintf("--listen takes an address as 127.0.0.1:7000, or 127.0.0.1:0 for any free port, not %q", listen)}
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return "", &commands.UsageError{Message: fmt.Sprintf("--listen serves this machine only, because who can connect can run bundles; %s is another address, use 127.0.0.1:%s, and a tunnel of your own from elsewhere", host, port)}
	}
	return net.JoinHostPort(host, port), nil
}
