package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // events tell the names of their zones, and a small image has no list of them

	"github.com/alecthomas/kong"

	"guildhall/config"
	"guildhall/fault"
)

// commands is the whole of what can be typed.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"Run the server until it is told to stop."`
	Demo      demoCommand      `cmd:"" help:"Start three organisations that talk to each other, to look at."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database to this version, and start nothing."`
	Backup    backupCommand    `cmd:"" help:"Write the whole installation into one file, beside a running server."`
	Restore   restoreCommand   `cmd:"" help:"Make an installation out of a backup, or look whether one could."`
	User      userCommand      `cmd:"" help:"People: create, list, disable, enable, password, erase."`
	Role      roleCommand      `cmd:"" help:"Who may do what: grant, revoke, list."`
	Token     tokenCommand     `cmd:"" help:"Tokens of programs."`
	Community communityCommand `cmd:"" help:"Communities."`
	Peer      peerCommand      `cmd:"" help:"Other servers: allow, limit, block, forget, list, show."`
	Policy    policyCommand    `cmd:"" help:"What the boundary decides, and why."`
	Held      heldCommand      `cmd:"" help:"What waits at the boundary: list, show, release, refuse."`
	Boundary  boundaryCommand  `cmd:"" help:"Whether federation is open: show, close, open, catch-up."`
	Decisions decisionsCommand `cmd:"" help:"The record: list, show, acts, export, verify."`
	Retention retentionCommand `cmd:"" help:"How long everything is kept, and what would go next: show, preview."`
	Hold      holdCommand      `cmd:"" help:"Legal holds: place, lift, list."`
	Keys      keysCommand      `cmd:"" help:"Keys: rotate those that sign, reseal those that are kept."`
	Jobs      jobsCommand      `cmd:"" help:"Work that waits or was given up: list, show, retry, drop."`
	Doctor    doctorCommand    `cmd:"" help:"Look whether everything works, from inside and outside."`
	Config    configCommand    `cmd:"" help:"Print the settings in force, secrets hidden."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}

// run does what one command line says and gives its exit code.
func run(ctx context.Context, args, environ []string, in io.Reader, out, errs io.Writer) int {
	c := &call{ctx: ctx, environ: environ, in: in, raw: out, out: bufio.NewWriter(out), errs: errs, log: quiet(errs)}
	var err error
	if c.flags, c.file, args, err = config.Take(args); err != nil {
		return c.end(err)
	}
	if len(args) > 0 && args[0] == "help" {
		args = append(args[1:len(args):len(args)], "--help")
	}
	bare := len(args) == 0
	if bare {
		args = []string{"--help"}
	}
	helped := false
	parser, err := kong.New(&commands{}, kong.Name("guildhall"), kong.Description(about), kong.Help(help),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Writers(c.out, errs), kong.Exit(func(int) { helped = true }))
	if err != nil {
		return c.end(fault.New(fault.Internal, "guildhall", "The commands do not fit together.").Because(err))
	}
	parsed, err := parser.Parse(args)
	switch {
	case helped && bare:
		return max(c.end(nil), wrong)
	case helped:
		return c.end(nil)
	case err != nil:
		return c.misread(err)
	}
	return c.end(parsed.Run(c))
}

// misread tells what cannot be understood of a command line, and where its help is.
func (c *call) misread(err error) int {
	at := "guildhall"
	var parse *kong.ParseError
	if errors.As(err, &parse) {
		if node := parse.Context.Selected(); node != nil {
			at = node.FullPath()
		}
	}
	say := sentence(err.Error())
	if flag, _, lacks := strings.Cut(err.Error(), ": expected "); lacks && strings.Contains(err.Error(), " value but got ") {
		say = flag + " needs a value."
	}
	return c.end(fault.New(fault.Malformed, "guildhall", say+" See: "+at+" --help"))
}
